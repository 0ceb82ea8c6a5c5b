"""`earmark music index`, `remove` and `restore`: what can be found."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from earmark.cli.music.sources import IndexOption, catalogue_beside, index_folder, item_at, tracks_named
from earmark.cli.options import CatalogOption
from earmark.cli.output import counted, progress, say
from earmark.core import Item, Kind
from earmark.core.errors import BadInput, EarmarkError

if TYPE_CHECKING:
    from earmark.catalog import Store
    from earmark.music import IndexWriter

__all__ = ["index_command", "remove_command", "restore_command"]


def index_command(
    audio: Annotated[
        list[Path] | None, typer.Argument(help="Tracks, or folders of them; the catalogue's if none.")
    ] = None,
    index: IndexOption = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes; one per core if not given.")] = None,
    catalog: CatalogOption = Path("earmark.db"),
) -> None:
    """Build the index of a catalogue's tracks, or extend it: what is in it already is not decoded again."""
    from earmark.music import Index, index_items

    folder = index_folder(index, catalog)
    with ExitStack() as open_things:
        store = catalogue_beside(catalog, open_things)
        bad: list[str] = []
        items = list(tracks_named(audio, store, bad))
        if not items and not bad:
            raise BadInput("there is nothing to index", mend="Name files or folders, or 'earmark add' tracks first")
        done = index_items(folder, items, workers=workers)
        indexed = 0
        for item, error in counted(done, progress("indexing", len(items))):
            if error:
                bad.append(str(error) if isinstance(error, EarmarkError) else f"{item.path}: {error}")
            else:
                indexed += 1
    for reason in bad:
        say(f"earmark: {reason}")
    removed = len(Index.open(folder).withdrawn.intersection(item.id for item in items))
    left_out = f", {removed} removed before" if removed else ""
    say(f"{folder}: {indexed - removed} of {len(items)} tracks are in the index{left_out}")
    raise typer.Exit(2 if bad else 0)


def remove_command(
    tracks: Annotated[list[str], typer.Argument(metavar="TRACK", help="Ids, or paths as they were indexed.")],
    index: IndexOption = None,
    catalog: CatalogOption = Path("earmark.db"),
) -> None:
    """Take tracks out of the index (a takedown): they are not found from now on, nor indexed again."""
    with ExitStack() as open_things:
        store = catalogue_beside(catalog, open_things)
        writer = _writer(index_folder(index, catalog), open_things)
        known = {*writer.held(), *writer.withdrawn, *(item.id for item in tracks_named(None, store, []))}
        ids, strangers = _meant(tracks, known, store)
        removed = ids - writer.withdrawn
        writer.remove(ids)
    say(f"{_counted_tracks(removed)} removed, until 'earmark music restore'")
    if strangers:
        raise BadInput("no track of the index has this id or path", where=", ".join(strangers))


def restore_command(
    tracks: Annotated[list[str], typer.Argument(metavar="TRACK", help="Ids, or paths as they were indexed.")],
    index: IndexOption = None,
    catalog: CatalogOption = Path("earmark.db"),
) -> None:
    """Take removals back: 'earmark music index' and 'earmark understand' index these tracks again."""
    with ExitStack() as open_things:
        store = catalogue_beside(catalog, open_things)
        writer = _writer(index_folder(index, catalog), open_things)
        ids, strangers = _meant(tracks, writer.withdrawn, store)
        writer.restore(ids)
    say(f"{_counted_tracks(ids)} restored, to be indexed again")
    if strangers:
        raise BadInput("no removed track has this id or path", where=", ".join(strangers))


def _writer(folder: Path, open_things: ExitStack) -> IndexWriter:
    """The writer of an index that is there."""
    from earmark.music import Index, IndexWriter

    Index.open(folder)  # the writer would make one
    return open_things.enter_context(IndexWriter.open(folder))


def _meant(names: Iterable[str], known: Collection[str], store: Store | None) -> tuple[set[str], list[str]]:
    """The ids among `known` that are named by id or path, and the names that mean none."""
    ids, strangers = set[str](), []
    for name in names:
        path = Path(name)
        meant = {name, Item.from_path(path, Kind.track).id, item_at(path, Kind.track, store).id}.intersection(known)
        ids |= meant
        if not meant:
            strangers.append(name)
    return ids, strangers


def _counted_tracks(ids: Collection[str]) -> str:
    return "1 track" if len(ids) == 1 else f"{len(ids)} tracks"
