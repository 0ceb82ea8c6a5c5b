"""Usage reports: how long each track is used in each episode, and as what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from earmark.core import MICROSECONDS
from earmark.music.uses import Use, counted, expected, united

__all__ = ["TrackUsage", "usage_report"]


@dataclass(frozen=True, slots=True)
class TrackUsage:
    """One track in one item.

    Attributes:
        item: id of the item.
        track: id of the track.
        title, artist, isrc: of the track; empty if unknown.
        seconds: how long it is heard; stretches that overlap count once.
        seconds_counted: of these, what counts for it where other tracks sound too. All tracks of an item together
            have as many as there is known music in it, exactly.
        seconds_expected: seconds that can be expected, given how sure each stretch is.
        first: start of the first use, seconds.
        last: end of the last use, seconds.
        uses: how many stretches.
        roles: the seconds of each role; a second in two of them counts in both.
        probability: of the surest stretch.
    """

    item: str
    track: str
    title: str
    artist: str
    isrc: str
    seconds: float
    seconds_counted: float
    seconds_expected: float
    first: float
    last: float
    uses: int
    roles: dict[str, float]
    probability: float


def usage_report(uses: Iterable[Use]) -> Iterator[TrackUsage]:
    """Seconds per item and track, by item, then by first use.

    Args:
        uses: see :func:`~earmark.music.uses.uses_of`, in any order; music that is in no catalogue is passed over.
    """
    known = sorted((use for use in uses if use.known), key=lambda use: (use.item, use.span, use.track))
    for _, of_item in groupby(known, key=lambda use: use.item):
        shares: dict[str, int] = {}
        by_track: dict[str, list[Use]] = {}
        held = list(of_item)
        for use, share in zip(held, counted(held), strict=True):
            by_track.setdefault(use.track, []).append(use)
            shares[use.track] = shares.get(use.track, 0) + share
        rows = [_of_track(group, shares[track]) for track, group in by_track.items()]
        yield from sorted(rows, key=lambda row: (row.first, row.track))


def _of_track(uses: Sequence[Use], share: int) -> TrackUsage:
    spans = united(use.span for use in uses)
    surest = max(uses, key=lambda use: use.probability)
    roles = dict.fromkeys(use.role for use in uses if use.role)
    return TrackUsage(
        item=surest.item,
        track=surest.track,
        title=surest.title,
        artist=surest.artist,
        isrc=surest.isrc,
        seconds=_seconds(uses),
        seconds_counted=share / MICROSECONDS,
        seconds_expected=round(expected(uses), 6),
        first=spans[0].start / MICROSECONDS,
        last=spans[-1].end / MICROSECONDS,
        uses=len(spans),
        roles={role.value: _seconds([use for use in uses if use.role == role]) for role in roles},
        probability=surest.probability,
    )


def _seconds(uses: Iterable[Use]) -> float:
    return sum(span.end - span.start for span in united(use.span for use in uses)) / MICROSECONDS
