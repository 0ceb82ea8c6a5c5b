"""Pairs of peaks: what survives a change of speed, tempo or pitch.

Played faster, a recording's frequencies all rise by one factor and its times shrink by another. Neither changes the
ratio of the frequencies of two peaks that follow each other, and over half a second hardly their distance. The ratio
is read to a seventh of a percent, so a narrow range of ratios and distances is telling enough, and each peak has
about one partner in it.

Reference:
    J. Six and M. Leman, "Panako - a scalable acoustic fingerprinting system handling time-scale and pitch
    modification", ISMIR 2014, for the idea of invariants over few peaks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from earmark.music.peaks import Peaks

__all__ = ["CODES", "DISTANCES", "RATIOS", "Pairs", "pairs_of"]

LEAST_RATIO = 0.03
"""Octaves between the two frequencies, at least."""
RATIO_STEP = 0.002
RATIOS = 51
"""Ratios are counted in 51 steps of 0.002 octaves."""
NEAREST = 2
DISTANCES = 13
"""The second peak follows 2 to 14 frames after the first."""
CODES = RATIOS * DISTANCES
MOST_PER_PEAK = 8


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs in order of time.

    Attributes:
        frame: frame of the first peak [shape=(pairs,)].
        step: its frequency step [shape=(pairs,)].
        code: ratio and distance, 0 to CODES - 1 [shape=(pairs,)].
    """

    frame: NDArray[np.int32]
    step: NDArray[np.uint16]
    code: NDArray[np.uint16]


def pairs_of(peaks: Peaks) -> Pairs:
    """Every pair of `peaks` whose ratio and distance are in range."""
    return Pairs(*_pairs(peaks.frame, peaks.step, peaks.by_frame()))


@njit(cache=True)  # type: ignore[untyped-decorator]
def _pairs(
    frame: NDArray[np.int32], step: NDArray[np.uint16], by_frame: NDArray[np.int64]
) -> tuple[NDArray[np.int32], NDArray[np.uint16], NDArray[np.uint16]]:
    most = len(frame) * MOST_PER_PEAK
    first_frame = np.empty(most, np.int32)
    first_step = np.empty(most, np.uint16)
    code = np.empty(most, np.uint16)
    count, frames = 0, len(by_frame) - 1
    for first in range(len(frame)):
        low = np.log2(float(step[first])) + LEAST_RATIO
        room = min(most, count + MOST_PER_PEAK)
        for distance in range(NEAREST, NEAREST + DISTANCES):
            later = frame[first] + distance
            if later >= frames:
                break
            for second in range(by_frame[later], by_frame[later + 1]):
                ratio = int(np.round((np.log2(float(step[second])) - low) / RATIO_STEP))
                if 0 <= ratio < RATIOS and count < room:
                    first_frame[count] = frame[first]
                    first_step[count] = step[first]
                    code[count] = ratio * DISTANCES + distance - NEAREST
                    count += 1
    return first_frame[:count], first_step[:count], code[:count]
