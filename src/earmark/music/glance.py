"""A glance at a part of a query: does a track's evidence there deserve a look at all of it?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numba import njit
from numpy.typing import NDArray

from earmark.music.alignment import Alignment
from earmark.music.evidence import BLOCK_FRAMES, SURVIVAL, Line, frame_evidence
from earmark.music.peaks import Peaks
from earmark.music.segment import Segment
from earmark.music.stretches import MOST_PER_FRAME, TEMPER

__all__ = ["told_between"]

_SURVIVAL = np.array(SURVIVAL)


def told_between(
    start: int,
    past: int,
    candidate: Alignment,
    query: Peaks,
    by_frame: NDArray[np.int64],
    chance: NDArray[np.float32],
    segment: Segment,
) -> float:
    """Evidence of the best stretch of `candidate` in query frames [start, past), turns not paid, natural log.

    Args:
        start, past: a little more is looked at before `start` if it is no multiple of the blocks of `chance`.
        candidate: a track of `segment` along the query.
        query, by_frame, chance: see :class:`earmark.music.evidence.Line` and
            :func:`earmark.music.evidence.chance_of_meeting`.
        segment: holds the track.
    """
    block = start // BLOCK_FRAMES
    first = block * BLOCK_FRAMES
    moved = replace(candidate, shift=candidate.shift + candidate.tempo * first)
    line = Line.of(moved, query, by_frame[first : past + 1], segment)
    _, ratio, _, _, _ = frame_evidence(line, chance[block:], _SURVIVAL, np.zeros(len(query.frame), np.bool_))
    return float(_best_sum(TEMPER * np.minimum(ratio, MOST_PER_FRAME)))


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _best_sum(told: NDArray[np.float32]) -> float:
    """The greatest sum over successive rows of any one column of `told`; 0 if all are negative."""
    best = 0.0
    for column in range(told.shape[1]):
        total = 0.0
        for row in range(len(told)):
            total = max(0.0, total + told[row, column])
            best = max(best, total)
    return best
