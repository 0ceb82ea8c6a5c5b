"""The mixing desk: players in a stereo picture, a room around them, a limiter at the end."""

from __future__ import annotations

import numpy as np
from scipy.signal import oaconvolve

from earmark.demo.synthesis import Samples, highpass, lowpass

__all__ = ["balanced", "master", "pan", "room"]


def pan(place: float) -> Samples:
    """Gains of left and right for a place from -1 (left) to 1 (right), of constant power [shape=(2, 1)]."""
    angle = (np.clip(place, -1, 1) + 1) * np.pi / 4
    return np.array([[np.cos(angle)], [np.sin(angle)]])


def balanced(bus: Samples, level: float) -> Samples:
    """`bus` at an RMS of `level` dB over where it sounds at all, so that no instrument drowns another."""
    power = (bus**2).mean(axis=0)
    sounding = power > 1e-3 * power.max(initial=0.0)
    rms = float(np.sqrt(power[sounding].mean())) if sounding.any() else 0.0
    return bus * (10 ** (level / 20) / rms) if rms else bus


def room(rng: np.random.Generator, dry: Samples, seconds: float, rate: int) -> Samples:
    """What a room answers to `dry` [shape=(2, n)]: noise that decays by 60 dB in `seconds`, treble first."""
    count = round(min(seconds, 3.0) * rate)
    time = np.arange(count) / rate
    tail = rng.standard_normal((2, count)) * np.exp(-6.9 * time / seconds)
    dull = lowpass(tail, 1800, rate)
    damped = dull + (tail - dull) * np.exp(-time * 9 / seconds)
    damped[:, : round(0.012 * rate)] = 0.0
    damped[:, -64:] *= np.linspace(1, 0, 64)
    damped /= np.sqrt((damped**2).sum(axis=1, keepdims=True)) + 1e-12
    answer: Samples = oaconvolve(highpass(dry, 150, rate), damped, axes=1)[:, : dry.shape[1]]
    return answer


def master(mixed: Samples, rate: int, *, level: float, peak: float) -> Samples:
    """Rumble out, brought to an RMS of `level` dB, and limited softly so that nothing passes `peak`."""
    clean = balanced(highpass(mixed, 28, rate), level)
    return peak * np.tanh(clean / peak)
