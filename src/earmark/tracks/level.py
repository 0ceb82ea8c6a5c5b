"""Level: whether anything can be heard at all, before anybody asks what it is.

Dithered silence has the spectrum of white noise, and a tone of 10 Hz is a tone: both are silence to a listener.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from earmark.tracks.spectrum import HERTZ, Spectrum

__all__ = ["AUDIBLE_DB", "SILENT_DB", "audible", "level_db"]

AUDIBLE_DB = -62.0
"""Weighted level of full scale above which a window is heard. Dither of 16 bits has about -95, a quiet passage of
orchestral music about -50."""
SILENT_DB = -120.0
SPILL_HZ = 45.0


def level_db(spectrum: Spectrum) -> float:
    """A-weighted level of the loudest second, dB of full scale (a sine of 1 kHz and amplitude 1 has -3).

    Reference:
        IEC 61672-1:2013, the A weighting.
    """
    weighted = spectrum.power @ _weights()
    frames = min(31, len(weighted))
    seconds = np.convolve(weighted, np.ones(frames) / frames, "valid")
    return max(SILENT_DB, float(10 * np.log10(float(seconds.max()) + 1e-13)))


def audible(spectrum: Spectrum) -> bool:
    """Whether a listener at a usual volume hears anything."""
    return level_db(spectrum) >= AUDIBLE_DB


@cache
def _weights() -> NDArray[np.float32]:
    square = HERTZ**2
    with np.errstate(invalid="ignore"):
        gain = (12194.0**2 * square**2) / (
            (square + 20.6**2) * np.sqrt((square + 107.7**2) * (square + 737.9**2)) * (square + 12194.0**2)
        )
    # What a tone below hearing spills into the next bins is not heard either.
    return np.asarray(np.where(HERTZ > SPILL_HZ, (gain * 10**0.1) ** 2, 0), np.float32)
