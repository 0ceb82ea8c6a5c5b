"""Local files as items: new, changed, moved or as they were."""

from __future__ import annotations

import os
import stat
from dataclasses import replace
from pathlib import Path

from earmark.catalog.addition import Addition, State
from earmark.catalog.facts import Facts, read_facts
from earmark.catalog.kinds import family_of
from earmark.catalog.store import Store
from earmark.core import Item, Json, Kind, item_id
from earmark.core.errors import BadInput, UnreadableMedia
from earmark.media import file_digest

__all__ = ["FROM_FEEDS", "add_file", "given"]

FROM_FEEDS = frozenset({"entry", "feed"})
"""Metadata that only a feed gives."""


def add_file(store: Store, path: Path, *, kind: Kind | None = None) -> Addition:
    """Add the file at `path`, or bring its item up to date.

    A file that keeps its size and time of change since it was added is not read. New bytes at a known path are new
    content of the same item; known bytes whose file is gone are that item, moved.

    Args:
        store: where to.
        path: absolute.
        kind: what it is; None to tell from the file when it is first seen.

    Raises:
        CatalogError: if the store fails. What is wrong with the file is an `Addition` like any other.
    """
    try:
        return _add(store, path, kind)
    except (BadInput, UnreadableMedia) as error:
        reason = f"{error.what}. {error.mend}" if error.mend else error.what
        return Addition(str(path), State.rejected, None, reason)
    except OSError as error:
        return Addition(str(path), State.rejected, None, f"cannot be read ({error.strerror or error})")


def _add(store: Store, path: Path, kind: Kind | None) -> Addition:
    stamp = _stamp(path)
    uri = path.as_uri()
    known = store.item_by_uri(uri)
    if known and known.metadata.get("file") == stamp and kind in (None, known.kind):
        return Addition(str(path), State.unchanged, known)
    digest = file_digest(path)
    if known and known.digest == digest:
        return _touched(store, path, known, stamp, kind)
    facts = read_facts(path)
    moved = None if known else _moved(store, digest)
    if known:
        item, state = _renewed(known, facts, path), State.updated
    elif moved:
        item, state = _renewed(replace(moved, uri=uri), facts, path), State.moved
    else:
        id = _free_id(store, uri, digest)
        item, state = Item(id, facts.kind, uri, facts.title or path.stem, facts.metadata), State.added
    metadata = {**item.metadata, "file": stamp}
    item = replace(item, kind=_checked(kind, facts.kind) or item.kind, digest=digest, metadata=metadata)
    store.put_items([item])
    return Addition(str(path), state, item, facts.warning)


def _checked(wanted: Kind | None, told: Kind) -> Kind | None:
    if wanted and family_of(wanted) is not family_of(told):
        raise BadInput(f"its content is of kind {told}, not {wanted}")
    return wanted


def given(item: Item) -> frozenset[str]:
    """The fields that a metadata table gave, which nothing else overwrites."""
    names = item.metadata.get("given", ())
    return frozenset(str(name) for name in names) if isinstance(names, list | tuple) else frozenset()


def _stamp(path: Path) -> dict[str, Json]:
    try:
        status = path.stat()
    except FileNotFoundError as error:
        raise BadInput("there is no such file") from error
    except ValueError as error:
        raise BadInput(f"no file can have this name ({error})") from error
    if not stat.S_ISREG(status.st_mode):
        raise BadInput("this is not an ordinary file")
    if not status.st_size:
        raise UnreadableMedia("the file is empty")
    return {"bytes": status.st_size, "modified_ns": status.st_mtime_ns}


def _touched(store: Store, path: Path, known: Item, stamp: dict[str, Json], kind: Kind | None) -> Addition:
    """The same bytes with another time of change, or an item that is to be of another kind."""
    item = replace(known, kind=_checked(kind, known.kind) or known.kind, metadata={**known.metadata, "file": stamp})
    store.put_items([item])
    return Addition(str(path), State.unchanged if item.kind == known.kind else State.updated, item)


def _moved(store: Store, digest: str) -> Item | None:
    """The item that these bytes were, if its file is gone."""
    for item in store.items_by_digest(digest):
        if item.uri.startswith("file:") and not os.path.lexists(item.path):
            return item
    return None


def _renewed(known: Item, facts: Facts, path: Path) -> Item:
    """`known` with what its file says now; what feeds and tables said about it stays."""
    lasting = given(known) | FROM_FEEDS | {"given"}
    kept = {name: value for name, value in known.metadata.items() if name in lasting}
    named = "title" in lasting or "feed" in known.metadata
    return replace(known, title=known.title if named else facts.title or path.stem, metadata={**facts.metadata, **kept})


def _free_id(store: Store, uri: str, digest: str) -> str:
    """The id of what is new at `uri`, where the item first seen there may have moved away."""
    id = item_id(uri)
    return id if store.item(id) is None else item_id(f"{uri}#{digest}")
