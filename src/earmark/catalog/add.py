"""Adding content: files, folders, feeds, lists of feeds, and a table that describes them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from earmark.catalog.addition import Addition, State
from earmark.catalog.describe import describe
from earmark.catalog.episodes import add_document
from earmark.catalog.fetch import fetch_document, local_document
from earmark.catalog.files import add_file
from earmark.catalog.kinds import Family, family, family_of, path_in
from earmark.catalog.metadata import Table
from earmark.catalog.store import Store
from earmark.catalog.walk import Unwalkable, is_folder, walk
from earmark.core import Item, Kind, item_id
from earmark.core.errors import BadFeed, FetchFailed

__all__ = ["add", "files_among"]

_FAMILIES = {Family.media, Family.image, Family.article}
_ABOUT_THE_FOLDER = {"changelog", "contributing", "copying", "license", "licence", "readme"}


def add(
    store: Store, sources: Iterable[str], *, kind: Kind | None = None, metadata: Table | None = None
) -> Iterator[Addition]:
    """Add `sources` one by one; adding them again changes nothing.

    Args:
        store: where to.
        sources: files, folders (with all that is below), feeds or OPML lists as a file or web address, and addresses
            of media, which are added by reference.
        kind: what they all are; None to tell from each file.
        metadata: a table that describes items, applied last, see :mod:`earmark.catalog.describe`.

    Yields:
        What became of each file, entry and row, as soon as it is in the store.

    Raises:
        CatalogError: if the store fails.
    """
    for source in sources:
        try:
            yield from _add_source(store, source, kind)
        except (BadFeed, FetchFailed) as error:
            yield Addition(source, State.rejected, None, f"{error.what}. {error.mend}" if error.mend else error.what)
    if metadata:
        yield from describe(store, metadata)


def files_among(sources: Iterable[str], *, kind: Kind | None = None) -> int | None:
    """How many media files adding `sources` will come to; None if some are feeds, which cannot be counted."""
    count = 0
    for source in sources:
        if "://" in source or family(Path(source)) is Family.feed:
            return None
        path = Path(source)
        count += sum(_is_for_us(found, kind) for found in walk(path)) if is_folder(path) else 1
    return count


def _add_source(store: Store, source: str, kind: Kind | None) -> Iterator[Addition]:
    scheme, separator, _ = source.partition("://")
    if not separator:
        path = Path(os.path.abspath(source))  # noqa: PTH100 - Path.absolute keeps the dots
    elif scheme == "file":
        path = Item("", Kind.track, source).path
    else:
        yield from _add_remote(store, source, kind)
        return
    if is_folder(path):
        yield from _add_folder(store, path, kind)
    elif family(path) is Family.feed:
        yield from add_document(store, local_document(path), kind=kind)
    else:
        yield add_file(store, path, kind=kind)


def _add_remote(store: Store, url: str, kind: Kind | None) -> Iterator[Addition]:
    path = path_in(url)
    if family(path) not in (Family.media, Family.image):
        yield from add_document(store, fetch_document(url), kind=kind)
        return
    known = store.item_by_uri(url)
    likely = Kind.image if family(path) is Family.image else Kind.episode
    before = known or Item(item_id(url), likely, url, path.stem)
    item = replace(before, kind=kind or before.kind)
    if item == known:
        yield Addition(url, State.unchanged, item)
        return
    store.put_items([item])
    yield Addition(url, State.updated if known else State.added, item)


def _add_folder(store: Store, folder: Path, kind: Kind | None) -> Iterator[Addition]:
    ignored = 0
    for found in walk(folder):
        if isinstance(found, Unwalkable):
            yield Addition(str(found.path), State.rejected, None, found.reason)
        elif _is_for_us(found, kind):
            yield add_file(store, found, kind=kind)
        else:
            ignored += 1
    if ignored:
        yield Addition(
            str(folder),
            State.ignored,
            None,
            "1 file in it is no media" if ignored == 1 else f"{ignored} files in it are no media",
        )


def _is_for_us(found: Path | Unwalkable, kind: Kind | None) -> bool:
    """True for a file that is meant when its folder is named, and named to be of `kind`."""
    if isinstance(found, Unwalkable) or found.stem.lower() in _ABOUT_THE_FOLDER:
        return False
    promised = family(found)
    return promised in _FAMILIES if kind is None else promised is family_of(kind)
