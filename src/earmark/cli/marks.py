"""`earmark marks`: what was learned."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from earmark.cli.options import CatalogOption
from earmark.cli.output import Format, FormatOption, Row, emit

if TYPE_CHECKING:
    from earmark.catalog import Store

__all__ = ["marks"]

COLUMNS = ["id", "item", "analyzer", "kind", "label", "target", "start", "end", "probability"]
FOR_PEOPLE = ["title", "kind", "label", "target_title", "start", "end", "probability"]


def marks(
    item: Annotated[str | None, typer.Argument(help="Id, start of an id, path or address; all if not given.")] = None,
    analyzer: Annotated[str | None, typer.Option(help="Only what this analyzer says, e.g. music.find.")] = None,
    kind: Annotated[str | None, typer.Option(help="Only statements of this kind, e.g. usage.")] = None,
    target: Annotated[str | None, typer.Option(help="Only what points to this item, named as ITEM is.")] = None,
    catalog: CatalogOption = Path("earmark.db"),
    format: FormatOption = Format.table,
) -> None:
    """List what was learned, about which stretch, and how sure it is.

    Only what the latest analysis of an item says that succeeded. Start and end are in seconds.
    """
    from earmark.catalog import existing_catalog
    from earmark.catalog.lookup import item_named

    with closing(existing_catalog(catalog)) as store:
        rows = _rows(
            store,
            item=item_named(store, item).id if item else None,
            analyzer=analyzer,
            kind=kind,
            target=item_named(store, target).id if target else None,
        )
        emit(rows, format, FOR_PEOPLE if format is Format.table else COLUMNS)


def _rows(
    store: Store, *, item: str | None, analyzer: str | None, kind: str | None, target: str | None
) -> Iterator[Row]:
    from earmark.catalog.export import mark_values
    from earmark.catalog.lookup import title_of

    @cache
    def title(id: str | None) -> str | None:
        return title_of(store, id) if id else None

    for mark in store.marks(item=item, analyzer=analyzer, kind=kind, target=target):
        yield {**mark_values(mark), "title": title(mark.item), "target_title": title(mark.target)}
