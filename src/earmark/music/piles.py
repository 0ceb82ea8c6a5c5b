"""Which tracks collect more votes at one place than chance: the cost goes with the votes, not with the axis."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

__all__ = ["CELL_FRAMES", "Pile", "piles"]

CELL_FRAMES = 4
"""A pile is what lies in two cells side by side."""
LEAST_VOTES = 6

Pile = tuple[int, int, float]
"""Track, axis frame that is heard at query frame 0, and how far it stands out, in standard deviations."""


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def piles(
    places: NDArray[np.int32],
    frames: NDArray[np.int16],
    tempo: float,
    track_start: NDArray[np.int64],
    least_z: float,
) -> list[Pile]:
    """The highest pile of each track that stands out, if time ran at `tempo`.

    How far it stands out is the signed root of its Poisson deviance from the mean of its own track, or of the whole
    axis if that is more: where notes repeat, votes pile up at many places.

    Args:
        places: axis frame of each vote [shape=(votes,)].
        frames: frame of the query that it was heard at, from any origin [shape=(votes,)].
        tempo: frames of the axis per frame of the query.
        track_start: first axis frame of each track, and one past the last [shape=(tracks + 1,)].
        least_z: those that stand out less are passed over.
    """
    found = [(0, 0, 0.0) for _ in range(0)]
    cells, height = _heights(places, frames, tempo)
    axis = max(1.0, (track_start[-1] - track_start[0]) / CELL_FRAMES)
    for track, cell in _highest(cells, height, track_start):
        low, high = track_start[track], track_start[track + 1]
        own, votes = 0, 0
        for vote in range(len(places)):
            own += low <= places[vote] < high
            votes += cell - 1 <= cells[vote] <= cell
        length = (high - low) / CELL_FRAMES
        expected = max(2.0 * len(places) / axis, 2.0 * (own - votes) / length)
        if votes >= LEAST_VOTES and votes > expected:
            z = np.sqrt(2 * (votes * np.log(votes / expected) - votes + expected))
            if z >= least_z:
                found.append((track, cell * CELL_FRAMES, z))
    return found


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _heights(
    places: NDArray[np.int32], frames: NDArray[np.int16], tempo: float
) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """The cell of each vote, and how high the pile is that it and the cell before make, both [shape=(votes,)].

    They are counted in a table without keys: now and then strangers share a place and make it higher. Heights are 0
    if none is worth looking at.
    """
    size = 256
    while size < 4 * len(places):
        size *= 2
    table = np.zeros(size, np.uint8)
    cells, height = np.empty(len(places), np.int64), np.zeros(len(places), np.uint8)
    highest = 0
    for vote in range(len(places)):
        cells[vote] = np.int64(places[vote] - frames[vote] * tempo) >> 2
        slot = cells[vote] & (size - 1)
        table[slot] = min(120, table[slot]) + 1
        highest = max(highest, table[slot] + max(table[slot - 1], table[(slot + 1) & (size - 1)]))
    if highest >= LEAST_VOTES:
        for vote in range(len(places)):
            slot = cells[vote] & (size - 1)
            height[vote] = table[slot] + table[slot - 1]
    return cells, height


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _highest(
    cells: NDArray[np.int64], height: NDArray[np.uint8], track_start: NDArray[np.int64]
) -> list[tuple[int, int]]:
    """Tracks that have a pile high enough, each with the cell of its highest."""
    high = np.flatnonzero(height >= LEAST_VOTES)
    place = cells[high] * CELL_FRAMES
    high = high[(place >= track_start[0]) & (place < track_start[-1])]
    tracks = np.searchsorted(track_start, cells[high] * CELL_FRAMES, side="right") - 1
    found = [(0, 0) for _ in range(0)]
    best = np.uint8(0)
    for number in np.argsort(tracks, kind="mergesort"):
        if not found or tracks[number] != found[-1][0]:
            found.append((tracks[number], cells[high[number]]))
            best = height[high[number]]
        elif height[high[number]] > best:
            found[-1] = (tracks[number], cells[high[number]])
            best = height[high[number]]
    return found
