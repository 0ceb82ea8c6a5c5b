"""How tonal a sound is, from its peaks alone: notes stay at one frequency, voices glide."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from earmark.music.peaks import Peaks

__all__ = ["lasting", "sustained"]

SOONEST, LATEST = 5, 24
"""Frames after which a note is heard again: a fifth of a second to three quarters."""
BESIDE = (6, 20)
"""Steps away from a peak where there is nothing to expect but chance."""
CHANCE = 3 / (2 * (BESIDE[1] - BESIDE[0] + 1))
"""Peaks to expect at the same frequency, within a step, for one beside it."""
PRIOR = 5.0
SMOOTHING = 150
"""Frames on either side over which it is counted."""


def sustained(query: Peaks) -> NDArray[np.float64]:
    """How many times oftener than chance peaks go on at their frequency, around each frame [shape=(frames,)].

    About 1 in speech; above 1.5 in most music, also under speech.
    """
    same, beside = _counted(query.frame, query.step, query.by_frame())
    ratio: NDArray[np.float64] = (_around(same) + 1) / (_around(beside) * CHANCE + PRIOR)
    return ratio


def lasting(query: Peaks) -> NDArray[np.float64]:
    """How many peaks go on at the frequency of each frame's, beyond those that chance explains [shape=(frames,)]."""
    same, beside = _counted(query.frame, query.step, query.by_frame())
    beyond: NDArray[np.float64] = same - beside * CHANCE
    return beyond


def _around(values: NDArray[np.int64]) -> NDArray[np.int64]:
    sums = np.concatenate([[0], np.cumsum(values)])
    places = np.arange(len(values))
    past, first = np.minimum(places + SMOOTHING, len(values)), np.maximum(places - SMOOTHING, 0)
    around: NDArray[np.int64] = sums[past] - sums[first]
    return around


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _counted(
    frames: NDArray[np.int32], steps: NDArray[np.uint16], by_frame: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Peaks that follow each frame's at the same frequency, and beside it."""
    last = len(by_frame) - 1
    same, beside = np.zeros(last, np.int64), np.zeros(last, np.int64)
    for peak in range(len(frames)):
        frame = frames[peak]
        for later in range(by_frame[min(frame + SOONEST, last)], by_frame[min(frame + LATEST, last)]):
            away = abs(np.int64(steps[later]) - steps[peak])
            if away <= 1:
                same[frame] += 1
            elif BESIDE[0] <= away <= BESIDE[1]:
                beside[frame] += 1
    return same, beside
