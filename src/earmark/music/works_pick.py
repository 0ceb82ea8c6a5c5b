"""Which of several recordings that fit equally is named: a policy, applied after the search and changed at will."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self, TypeVar

from earmark.core import Json, Mark
from earmark.music.found import Find

__all__ = ["Pick", "equals_evidence", "picked", "picked_marks", "release_order"]

_Version = TypeVar("_Version", Find, Mark)

PIVOT = 40
"""ISRC years from 40 on are of the last century."""
NO_YEAR = 9999


class Pick(StrEnum):
    """Which recording of several that fit equally is named."""

    earliest = "earliest"
    longest = "longest"
    all = "all"


def picked(find: Find, pick: Pick) -> list[Find]:
    """The find as told of the recording that `pick` names; of each that fits, in that order, if it is all.

    The answer depends on which recordings fit, not on which of them fits best by a hair: so every use of a piece that
    the catalogue holds twice is counted for the same recording.
    """
    return _picked({_About.of_find(version): version for version in find.versions()}, pick)


def picked_marks(marks: Iterable[Mark], pick: Pick) -> Iterator[Mark]:
    """`marks`, told of the recordings that `pick` names, by the `equals` in their evidence; others as they are.

    With all, one mark becomes as many as there are recordings that fit; only one of these is in a store.
    """
    for mark in marks:
        yield from _picked({_About.of_mark(version): version for version in _versions(mark)}, pick)


@dataclass(frozen=True, slots=True)
class _About:
    """What of a recording a policy looks at."""

    isrc: str
    seconds: float
    id: str
    work: str

    @classmethod
    def of_find(cls, find: Find) -> Self:
        return cls(find.track.isrc, find.track.seconds, find.track.id, find.work)

    @classmethod
    def of_mark(cls, mark: Mark) -> Self:
        said, seconds = mark.evidence, mark.evidence.get("track_seconds")
        length = float(seconds) if isinstance(seconds, int | float) else 0.0
        return cls(str(said.get("isrc") or ""), length, mark.target or "", str(said.get("work") or ""))


def _picked(versions: Mapping[_About, _Version], pick: Pick) -> list[_Version]:
    """What `pick` names of `versions`.

    Within a year, or where no ISRC is known, the work whose recording is shortest comes first, since a medley holds
    more than what is heard; of one work's recordings the longest, since an album's track is no sting.
    """
    shortest: dict[str, float] = {}
    for about in versions:
        shortest[about.work] = min(about.seconds, shortest.get(about.work, about.seconds))

    def rank(about: _About) -> tuple[float, int, float, str, str, float, str]:
        length = round(about.seconds) if pick is Pick.longest else 0
        year, isrc, id = release_order(about.isrc, about.id)
        return -length, year, shortest[about.work], about.work, isrc, -about.seconds, id

    ordered = [versions[about] for about in sorted(versions, key=rank)]
    return ordered if pick is Pick.all else ordered[:1]


def equals_evidence(find: Find) -> list[Json]:
    """What a mark keeps of the recordings that fit as well."""
    return [
        {
            "track": equal.track.id,
            "title": equal.track.title,
            "artist": equal.track.artist,
            "isrc": equal.track.isrc,
            "track_seconds": round(equal.track.seconds, 3),
            "work": equal.work,
            "offset": equal.offset / 1e6,
            "speed": round(equal.speed, 4),
            "pitch": round(equal.pitch, 3),
            "log_likelihood_ratio": round(equal.evidence, 2),
        }
        for equal in find.equals
    ]


def release_order(isrc: str, id: str) -> tuple[int, str, str]:
    """Sorts recordings by the year of reference in their ISRC (its characters 6 and 7), unknown last; then by id.

    Reference:
        ISO 3901: a recording keeps the ISRC of its first release, whoever releases it again.
    """
    digits = isrc[5:7]
    year = int(digits) + (1900 if int(digits) >= PIVOT else 2000) if digits.isascii() and digits.isdigit() else NO_YEAR
    return year, isrc, id


def _versions(mark: Mark) -> list[Mark]:
    """The mark itself, then the same told of each recording that its evidence says fits as well."""
    equals = mark.evidence.get("equals")
    rows = [row for row in equals if isinstance(row, Mapping)] if isinstance(equals, list) else []
    own: dict[str, Json] = {key: mark.evidence.get(key) for row in rows[:1] for key in row if key != "track"}
    told = [mark]
    for number, row in enumerate(rows):
        others: list[Json] = [{"track": mark.target, **own}, *rows[:number], *rows[number + 1 :]]
        said = {key: value for key, value in row.items() if key != "track"}
        told.append(replace(mark, target=str(row["track"]), evidence={**mark.evidence, **said, "equals": others}))
    return told
