"""`earmark add`: files, folders, feeds and tables into the catalogue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from earmark.cli.options import CatalogOption
from earmark.cli.output import Format, FormatOption, Row, counted, emit, errors, progress, say
from earmark.core import Kind
from earmark.core.errors import BadInput

if TYPE_CHECKING:
    from earmark.catalog.addition import Addition

__all__ = ["add"]

COLUMNS = ["state", "item", "kind", "title", "path", "reason"]
TOLD = ["state", "path", "reason"]


def add(
    sources: Annotated[
        list[str] | None,
        typer.Argument(metavar="PATH|URL", help="Files, folders, podcast feeds, OPML lists.", show_default=False),
    ] = None,
    kind: Annotated[
        Kind | None, typer.Option(help="What they all are; told from each file if not given.", show_default=False)
    ] = None,
    metadata: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="CSV or JSON lines: uri, path, filename, guid or isrc, and what is known."),
    ] = None,
    catalog: CatalogOption = Path("earmark.db"),
    format: FormatOption = Format.table,
) -> None:
    """Add content to the catalogue, or bring what is there up to date.

    Adding twice changes nothing. Feeds are added by reference: nothing is downloaded until it is analysed. As a
    table only what needs a look is printed; json and csv have every file, entry and row.
    """
    from earmark.catalog import existing_catalog, open_catalog
    from earmark.catalog.add import add as add_all
    from earmark.catalog.add import files_among
    from earmark.catalog.metadata import read_table

    if not sources and not metadata:
        raise BadInput("nothing to add", mend="Name files, folders or feeds, or a table with --metadata")
    table = read_table(metadata) if metadata else None  # before there is a catalogue, so that a slip leaves none
    states: Counter[tuple[str, str]] = Counter()
    with closing(open_catalog(catalog) if sources else existing_catalog(catalog)) as store:
        total = files_among(sources or [], kind=kind) if errors.is_terminal else None
        additions = add_all(store, sources or [], kind=kind, metadata=table)
        rows = _rows(counted(additions, progress("Adding", total)), states)
        if format is Format.table:
            told = [row for row in rows if row["reason"]]
            if told:
                emit(told, format, TOLD)
        else:
            emit(rows, format, COLUMNS)
    say(_summary(states))
    if any(state == "rejected" for state, _ in states):
        raise typer.Exit(2)


def _rows(additions: Iterable[Addition], states: Counter[tuple[str, str]]) -> Iterator[Row]:
    for addition in additions:
        item = addition.item
        states[addition.state.value, item.kind.value if item else ""] += 1
        yield {
            "state": addition.state.value,
            "item": item.id if item else None,
            "kind": item.kind.value if item else None,
            "title": item.title if item else None,
            "path": addition.source,
            "reason": addition.reason,
        }


def _summary(states: Counter[tuple[str, str]]) -> str:
    """``added 42 tracks, 1 article; 3 rejected``."""
    parts = []
    for state in ("added", "updated", "moved"):
        kinds = [_counted(count, kind) for (found, kind), count in sorted(states.items()) if found == state]
        if kinds:
            parts.append(f"{state} {', '.join(kinds)}")
    for state in ("unchanged", "rejected"):
        count = sum(number for (found, _), number in states.items() if found == state)
        if count:
            parts.append(f"{count} {state}")
    hint = ". Wrong kind? Give it with --kind" if any(state == "added" for state, _ in states) else ""
    return ("; ".join(parts) or "found nothing to add") + hint


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
