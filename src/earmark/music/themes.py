"""Themes and jingles: stretches of a track that come back in the episodes of a show."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from earmark.core import MICROSECONDS, Item, Json
from earmark.music.role import Role
from earmark.music.uses import Use

__all__ = ["shows_of", "with_themes"]

RECURS_IN = 3
"""Episodes with the same stretch, at least,"""
AMONG = 10
"""of as many that follow each other: a theme may come and go with a season, and music from a library is used again now
and then."""
SAME = 0.3
"""Two uses are of the same stretch if this share of what either plays is played by both: fades differ."""


def shows_of(items: Iterable[Item]) -> list[list[str]]:
    """The ids of each show's items, in the order in which they were published.

    A show is a feed (``podcast:guid``, else its address); else the album that files name; else a folder. Items without
    a date stand before the others, in the order of their addresses.
    """
    shows: dict[str, list[Item]] = {}
    for item in items:
        shows.setdefault(_show(item), []).append(item)
    return [[item.id for item in sorted(show, key=_published)] for _, show in sorted(shows.items())]


def _show(item: Item) -> str:
    feed = item.metadata.get("feed")
    if isinstance(feed, Mapping):
        return f"feed {feed.get('guid') or feed.get('url')}"
    album = item.metadata.get("album")
    return f"album {album}" if album else f"folder {PurePosixPath(item.uri).parent}"


def _published(item: Item) -> tuple[str, str]:
    entry: Json = item.metadata.get("entry")
    date = entry.get("published") if isinstance(entry, Mapping) else None
    return str(date or item.metadata.get("date") or ""), item.uri


def with_themes(uses: Sequence[Use], shows: Iterable[Sequence[str]]) -> list[Use]:
    """`uses` in the same order; those of a stretch that recurs in its show have the role ``theme``.

    A stretch recurs in an episode that is one of at least 3, among 10 that follow each other, in which it is used.
    Whether it is the show's signature, a segment's jingle or a sponsor's, sound does not tell.

    Args:
        uses: of all episodes that are to be compared; those of music in no catalogue stay as they are.
        shows: ids of each show's items in order; see :func:`shows_of`.
    """
    place = {item: (show, turn) for show, items in enumerate(shows) for turn, item in enumerate(items)}
    together: dict[tuple[int, str], list[tuple[int, int]]] = {}
    for number, use in enumerate(uses):
        if use.known and use.offset is not None and use.item in place:
            show, turn = place[use.item]
            together.setdefault((show, use.track), []).append((turn, number))
    themes = {number for played in together.values() for number in _recurring(uses, sorted(played))}
    return [replace(use, role=Role.theme) if number in themes else use for number, use in enumerate(uses)]


def _recurring(uses: Sequence[Use], played: Sequence[tuple[int, int]]) -> Iterator[int]:
    """Which of one track's uses in one show, by turn and number, are of a stretch that recurs there."""
    for turn, number in played:
        near = played[bisect_left(played, (turn - AMONG, -1)) : bisect_left(played, (turn + AMONG, -1))]
        if _recurs(turn, [other for other, one in near if _same_stretch(uses[number], uses[one])]):
            yield number


def _recurs(turn: int, turns: Iterable[int]) -> bool:
    """Whether episode `turn` is one of enough among `turns` that lie close enough together."""
    ordered = sorted(set(turns))
    runs = zip(ordered, ordered[RECURS_IN - 1 :], strict=False)
    return any(first <= turn <= last and last - first < AMONG for first, last in runs)


def _same_stretch(one: Use, other: Use) -> bool:
    first, second = _in_track(one), _in_track(other)
    shared = min(first[1], second[1]) - max(first[0], second[0])
    either = max(first[1], second[1]) - min(first[0], second[0])
    return shared >= SAME * either


def _in_track(use: Use) -> tuple[float, float]:
    """The seconds of the track that are heard."""
    start = use.offset or 0.0
    return start, start + use.speed * (use.span.end - use.span.start) / MICROSECONDS
