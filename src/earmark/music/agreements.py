"""Where pairs of a query and pairs of the index agree: ranges of entries, found without reading them."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from earmark.music.pairs import DISTANCES, RATIOS
from earmark.music.peaks import STEPS
from earmark.music.segment import PLACE_BITS, STEPS_PER_BUCKET

__all__ = ["NEIGHBOURS", "agreeing", "bucket_of", "commonness", "neighbour", "place_of", "step_of"]

NEIGHBOURS = 15
"""Codes that agree with one: a ratio and two distances to either side."""
FARTHEST = 2
BUCKETS_PER_CODE = STEPS // STEPS_PER_BUCKET


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def commonness(
    steps: NDArray[np.uint16],
    codes: NDArray[np.uint16],
    reach: NDArray[np.int32],
    pair_start: NDArray[np.uint32],
    farthest: int = FARTHEST,
) -> NDArray[np.int64]:
    """About how many entries of a segment agree with each pair of a query [shape=(pairs,)].

    Args:
        steps, codes: of the pairs [shape=(pairs,)].
        reach: lowest and highest frequency step that agrees with each step [shape=(STEPS, 2)].
        pair_start: of the segment.
        farthest: frames by which the distances of two pairs that agree may differ, at most `FARTHEST`.
    """
    found = np.zeros(len(steps), np.int64)
    for pair in range(len(steps)):
        lowest, highest = reach[steps[pair], 0], min(STEPS - 1, reach[steps[pair], 1])
        entries, buckets = 0, highest // STEPS_PER_BUCKET - lowest // STEPS_PER_BUCKET + 1
        for number in range(NEIGHBOURS):
            code = neighbour(codes[pair], number)
            if code >= 0 and abs(number % 5 - 2) <= farthest:
                entries += np.int64(pair_start[bucket_of(code, highest) + 1]) - pair_start[bucket_of(code, lowest)]
        found[pair] = np.int64(entries * (highest - lowest + 1) / (buckets * STEPS_PER_BUCKET))
    return found


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def agreeing(
    steps: NDArray[np.uint16],
    codes: NDArray[np.uint16],
    reach: NDArray[np.int32],
    pair_start: NDArray[np.uint32],
    pairs: NDArray[np.uint32],
    farthest: int = FARTHEST,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The entries of a segment that agree with each pair of a query: first, and one past the last.

    Args:
        steps, codes: of the query's pairs [shape=(n,)].
        reach: lowest and highest frequency step that agrees with each step [shape=(STEPS, 2)].
        pair_start, pairs: of the segment.
        farthest: frames by which the distances of two pairs that agree may differ, at most `FARTHEST`.

    Returns:
        By pair and neighbouring code; equal where there is none [shape=(n, NEIGHBOURS) each].
    """
    low = np.zeros((len(steps), NEIGHBOURS), np.int64)
    high = np.zeros((len(steps), NEIGHBOURS), np.int64)
    for pair in range(len(steps)):
        lowest, highest = np.int64(reach[steps[pair], 0]), np.int64(reach[steps[pair], 1])
        for number in range(NEIGHBOURS):
            code = neighbour(codes[pair], number)
            if code >= 0 and abs(number % 5 - 2) <= farthest:
                low[pair, number] = _first_at(pair_start, pairs, code, lowest)
                high[pair, number] = _first_at(pair_start, pairs, code, highest + 1)
    return low, high


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def neighbour(code: int, number: int) -> int:
    """The code a ratio or two distances from `code`; -1 if there is none."""
    ratio = code // DISTANCES + number // 5 - 1
    distance = code % DISTANCES + number % 5 - 2
    if not 0 <= ratio < RATIOS or not 0 <= distance < DISTANCES:
        return -1
    return ratio * DISTANCES + distance


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _first_at(pair_start: NDArray[np.uint32], pairs: NDArray[np.uint32], code: int, step: int) -> int:
    """First entry of `code` whose step is at least `step`, or one past the last of the code."""
    if step >= STEPS:
        return int(pair_start[(code + 1) * BUCKETS_PER_CODE])
    bucket = code * BUCKETS_PER_CODE + step // STEPS_PER_BUCKET
    low, high = np.int64(pair_start[bucket]), np.int64(pair_start[bucket + 1])
    least = np.int64(step % STEPS_PER_BUCKET) << PLACE_BITS
    while low < high:
        middle = (low + high) // 2
        if np.int64(pairs[middle]) < least:
            low = middle + 1
        else:
            high = middle
    return int(low)


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def bucket_of(code: int, step: int) -> int:
    """The bucket that holds the entries of `code` at `step`."""
    return code * BUCKETS_PER_CODE + step // STEPS_PER_BUCKET


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def step_of(bucket: int, entry: int) -> int:
    """Frequency step of an entry that lies in `bucket`."""
    return bucket % BUCKETS_PER_CODE * STEPS_PER_BUCKET + (int(entry) >> PLACE_BITS)


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def place_of(entry: int) -> int:
    """Axis frame of an entry's first peak."""
    return int(entry) & ((1 << PLACE_BITS) - 1)
