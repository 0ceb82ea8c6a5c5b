"""What the commands of `earmark music` work on: the index, the catalogue beside it, files and folders of sound."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from earmark.core import Item, Kind

if TYPE_CHECKING:
    from earmark.catalog import Store
    from earmark.music import Track

__all__ = ["IndexOption", "catalogue_beside", "index_folder", "item_at", "name_of", "sounding", "tracks_named"]

IndexOption = Annotated[
    Path | None,
    typer.Option("--index", help="Folder of the index; 'catalogue.idx' beside the catalogue if not given."),
]


def index_folder(index: Path | None, catalog: Path) -> Path:
    from earmark.music import INDEX_NAME

    return index or catalog.absolute().parent / INDEX_NAME


def catalogue_beside(catalog: Path, open_things: ExitStack) -> Store | None:
    """The catalogue if there is one: these commands also work on plain files."""
    if not catalog.exists():
        return None
    from earmark.catalog import open_catalog

    store = open_catalog(catalog)
    open_things.callback(store.close)
    return store


def tracks_named(audio: list[Path] | None, store: Store | None, bad: list[str]) -> Iterator[Item]:
    if not audio:
        yield from store.items(kinds={Kind.track}) if store else ()
        return
    for path in sounding(audio, bad):
        yield item_at(path, Kind.track, store)


def item_at(path: Path, kind: Kind, store: Store | None) -> Item:
    """What the catalogue knows the file at `path` as, or the item it is by itself."""
    plain = Item.from_path(path, kind)
    return (store and store.item_by_uri(plain.uri)) or plain


def sounding(paths: Iterable[Path], bad: list[str]) -> Iterator[Path]:
    """Files as named; of folders, what may have sound. What cannot be walked is added to `bad`."""
    from earmark.catalog.kinds import Family, family
    from earmark.catalog.walk import Unwalkable, walk

    for path in paths:
        if not path.is_dir():
            yield path
            continue
        for inside in walk(path):
            if isinstance(inside, Unwalkable):
                bad.append(f"{inside.path}: {inside.reason}")
            elif family(inside) is Family.media:
                yield inside


def name_of(track: Track, store: Store | None) -> str:
    """A track's id if the catalogue has it, its path if not."""
    return track.id if store and store.item(track.id) else str(Item(track.id, Kind.track, track.uri).path)
