"""Applying a table of metadata to the items it speaks of."""

from __future__ import annotations

import os
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

from earmark.catalog.addition import Addition, State
from earmark.catalog.files import given
from earmark.catalog.kinds import path_in
from earmark.catalog.metadata import Row, Table
from earmark.catalog.store import Store
from earmark.core import Item
from earmark.core.errors import BadMetadata

__all__ = ["describe"]

_ORDER = ("uri", "path", "filename", "name", "guid", "isrc")
"""Ways from a row to an item, the surest first: ``filename`` from the table's folder, ``name`` in any folder."""

_SHARED = {"isrc"}
"""Keys that may rightly belong to several items: one recording as wav and as mp3."""


def describe(store: Store, table: Table) -> Iterator[Addition]:
    """Set what the rows of `table` say on the items they speak of, wherever in the catalogue they are.

    The first of a row's keys that leads to an item counts. ``path`` and ``filename`` are relative to the table's
    folder; failing that, a bare ``filename`` is looked up among the names of all items. Names are compared in
    Unicode's composed form, since macOS takes them apart.

    Yields:
        In the order of the rows, each item that was changed, and each row that could not be used and why.
    """
    described: dict[str, int] = {}
    matches = _matches(store, table)
    for row in table.lines:
        if isinstance(row, BadMetadata):
            reason = f"{row.what}. {row.mend}" if row.mend else row.what
            yield Addition(str(row.where), State.rejected, None, reason)
            continue
        source = f"{table.path.name} row {row.number}"
        ids, reason = _chosen(row, matches)
        earlier = next((described[id] for id in ids if id in described), None)
        if earlier is not None:
            reason = f"row {earlier} describes the same item"
        if reason:
            yield Addition(source, State.rejected, None, reason)
            continue
        for item in store.items(ids=ids):
            described[item.id] = row.number
            told = _told(item, row)
            if told != item:
                store.put_items([told])
                yield Addition(source, State.updated, told)


def _matches(store: Store, table: Table) -> dict[tuple[int, str], list[str]]:
    """Ids of items by row number and key. Memory grows with the table, not with the catalogue."""
    wanted: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    for row in table.rows:
        for key, value in row.keys.items():
            for spelling in _spellings(table.path.parent, key, value):
                wanted[spelling].append((row.number, "name" if spelling[0] == "name" else key))
    found: dict[tuple[int, str], list[str]] = defaultdict(list)
    for item in store.items():
        for name in _names(item):
            for place in wanted.get(name, ()):
                if item.id not in found[place]:
                    found[place].append(item.id)
    return found


def _chosen(row: Row, matches: dict[tuple[int, str], list[str]]) -> tuple[list[str], str]:
    """The ids that `row` is about, and what is wrong with them."""
    for key in _ORDER:
        ids = matches.get((row.number, key), [])
        if len(ids) > 1 and key not in _SHARED:
            named = row.keys["filename" if key == "name" else key]
            return [], f"{len(ids)} items have the {key} {named!r}. Name them by path or uri"
        if ids:
            return ids, ""
    named = ", ".join(f"{key} {value!r}" for key, value in row.keys.items())
    return [], f"no item has the {named}. Add it first, or correct the row"


def _told(item: Item, row: Row) -> Item:
    names = set(row.values) | ({"title"} if row.title is not None else set())
    metadata = {**item.metadata, **row.values, "given": sorted(given(item) | names)}
    return replace(
        item, title=item.title if row.title is None else row.title, kind=row.kind or item.kind, metadata=metadata
    )


def _spellings(folder: Path, key: str, value: str) -> Iterator[tuple[str, str]]:
    """What to look for in :func:`_names`."""
    if key in ("path", "filename"):
        yield "uri", _composed(_file_uri(folder, value))
        if key == "filename" and "/" not in value:
            yield "name", _composed(value)
    elif key == "uri":
        yield "uri", _composed(value)
    else:
        yield key, value


def _names(item: Item) -> Iterator[tuple[str, str]]:
    yield "uri", _composed(item.uri)
    yield "name", _composed(path_in(item.uri).name)
    entry = item.metadata.get("entry")
    if isinstance(entry, dict) and entry.get("guid"):
        yield "guid", str(entry["guid"])
    isrc = item.metadata.get("isrc")
    if isinstance(isrc, str):
        yield "isrc", isrc


def _file_uri(folder: Path, value: str) -> str:
    return Path(os.path.abspath(folder / value)).as_uri()  # noqa: PTH100 - Path.absolute keeps the dots


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", unquote(text, errors="surrogateescape"))
