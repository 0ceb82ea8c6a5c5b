"""Alignments in large catalogues: the rarest pairs of a window vote, a fixed number of times in the whole index.

Where every peak votes for every place, the cost grows with the catalogue. A pair of peaks agrees with a thousandth of
the places a peak does, and some pairs are a hundred times rarer than others; under speech few pairs survive, but of
the many in half a minute a handful at one alignment is enough. The evidence of all peaks around then says which of
the highest piles is worth a closer look.

Reference:
    A. Wang, "An industrial-strength audio search algorithm", ISMIR 2003, for votes of pairs at one alignment.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numba import njit
from numpy.typing import NDArray

from earmark.music.agreements import NEIGHBOURS, agreeing, commonness, place_of
from earmark.music.alignment import Alignment
from earmark.music.evidence import chance_of_meeting
from earmark.music.glance import told_between
from earmark.music.pairs import Pairs, pairs_of
from earmark.music.peaks import STEPS, Peaks
from earmark.music.segment import Segment

__all__ = ["rare_candidates"]


@dataclass(frozen=True, slots=True)
class _Window:
    """How much of the query is looked at together.

    Attributes:
        frames: its length; a multiple of the blocks of :mod:`earmark.music.evidence`.
        hop: from one to the next; sections of a stream begin at multiples of it.
        votes: how many there are about, in the whole index.
    """

    frames: int
    hop: int
    votes: int


WINDOWS = (_Window(250, 125, 300_000), _Window(1125, 750, 1_200_000))
"""8 s for stings, 36 s for beds deep under speech."""
REACH = np.stack([np.maximum(np.arange(STEPS) - 1, 0), np.minimum(np.arange(STEPS) + 1, STEPS - 1)], 1).astype(np.int32)
"""Lowest and highest frequency step that agrees with each."""
FARTHEST = 1
"""Frames by which the distances of two pairs may differ: nothing is stretched here."""
LEAST_VOTES = 3
MOST_VOTES = 5_000
"""Votes in the highest piles that are sorted: some hundred piles."""
PER_WINDOW = 100
LEAST_TOLD = 8.0
"""Evidence that the best stretch in a window has, natural log: a find has three times as much in all."""


def rare_candidates(query: Peaks, segments: Sequence[Segment], *, least: float = LEAST_TOLD) -> Iterator[Alignment]:
    """Alignments of unchanged tracks that stand out in some window of `query`; most of them in several.

    Args:
        query: the query's peaks.
        segments: the index.
        least: evidence of the best stretch inside the window, turns not paid, from which on one is worth a look.
    """
    pairs = pairs_of(query)
    common = np.zeros(len(pairs.frame), np.int64)
    for segment in segments:
        common += commonness(pairs.step, pairs.code, REACH, segment.pair_start, FARTHEST)
    by_frame, chance = query.by_frame(), chance_of_meeting(query)
    for window in WINDOWS:
        for start in range(0, max(1, query.frames - window.frames + window.hop), window.hop):
            past = min(start + window.frames, query.frames)
            rare = _rarest(pairs, common, slice(*np.searchsorted(pairs.frame, [start, past])), window.votes)
            found = [one for number, segment in enumerate(segments) for one in _piled(rare, segment, number)]
            for _, candidate in sorted(found, key=lambda one: -one[0])[:PER_WINDOW]:
                evidence = told_between(start, past, candidate, query, by_frame, chance, segments[candidate.segment])
                if evidence >= least:
                    yield replace(candidate, z=float(np.sqrt(2 * evidence)))


def _rarest(pairs: Pairs, common: NDArray[np.int64], inside: slice, votes: int) -> Pairs:
    """Those of `pairs[inside]` that agree with least of the index, as many as have `votes` agreements."""
    rarest = inside.start + np.argsort(common[inside], kind="stable")
    chosen = rarest[: int(np.searchsorted(np.cumsum(common[rarest]), votes)) + 1]
    return Pairs(pairs.frame[chosen], pairs.step[chosen], pairs.code[chosen])


def _piled(pairs: Pairs, segment: Segment, number: int) -> list[tuple[int, Alignment]]:
    """The highest pile of each track that has one, with its votes."""
    low, past = agreeing(pairs.step, pairs.code, REACH, segment.pair_start, segment.pairs, FARTHEST)
    places, shifts = _votes(pairs.frame, low, past, segment.pairs)
    high = _high(shifts)
    places, shifts = places[high], shifts[high].astype(np.int64)
    tracks = np.searchsorted(segment.track_start, places, side="right") - 1
    order = np.lexsort((shifts, tracks))
    tracks, shifts = tracks[order], shifts[order]
    key = tracks << 34 | (shifts + (1 << 32))
    votes = np.searchsorted(key, key + 1, side="right") - np.searchsorted(key, key - 1, side="left")
    best = np.lexsort((-votes, tracks))
    first = best[np.flatnonzero(np.diff(tracks[best], prepend=-1))]
    lines = zip(tracks[first].tolist(), (shifts - segment.track_start[tracks])[first].tolist(), strict=True)
    return [
        (count, Alignment(number, track, float(shift)))
        for count, (track, shift) in zip(votes[first].tolist(), lines, strict=True)
        if count >= LEAST_VOTES and track not in segment.dropped
    ]


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _votes(
    frames: NDArray[np.int32],
    low: NDArray[np.int64],
    high: NDArray[np.int64],
    pairs: NDArray[np.uint32],
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Axis frame of each agreement, and the axis frame that lies on the query's first, each [shape=(votes,)]."""
    most = (high - low).sum()
    places, shifts = np.empty(most, np.int32), np.empty(most, np.int32)
    count = 0
    for pair in range(len(frames)):
        for number in range(NEIGHBOURS):
            for entry in range(low[pair, number], high[pair, number]):
                places[count] = place_of(pairs[entry])
                shifts[count] = places[count] - frames[pair]
                count += 1
    return places[:count], shifts[:count]


def _high(shifts: NDArray[np.int32]) -> NDArray[np.int64]:
    """Numbers of the votes in the highest piles, at most about `MOST_VOTES`.

    Heights are counted in a table without keys, where strangers share a place: so those that are high enough are
    counted again among themselves, until there are few or counting tells no more apart.
    """
    kept, least = np.arange(len(shifts)), LEAST_VOTES
    while len(kept) > MOST_VOTES:
        high = kept[_heights(shifts[kept]) >= least]
        if not len(high):
            break
        least += 2 * len(high) > len(kept)
        kept = high
    return kept


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _heights(shifts: NDArray[np.int32]) -> NDArray[np.uint8]:
    """How many votes lie within a frame of each, about [shape=(votes,)]."""
    size = 1 << 10
    while size < 4 * len(shifts):
        size *= 2
    table = np.zeros(size + 2, np.uint8)
    for vote in range(len(shifts)):
        slot = 1 + (shifts[vote] & (size - 1))
        table[slot] += table[slot] < 80
    height = np.empty(len(shifts), np.uint8)
    for vote in range(len(shifts)):
        slot = 1 + (shifts[vote] & (size - 1))
        height[vote] = table[slot - 1] + table[slot] + table[slot + 1]
    return height
