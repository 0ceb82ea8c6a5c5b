"""Segments found against segments that are there: matching, shared time, boundary errors."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from earmark.core import MICROSECONDS

__all__ = ["Segment", "boundary_errors", "match_segments", "overlap_over_union", "shared_seconds"]

_PER_PAIR = 1e-9  # decides between equal sums only


@dataclass(frozen=True, slots=True)
class Segment:
    """One stretch of `track` in an item, ``[start, end)`` in seconds.

    Raises:
        ValueError: if it is empty, reversed or not finite.
    """

    track: str
    start: float
    end: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.start) and math.isfinite(self.end) and self.start < self.end):
            raise ValueError(f"a segment needs finite start < end, got [{self.start}, {self.end}) seconds")


def overlap_over_union(one: Segment, other: Segment) -> float:
    """Time shared over time covered by either, 0 to 1, to the microsecond; 0 for different tracks."""
    if one.track != other.track:
        return 0.0
    (start, end), (other_start, other_end) = _ticks(one), _ticks(other)
    shared = min(end, other_end) - max(start, other_start)
    return max(0, shared) / max(1, end - start + other_end - other_start - shared)


def match_segments(
    truth: Sequence[Segment], found: Sequence[Segment], *, min_overlap: float = 0.5
) -> list[tuple[int, int]]:
    """Pairs (index in `truth`, index in `found`) of one item's segments, one to one, sorted.

    Only segments of the same track with overlap over union of at least `min_overlap` (0 to 1; a pair that
    shares nothing is never matched) may pair. Among all such pairings this is one whose summed overlap over
    union is the largest (the assignment problem), with the most pairs where sums are equal, so that how many
    match does not depend on the order of the input.
    """
    pairs: list[tuple[int, int]] = []
    found_of = _by_track(found)
    for track, truths in _by_track(truth).items():
        finds = found_of.get(track, [])
        overlap = np.array([[overlap_over_union(truth[i], found[j]) for j in finds] for i in truths], dtype=float)
        overlap = overlap.reshape(len(truths), len(finds))
        allowed = (overlap > 0) & (overlap >= min_overlap)
        worth = np.where(allowed, overlap + _PER_PAIR, 0.0)
        for row, column in zip(*linear_sum_assignment(worth, maximize=True), strict=True):
            if allowed[row, column]:
                pairs.append((truths[row], finds[column]))
    return sorted(pairs)


def shared_seconds(truth: Iterable[Segment], found: Iterable[Segment]) -> tuple[float, float, float]:
    """Seconds in `truth`, in `found` and in both, of one item.

    Time is shared where both sides have the same track. Overlaps of one track within one side count once;
    two tracks at the same time count twice.
    """
    truths, finds = _covered(truth), _covered(found)
    shared = sum(
        max(0, min(end, other_end) - max(start, other_start))
        for track, spans in truths.items()
        for start, end in spans
        for other_start, other_end in finds.get(track, ())
    )
    return _total(truths) / MICROSECONDS, _total(finds) / MICROSECONDS, shared / MICROSECONDS


def boundary_errors(
    truth: Sequence[Segment], found: Sequence[Segment], pairs: Iterable[tuple[int, int]]
) -> list[tuple[float, float]]:
    """For each matched pair (found start - true start, found end - true end) in seconds; negative is too early."""
    return [(found[j].start - truth[i].start, found[j].end - truth[i].end) for i, j in pairs]


def _ticks(segment: Segment) -> tuple[int, int]:
    """Microseconds, so that 0.1 + 0.2 ends where 0.3 does."""
    return round(segment.start * MICROSECONDS), round(segment.end * MICROSECONDS)


def _by_track(segments: Sequence[Segment]) -> dict[str, list[int]]:
    indices = defaultdict(list)
    for index, segment in enumerate(segments):
        indices[segment.track].append(index)
    return indices


def _covered(segments: Iterable[Segment]) -> dict[str, list[tuple[int, int]]]:
    """Disjoint intervals in microseconds, by track."""
    spans = defaultdict(list)
    for segment in segments:
        spans[segment.track].append(_ticks(segment))
    return {track: list(_united(sorted(intervals))) for track, intervals in spans.items()}


def _united(intervals: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The union of sorted `intervals`, as disjoint intervals."""
    current: tuple[int, int] | None = None
    for start, end in intervals:
        if current is None:
            current = start, end
        elif start <= current[1]:
            current = current[0], max(current[1], end)
        else:
            yield current
            current = start, end
    if current is not None:
        yield current


def _total(covered: dict[str, list[tuple[int, int]]]) -> int:
    return sum(end - start for spans in covered.values() for start, end in spans)
