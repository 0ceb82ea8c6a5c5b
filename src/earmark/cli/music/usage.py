"""`earmark music usage`: what is used in each episode, for how long and as what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from earmark.cli.music.picking import Pick, PickOption
from earmark.cli.music.reported import duration_of, episodes_with_uses, not_analysed
from earmark.cli.options import CatalogOption
from earmark.cli.output import Format, FormatOption, Row, emit, say
from earmark.core import MICROSECONDS, Item

if TYPE_CHECKING:
    from earmark.catalog import Store
    from earmark.music import TrackUsage, Use

__all__ = ["usage_command"]

_Episodes = Sequence[tuple[Item, list["Use"]]]

SECONDS_COLUMNS = [
    "item",
    "episode",
    "track",
    "title",
    "artist",
    "isrc",
    "seconds",
    "seconds_counted",
    "seconds_expected",
    "foreground",
    "background",
    "sting",
    "theme",
    "first",
    "last",
    "uses",
    "probability",
]
SECONDS_FOR_PEOPLE = [
    "episode",
    "title",
    "artist",
    "isrc",
    "seconds",
    "seconds_counted",
    "role",
    "first",
    "last",
    "uses",
    "probability",
]
DDEX_FOR_PEOPLE = [
    "ResourceTitle",
    "CueStartTime",
    "CueDuration",
    "CueUseType",
    "ReferencedCreationIsrc",
    "ReferencedCreationTitle",
]
ACCOUNT_COLUMNS = ["item", "episode", "duration", "known", "unknown", "none", "analysed"]


class Report(StrEnum):
    """What is reported."""

    seconds = "seconds"
    cues = "cues"
    ddex = "ddex"
    account = "account"


def usage_command(
    items: Annotated[
        list[str] | None, typer.Argument(metavar="ITEM", help="Ids, starts of ids, or paths; all if none.")
    ] = None,
    report: Annotated[
        Report,
        typer.Option(
            help="Seconds per track; cues as broadcasters file them; the same in DDEX's words; "
            "or an account of every second: known, unknown, none."
        ),
    ] = Report.seconds,
    least: Annotated[float, typer.Option(min=0.0, max=1.0, help="Leave out what is less probable.")] = 0.5,
    pick: PickOption = Pick.earliest,
    catalog: CatalogOption = Path("earmark.db"),
    format: FormatOption = Format.table,
) -> None:
    """Report which tracks are used in each episode, for how long and as what, from what 'earmark understand' found."""
    from earmark.catalog import existing_catalog

    with closing(existing_catalog(catalog)) as store:
        episodes = episodes_with_uses(store, items or [], least, pick)
        if report is Report.account:
            raise typer.Exit(_account(store, catalog, episodes, format))
        if report is Report.cues:
            _cues(episodes, format)
        elif report is Report.ddex:
            _ddex(episodes, format)
        else:
            columns = SECONDS_FOR_PEOPLE if format is Format.table else SECONDS_COLUMNS
            emit(_seconds(episodes), format, columns)


def _seconds(episodes: _Episodes) -> Iterator[Row]:
    from earmark.music import usage_report

    for item, uses in episodes:
        for usage in usage_report(uses):
            yield _seconds_row(item, usage)


def _seconds_row(item: Item, usage: TrackUsage) -> Row:
    row = asdict(usage)
    roles = row.pop("roles")
    of_role = {role: roles.get(role, 0.0) for role in ("foreground", "background", "sting", "theme")}
    return {**row, **of_role, "episode": _title(item), "role": ", ".join(roles)}


def _cues(episodes: _Episodes, format: Format) -> None:
    from earmark.music import CUE_COLUMNS, cue_rows, cue_sheet

    if format is Format.table:
        for item, uses in episodes:
            if uses:
                typer.echo(cue_sheet(_title(item), uses))
        return
    emit((row for item, uses in episodes for row in cue_rows(_title(item), uses)), format, CUE_COLUMNS)


def _ddex(episodes: _Episodes, format: Format) -> None:
    from earmark.music import DDEX_COLUMNS, ddex_rows

    columns = DDEX_FOR_PEOPLE if format is Format.table else DDEX_COLUMNS
    emit((row for item, uses in episodes for row in ddex_rows(_title(item), uses)), format, columns)


def _account(store: Store, catalog: Path, episodes: _Episodes, format: Format) -> int:
    """Print the accounts; the exit code."""
    from earmark.music import account_of

    waiting = not_analysed(store, catalog, [item.id for item, _ in episodes])
    endless = [item for item, uses in episodes if duration_of(item, uses) is None]
    emit(
        (
            {
                "item": item.id,
                "episode": _title(item),
                **{name: getattr(account, name) / MICROSECONDS for name in ("duration", "known", "unknown", "none")},
                "analysed": "no" if item.id in waiting else "yes",
            }
            for item, uses in episodes
            if (duration := duration_of(item, uses)) is not None
            for account in [account_of(item.id, uses, duration)]
        ),
        format,
        ACCOUNT_COLUMNS[1:] if format is Format.table else ACCOUNT_COLUMNS,
    )
    for item in endless:
        say(f"earmark: {_title(item)}: nobody knows how long it is. Add its file, or a feed that states its duration")
    if waiting:
        say(f"{len(waiting)} of {len(episodes)} are still to be analysed: 'earmark understand'")
    return 2 if endless else 0


def _title(item: Item) -> str:
    return item.title or item.id
