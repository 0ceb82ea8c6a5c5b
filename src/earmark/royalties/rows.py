"""Statements as rows: per holder, per track, per line, and how the pool adds up. Sums of money are decimals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias

from earmark.royalties.statement import Posting, StatedLine, Statement
from earmark.royalties.totals import Difference, destinations, holder_totals
from earmark.royalties.usage import Usage

__all__ = [
    "DIFFERENCE_COLUMNS",
    "HOLDER_COLUMNS",
    "LINE_COLUMNS",
    "POOL_COLUMNS",
    "TRACK_COLUMNS",
    "Names",
    "Row",
    "difference_rows",
    "holder_rows",
    "line_rows",
    "names_of",
    "pool_rows",
    "track_rows",
]

Row: TypeAlias = Mapping[str, Any]

HOLDER_COLUMNS: tuple[str, ...] = ("holder", "tracks", "paid", "held", "elsewhere", "currency")
TRACK_COLUMNS: tuple[str, ...] = (
    *("track", "title", "artist", "isrc", "source", "label", "plays", "units", "pool", "amount", "charge"),
    *("currency", "rule", "why"),
)
LINE_COLUMNS: tuple[str, ...] = (
    *("holder", "track", "title", "artist", "isrc", "source", "label", "plays", "units", "share", "amount"),
    *("currency", "to", "rule", "why", "split"),
)
POOL_COLUMNS: tuple[str, ...] = ("to", "rule", "policy_line", "amount", "currency", "lines")
DIFFERENCE_COLUMNS: tuple[str, ...] = ("holder", "paid", "paid_other", "paid_more", "held", "held_other", "currency")


@dataclass(frozen=True, slots=True)
class Names:
    """What people call a track; each may be empty."""

    title: str = ""
    artist: str = ""
    isrc: str = ""


def names_of(statement: Statement, usage: Iterable[Usage]) -> dict[str, Names]:
    """What the tracks of `statement` are called: as their split sheets say, or else as the usage does."""
    names = {row.track: Names(*map(_encodable, (row.title, row.artist, row.isrc))) for row in usage}
    for each in statement.lines:
        split = each.split
        if split.title or split.artist or split.isrc:
            names[each.line.track] = Names(*map(_encodable, (split.title, split.artist, split.isrc)))
    return names


def _encodable(text: str) -> str:
    """`text` without lone surrogates, which titles made from file names can have and tables cannot."""
    return text.encode("utf-8", "replace").decode()


def holder_rows(statement: Statement) -> Iterator[Row]:
    """A row per right holder, by name."""
    money = _Decimals(statement)
    for total in holder_totals(statement):
        yield {
            "holder": total.holder,
            "tracks": total.tracks,
            "paid": money.of(total.paid),
            "held": money.of(total.held),
            "elsewhere": money.of(total.elsewhere),
            "currency": statement.pool.currency,
        }


def track_rows(statement: Statement, names: Mapping[str, Names]) -> Iterator[Row]:
    """A row per track and source; their amounts, and what nobody has a right to, add up to the pool."""
    money = _Decimals(statement)
    for each in statement.lines:
        yield {
            **_named(each, names),
            "pool": each.line.pool,
            "amount": money.of(each.amount),
            "charge": money.of(each.charge),
            "currency": statement.pool.currency,
            "rule": each.line.rule,
            "why": statement.why[each.line.track, each.line.source],
        }


def _named(each: StatedLine, names: Mapping[str, Names]) -> dict[str, Any]:
    line, called = each.line, names.get(each.line.track, Names())
    return {
        "track": line.track,
        "title": called.title,
        "artist": called.artist,
        "isrc": called.isrc,
        "source": line.source,
        "label": line.label,
        "plays": line.plays,
        "units": float(line.units),
    }


def line_rows(statement: Statement, names: Mapping[str, Names]) -> Iterator[Row]:
    """A row per holder, track and source; their amounts add up to the pool."""
    money, lines = _Decimals(statement), {(each.line.track, each.line.source): each for each in statement.lines}
    nothing = {"title": "", "artist": "", "isrc": "", "label": "", "plays": 0, "units": 0.0}
    for posting in statement.postings:
        key = posting.track, posting.source
        each = lines.get(key)
        yield {
            **(_named(each, names) if each else {"track": "", "source": "", **nothing}),
            **_posted(posting, money),
            "why": statement.why.get(key, posting.rule),
            "split": each.split.source if each else "",
        }


def _posted(posting: Posting, money: _Decimals) -> dict[str, Any]:
    return {
        "holder": posting.holder,
        "share": float(posting.share),
        "amount": money.of(posting.amount),
        "currency": money.statement.pool.currency,
        "to": posting.to,
        "rule": posting.rule,
    }


def pool_rows(statement: Statement) -> Iterator[Row]:
    """How the pool adds up: a row per destination and rule."""
    money = _Decimals(statement)
    for destination in destinations(statement):
        yield {
            "to": destination.to,
            "rule": destination.rule,
            "policy_line": statement.policy.lines.get(destination.rule),
            "amount": money.of(destination.amount),
            "currency": statement.pool.currency,
            "lines": destination.postings,
        }


def difference_rows(statement: Statement, found: Iterable[Difference]) -> Iterator[Row]:
    """A row per right holder under two policies, by name."""
    money = _Decimals(statement)
    for each in found:
        yield {
            "holder": each.holder,
            **{name: money.of(getattr(each, name)) for name in DIFFERENCE_COLUMNS[1:-1]},
            "currency": statement.pool.currency,
        }


@dataclass(frozen=True, slots=True)
class _Decimals:
    """Minor units as decimals of the statement's currency."""

    statement: Statement

    def of(self, minor: int) -> Decimal:
        return Decimal(minor).scaleb(-self.statement.pool.digits)
