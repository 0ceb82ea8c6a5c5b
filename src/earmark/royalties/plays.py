"""Plays: how often each track was played, and each episode, by whom and for how long."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.compute as pc

from earmark.core.errors import BadInput
from earmark.royalties.period import month_number, month_text
from earmark.royalties.policy import Policy
from earmark.royalties.table import Bools, Floats, Ints, Table, read_table

__all__ = ["PLAY_COLUMNS", "Plays", "Tally", "Window", "read_plays"]

PLAY_COLUMNS = ("track", "isrc", "item", "period", "plays", "seconds", "listeners", "searched", "artificial")
"""What is read of a file of plays; other columns only tell rows apart."""

MOST_LINES = 20
"""A statement names so many lines of a track's plays."""


@dataclass(frozen=True)
class Plays:
    """Rows of plays as columns.

    Attributes:
        table: where they come from.
        tracks, items: ids, sorted.
        track, item: place of each row's id in these; -1 where the row is about the other.
        month: of each row, see :func:`~earmark.royalties.period.month_number`; None if the file has none.
        plays, artificial, searched, listeners: of each row; 0 where the file does not say.
        seconds: how long each of the row's plays was; NaN where the file does not say.
    """

    table: Table
    tracks: Sequence[str]
    items: Sequence[str]
    track: Ints
    item: Ints
    month: Ints | None
    plays: Ints
    artificial: Ints
    searched: Ints
    listeners: Ints
    seconds: Floats

    def statement_month(self, wanted: str | None) -> int | None:
        """The month that a statement is for: `wanted`, or the only one there is; None if nothing says.

        Raises:
            BadInput: if it is no month, none of the file's, or not wanted where the file has several.
        """
        number = month_number(wanted) if wanted else None
        if wanted and number is None:
            raise BadInput(f"{wanted!r} is no month", where="--period", mend="Write it so: 2026-10")
        if self.month is None:
            return number
        known = np.unique(self.month)
        first, last = month_text(int(known[0])), month_text(int(known[-1]))
        if number is None and known.size > 1:
            raise BadInput(
                f"these plays are of {first} to {last}", where=str(self.table.path), mend="Say which with --period"
            )
        if number is not None and number not in known:
            raise BadInput(f"no play is of {wanted}", where=str(self.table.path), mend=f"There are {first} to {last}")
        return number if number is not None else int(known[0])

    def require(self, policy: Policy) -> None:
        """Check that the file has what `policy` asks about.

        Raises:
            BadInput: if a column is missing, or a cell of it is empty.
        """
        rules = policy.plays
        why = f"{policy.name} asks for it"
        asked = {
            "seconds": bool(rules.minimum_seconds),
            "searched": rules.searched_weight != 1,
            "artificial": rules.artificial_weight != 1 or rules.penalty is not None,
            "listeners": any(threshold.listeners for threshold in rules.thresholds),
            "period": any(threshold.months > 1 for threshold in rules.thresholds),
        }
        self.table.require([name for name, is_asked in asked.items() if is_asked], why)
        if asked["seconds"]:
            empty = np.flatnonzero(np.isnan(self.seconds) & (self.track >= 0))
            if empty.size:
                raise self.table.bad(int(empty[0]), "seconds", f"this is empty ({why})")

    def within(self, month: int | None, months: int = 1) -> Bools:
        """Which rows are of the `months` that end with `month`; all if the month is not known."""
        if self.month is None or month is None:
            return np.ones(self.plays.size, bool)
        found: Bools = (self.month <= month) & (self.month > month - months)
        return found

    def sources(self, month: int | None) -> list[str]:
        """For each track, the lines of the file that state its plays of the month."""
        rows = np.flatnonzero(self.within(month) & (self.track >= 0))
        rows = rows[np.argsort(self.track[rows], kind="stable")]
        starts = np.searchsorted(self.track[rows], np.arange(len(self.tracks) + 1)).tolist()
        lines = self.table.lines[rows].tolist()
        return [self._source(lines[start:end]) for start, end in pairwise(starts)]

    def _source(self, lines: Sequence[int]) -> str:
        more = f" and {len(lines) - MOST_LINES} more" if len(lines) > MOST_LINES else ""
        return f"{self.table.path.name} line {', '.join(map(str, lines[:MOST_LINES]))}{more}"


@dataclass(frozen=True, slots=True)
class Window:
    """Plays that count, artificial ones left out, and listeners, of each track in some months."""

    plays: Sequence[int]
    listeners: Sequence[int]


@dataclass(frozen=True, slots=True)
class Tally:
    """Each track's plays in the statement's month as a policy reads them; sequences in the order of the tracks.

    Attributes:
        plays: all.
        short: of these, shorter than the policy's minimum.
        artificial: of the others, artificial.
        searched: of what is left, searched for.
        share: all artificial plays of all plays, numerator and denominator.
        windows: by number of months.
        item_plays, item_artificial: by episode.
    """

    plays: Sequence[int]
    short: Sequence[int]
    artificial: Sequence[int]
    searched: Sequence[int]
    share: Sequence[tuple[int, int]]
    windows: dict[int, Window]
    item_plays: dict[str, int]
    item_artificial: dict[str, int]

    @classmethod
    def of(cls, plays: Plays, policy: Policy, month: int | None) -> Tally:
        """The tally of `plays` for `month` under `policy`."""
        now = plays.within(month)
        long = ~(plays.seconds < float(policy.plays.minimum_seconds))
        of_track = plays.track >= 0
        size = len(plays.tracks)

        def of(values: Ints, rows: Any) -> list[int]:
            return _sums(plays.track[rows], values[rows], size)

        paid = now & long & of_track
        everything = of(plays.plays, now & of_track)
        # Nobody says which of the searched plays were artificial: only as many are boosted as were genuine.
        searched = np.minimum(plays.searched, plays.plays - plays.artificial)
        of_item = now & ~of_track
        return cls(
            plays=everything,
            short=of(plays.plays, now & ~long & of_track),
            artificial=of(plays.artificial, paid),
            searched=of(searched, paid),
            share=list(zip(of(plays.artificial, now & of_track), everything, strict=True)),
            windows={
                months: _window(plays, policy, plays.within(month, months) & long & of_track)
                for months in {threshold.months for threshold in policy.plays.thresholds}
            },
            item_plays=_by_item(plays, plays.plays, of_item),
            item_artificial=_by_item(plays, plays.artificial, of_item),
        )


def _window(plays: Plays, policy: Policy, rows: Any) -> Window:
    track, size = plays.track[rows], len(plays.tracks)
    genuine = _sums(track, (plays.plays - plays.artificial)[rows], size)
    if policy.plays.sum_listeners:
        return Window(genuine, _sums(track, plays.listeners[rows], size))
    most = np.zeros(size, np.int64)
    np.maximum.at(most, track, plays.listeners[rows])
    return Window(genuine, most.tolist())


def _sums(place: Ints, values: Ints, size: int) -> list[int]:
    """Sums of `values` by `place`, exact."""
    sums = np.zeros(size, np.int64)
    np.add.at(sums, place, values)
    found: list[int] = sums.tolist()
    return found


def _by_item(plays: Plays, values: Ints, rows: Any) -> dict[str, int]:
    sums = _sums(plays.item[rows], values[rows], len(plays.items))
    return dict(zip(plays.items, sums, strict=True))


def read_plays(path: Path) -> Plays:
    """The plays in a CSV file: columns ``track`` or ``item``, ``plays``, and what else of :data:`PLAY_COLUMNS` it has.

    Raises:
        BadInput: at the first row that is wrong: no track and no item or both, negative plays, more artificial or
            searched plays than plays, no month, or a row that repeats another.
    """
    table = read_table(path).by_track()
    table.require(["plays"])
    if not table.has("track") and not table.has("item"):
        table.require(["track"])
    plays = table.counts("plays")
    tracks, track = _encoded(table, "track")
    items, item = _encoded(table, "item")
    _refuse_rows(table, (track < 0) & (item < 0), "track", "this is empty", "Name a track, or an item")
    _refuse_rows(table, (track >= 0) & (item >= 0), "item", "the row names a track as well", "A row is about one")
    found = Plays(
        table=table,
        tracks=tracks,
        items=items,
        track=track,
        item=item,
        month=_months(table),
        plays=plays,
        artificial=_counts(table, "artificial", plays, item >= 0),
        searched=_counts(table, "searched", plays, item >= 0),
        listeners=_counts(table, "listeners", plays, item >= 0),
        seconds=table.numbers("seconds") if table.has("seconds") else np.full(plays.size, np.nan),
    )
    counts = ("plays", "listeners", "searched", "artificial")
    what = "this repeats a row above"
    table.refuse_repeats([name for name in table.columns if name not in counts], what)
    return found


def _refuse_rows(table: Table, wrong: Any, name: str, what: str, mend: str | None = None) -> None:
    rows: Iterable[int] = np.flatnonzero(wrong)
    for row in rows:
        raise table.bad(int(row), name, what, mend)


def _counts(table: Table, name: str, plays: Ints, of_item: Bools) -> Ints:
    if not table.has(name):
        return np.zeros(plays.size, np.int64)
    values = table.counts(name, may_be_empty=of_item)
    _refuse_rows(table, values > plays, name, "this is more than there are plays")
    return values


def _encoded(table: Table, name: str) -> tuple[list[str], Ints]:
    """The sorted texts of a column, and the place of each row's among them; -1 for none."""
    if not table.has(name):
        return [], np.full(table.rows, -1, np.int64)
    encoded = pc.dictionary_encode(table.columns[name])
    texts = encoded.dictionary.to_pylist()
    known = sorted(text for text in texts if text)
    places = {text: place for place, text in enumerate(known)}
    renumbered = np.asarray([places.get(text, -1) for text in texts], np.int64)
    codes: Ints = renumbered[encoded.indices.to_numpy()]
    return known, codes


def _months(table: Table) -> Ints | None:
    if not table.has("period"):
        return None
    encoded = pc.dictionary_encode(table.columns["period"])
    numbers = [month_number(text) for text in encoded.dictionary.to_pylist()]
    known = np.asarray([-1 if number is None else number for number in numbers], np.int64)
    months: Ints = known[encoded.indices.to_numpy()]
    _refuse_rows(table, months < 0, "period", "this is no month", "Write it so: 2026-10")
    return months
