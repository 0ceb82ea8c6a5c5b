"""What a search answers: where which recording plays, and which others fit there as well."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from earmark.core import Span
from earmark.music.segment import Track

__all__ = ["Equal", "Find", "even_evidence"]

EVEN_EVIDENCE = 8.0
"""Evidence at which a find in a small catalogue is as likely right as wrong,"""
EVIDENCE_SCALE = 6.0
"""how much more multiplies the odds by e, and"""
SMALL_HOURS = 7.0
SIZE_COSTS = 1.5
"""how much more each e-fold of the catalogue beyond that asks for: there is more in it to be taken for what plays."""


def even_evidence(hours: float) -> float:
    """Evidence at which a find in a catalogue of so many hours is as likely right as wrong, natural log."""
    return EVEN_EVIDENCE + SIZE_COSTS * math.log(max(1.0, hours / SMALL_HOURS))


@dataclass(frozen=True, slots=True)
class Equal:
    """Another recording that fits where one was found: a copy, an edit, another pressing.

    Attributes:
        track: that recording.
        offset: where in it the find begins, microseconds.
        speed, pitch, evidence, met, asked, work: see :class:`Find`.
    """

    track: Track
    offset: int
    speed: float
    pitch: float
    evidence: float
    met: int
    asked: int
    work: str = ""


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
        equals: other recordings that fit there as well, best first.
        work: id of the work that the track is a recording of; empty if that is not known.
        even: evidence at which a find in that catalogue is as likely right as wrong.
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
    equals: tuple[Equal, ...] = ()
    work: str = ""
    even: float = EVEN_EVIDENCE

    @property
    def score(self) -> float:
        """Probability that the track plays there."""
        return 1.0 / (1.0 + math.exp(-(self.evidence - self.even) / EVIDENCE_SCALE))

    def versions(self) -> Iterator[Find]:
        """The find itself, then the same told of each recording that fits as well."""
        yield self
        own = Equal(self.track, self.offset, self.speed, self.pitch, self.evidence, self.met, self.asked, self.work)
        for number, equal in enumerate(self.equals):
            others = (own, *self.equals[:number], *self.equals[number + 1 :])
            yield replace(
                self,
                track=equal.track,
                offset=equal.offset,
                speed=equal.speed,
                pitch=equal.pitch,
                evidence=equal.evidence,
                met=equal.met,
                asked=equal.asked,
                work=equal.work,
                equals=others,
            )
