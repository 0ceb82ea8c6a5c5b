"""Finding: peaks in, stretches of catalogue tracks out."""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import count
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from earmark.core import Span
from earmark.music.alignment import Alignment
from earmark.music.evidence import SURVIVAL, Line, chance_of_meeting, frame_evidence, meetings
from earmark.music.found import Equal, Find, even_evidence
from earmark.music.peaks import FRAME_MICROSECONDS, FRAMES_PER_SECOND, Peaks
from earmark.music.refine import polished, refined
from earmark.music.segment import Segment, Track
from earmark.music.stretches import EDGE, TURN, Stretch, stretches
from earmark.music.unexplained import Unexplained
from earmark.music.votes import candidates
from earmark.music.warps import WINDOW_FRAMES, Warped, warped_candidates

__all__ = ["Equal", "Find", "explained", "find_in_peaks"]

LEAST_ODDS = -6.0
"""What is not worth showing, evidence beyond that of even odds."""
CHANGED_COSTS = 12.0
"""Evidence that a change of speed or pitch has to bring beyond the rest: some thousand of them are tried."""
CLEAR_EVIDENCE = 60.0
"""Where a change is this clear, no other is tried."""
MOSTLY = 0.9
MOST_FITS = 5
LONG_FRAMES = 400
"""12.8 s of a track at one alignment leave no doubt about its speed."""
EQUAL_SHARE = 0.75
"""Share of a find's evidence with which another recording fits as well, and"""
EQUAL_EVIDENCE = 3.0
"""what it may lack besides: of two masters one meets more peaks, whichever plays."""
COVERED = 0.9
"""Share of a find that the other has to reach over."""


def find_in_peaks(query: Peaks, segments: Sequence[Segment]) -> list[Find]:
    """Every stretch of a track of `segments` in `query`, in order of time."""
    scene = _Scene(query, segments)
    unchanged = [scene.settled(candidate) for candidate in candidates(query, segments)]
    return _in_order(scene.judged(scene.explain([*unchanged, *scene.changed(unchanged)])))


def explained(query: Peaks, segments: Sequence[Segment], proposed: Sequence[Alignment]) -> list[Find]:
    """The finds in `query` among the alignments `proposed` alone, in order of time."""
    scene = _Scene(query, segments)
    return _in_order(scene.judged(scene.explain(proposed)))


def _in_order(finds: Iterable[Find]) -> list[Find]:
    return sorted(finds, key=lambda find: (find.span, find.track.id))


class _ByFrame(NamedTuple):
    """What :func:`~earmark.music.evidence.frame_evidence` answers, by its names."""

    first: int
    ratio: NDArray[np.float32]
    fresh: NDArray[np.float32]
    met: NDArray[np.int32]
    asked: NDArray[np.int32]


class _Scene:
    """A query and what is explained of it so far.

    The best-supported stretch is taken first and the query's peaks that it explains are used up; what else claims
    them loses them. So a track that shares a loop with the one that plays, or the same track at another repetition,
    falls away, while a second track that sounds at the same time keeps its own peaks.
    """

    def __init__(self, query: Peaks, segments: Sequence[Segment]) -> None:
        self.query = query
        self.segments = segments
        self.by_frame = query.by_frame()
        self.used = np.zeros(len(query.frame), np.bool_)
        self.taken: list[NDArray[np.int64]] = []
        self.chance = chance_of_meeting(query)
        self.survival = np.array(SURVIVAL)
        self.known: dict[Alignment, list[Stretch]] = {}
        """What :meth:`evidence` said of each alignment since a find was last taken."""
        self.even = even_evidence(sum(segment.axis_frames for segment in segments) / FRAMES_PER_SECOND / 3600)
        self.least = self.even + LEAST_ODDS

    def explain(self, proposed: Sequence[Alignment]) -> Iterator[Find]:
        """Finds among the proposed alignments, best first."""
        ticket = count()
        claims = [(candidate, stretch) for candidate in proposed for stretch in self.evidence(candidate)]
        queue = [(-stretch.evidence, next(ticket), 0, candidate, stretch) for candidate, stretch in claims]
        heapq.heapify(queue)
        taken: list[tuple[int, int]] = []
        while queue:
            _, _, seen, candidate, stretch = heapq.heappop(queue)
            if any(start < stretch.end and stretch.start < end for start, end in taken[seen:]):
                for left in self.evidence(candidate):
                    if left.start < stretch.end and stretch.start < left.end:
                        heapq.heappush(queue, (-left.evidence, next(ticket), len(taken), candidate, left))
                continue
            yield self.take(candidate, stretch, self.equals(candidate, stretch, claims))
            taken.append((stretch.start, stretch.end))

    def judged(self, finds: Iterable[Find]) -> list[Find]:
        """The finds of :meth:`explain` with their levels, less what speaks against them, once all of them are known:
        what another find explains is neither this track nor what it is set against."""
        found = list(finds)
        left = Unexplained(self.query, self.used)
        judged = [
            self._less(replace(find, level=left.level(find.span, numbers)), left.against(find.span, len(numbers)))
            for find, numbers in zip(found, self.taken, strict=True)
        ]
        return [find for find in judged if find.evidence >= self.least]

    def _less(self, find: Find, doubt: float) -> Find:
        """The find, and what fits as well, with so much less evidence."""
        equals = tuple(replace(equal, evidence=equal.evidence - doubt) for equal in find.equals)
        return replace(find, evidence=find.evidence - doubt, equals=equals)

    def settled(self, candidate: Alignment) -> Alignment:
        """The candidate or its neighbour by a frame, whichever has more evidence: votes cannot tell them apart."""
        near = [replace(candidate, shift=candidate.shift + frames) for frames in (0.0, -1.0, 1.0)]
        return max(near, key=lambda one: sum(stretch.evidence for stretch in stretches(self._told_by(one).ratio)))

    def changed(self, unchanged: Sequence[Alignment]) -> Iterator[Alignment]:
        """Alignments of tracks that may play changed where no unchanged one explains enough, fitted to their peaks."""
        clear = np.zeros(self.query.frames, np.bool_)
        told: list[tuple[Alignment, Stretch]] = []
        for rough in warped_candidates(self.query, self._open_frames(unchanged), self.segments):
            if clear[rough.at : rough.at + WINDOW_FRAMES].mean() > MOSTLY:
                continue
            if any(rough.lies_along(fitted, stretch.start, stretch.end) for fitted, stretch in told):
                continue
            fits = [self._fitted(reading) for reading in rough.readings()]
            fitted, stretch = max((fit for fit in fits if fit), key=lambda fit: fit[1].evidence, default=(None, None))
            if fitted and stretch:
                if stretch.evidence > CLEAR_EVIDENCE:
                    clear[stretch.start : stretch.end] = True
                told.append((fitted, stretch))
                yield fitted

    def _fitted(self, rough: Warped) -> tuple[Alignment, Stretch] | None:
        """The alignment near `rough`, fitted to the peaks of its best stretch until it settles; None without one."""
        segment = self.segments[rough.segment]
        fitted = refined(rough, self.query, self.by_frame, self.chance, segment)
        best = self._best(fitted) if fitted else None
        for _ in range(MOST_FITS):
            if fitted is None or best is None:
                return None
            closer = polished(fitted, self._line(fitted), self.query, best.start, best.end, self.used)
            drift = abs(closer.tempo - fitted.tempo) * (best.end - best.start)
            fitted, best = closer, self._best(closer)
            if drift < 0.2:
                break
        return (fitted, best) if fitted and best else None

    def _best(self, candidate: Alignment) -> Stretch | None:
        return max(self.evidence(candidate), key=lambda stretch: stretch.evidence, default=None)

    def _open_frames(self, unchanged: Sequence[Alignment]) -> NDArray[np.bool_]:
        """Frames in no long stretch of an unchanged track; a change of tempo leaves short ones."""
        free = np.ones(self.query.frames, np.bool_)
        for candidate in unchanged:
            for stretch in self.evidence(candidate):
                if stretch.end - stretch.start >= LONG_FRAMES:
                    free[stretch.start : stretch.end] = False
        return free

    def evidence(self, candidate: Alignment) -> list[Stretch]:
        """Stretches of the candidate that are worth showing; a change has to pay for having been tried."""
        if candidate not in self.known:
            self.known[candidate] = self._evidence(candidate)
        return self.known[candidate]

    def _evidence(self, candidate: Alignment) -> list[Stretch]:
        told = self._told_by(candidate)
        costs = CHANGED_COSTS if candidate.changed else 0.0
        return [
            replace(stretch, evidence=stretch.evidence - costs)
            for stretch in self._stretches(told.first, told.ratio, told.fresh)
            if stretch.evidence - costs >= self.least
        ]

    def _stretches(self, first: int, ratio: NDArray[np.float32], fresh: NDArray[np.float32]) -> list[Stretch]:
        """The stretches of `ratio`, which is of the query's frames from `first` on."""
        at_edges = first == 0, first + len(ratio) == self.query.frames
        first_turn, last_turn = (EDGE if at_edge else TURN for at_edge in at_edges)
        return [
            Stretch(first + stretch.start, first + stretch.end, stretch.evidence)
            for stretch in stretches(ratio, fresh, first_turn=first_turn, last_turn=last_turn)
        ]

    def _told_by(self, candidate: Alignment) -> _ByFrame:
        return _ByFrame(*frame_evidence(self._line(candidate), self.chance, self.survival, self.used))

    def _line(self, candidate: Alignment) -> Line:
        return Line.of(candidate, self.query, self.by_frame, self.segments[candidate.segment])

    def equals(
        self, winner: Alignment, stretch: Stretch, claims: Iterable[tuple[Alignment, Stretch]]
    ) -> list[tuple[Alignment, Stretch]]:
        """Alignments of other tracks that fit `stretch` about as well as its winner, best first, with their evidence.

        Args:
            winner: what `stretch` is a stretch of.
            stretch: to be taken next.
            claims: whatever claimed something before anything was taken.
        """
        enough = EQUAL_SHARE * stretch.evidence - EQUAL_EVIDENCE
        best: dict[tuple[int, int], tuple[Alignment, Stretch]] = {}
        tried = {candidate for candidate, claim in claims if claim.evidence >= enough and _covers(claim, stretch)}
        for candidate in tried:
            track = candidate.segment, candidate.track
            told = replace(stretch, evidence=self._inside(candidate, stretch))
            if track == (winner.segment, winner.track) or told.evidence < enough:
                continue
            if track not in best or told.evidence > best[track][1].evidence:
                best[track] = candidate, told
        return sorted(best.values(), key=lambda one: (-one[1].evidence, self._track(one[0]).id))

    def _inside(self, candidate: Alignment, stretch: Stretch) -> float:
        """What the candidate's peaks say for its playing in `stretch` and nowhere else."""
        told = self._told_by(candidate)
        first = max(told.first, stretch.start)
        inside = slice(first - told.first, max(0, stretch.end - told.first))
        said = sum(part.evidence for part in self._stretches(first, told.ratio[inside], told.fresh[inside]))
        return said - (CHANGED_COSTS if candidate.changed else 0.0)

    def take(self, candidate: Alignment, stretch: Stretch, equals: Sequence[tuple[Alignment, Stretch]]) -> Find:
        """The find that `stretch` is; the peaks that it and its equals explain are used up."""
        told = [self._told(alignment, one) for alignment, one in [(candidate, stretch), *equals]]
        _, numbers = meetings(self._line(candidate), stretch.start, stretch.end, self.used)
        self.used[numbers] = True
        self.known.clear()
        self.taken.append(np.unique(numbers))
        for alignment, _ in equals:
            _, numbers = meetings(self._line(alignment), stretch.start, stretch.end, self.used)
            self.used[numbers] = True
        best = told[0]
        return Find(
            track=best.track,
            span=Span(stretch.start * FRAME_MICROSECONDS, stretch.end * FRAME_MICROSECONDS),
            offset=best.offset,
            speed=best.speed,
            pitch=best.pitch,
            evidence=best.evidence,
            z=candidate.z,
            met=best.met,
            asked=best.asked,
            equals=tuple(told[1:]),
            even=self.even,
        )

    def _told(self, candidate: Alignment, stretch: Stretch) -> Equal:
        """What is told of one recording that fits `stretch`."""
        told = self._told_by(candidate)
        inside = slice(max(0, stretch.start - told.first), max(0, stretch.end - told.first))
        return Equal(
            track=self._track(candidate),
            offset=max(0, round((candidate.shift + candidate.tempo * stretch.start) * FRAME_MICROSECONDS)),
            speed=candidate.tempo,
            pitch=12 * math.log2(candidate.pitch),
            evidence=stretch.evidence,
            met=int(told.met[inside].sum()),
            asked=int(told.asked[inside].sum()),
        )

    def _track(self, candidate: Alignment) -> Track:
        return self.segments[candidate.segment].tracks[candidate.track]


def _covers(claim: Stretch, stretch: Stretch) -> bool:
    """Whether `claim` lies over nearly all of `stretch`."""
    shared = min(claim.end, stretch.end) - max(claim.start, stretch.start)
    return shared >= COVERED * (stretch.end - stretch.start)
