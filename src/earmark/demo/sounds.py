"""Functional sounds: what people upload to sleep, focus or mask noise, which is not music."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d
from scipy.signal import butter, oaconvolve, sosfilt

__all__ = ["KINDS", "functional"]

_Samples: TypeAlias = NDArray[np.float64]
_Maker: TypeAlias = "Callable[[np.random.Generator, int, int], _Samples]"
_PEAK = 0.8


def functional(kind: str, seed: int, seconds: float, rate: int = 22050) -> NDArray[np.float32]:
    """A recording of a functional sound.

    Args:
        kind: one of :data:`KINDS`.
        seed: another seed is another recording of the same kind.
        seconds: length.
        rate: samples per second, Hz.

    Returns:
        Stereo [shape=(2, round(seconds * rate))], peak 0.8.

    Raises:
        KeyError: if the kind is not known.
    """
    make = _MAKERS[kind]
    samples = make(np.random.default_rng([seed, KINDS.index(kind)]), round(seconds * rate), rate)
    peak = float(np.abs(samples).max(initial=0.0))
    return np.asarray(samples * (_PEAK / max(1e-9, peak)), dtype=np.float32)


def _coloured(rng: np.random.Generator, count: int, rate: int, slope: float) -> _Samples:
    """Stereo noise whose power falls as f to the -slope: 0 white, 1 pink, 2 brown; flat below 20 Hz."""
    spectrum = np.fft.rfft(rng.standard_normal((2, count)))
    frequency = np.maximum(np.fft.rfftfreq(count, 1 / rate), 20.0)
    noise: _Samples = np.fft.irfft(spectrum * (frequency / 20.0) ** (-slope / 2), count)
    return noise


def _band(samples: _Samples, low: float, high: float, rate: int) -> _Samples:
    high = min(high, 0.45 * rate)
    filtered: _Samples = sosfilt(butter(2, [min(low, high / 2), high], "bandpass", fs=rate, output="sos"), samples)
    return filtered


def _wander(rng: np.random.Generator, count: int, rate: int, seconds: float) -> _Samples:
    """A slow random curve in [0, 1] that changes over about `seconds`."""
    knots = gaussian_filter1d(rng.standard_normal(int(count / rate * 4) + 8), max(1.0, seconds * 4 / 2))
    knots = (knots - knots.min()) / max(1e-9, np.ptp(knots))
    curve: _Samples = np.interp(np.arange(count) * 4 / rate, np.arange(knots.size), knots)
    return curve


def _grains(rng: np.random.Generator, count: int, per_sample: float, grain: _Samples) -> _Samples:
    """`grain` thrown at random places in stereo, with random loudness: drops, crackles."""
    hits = (rng.random((2, count)) < per_sample) * rng.lognormal(0, 0.8, (2, count))
    thrown: _Samples = oaconvolve(hits, grain[None, :], axes=1)[:, :count]
    return thrown


def _rain(rng: np.random.Generator, count: int, rate: int) -> _Samples:
    time = np.arange(int(0.012 * rate)) / rate
    drop = np.exp(-time * 500) * rng.standard_normal(time.size)
    hiss = _band(_coloured(rng, count, rate, 0.4), 500, 9000, rate)
    drops = _grains(rng, count, 60 / rate, drop)
    return np.asarray(hiss / hiss.std() * (0.7 + 0.3 * _wander(rng, count, rate, 6)) + 1.2 * np.tanh(drops))


def _wind(rng: np.random.Generator, count: int, rate: int) -> _Samples:
    gust = _wander(rng, count, rate, 3)
    noise = _coloured(rng, count, rate, 1.0)
    howl = _band(noise, 350, 900, rate) * gust**2 + 0.6 * _band(noise, 900, 2200, rate) * gust**4
    return _band(noise, 60, 350, rate) * (0.3 + 0.7 * gust) + howl


def _waves(rng: np.random.Generator, count: int, rate: int) -> _Samples:
    speed = 1 / (6.5 + 3 * _wander(rng, count, rate, 15))
    swell = (0.5 + 0.5 * np.sin(2 * np.pi * np.cumsum(speed) / rate + rng.uniform(0, 6))) ** 3
    noise = _coloured(rng, count, rate, 1.0)
    return _band(noise, 80, 600, rate) * (0.25 + swell) + _band(noise, 600, 7000, rate) * swell**2


def _fan(rng: np.random.Generator, count: int, rate: int) -> _Samples:
    time = np.arange(count) / rate
    blade = rng.uniform(28, 42)
    hum = np.zeros(count)
    for k in range(1, 7):
        hum += np.sin(2 * np.pi * blade * k * time + rng.uniform(0, 6)) / k**1.5
    air = _band(_coloured(rng, count, rate, 1.3), 60, 5000, rate)
    chopped: _Samples = air * (1 + 0.08 * np.sin(2 * np.pi * blade * time)) + 0.25 * air.std() * hum
    return chopped


def _calls(rng: np.random.Generator, count: int, rate: int, gap: float, call: Callable[[], _Samples]) -> _Samples:
    """A call every `gap` seconds or so, from places left and right."""
    field = np.zeros((2, count))
    position = int(rng.exponential(gap) * rate)
    while position < count:
        sound = call()[: count - position]
        side = rng.uniform(0.1, 0.9)
        pan = np.array([[np.cos(side * np.pi / 2)], [np.sin(side * np.pi / 2)]])
        field[:, position : position + sound.size] += pan * sound * rng.uniform(0.2, 1.0)
        position += int((0.15 + rng.exponential(gap)) * rate)
    return field


def _crickets(rng: np.random.Generator, count: int, rate: int) -> _Samples:
    field = 0.02 * _coloured(rng, count, rate, 1.0) / 3
    time = np.arange(count) / rate
    for _ in range(5):
        pitch, pulse, period = rng.uniform(3800, 5200), rng.uniform(28, 40), rng.uniform(0.5, 1.1)
        chirping = np.clip(np.sin(2 * np.pi * (time / period + rng.random())) * 4, 0, 1)
        chirp = np.sin(2 * np.pi * pitch * time) * np.clip(np.sin(2 * np.pi * pulse * time), 0, 1) * chirping
        field = field + rng.uniform(0.1, 0.6, (2, 1)) * chirp
    return field


def _birds(rng: np.random.Generator, count: int, rate: int) -> _Samples:
    def song() -> _Samples:
        notes = []
        centre = rng.uniform(2200, 4200)
        for _ in range(rng.integers(2, 9)):
            length = int(rng.uniform(0.05, 0.18) * rate)
            shape = np.sin(np.pi * np.arange(length) / length)
            glide = centre * (1 + rng.uniform(-0.25, 0.25) + rng.uniform(-0.3, 0.3) * np.linspace(0, 1, length))
            notes += [
                shape * np.sin(2 * np.pi * np.cumsum(glide) / rate),
                np.zeros(int(rng.uniform(0.01, 0.08) * rate)),
            ]
        return np.concatenate(notes)

    leaves = _band(_coloured(rng, count, rate, 0.8), 300, 6000, rate)
    calls = _calls(rng, count, rate, 0.6, song)
    return np.asarray(0.05 * leaves / leaves.std() + 0.5 * calls)


def _fire(rng: np.random.Generator, count: int, rate: int) -> _Samples:
    time = np.arange(int(0.03 * rate)) / rate
    snap = np.exp(-time * rng.uniform(180, 320)) * rng.standard_normal(time.size)
    roar = _band(_coloured(rng, count, rate, 1.6), 40, 500, rate)
    crackle = np.tanh(_grains(rng, count, 9 / rate, snap)) + 0.3 * _grains(rng, count, 60 / rate, snap[::6])
    return np.asarray(roar / roar.std() * 0.3 * (0.5 + _wander(rng, count, rate, 2)) + 0.35 * crackle)


def _binaural(rng: np.random.Generator, count: int, rate: int) -> _Samples:
    time = np.arange(count) / rate
    carrier, beat = rng.uniform(140, 320), rng.uniform(2, 14)
    tones = np.sin(2 * np.pi * np.array([[carrier], [carrier + beat]]) * time)
    bed = _coloured(rng, count, rate, 2.0)
    return np.asarray(tones + 0.15 * bed / bed.std())


_MAKERS: dict[str, _Maker] = {
    "rain": _rain,
    "white noise": lambda rng, count, rate: _coloured(rng, count, rate, 0.0),
    "pink noise": lambda rng, count, rate: _coloured(rng, count, rate, 1.0),
    "brown noise": lambda rng, count, rate: _coloured(rng, count, rate, 2.0),
    "wind": _wind,
    "ocean waves": _waves,
    "fan": _fan,
    "crickets": _crickets,
    "birds": _birds,
    "fire": _fire,
    "binaural tones": _binaural,
}

KINDS = tuple(_MAKERS)
"""What :func:`functional` can make."""
