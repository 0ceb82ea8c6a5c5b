"""Remote items on this machine: the copies that lie beside the catalogue."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from earmark.core import Item

__all__ = ["clear_leftovers", "fetched"]


def fetched(item: Item, *, cache: Path) -> Item:
    """`item` with a local file for its uri: itself, or with a copy in folder `cache`, made once.

    Raises:
        FetchFailed: if it cannot be had; a FetchInterrupted may be tried again.
    """
    if item.uri.startswith("file:"):
        return item
    from earmark.catalog.fetch import local_copy  # an HTTP client that workers on local files never need

    return replace(item, uri=local_copy(item, cache).absolute().as_uri())


def clear_leftovers(cache: Path) -> None:
    """Remove what killed runs had half fetched into `cache`. Only while no other run is at work."""
    for part in cache.glob(".part-*"):
        part.unlink(missing_ok=True)
