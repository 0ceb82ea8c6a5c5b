"""Finding: peaks in, stretches of catalogue tracks out."""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count

import numpy as np
from numpy.typing import NDArray

from earmark.core import Span
from earmark.music.alignment import Alignment
from earmark.music.evidence import SURVIVAL, Line, chance_of_meeting, frame_evidence, meetings
from earmark.music.level import level_db
from earmark.music.peaks import FRAME_MICROSECONDS, Peaks
from earmark.music.refine import polished, refined
from earmark.music.segment import Segment, Track
from earmark.music.stretches import Stretch, stretches
from earmark.music.votes import candidates
from earmark.music.warps import WINDOW_FRAMES, Warped, warped_candidates

__all__ = ["Find", "explained", "find_in_peaks"]

LEAST_EVIDENCE = 8.0
"""What is not worth showing: far below this, chance does as well."""
CHANGED_COSTS = 12.0
"""Evidence that a change of speed or pitch has to bring beyond the rest: some thousand of them are tried."""
CLEAR_EVIDENCE = 60.0
"""Where a change is this clear, no other is tried."""
MOSTLY = 0.9
MOST_FITS = 5
LONG_FRAMES = 400
"""12.8 s of a track at one alignment leave no doubt about its speed."""
EVEN_EVIDENCE = 11.0
"""Evidence at which a find is as likely right as wrong, and"""
EVIDENCE_SCALE = 6.0
"""how much more multiplies the odds by e: fitted by benchmarks/calibrate_music.py."""


@dataclass(frozen=True, slots=True)
class Find:
    """A stretch of a catalogue track inside an item.

    Attributes:
        track: what plays.
        span: from when to when.
        offset: where in the track it begins, microseconds.
        speed: seconds of the track per second of the item; above 1 it is played faster.
        pitch: how much higher it sounds, semitones.
        evidence: tempered log-likelihood ratio of playing against absence, natural log.
        z: how far the track's votes stood out when it was proposed, standard deviations.
        met: peaks of the track that were met.
        asked: peaks of the track in the stretch.
        level: how loud it is against all else that sounds there, dB; None if that is not known.
    """

    track: Track
    span: Span
    offset: int
    speed: float
    pitch: float
    evidence: float
    z: float
    met: int
    asked: int
    level: float | None = None

    @property
    def score(self) -> float:
        """Probability that the track plays there."""
        return 1.0 / (1.0 + math.exp(-(self.evidence - EVEN_EVIDENCE) / EVIDENCE_SCALE))


def find_in_peaks(query: Peaks, segments: Sequence[Segment]) -> list[Find]:
    """Every stretch of a track of `segments` in `query`, in order of time."""
    scene = _Scene(query, segments)
    unchanged = [scene.settled(candidate) for candidate in candidates(query, segments)]
    return _in_order(scene.levelled(scene.explain([*unchanged, *scene.changed(unchanged)])))


def explained(query: Peaks, segments: Sequence[Segment], proposed: Sequence[Alignment]) -> list[Find]:
    """The finds in `query` among the alignments `proposed` alone, in order of time."""
    scene = _Scene(query, segments)
    return _in_order(scene.levelled(scene.explain(proposed)))


def _in_order(finds: Iterable[Find]) -> list[Find]:
    return sorted(finds, key=lambda find: (find.span, find.track.id))


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

    def explain(self, proposed: Sequence[Alignment]) -> Iterator[Find]:
        """Finds among the proposed alignments, best first."""
        ticket = count()
        queue = [
            (-stretch.evidence, next(ticket), 0, candidate, stretch)
            for candidate in proposed
            for stretch in self.evidence(candidate)
        ]
        heapq.heapify(queue)
        taken: list[tuple[int, int]] = []
        while queue:
            _, _, seen, candidate, stretch = heapq.heappop(queue)
            if any(start < stretch.end and stretch.start < end for start, end in taken[seen:]):
                for left in self.evidence(candidate):
                    if left.start < stretch.end and stretch.start < left.end:
                        heapq.heappush(queue, (-left.evidence, next(ticket), len(taken), candidate, left))
                continue
            yield self.take(candidate, stretch)
            taken.append((stretch.start, stretch.end))

    def levelled(self, finds: Iterable[Find]) -> list[Find]:
        """The finds of :meth:`explain` with their levels, once all of them are known: what another find explains is
        neither this track nor what it is set against."""
        found = list(finds)
        power = self.query.power
        if not len(power):
            return found
        unexplained = np.concatenate([[0.0], np.cumsum(np.where(self.used, 0.0, power))])
        return [
            replace(find, level=level_db(float(power[numbers].sum()), self._between(unexplained, find.span)))
            for find, numbers in zip(found, self.taken, strict=True)
        ]

    def _between(self, sums: NDArray[np.float64], span: Span) -> float:
        """What running sums over the query's peaks gain from the start to the end of `span`."""
        first, past = (self.by_frame[time // FRAME_MICROSECONDS] for time in (span.start, span.end))
        return float(sums[past] - sums[first])

    def settled(self, candidate: Alignment) -> Alignment:
        """The candidate or its neighbour by a frame, whichever has more evidence: votes cannot tell them apart."""
        near = [replace(candidate, shift=candidate.shift + frames) for frames in (0.0, -1.0, 1.0)]
        return max(near, key=lambda one: sum(stretch.evidence for stretch in self.evidence(one)))

    def changed(self, unchanged: Sequence[Alignment]) -> Iterator[Alignment]:
        """Alignments of tracks that may play changed where no unchanged one explains enough, fitted to their peaks."""
        clear = np.zeros(self.query.frames, np.bool_)
        for rough in warped_candidates(self.query, self._open_frames(unchanged), self.segments):
            if clear[rough.at : rough.at + WINDOW_FRAMES].mean() > MOSTLY:
                continue
            fits = [self._fitted(reading) for reading in rough.readings()]
            fitted, stretch = max((fit for fit in fits if fit), key=lambda fit: fit[1].evidence, default=(None, None))
            if fitted and stretch:
                if stretch.evidence > CLEAR_EVIDENCE:
                    clear[stretch.start : stretch.end] = True
                yield fitted

    def _fitted(self, rough: Warped) -> tuple[Alignment, Stretch] | None:
        """The alignment near `rough`, fitted to the peaks of its best stretch until it settles; None without one."""
        segment = self.segments[rough.segment]
        fitted = refined(rough, self.query, self.by_frame, segment)
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
        begin, ratio, _, _ = self._by_frame(candidate)
        costs = CHANGED_COSTS if candidate.changed else 0.0
        return [
            Stretch(begin + stretch.start, begin + stretch.end, stretch.evidence - costs)
            for stretch in stretches(ratio)
            if stretch.evidence - costs >= LEAST_EVIDENCE
        ]

    def _by_frame(self, candidate: Alignment) -> tuple[int, NDArray[np.float32], NDArray[np.int32], NDArray[np.int32]]:
        """First frame, evidence by frame and level, peaks met and asked by frame."""
        answer: tuple[int, NDArray[np.float32], NDArray[np.int32], NDArray[np.int32]] = frame_evidence(
            self._line(candidate), self.chance, self.survival, self.used
        )
        return answer

    def _line(self, candidate: Alignment) -> Line:
        return Line.of(candidate, self.query, self.by_frame, self.segments[candidate.segment])

    def take(self, candidate: Alignment, stretch: Stretch) -> Find:
        """The find that `stretch` is; its peaks are used up."""
        begin, _, met, asked = self._by_frame(candidate)
        _, numbers = meetings(self._line(candidate), stretch.start, stretch.end, self.used)
        self.used[numbers] = True
        self.taken.append(np.unique(numbers))
        inside = slice(stretch.start - begin, stretch.end - begin)
        return Find(
            track=self.segments[candidate.segment].tracks[candidate.track],
            span=Span(stretch.start * FRAME_MICROSECONDS, stretch.end * FRAME_MICROSECONDS),
            offset=max(0, round((candidate.shift + candidate.tempo * stretch.start) * FRAME_MICROSECONDS)),
            speed=candidate.tempo,
            pitch=12 * math.log2(candidate.pitch),
            evidence=stretch.evidence,
            z=candidate.z,
            met=int(met[inside].sum()),
            asked=int(asked[inside].sum()),
        )
