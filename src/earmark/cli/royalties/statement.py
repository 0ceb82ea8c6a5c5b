"""`earmark royalties statement`: a pool divided, each line with its reasons."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from earmark.cli.output import Format, FormatOption, Row, emit, say
from earmark.cli.royalties.options import (
    PeriodOption,
    PlaysOption,
    PolicyOption,
    PoolOption,
    SplitsOption,
    UsageOption,
    VerdictsOption,
)
from earmark.cli.royalties.sources import Sources

if TYPE_CHECKING:
    from earmark.royalties import Material, Statement

__all__ = ["statement_command"]

TRACKS_FOR_PEOPLE = ["track", "title", "source", "label", "plays", "units", "pool", "amount", "currency"]
LINES_FOR_PEOPLE = ["holder", "track", "title", "source", "plays", "units", "share", "amount", "currency", "to", "rule"]


class By(StrEnum):
    """What a row is about."""

    holders = "holders"
    tracks = "tracks"
    lines = "lines"
    pool = "pool"


def statement_command(
    plays: PlaysOption,
    pool: PoolOption,
    policy: PolicyOption,
    usage: UsageOption = None,
    verdicts: VerdictsOption = None,
    splits: SplitsOption = None,
    period: PeriodOption = None,
    against: Annotated[
        str | None,
        typer.Option(metavar="POLICY", help="Shadow: what each holder would be paid under this one."),
    ] = None,
    by: Annotated[
        By, typer.Option(help="A row per right holder, per track, per holder and track, or per destination.")
    ] = By.holders,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FOLDER", help="Write all as CSV, JSON, Parquet and pages."),
    ] = None,
    format: FormatOption = Format.table,
) -> None:
    """Divide a pool among right holders by a policy, exact to the smallest unit, each line with its reasons."""
    from earmark import royalties

    money = royalties.Money.read(pool, "--pool")
    rules = royalties.read_policy(royalties.policy_path(policy))
    other_rules = royalties.read_policy(royalties.policy_path(against)) if against else None
    sources = Sources(plays, usage, verdicts, splits)
    with _without_collection():
        material = sources.read()
        month = material.plays.statement_month(period)
        statement = royalties.state(material, rules, money, month)
        other = royalties.state(material, other_rules, money, month) if other_rules else None
        found = list(royalties.differences(statement, other)) if other else []
        if output:
            told = f"{other_rules.name} {other_rules.version}" if other_rules else ""
            names = royalties.names_of(statement, material.usage)
            new = royalties.write_statement(statement, output, royalties.Written(names, sources.digests(), found, told))
            say(f"written to {output}" if new else f"{output} holds this very statement already")
        if other:
            rows = royalties.difference_rows(statement, found)
            emit(_with_nobody(rows, format), format, royalties.DIFFERENCE_COLUMNS)
        else:
            _print(statement, material, by, format)
    _sum_up(statement)


@contextmanager
def _without_collection() -> Iterator[None]:
    """Rows hold no cycles, and looking for some among millions takes a quarter of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _print(statement: Statement, material: Material, by: By, format: Format) -> None:
    from earmark import royalties

    names = royalties.names_of(statement, material.usage)
    people = format is Format.table
    if by is By.holders:
        emit(_with_nobody(royalties.holder_rows(statement), format), format, royalties.HOLDER_COLUMNS)
    elif by is By.tracks:
        columns = TRACKS_FOR_PEOPLE if people else royalties.TRACK_COLUMNS
        emit(royalties.track_rows(statement, names), format, columns)
    elif by is By.lines:
        columns = LINES_FOR_PEOPLE if people else royalties.LINE_COLUMNS
        emit(_with_nobody(royalties.line_rows(statement, names), format), format, columns)
    else:
        emit(royalties.pool_rows(statement), format, royalties.POOL_COLUMNS)


def _with_nobody(rows: Iterable[Row], format: Format) -> Iterable[Row]:
    """`rows` with a word for people where there is no holder."""
    return ({**row, "holder": row["holder"] or "(nobody)"} for row in rows) if format is Format.table else rows


def _sum_up(statement: Statement) -> None:
    from earmark.royalties import Money, destinations

    for note in statement.notes:
        say(f"note: {note}")
    sums: dict[str, int] = {}
    for destination in destinations(statement):
        if destination.amount:
            sums[destination.to] = sums.get(destination.to, 0) + destination.amount
    parts = " + ".join(f"{Money(statement.pool.currency, minor)} {to}" for to, minor in sums.items())
    say(f"{statement.pool} = {parts or 'nothing'}")
