"""Loudness of the whole: voices alike, the programme at its target, no peak above the limit.

EBU R 128 and Tech 3343: loudness is measured over all that is said and set by one gain a voice; what would pass the
limit then is taken back by a limiter that looks ahead, so that a shout is softer and nothing is clipped.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import minimum_filter1d, uniform_filter1d

from earmark.media import LoudnessMeter

__all__ = ["CEILING", "STEREO", "faded", "gains", "limited"]

CEILING = -2.5
"""dBFS of samples; between samples and after encoding a peak may be a little higher: the limit is -1 dBTP."""
_FADE_SECONDS = 0.004
_AHEAD_SECONDS = 0.005
STEREO = 3.01
"""LU that a voice is louder as two equal channels."""


def gains(speech: Iterable[tuple[str, NDArray[np.float32]]], *, rate: int, target: float) -> dict[str, float]:
    """The factor for each voice that brings it to `target`.

    Args:
        speech: the name of a voice and what it says [shape=(n,)], in any order.
        rate: samples per second.
        target: LUFS of the stereo programme.
    """
    meters: dict[str, LoudnessMeter] = {}
    for voice, samples in speech:
        if len(samples):
            meters.setdefault(voice, LoudnessMeter(rate=rate, channels=1)).push(samples[None, :])
    found: dict[str, float] = {}
    for voice, meter in meters.items():
        loudness = meter.result().integrated
        # Too short or too soft to measure: left as it is.
        found[voice] = 10 ** ((target - loudness - STEREO) / 20) if np.isfinite(loudness) else 1.0
    return found


def limited(samples: NDArray[np.float32], *, rate: int) -> NDArray[np.float32]:
    """`samples` with peaks at most :data:`CEILING`, by a gain that falls before a peak and rises after it."""
    ceiling = 10 ** (CEILING / 20)
    peak = float(np.abs(samples).max(initial=0.0))
    if peak <= ceiling:
        return samples
    width = 2 * round(_AHEAD_SECONDS * rate) + 1
    wanted = np.minimum(1.0, ceiling / np.maximum(np.abs(samples), 1e-9))
    # The mean of minima is never above the wanted gain at the place of the peak itself.
    held = minimum_filter1d(wanted, width, mode="nearest")
    gain = np.minimum(uniform_filter1d(held, width, mode="nearest"), wanted)
    return np.asarray(samples * gain, np.float32)


def faded(samples: NDArray[np.float32], *, rate: int) -> NDArray[np.float32]:
    """`samples` that begin and end softly."""
    length = min(round(_FADE_SECONDS * rate), len(samples) // 2)
    if not length:
        return samples
    ramp = np.sin(np.linspace(0, np.pi / 2, length, dtype=np.float32)) ** 2
    soft = samples.copy()
    soft[:length] *= ramp
    soft[-length:] *= ramp[::-1]
    return soft
