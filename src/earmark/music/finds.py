"""Finding: peaks in, stretches of catalogue tracks out."""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from earmark.core import Span
from earmark.media import AudioReader
from earmark.music.evidence import SURVIVAL, Background, frame_evidence, use_peaks
from earmark.music.index import Index
from earmark.music.peaks import FRAME_MICROSECONDS, RATE, Peaks, peaks_of
from earmark.music.segment import Segment, Track
from earmark.music.stretches import Stretch, stretches
from earmark.music.votes import Candidate, candidates

__all__ = ["Find", "find", "find_in_peaks", "peaks_of_file"]

LEAST_EVIDENCE = 8.0
"""What is not worth showing: far below this, chance does as well."""
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
        evidence: tempered log-likelihood ratio of playing against absence, natural log.
        z: how far the track's votes stood out when it was proposed, standard deviations.
        met: peaks of the track that were met.
        asked: peaks of the track in the stretch.
    """

    track: Track
    span: Span
    offset: int
    evidence: float
    z: float
    met: int
    asked: int

    @property
    def score(self) -> float:
        """Probability that the track plays there."""
        return 1.0 / (1.0 + math.exp(-(self.evidence - EVEN_EVIDENCE) / EVIDENCE_SCALE))


def peaks_of_file(path: Path) -> Peaks:
    """The peaks of the sound in a file.

    Raises:
        UnreadableMedia: if there is no sound that can be decoded.
    """
    with AudioReader(path, rate=RATE) as reader:
        return peaks_of(block[0] for block in reader)


def find(path: Path, index: Index) -> list[Find]:
    """Every stretch of a track of `index` in the sound of a file, in order of time.

    Raises:
        UnreadableMedia: if there is no sound that can be decoded.
    """
    return find_in_peaks(peaks_of_file(path), index.segments)


def find_in_peaks(query: Peaks, segments: Sequence[Segment]) -> list[Find]:
    """Every stretch of a track of `segments` in `query`, in order of time."""
    scene = _Scene(query, segments)
    found = list(scene.explain(candidates(query, segments)))
    return sorted(found, key=lambda find: (find.span, find.track.id))


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
        self.chance = Background(query).chance
        self.survival = np.array(SURVIVAL)

    def explain(self, proposed: Sequence[Candidate]) -> Iterator[Find]:
        ticket = count()
        queue = [
            (-stretch.evidence, next(ticket), 0, candidate, stretch)
            for candidate in proposed
            for stretch in self.evidence(candidate)[0]
        ]
        heapq.heapify(queue)
        taken: list[tuple[int, int]] = []
        while queue:
            _, _, seen, candidate, stretch = heapq.heappop(queue)
            if any(start < stretch.end and stretch.start < end for start, end in taken[seen:]):
                for left in self.evidence(candidate)[0]:
                    if left.start < stretch.end and stretch.start < left.end:
                        heapq.heappush(queue, (-left.evidence, next(ticket), len(taken), candidate, left))
                continue
            yield self.take(candidate, stretch)
            taken.append((stretch.start, stretch.end))

    def evidence(self, candidate: Candidate) -> tuple[list[Stretch], NDArray[np.int32], NDArray[np.int32], int]:
        """Stretches of the candidate that are worth showing, peaks met and asked by frame, and the first frame."""
        segment = self.segments[candidate.segment]
        begin, ratio, met, asked = frame_evidence(
            segment.frame_start,
            segment.steps,
            int(segment.track_start[candidate.track]),
            int(segment.track_frames[candidate.track]),
            self.by_frame,
            self.query.step,
            candidate.shift,
            self.chance,
            self.survival,
            self.used,
        )
        worth = [
            Stretch(begin + stretch.start, begin + stretch.end, stretch.evidence)
            for stretch in stretches(ratio)
            if stretch.evidence >= LEAST_EVIDENCE
        ]
        return worth, met, asked, begin

    def take(self, candidate: Candidate, stretch: Stretch) -> Find:
        """The find that `stretch` is; its peaks are used up."""
        _, met, asked, begin = self.evidence(candidate)
        segment = self.segments[candidate.segment]
        use_peaks(
            segment.frame_start,
            segment.steps,
            int(segment.track_start[candidate.track]),
            self.by_frame,
            self.query.step,
            candidate.shift,
            stretch.start,
            stretch.end,
            self.used,
        )
        inside = slice(stretch.start - begin, stretch.end - begin)
        return Find(
            track=segment.tracks[candidate.track],
            span=Span(stretch.start * FRAME_MICROSECONDS, stretch.end * FRAME_MICROSECONDS),
            offset=(stretch.start + candidate.shift) * FRAME_MICROSECONDS,
            evidence=stretch.evidence,
            z=candidate.z,
            met=int(met[inside].sum()),
            asked=int(asked[inside].sum()),
        )
