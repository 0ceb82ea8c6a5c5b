"""From evidence per frame to stretches: where a track plays, by the most likely path through a few states."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

__all__ = ["EDGE", "TURN", "Stretch", "stretches"]

TURN = 8.0
"""What one start or one end costs, natural log: a pause is bridged if it says less than twice that against."""
EDGE = 2.0
"""What it costs to play where the sound begins or ends: nothing starts or stops there but the file, be it an excerpt of
one second."""
CHANGE = 1.0
"""What a change of level costs: beds duck and swell."""
TEMPER = 0.5
"""Share of the evidence that counts: neighbouring peaks of one note are not independent."""
FRESH_TEMPER = 0.7
"""The same where what goes on is counted for little already."""
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


def stretches(
    ratio: NDArray[np.float32],
    fresh: NDArray[np.float32] | None = None,
    *,
    first_turn: float = TURN,
    last_turn: float = TURN,
) -> list[Stretch]:
    """The stretches of the most likely path, in order.

    Where a track plays is told best by all of its peaks, and whether it does by what is new in them: a held note that
    two recordings share is one coincidence, however long it is.

    Args:
        ratio: natural log of the likelihood ratio against absence, by frame and level [shape=(frames, levels)].
        fresh: the same of what is new, of the same shape: what the evidence is made of; `ratio` if not given.
        first_turn: what it costs to play in the first frame.
        last_turn: what it costs to play in the last.

    Reference:
        G. D. Forney, "The Viterbi algorithm", Proc. IEEE 61 (1973); state 0 is absence, one state per level.
    """
    if not len(ratio):
        return []
    told = TEMPER * np.minimum(ratio, MOST_PER_FRAME).astype(np.float64)
    states = _path(told, TURN, CHANGE, first_turn, last_turn)
    playing = np.concatenate([[False], states > 0, [False]])
    edges = np.flatnonzero(playing[1:] != playing[:-1])
    counted = told if fresh is None else FRESH_TEMPER * np.minimum(fresh, MOST_PER_FRAME).astype(np.float64)
    found = []
    for start, end in edges.reshape(-1, 2).tolist():
        said = told[np.arange(start, end), states[start:end] - 1]
        changes = int((np.diff(states[start:end]) != 0).sum())
        turns = (TURN if start else first_turn) + (TURN if end < len(told) else last_turn)
        begin, past = _heard(said, start == 0, end == len(told))
        inside = np.arange(start + begin, start + past)
        evidence = float(counted[inside, states[inside] - 1].sum()) - turns - CHANGE * changes
        found.append(Stretch(start + begin, start + past, evidence))
    return found


def _heard(said: NDArray[np.float64], from_first: bool, to_last: bool) -> tuple[int, int]:
    """The part of a stretch without what speaks against it at an edge of the sound, where a turn would cost more."""
    sums = np.concatenate([[0.0], np.cumsum(said)])
    past = int(np.argmax(sums)) if to_last else len(said)
    return (int(np.argmin(sums[: past + 1])) if from_first else 0), past


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _path(
    ratio: NDArray[np.float64], turn: float, change: float, first_turn: float, last_turn: float
) -> NDArray[np.int64]:
    """State of each frame on the best path [shape=(frames,)]; 0 is absence, level l is state l + 1."""
    frames, levels = ratio.shape
    score = np.zeros(levels + 1)
    for state in range(1, levels + 1):
        score[state] = -first_turn
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
        score[state] -= last_turn
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
