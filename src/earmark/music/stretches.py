"""From evidence per frame to stretches: where a track plays, by the most likely path through a few states."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

__all__ = ["Stretch", "stretches"]

TURN = 8.0
"""What one start or one end costs, natural log: a pause is bridged if it says less than twice that against."""
CHANGE = 1.0
"""What a change of level costs: beds duck and swell."""
TEMPER = 0.5
"""Share of the evidence that counts: neighbouring peaks of one note are not independent."""
MOST_PER_FRAME = 3.0
"""What one frame can say for a track: the peaks of a click or a cut are one event, however many they are."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Frames in which a track plays.

    Attributes:
        start: first frame.
        end: one past the last.
        evidence: tempered and bounded log-likelihood ratio of playing there against silence, turns paid, natural log.
    """

    start: int
    end: int
    evidence: float


def stretches(ratio: NDArray[np.float32]) -> list[Stretch]:
    """The stretches of the most likely path, in order.

    Args:
        ratio: natural log of the likelihood ratio against absence, by frame and level [shape=(frames, levels)].

    Reference:
        G. D. Forney, "The Viterbi algorithm", Proc. IEEE 61 (1973); state 0 is absence, one state per level.
    """
    if not len(ratio):
        return []
    told = TEMPER * np.minimum(ratio, MOST_PER_FRAME).astype(np.float64)
    states = _path(told, TURN, CHANGE)
    playing = np.concatenate([[False], states > 0, [False]])
    edges = np.flatnonzero(playing[1:] != playing[:-1])
    found = []
    for start, end in edges.reshape(-1, 2).tolist():
        said = float(told[np.arange(start, end), states[start:end] - 1].sum())
        changes = int((np.diff(states[start:end]) != 0).sum())
        found.append(Stretch(start, end, said - 2 * TURN - CHANGE * changes))
    return found


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _path(ratio: NDArray[np.float64], turn: float, change: float) -> NDArray[np.int64]:
    """State of each frame on the best path [shape=(frames,)]; 0 is absence, level l is state l + 1."""
    frames, levels = ratio.shape
    score = np.zeros(levels + 1)
    for state in range(1, levels + 1):
        score[state] = -turn
    back = np.zeros((frames, levels + 1), np.int8)
    new = np.empty(levels + 1)
    for frame in range(frames):
        best_level = _highest(score, 1)
        new[0], back[frame, 0] = score[0], 0
        if score[best_level] - turn > score[0]:
            new[0], back[frame, 0] = score[best_level] - turn, best_level
        for state in range(1, levels + 1):
            new[state], back[frame, state] = score[state], state
            if score[best_level] - change > new[state]:
                new[state], back[frame, state] = score[best_level] - change, best_level
            if score[0] - turn > new[state]:
                new[state], back[frame, state] = score[0] - turn, 0
            new[state] += ratio[frame, state - 1]
        score, new = new, score
    states = np.zeros(frames, np.int64)
    for state in range(1, levels + 1):
        score[state] -= turn
    state = _highest(score, 0)
    for frame in range(frames - 1, -1, -1):
        states[frame] = state
        state = back[frame, state]
    return states


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _highest(score: NDArray[np.float64], first: int) -> int:
    """The first of the best states from `first` on."""
    best = first
    for state in range(first + 1, len(score)):
        if score[state] > score[best]:
            best = state
    return best
