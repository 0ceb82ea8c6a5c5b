"""Which tracks collect more votes at one place and one change than chance: the cost goes with the votes alone.

Votes are counted twice. First coarsely, in cells so wide that music of any tempo that goes with its change of
frequency falls into three side by side; strangers share cells, and few come through. Then, for the best of each
track, tempo by tempo.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from earmark.music.ballots import REACH
from earmark.music.triples import FINER, HEIGHT_STEP

__all__ = ["CHANGES", "FINE_FRAMES", "Pile", "piles"]

Pile = tuple[int, float, float, float, float]
"""Track, axis frame that is heard at query frame 0, frames of the track per frame of the query, frequency heard over
frequency of the track, and how far it stands out, in standard deviations."""

CHANGES = 2 * REACH + 1
TEMPOS = np.array([0.91, 0.97, 1.03, 1.09])
ROWS = CHANGES + len(TEMPOS)
"""Changes of frequency, each at the tempo half way to the same change; then the same frequency at other tempos."""
SAME = FINER
"""Parts of a height step within which a frequency is the same."""
CELL_FRAMES = 8
LEAST_SLOTS, SLOTS_PER_VOTE = 1 << 14, 16
"""Places of a row, and in all rows together: cells that are so many apart share one."""
FINE_FRAMES = 4
"""A pile is what lies in two fine cells side by side."""
FINE = 32
LEAST_VOTES = 5


def piles(
    place: NDArray[np.int32],
    frame: NDArray[np.int32],
    higher: NDArray[np.int16],
    track_start: NDArray[np.int64],
    least_z: float,
) -> list[Pile]:
    """The highest pile of each track that stands out.

    How far it stands out is the signed root of its Poisson deviance from the mean of its own track, or of the whole
    axis if that is more: where notes repeat, votes pile up at many places.

    Args:
        place, frame, higher: the votes, see :class:`earmark.music.ballots.Votes`; frames from any origin near them.
        track_start: first axis frame of each track, and one past the last [shape=(tracks + 1,)].
        least_z: those that stand out less are passed over.
    """
    found: list[Pile] = _piles(place, frame, higher, track_start, least_z, _MIDDLES, _TEMPOS)
    return found


_MIDDLES = np.concatenate([(1 + np.exp((np.arange(CHANGES) - REACH) * HEIGHT_STEP)) / 2, TEMPOS])
"""Tempo of each row."""
_TEMPOS = np.concatenate([[1.0], np.arange(0.88, 1.125, 0.01)])
"""What is tried where the frequency is the same; elsewhere only the first, and the change of frequency."""


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _piles(
    place: NDArray[np.int32],
    frame: NDArray[np.int32],
    higher: NDArray[np.int16],
    track_start: NDArray[np.int64],
    least_z: float,
    middles: NDArray[np.float64],
    tempos: NDArray[np.float64],
) -> list[Pile]:
    found = [(0, 0.0, 0.0, 0.0, 0.0) for _ in range(0)]
    vote, row_start = _by_row(higher)
    cells = _cells(place, frame, vote, row_start, middles)
    best = _best(_high(cells, row_start), place, vote, track_start)
    axis = (track_start[-1] - track_start[0]) / FINE_FRAMES
    chosen = np.empty(len(vote) + 1, np.int32)
    for number in best:
        row = _holding(number, row_start)
        track = _holding(place[vote[number]], track_start)
        first, past = _beside(row, row_start)
        own, near = 0, 0
        for other in range(first, past):
            own += track_start[track] <= place[vote[other]] < track_start[track + 1]
            chosen[near] = vote[other]
            near += abs(cells[other] - cells[number]) <= 1
        votes, at, tempo, pitch = _finest(place, frame, higher, chosen[:near], row, tempos)
        cells_of_track = (track_start[track + 1] - track_start[track]) / FINE_FRAMES
        expected = max(2.0 * (past - first) / axis, 2.0 * (own - votes) / cells_of_track)
        if votes >= LEAST_VOTES and votes > expected:
            z = np.sqrt(2 * (votes * np.log(votes / expected) - votes + expected))
            if z >= least_z:
                found.append((track, at, tempo, pitch, z))
    return found


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _holding(place: int, starts: NDArray[np.int64]) -> int:
    """Which of the parts that begin at `starts` holds a place; -1 before the first."""
    low, high = 0, len(starts)
    while low < high:
        middle = (low + high) // 2
        if starts[middle] <= place:
            low = middle + 1
        else:
            high = middle
    return low - 1


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _best(
    high: NDArray[np.uint8], place: NDArray[np.int32], vote: NDArray[np.int32], track_start: NDArray[np.int64]
) -> list[int]:
    """Numbers in `vote` of the highest of each track, by track, if it is high enough."""
    best = np.empty(len(track_start) - 1, np.int64)
    for track in range(len(best)):
        best[track] = -1
    for number in range(len(vote)):
        if high[number] >= LEAST_VOTES:
            track = _holding(place[vote[number]], track_start)
            if 0 <= track < len(best) and (best[track] < 0 or high[number] > high[best[track]]):
                best[track] = number
    return [int(number) for number in best if number >= 0]


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _beside(row: int, row_start: NDArray[np.int64]) -> tuple[int, int]:
    """Where the votes of a row and of the rows beside it, if they are near, begin and end."""
    if row >= CHANGES:
        return row_start[row], row_start[row + 1]
    return row_start[max(0, row - 1)], row_start[min(CHANGES, row + 2)]


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _by_row(higher: NDArray[np.int16]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Numbers of the votes, row after row, and where each row begins; votes of the same frequency stand in five."""
    row_start = np.zeros(ROWS + 1, np.int64)
    for each in higher:
        row_start[(each + FINER * REACH + FINER // 2) // FINER + 1] += 1
        if abs(each) <= SAME:
            for row in range(CHANGES, ROWS):
                row_start[row + 1] += 1
    free = np.zeros(ROWS, np.int64)
    for row in range(ROWS):
        free[row] = row_start[row]
        row_start[row + 1] += row_start[row]
    vote = np.empty(row_start[-1], np.int32)
    for number in range(len(higher)):
        row = (higher[number] + FINER * REACH + FINER // 2) // FINER
        vote[free[row]] = number
        free[row] += 1
        if abs(higher[number]) <= SAME:
            for row in range(CHANGES, ROWS):
                vote[free[row]] = number
                free[row] += 1
    return vote, row_start


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _cells(
    place: NDArray[np.int32],
    frame: NDArray[np.int32],
    vote: NDArray[np.int32],
    row_start: NDArray[np.int64],
    middles: NDArray[np.float64],
) -> NDArray[np.int32]:
    """Where each vote lies at its row's tempo [shape=(len(vote),)]."""
    cells = np.empty(len(vote), np.int32)
    for row in range(ROWS):
        for number in range(row_start[row], row_start[row + 1]):
            at = np.int32(np.floor(place[vote[number]] - frame[vote[number]] * middles[row]))
            cells[number] = at // CELL_FRAMES
    return cells


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _high(cells: NDArray[np.int32], row_start: NDArray[np.int64]) -> NDArray[np.uint8]:
    """How many votes there are, about, in the cells around each, and in the rows beside its own if they are near."""
    slots = LEAST_SLOTS
    while slots * ROWS < SLOTS_PER_VOTE * len(cells):
        slots *= 2
    table = np.zeros((ROWS, slots), np.uint8)
    for row in range(ROWS):
        for number in range(row_start[row], row_start[row + 1]):
            slot = cells[number] & (slots - 1)
            table[row, slot] += table[row, slot] < 28
    high = np.zeros(len(cells), np.uint8)
    for row in range(ROWS):
        first, past = max(0, row - 1), min(CHANGES, row + 2)
        if row >= CHANGES:
            first, past = row, row + 1
        for number in range(row_start[row], row_start[row + 1]):
            slot = cells[number]
            for near in range(first, past):
                high[number] += table[near, (slot - 1) & (slots - 1)]
                high[number] += table[near, slot & (slots - 1)]
                high[number] += table[near, (slot + 1) & (slots - 1)]
    return high


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _finest(
    place: NDArray[np.int32],
    frame: NDArray[np.int32],
    higher: NDArray[np.int16],
    chosen: NDArray[np.int32],
    row: int,
    tempos: NDArray[np.float64],
) -> tuple[int, float, float, float]:
    """Votes, place, tempo and pitch of the highest pile of some votes at any tempo that goes with a row."""
    sounds = 0.0
    for vote in chosen:
        sounds += higher[vote]
    pitch = np.exp(sounds / len(chosen) * (HEIGHT_STEP / FINER))
    tried = len(tempos) if abs(row - REACH) <= 1 or row >= CHANGES else 1
    best, at, best_tempo = 0, 0.0, 1.0
    counts = np.empty(FINE, np.int64)
    for number in range(-1, tried):
        tempo = pitch if number < 0 else tempos[number]
        low = place[chosen[0]] - frame[chosen[0]] * tempo
        for vote in chosen:
            low = min(low, place[vote] - frame[vote] * tempo)
        for cell in range(FINE):
            counts[cell] = 0
        for vote in chosen:
            counts[min(FINE - 1, int((place[vote] - frame[vote] * tempo - low) / FINE_FRAMES))] += 1
        for cell in range(FINE - 1):
            if counts[cell] + counts[cell + 1] > best:
                best, at, best_tempo = counts[cell] + counts[cell + 1], low + (cell + 1) * FINE_FRAMES, tempo
    return best, at, best_tempo, pitch
