"""Stretches: windows that follow each other and hold the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from earmark.core import Span
from earmark.tracks.labels import FUNCTIONAL, MIXED, UNDETERMINED, Content
from earmark.tracks.moments import Moment

__all__ = ["Stretch", "beats", "kind_of", "stretches_of"]

THERE = 0.5
"""Probability from which a window holds something, if it holds nothing else;"""
BESIDE = 0.8
"""and from which it holds it beside something else."""
DOMINANT_BEAT = 0.5
"""Share of the power in two tones that beat between the ears, from which they are all there is."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a recording.

    Attributes:
        span: where it lies.
        kind: ``music``, ``speech``, a class of functional content, ``silence``, ``mixed`` for several at once, or
            ``undetermined``.
        probability: mean over its windows that this is so.
    """

    span: Span
    kind: str
    probability: float


def beats(moment: Moment) -> bool:
    """Whether two tones that beat between the ears are nearly all there is."""
    return moment.beat is not None and moment.beat.share >= DOMINANT_BEAT


def kind_of(moment: Moment) -> tuple[str, float]:
    """What a window holds, and how sure that is."""
    if not moment.heard:
        return Content.silence.value, 1.0
    if beats(moment):
        return Content.tones.value, 0.99
    best = max((one for one in FUNCTIONAL if one is not Content.silence), key=moment.probability)
    chances = sorted(((moment.probability(one), one) for one in (Content.music, Content.speech, best)), reverse=True)
    (first, content), (second, _), _ = chances
    if second >= BESIDE:
        return MIXED, second
    if first < THERE:
        return UNDETERMINED, 1 - first
    return content.value, first


def stretches_of(moments: Sequence[Moment]) -> list[Stretch]:
    """The timeline of a recording, without gaps."""
    told = [(moment, *kind_of(moment)) for moment in moments]
    stretches = []
    for kind, some in groupby(told, key=lambda one: one[1]):
        run = list(some)
        span = Span(run[0][0].span.start, run[-1][0].span.end)
        stretches.append(Stretch(span, kind, round(sum(sure for _, _, sure in run) / len(run), 4)))
    return stretches
