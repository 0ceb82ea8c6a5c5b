"""Words: a verdict in a sentence."""

from __future__ import annotations

from earmark.core import MICROSECONDS
from earmark.tracks.repeats import Repetition
from earmark.tracks.rules import Ruling

__all__ = ["clock", "sentence"]

MOST_STRETCHES = 4
REPEATED = 0.9
"""A recording of which less than this share is new is said to repeat itself."""


def clock(seconds: float) -> str:
    """``1:02:03`` or ``2:03``."""
    whole = round(seconds)
    hours, minutes = whole // 3600, whole // 60 % 60
    return f"{hours}:{minutes:02d}:{whole % 60:02d}" if hours else f"{minutes}:{whole % 60:02d}"


def sentence(ruling: Ruling, repetition: Repetition, seconds: float) -> str:
    """The timeline and the repeats of a recording of so many seconds, for people."""
    return "; ".join(filter(None, (_timeline(ruling, seconds), _repeats(repetition)))) + "."


def _timeline(ruling: Ruling, seconds: float) -> str:
    if len(ruling.stretches) > MOST_STRETCHES:
        shares = ", ".join(f"{kind.replace('_', ' ')} {share:.0%}" for kind, share in ruling.shares.items())
        return f"{clock(seconds)} in {len(ruling.stretches)} stretches: {shares}"
    return ", then ".join(
        f"{stretch.kind} from {clock(stretch.span.start / MICROSECONDS)} to {clock(stretch.span.end / MICROSECONDS)}"
        for stretch in ruling.stretches
    )


def _repeats(repetition: Repetition) -> str:
    if not repetition.seconds or repetition.unique_seconds > REPEATED * repetition.seconds:
        return ""
    new, heard = clock(repetition.unique_seconds), clock(repetition.seconds)
    loop = f", a loop of {repetition.loop_seconds:.1f} s" if repetition.loop_seconds else ""
    return f"{new} of {heard} was not there before{loop}"
