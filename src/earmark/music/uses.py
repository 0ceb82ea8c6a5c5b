"""Uses: what plays in an item from when to when, read from marks; and each second of it, counted once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from earmark.core import MICROSECONDS, Json, Mark, Span
from earmark.music.role import Role

__all__ = ["MUSIC", "UNKNOWN", "USAGE", "Use", "counted", "expected", "sweep", "united", "uses_of"]

USAGE = "usage"
"""Kind of marks whose `target` is the track that plays."""
MUSIC = "music"
"""Kind of marks that say whether there is music, and"""
UNKNOWN = "unknown"
"""their label where it is in no catalogue."""


@dataclass(frozen=True, slots=True)
class Use:
    """One stretch of music in an item.

    Attributes:
        item: id of the item.
        track: id of the track; empty where the music is in no catalogue.
        title, artist, isrc: of the track; empty if unknown.
        span: where it is heard.
        offset: the place in the track that is heard at the start, seconds; None if unknown.
        speed: seconds of the track per second of the item.
        role: what it does there; None if unknown.
        level_db: its level against all else that sounds there; None if unknown.
        probability: that it is right.
    """

    item: str
    track: str
    title: str
    artist: str
    isrc: str
    span: Span
    offset: float | None
    speed: float
    role: Role | None
    level_db: float | None
    probability: float

    @property
    def known(self) -> bool:
        """Whether it is a track of the catalogue."""
        return bool(self.track)


def uses_of(marks: Iterable[Mark], *, least: float = 0.5) -> list[Use]:
    """The uses that marks of kind ``usage``, and of kind ``music`` with the label ``unknown``, state.

    Args:
        marks: in any order; all others are passed over.
        least: so are those less probable than this.

    Returns:
        By item, start, end and track.
    """
    uses = [_use(mark, mark.span) for mark in marks if mark.span and _states_music(mark) and mark.probability >= least]
    return sorted(uses, key=lambda use: (use.item, use.span, use.track, use.offset or 0.0))


def _states_music(mark: Mark) -> bool:
    return (mark.kind == USAGE and bool(mark.target)) or (mark.kind == MUSIC and mark.label == UNKNOWN)


def _use(mark: Mark, span: Span) -> Use:
    said = mark.evidence
    return Use(
        item=mark.item,
        track=mark.target or "",
        title=_text(said.get("title")),
        artist=_text(said.get("artist")),
        isrc=_text(said.get("isrc")),
        span=span,
        offset=_number(said.get("offset")),
        speed=_number(said.get("speed")) or 1.0,
        role=_role(said.get("role")),
        level_db=_number(said.get("level_db")),
        probability=mark.probability,
    )


def _text(value: Json) -> str:
    return value if isinstance(value, str) else ""


def _role(value: Json) -> Role | None:
    return Role(value) if value in tuple(Role) else None


def _number(value: Json) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def sweep(spans: Sequence[Span]) -> Iterator[tuple[Span, tuple[int, ...]]]:
    """Every stretch in which the same spans hold, in order of time, and the numbers of these; gaps are left out."""
    edges = sorted(
        [(span.start, True, number) for number, span in enumerate(spans)]
        + [(span.end, False, number) for number, span in enumerate(spans)]
    )
    holding: set[int] = set()
    since = 0
    for time, opens, number in edges:
        if holding and time > since:
            yield Span(since, time), tuple(sorted(holding))
        since = time
        (holding.add if opens else holding.discard)(number)


def united(spans: Iterable[Span]) -> list[Span]:
    """`spans` in order, those that touch or overlap made one."""
    whole: list[Span] = []
    for span in sorted(spans):
        if whole and span.start <= whole[-1].end:
            whole[-1] = Span(whole[-1].start, max(whole[-1].end, span.end))
        else:
            whole.append(span)
    return whole


def counted(uses: Sequence[Use]) -> list[int]:
    """Microseconds that count for each of the uses of one item, so that they add up to all in which music is heard.

    Where several tracks sound at once the time is divided equally between them, since each is used; what cannot be
    divided goes to the first in order of id. Of one track's uses the first one has it. Unknown music counts only
    where no track is known.
    """
    shares = [0] * len(uses)
    for span, numbers in sweep([use.span for use in uses]):
        first: dict[str, int] = {}
        for number in numbers:
            first.setdefault(uses[number].track, number)
        sounding = sorted(track for track in first if track) or list(first)
        share, left = divmod(span.end - span.start, len(sounding))
        for place, track in enumerate(sounding):
            shares[first[track]] += share + (place < left)
    return shares


def expected(uses: Sequence[Use]) -> float:
    """Seconds that the uses of one track can be expected to last: each counts with the chance that it is right."""
    return (
        sum(
            (span.end - span.start) * max(uses[number].probability for number in numbers)
            for span, numbers in sweep([use.span for use in uses])
        )
        / MICROSECONDS
    )
