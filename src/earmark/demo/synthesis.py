"""Oscillators, envelopes, filters and strings: what instruments are built from.

Everything is mono, float64, full scale 1, at a `rate` in Hz.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfft, next_fast_len, rfft
from scipy.signal import lfilter

__all__ = ["Samples", "bandpass", "envelope", "highpass", "lowpass", "pulse", "saw", "string", "sweep", "times"]

Samples: TypeAlias = NDArray[np.float64]


def times(seconds: float, rate: int) -> Samples:
    """Sample times from 0, at least two of them."""
    return np.arange(max(2, round(seconds * rate))) / rate


def sweep(frequency: float, time: Samples, *, vibrato: float = 0.0, speed: float = 5.2) -> Samples:
    """Phase in cycles of a tone; `vibrato` is its depth in semitones and sets in after a third of a second."""
    if not vibrato:
        return frequency * time
    depth = frequency * (2 ** (vibrato / 12) - 1) * np.minimum(1.0, time / 0.35)
    return frequency * time + depth / (2 * np.pi * speed) * np.sin(2 * np.pi * speed * time)


def saw(phase: Samples) -> Samples:
    """A sawtooth along `phase` in cycles, free of most aliasing.

    Differentiated parabolic wave: V. Välimäki, "Discrete-time synthesis of the sawtooth waveform with
    reduced aliasing", IEEE Signal Processing Letters 12(3), 2005.
    """
    ramp = 2 * (phase % 1.0) - 1
    parabola = ramp * ramp
    step = max(1e-6, float(phase[-1] - phase[0]) / (phase.size - 1))
    out: Samples = np.diff(parabola, prepend=parabola[0]) / (4 * step)
    return out


def pulse(phase: Samples, width: float = 0.5) -> Samples:
    """A rectangle that is high for `width` of each cycle."""
    return saw(phase) - saw(phase + width)


def envelope(time: Samples, held: float, *, attack: float, decay: float, sustain: float, release: float) -> Samples:
    """Attack in a line, exponential fall with time constant `decay` to `sustain`, release from `held` seconds on."""
    rise = np.minimum(1.0, time / max(attack, 1e-4))
    fall = sustain + (1 - sustain) * np.exp(-np.maximum(0.0, time - attack) / decay)
    shape = rise * fall * np.exp(-np.maximum(0.0, time - held) / (release / 4))
    end = min(shape.size, 64)
    shape[-end:] *= np.linspace(1, 0, end)
    return shape


def lowpass(samples: Samples, cutoff: float, rate: int, resonance: float = 0.707) -> Samples:
    """12 dB an octave above `cutoff` Hz (R. Bristow-Johnson, "Audio EQ cookbook")."""
    cosine, alpha = _corner(cutoff, rate, resonance)
    b = np.array([(1 - cosine) / 2, 1 - cosine, (1 - cosine) / 2])
    return _biquad(samples, b, cosine, alpha)


def highpass(samples: Samples, cutoff: float, rate: int, resonance: float = 0.707) -> Samples:
    """12 dB an octave below `cutoff` Hz."""
    cosine, alpha = _corner(cutoff, rate, resonance)
    b = np.array([(1 + cosine) / 2, -(1 + cosine), (1 + cosine) / 2])
    return _biquad(samples, b, cosine, alpha)


def bandpass(samples: Samples, centre: float, rate: int, resonance: float) -> Samples:
    """6 dB an octave on both sides of `centre` Hz, peak 1."""
    cosine, alpha = _corner(centre, rate, resonance)
    return _biquad(samples, np.array([alpha, 0.0, -alpha]), cosine, alpha)


def _corner(cutoff: float, rate: int, resonance: float) -> tuple[float, float]:
    omega = 2 * np.pi * min(cutoff, 0.45 * rate) / rate
    return float(np.cos(omega)), float(np.sin(omega) / (2 * resonance))


def _biquad(samples: Samples, b: Samples, cosine: float, alpha: float) -> Samples:
    out: Samples = lfilter(b, np.array([1 + alpha, -2 * cosine, 1 - alpha]), samples)
    return out


def string(
    rng: np.random.Generator, frequency: float, time: Samples, rate: int, *, decay: float, bright: float, pluck: float
) -> Samples:
    """A plucked string: a burst of noise in a loop with a lowpass (K. Karplus, A. Strong, CMJ 7(2), 1983).

    The loop's response is evaluated in one transform, on a circle outside the unit circle so that what rings on
    past the end does not fold back; the loop can thus be a fraction of a sample long and stays in tune.

    Args:
        rng: the burst.
        frequency: Hz.
        time: sample times.
        rate: Hz.
        decay: seconds until the fundamental has fallen by 60 dB.
        bright: 0 (soft thumb) to 1 (metal pick).
        pluck: where along the string, (0, 0.5].
    """
    count = next_fast_len(time.size + rate // 4, real=True)
    loss, period = 0.5 - 0.38 * bright, rate / frequency
    burst = np.zeros(count)
    burst[: max(2, int(period))] = rng.uniform(-1, 1, max(2, int(period)))
    burst = lowpass(burst, frequency * (2 + 24 * bright**2), rate)
    spiral = 1e3 ** (np.arange(count) / count)
    angle = 2j * np.pi * np.arange(count // 2 + 1) / count + np.log(1e3) / count
    delay = np.exp(-angle * (period - loss))
    loop = 10 ** (-3 * period / rate / decay) * (1 - loss + loss * np.exp(-angle)) * delay
    spectrum = rfft(burst / spiral) * (1 - 0.9 * np.exp(-angle * period * pluck)) / (1 - loop)
    out: Samples = (irfft(spectrum, count) * spiral)[: time.size]
    return out / max(1e-9, float(np.abs(out).max()))
