"""Votes for changed music: where in the catalogue triples or pairs of a query occur, and how much higher they sound.

Triples vote, from a table in memory. In large catalogues the pairs of the index do, whose votes are less telling but
need no memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numba import njit
from numpy.typing import NDArray

from earmark.music.agreements import NEIGHBOURS, agreeing, bucket_of, commonness, neighbour, place_of, step_of
from earmark.music.pairs import pairs_of
from earmark.music.peaks import STEPS, Peaks
from earmark.music.segment import Segment, is_large
from earmark.music.triples import DISTANCES, FINER, HEIGHT_BITS, HEIGHT_STEP, RATIOS, triples_of

__all__ = ["REACH", "Ballots", "Votes", "ballots_of"]

REACH = 18
"""Height steps by which music may sound higher or lower: 6.6 %, a little over a semitone."""
SCANNED, SCANNED_IF_TONAL = 12_000, 40_000
"""Entries of the rarest triples that are looked at for each block, and"""
PAIRED, PAIRED_IF_TONAL = 30_000, 150_000
"""of the rarest pairs: the cost does not grow with the catalogue."""


class Votes(NamedTuple):
    """Agreements of a part of a query with one segment, in no order.

    Attributes:
        place: axis frame of each [shape=(votes,)].
        frame: frame of the query [shape=(votes,)].
        higher: natural log of the frequency heard over that of the index, in steps of `HEIGHT_STEP` / `FINER`, at
            most `REACH` and a half whole ones from 0 [shape=(votes,)].
    """

    place: NDArray[np.int32]
    frame: NDArray[np.int32]
    higher: NDArray[np.int16]


class Ballots(Protocol):
    """What a query votes with."""

    def votes(self, start: int, past: int, tonal: bool) -> list[Votes]:
        """The votes of query frames [start, past), by segment; more of them where music may sound."""


def ballots_of(query: Peaks, segments: Sequence[Segment]) -> Ballots:
    """What `query` votes with among `segments`, by the size of the catalogue."""
    return _Pairs(query, segments) if is_large(segments) else _Triples(query, segments)


def _rarest(common: NDArray[np.int64], first: int, past: int, most: int) -> NDArray[np.int64]:
    """Numbers from `first` to before `past` of what is least common, as many as make `most` together."""
    rarest = first + np.argsort(common[first:past], kind="stable")
    chosen: NDArray[np.int64] = rarest[: int(np.searchsorted(np.cumsum(common[rarest]), most)) + 1]
    return chosen


class _Triples:
    def __init__(self, query: Peaks, segments: Sequence[Segment]) -> None:
        self._triples = triples_of(query)
        self._tables = [segment.triples for segment in segments]
        self._common = np.zeros(len(self._triples.frame), np.int64)
        for table_start, _ in self._tables:
            _count(self._triples.key, table_start, self._common)

    def votes(self, start: int, past: int, tonal: bool) -> list[Votes]:
        """As in :class:`Ballots`."""
        first, last = np.searchsorted(self._triples.frame, [start, past])
        chosen = _rarest(self._common, first, last, SCANNED_IF_TONAL if tonal else SCANNED)
        frame, key, height = self._triples.frame[chosen], self._triples.key[chosen], self._triples.height[chosen]
        scanned = int(self._common[chosen].sum())
        return [Votes(*_agreeing(frame, key, height, *table, scanned)) for table in self._tables]


_AWAY = np.array([[0, 0], [-1, 0], [0, -1], [0, 1], [1, 0]])
"""By what the distances in time of two triples that agree may differ."""
_MOST_RANGES = 3 * len(_AWAY)


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _ranges(key: int, table_start: NDArray[np.uint32], low: NDArray[np.int64], high: NDArray[np.int64]) -> int:
    """Put the ranges of entries that agree with `key` into `low` and `high`; how many there are, and in how many.

    Each ratio may differ by one, and one of the distances.
    """
    last, rest = key % RATIOS, key // RATIOS
    one, two, first = rest // DISTANCES % DISTANCES, rest % DISTANCES, rest // DISTANCES // DISTANCES
    below, above = max(0, last - 1), min(RATIOS, last + 2)
    ranges = 0
    for ratio in range(max(0, first - 1), min(RATIOS, first + 2)):
        for number in range(5):
            distance, next_distance = one + _AWAY[number, 0], two + _AWAY[number, 1]
            if 0 <= distance < DISTANCES and 0 <= next_distance < DISTANCES:
                row = ((ratio * DISTANCES + distance) * DISTANCES + next_distance) * RATIOS
                low[ranges], high[ranges] = table_start[row + below], table_start[row + above]
                ranges += 1
    return ranges


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _count(keys: NDArray[np.int32], table_start: NDArray[np.uint32], common: NDArray[np.int64]) -> None:
    """Add to `common` how many entries agree with each of `keys`, at any height."""
    low, high = np.empty(_MOST_RANGES, np.int64), np.empty(_MOST_RANGES, np.int64)
    for triple in range(len(keys)):
        for number in range(_ranges(keys[triple], table_start, low, high)):
            common[triple] += high[number] - low[number]


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _agreeing(
    frames: NDArray[np.int32],
    keys: NDArray[np.int32],
    heights: NDArray[np.int32],
    table_start: NDArray[np.uint32],
    entries: NDArray[np.uint32],
    most: int,
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int16]]:
    """See :class:`Votes`; at most `most` of them."""
    place, frame, higher = np.empty(most + 1, np.int32), np.empty(most + 1, np.int32), np.empty(most + 1, np.int16)
    low, high = np.empty(_MOST_RANGES, np.int64), np.empty(_MOST_RANGES, np.int64)
    count, furthest = np.int64(0), np.int32(FINER * REACH + FINER // 2)
    for triple in range(len(frames)):
        middle = heights[triple] - np.int32(FINER // 2)
        for number in range(_ranges(keys[triple], table_start, low, high)):
            for each in range(low[number], high[number]):
                entry = entries[each]
                away = middle - np.int32(entry & np.uint32((1 << HEIGHT_BITS) - 1)) * np.int32(FINER)
                place[count] = np.int32(entry >> np.uint32(HEIGHT_BITS))
                frame[count], higher[count] = frames[triple], away
                count += -furthest <= away < furthest  # no branch: whether one agrees is hard to foretell
    return place[:count], frame[:count], higher[:count]


class _Pairs:
    def __init__(self, query: Peaks, segments: Sequence[Segment]) -> None:
        self._pairs = pairs_of(query)
        self._segments = segments
        self._common = np.zeros(len(self._pairs.frame), np.int64)
        for segment in segments:
            self._common += commonness(self._pairs.step, self._pairs.code, _STEPS, segment.pair_start)

    def votes(self, start: int, past: int, tonal: bool) -> list[Votes]:
        """As in :class:`Ballots`."""
        first, last = np.searchsorted(self._pairs.frame, [start, past])
        chosen = _rarest(self._common, first, last, PAIRED_IF_TONAL if tonal else PAIRED)
        frame, step, code = self._pairs.frame[chosen], self._pairs.step[chosen], self._pairs.code[chosen]
        return [
            Votes(*_paired(frame, step, code, _STEPS, _LOGARITHMS, segment.pair_start, segment.pairs))
            for segment in self._segments
        ]


_WIDEST = np.exp((REACH + 0.5) * HEIGHT_STEP)
_STEPS = np.stack([np.ceil(np.arange(STEPS) / _WIDEST), np.floor(np.arange(STEPS) * _WIDEST)], axis=1).astype(np.int32)
"""Lowest and highest frequency step that each may have been."""
_LOGARITHMS = np.round(np.log(np.maximum(np.arange(STEPS), 1)) * (FINER / HEIGHT_STEP)).astype(np.int32)
"""Natural log of each frequency step, in parts of the height step."""


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _paired(
    frames: NDArray[np.int32],
    steps: NDArray[np.uint16],
    codes: NDArray[np.uint16],
    reach: NDArray[np.int32],
    logarithms: NDArray[np.int32],
    pair_start: NDArray[np.uint32],
    pairs: NDArray[np.uint32],
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int16]]:
    """See :class:`Votes`."""
    low, high = agreeing(steps, codes, reach, pair_start, pairs)
    most = (high - low).sum()
    place, frame, higher = np.empty(most, np.int32), np.empty(most, np.int32), np.empty(most, np.int16)
    count = 0
    for pair in range(len(frames)):
        for number in range(NEIGHBOURS):
            if low[pair, number] == high[pair, number]:
                continue
            bucket = bucket_of(neighbour(codes[pair], number), reach[steps[pair], 0])
            for entry in range(low[pair, number], high[pair, number]):
                while entry >= pair_start[bucket + 1]:
                    bucket += 1
                place[count], frame[count] = place_of(pairs[entry]), frames[pair]
                higher[count] = logarithms[steps[pair]] - logarithms[step_of(bucket, pairs[entry])]
                count += 1
    return place, frame, higher
