"""Synthetic sound: noise of any colour, tones, drones and pads. Never the only members of their class."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.signal import fftconvolve

from earmark.lab.episodes.recordings import RATE

__all__ = ["coloured", "drone", "pads", "shaped", "tones"]

Sound = NDArray[np.float32]


def coloured(rng: np.random.Generator, length: int) -> Sound:
    """Stationary noise, steep by -9 to +1 dB per octave, sometimes between two edges [shape=(length,)]."""
    hertz = np.maximum(np.fft.rfftfreq(length, 1 / RATE), 15.0)
    slope = rng.choice([0.0, -3.0, -6.0, rng.uniform(-9, 1)]) + rng.normal(0, 0.2)
    gain = (hertz / 1000) ** (slope / 6.02)
    if rng.random() < 0.4:
        low, high = 10 ** rng.uniform(1.5, 2.8), 10 ** rng.uniform(3.0, 4.1)
        gain *= 1 / np.sqrt(1 + (low / hertz) ** 4) / np.sqrt(1 + (hertz / high) ** 4)
    return _with_spectrum(rng, length, gain)


def shaped(rng: np.random.Generator, recording: Sound, length: int) -> Sound:
    """Stationary noise with the mean spectrum of a recording [shape=(length,)]."""
    size = 512
    power = np.abs(np.fft.rfft(recording[: len(recording) // size * size].reshape(-1, size) * np.hanning(size))) ** 2
    gain = np.sqrt(power.mean(axis=0) + 1e-12)
    return _with_spectrum(
        rng, length, np.interp(np.linspace(0, 1, length // 2 + 1), np.linspace(0, 1, len(gain)), gain)
    )


def tones(rng: np.random.Generator, length: int) -> Sound:
    """One to four steady tones, beating or not, now and then over faint noise [shape=(length,)]."""
    time = np.arange(length) / RATE
    base = 10 ** rng.uniform(1.8, 3.2)
    others = base * np.array([1 + rng.uniform(0.002, 0.05), rng.uniform(1.2, 3.0), rng.uniform(1.2, 6.0)])
    sound = np.zeros(length)
    for hertz in [base, *others[: rng.integers(0, 4)]]:
        sound += rng.uniform(0.2, 1) * np.sin(2 * np.pi * hertz * time + rng.uniform(0, 6))
    if rng.random() < 0.3:
        sound *= 1 + rng.uniform(0.1, 1) * np.sin(2 * np.pi * rng.uniform(0.5, 15) * time)
    if rng.random() < 0.5:
        noise = coloured(rng, length)
        sound += noise / noise.std() * sound.std() * 10 ** (rng.uniform(-40, -6) / 20)
    return np.asarray(sound, np.float32)


def drone(rng: np.random.Generator, length: int) -> Sound:
    """A rich sound that stays where it is, with slowly moving partials: bowls, organs, machines [shape=(length,)]."""
    time = np.arange(length) / RATE
    base = 10 ** rng.uniform(1.6, 2.5)
    sound = np.zeros(length)
    for partial in range(1, rng.integers(5, 24)):
        hertz = base * partial * (1 + rng.normal(0, 0.004))
        slow = 1 + rng.uniform(0, 0.9) * np.sin(2 * np.pi * rng.uniform(0.02, 0.4) * time + rng.uniform(0, 6))
        sound += slow * partial ** -rng.uniform(0.5, 1.6) * np.sin(2 * np.pi * hertz * time + rng.uniform(0, 6))
    noise = coloured(rng, length)
    return np.asarray(sound + noise / noise.std() * sound.std() * 10 ** (rng.uniform(-40, -12) / 20), np.float32)


SCALES = ((0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10), (0, 2, 4, 7, 9), (0, 3, 5, 7, 10))


def pads(rng: np.random.Generator, length: int) -> Sound:
    """Slow music: long notes of a scale that swell, overlap and sound in a large room [shape=(length,)]."""
    sound = np.zeros(length)
    root, scale = rng.uniform(36, 60), SCALES[rng.integers(len(SCALES))]
    at = -rng.uniform(0, 4)
    while at < length / RATE:
        for _ in range(rng.integers(1, 4)):
            pitch = root + scale[rng.integers(len(scale))] + 12 * rng.integers(0, 3)
            _add_note(sound, rng, round(at * RATE), 440 * 2 ** ((pitch - 69) / 12))
        at += rng.uniform(0.8, 5.0)
    room = rng.standard_normal(2 * RATE) * np.exp(-np.linspace(0, rng.uniform(4, 10), 2 * RATE))
    room[0] += rng.uniform(2, 20)
    return np.asarray(fftconvolve(sound, room)[:length], np.float32)


def _add_note(sound: NDArray[np.float64], rng: np.random.Generator, first: int, hertz: float) -> None:
    count = round(rng.uniform(2, 9) * RATE)
    time = np.arange(count) / RATE
    swell = np.minimum(time / rng.uniform(0.05, 2.5), 1) * np.minimum((time[-1] - time) / rng.uniform(0.5, 3), 1)
    wave = np.zeros(count)
    bright = rng.uniform(0.8, 2.5)
    for partial in range(1, int(min(16, 7000 / hertz)) + 1):
        wave += partial**-bright * np.sin(2 * np.pi * hertz * partial * (1 + rng.normal(0, 5e-4)) * time)
    begin, past = max(0, first), min(len(sound), first + count)
    if past > begin:
        sound[begin:past] += (wave * swell.clip(0) * rng.uniform(0.3, 1))[begin - first : past - first]


def _with_spectrum(rng: np.random.Generator, length: int, gain: NDArray[np.float64]) -> Sound:
    return np.asarray(np.fft.irfft(np.fft.rfft(rng.standard_normal(length)) * gain, length), np.float32)
