"""Items as people name them."""

from __future__ import annotations

import os
from pathlib import Path

from earmark.catalog.store import Store
from earmark.core import Item
from earmark.core.errors import BadInput

__all__ = ["item_named", "place", "title_of"]


def item_named(store: Store, name: str) -> Item:
    """The item with this id, this start of an id, this address or this path.

    Raises:
        BadInput: if there is none, or several ids start so.
    """
    # Not Path.absolute, which keeps dots, nor Path.resolve, which fails on a loop of links.
    paths = (os.path.abspath(name), os.path.realpath(name))  # noqa: PTH100
    uris = [name] if "://" in name else [Path(path).as_uri() for path in paths]
    for found in (store.item(name), *map(store.item_by_uri, uris)):
        if found:
            return found
    matches = [item for item in store.items() if item.id.startswith(name)] if name else []
    if len(matches) > 1:
        raise BadInput(f"{len(matches)} items have an id that starts so", where=name, mend="Give more of the id")
    if not matches:
        raise BadInput("no item of the catalogue has this id or path", where=name, mend="Add it with 'earmark add'")
    return matches[0]


def place(item: Item) -> str:
    """Where the bytes of `item` are, as people write it: the path of a local file, else the address."""
    return str(item.path) if item.uri.startswith("file:") else item.uri


def title_of(store: Store, id: str) -> str:
    """What people call the item with this id: its title, or the id where it has none or is not known."""
    item = store.item(id)
    return (item.title if item else "") or id
