"""`earmark music usage`: how long each track is used in each episode."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from earmark.cli.options import CatalogOption
from earmark.cli.output import Format, FormatOption, Row, emit

if TYPE_CHECKING:
    from earmark.catalog import Store
    from earmark.music import TrackUsage

__all__ = ["usage_command"]

USAGE_COLUMNS = [
    "item",
    "episode",
    "track",
    "title",
    "artist",
    "isrc",
    "seconds",
    "first",
    "last",
    "uses",
    "probability",
]
USAGE_FOR_PEOPLE = [name for name in USAGE_COLUMNS if name not in ("item", "track")]


def usage_command(
    items: Annotated[
        list[str] | None, typer.Argument(metavar="ITEM", help="Ids, starts of ids, or paths; all if none.")
    ] = None,
    least: Annotated[float, typer.Option(min=0.0, max=1.0, help="Leave out what is less probable.")] = 0.5,
    cue_sheet: Annotated[
        bool, typer.Option("--cue-sheet", help="Every use in order, as broadcasters file it.")
    ] = False,
    catalog: CatalogOption = Path("earmark.db"),
    format: FormatOption = Format.table,
) -> None:
    """Report how long each track is used in each episode, from what 'earmark understand' found."""
    from earmark.catalog import existing_catalog
    from earmark.catalog.lookup import item_named, title_of
    from earmark.music import USAGE, usage_report
    from earmark.music import cue_sheet as sheet

    store = existing_catalog(catalog)
    try:
        episodes = dict.fromkeys(item_named(store, name).id for name in items or [])
        marks = [mark for id in episodes for mark in store.marks(item=id, kind=USAGE)]
        marks = marks if items else list(store.marks(kind=USAGE))
        if cue_sheet:
            for id in dict.fromkeys(mark.item for mark in marks):
                typer.echo(sheet(title_of(store, id), [mark for mark in marks if mark.item == id], least=least))
            return
        columns = USAGE_FOR_PEOPLE if format is Format.table else USAGE_COLUMNS
        emit((_usage_row(store, row) for row in usage_report(marks, least=least)), format, columns)
    finally:
        store.close()


def _usage_row(store: Store, usage: TrackUsage) -> Row:
    from earmark.catalog.lookup import title_of

    return asdict(usage) | {"episode": title_of(store, usage.item), "seconds": round(usage.seconds, 3)}
