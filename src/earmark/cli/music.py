"""`earmark music`: index a catalogue's tracks, find them in episodes, report their use."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from earmark.cli.options import CatalogOption
from earmark.cli.output import Format, FormatOption, Row, counted, emit, progress, say
from earmark.core import Item, Kind
from earmark.core.errors import BadInput, EarmarkError

if TYPE_CHECKING:
    from earmark.catalog import Store
    from earmark.music import Index, IndexWriter, TrackUsage

__all__ = ["app"]

app = typer.Typer(help="Which catalogue track plays where.", no_args_is_help=True)

FIND_COLUMNS = ["item", "track", "start", "end", "score", "speed", "pitch", "offset", "title", "artist", "isrc"]
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

IndexOption = Annotated[
    Path | None,
    typer.Option("--index", help="Folder of the index; 'catalogue.idx' beside the catalogue if not given."),
]


@app.command("index")
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

    folder = _index_folder(index, catalog)
    with ExitStack() as open_things:
        store = _store(catalog, open_things)
        bad: list[str] = []
        items = list(_tracks(audio, store, bad))
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


@app.command("find")
def find_command(
    audio: Annotated[list[Path], typer.Argument(help="Episodes, or folders of them: audio, or video with sound.")],
    index: IndexOption = None,
    catalog: CatalogOption = Path("earmark.db"),
    format: FormatOption = Format.table,
) -> None:
    """List every stretch of a track in AUDIO: item, track, start, end in seconds, and how sure (0 to 1)."""
    from earmark.music import Index

    bad: list[str] = []
    with ExitStack() as open_things:
        store = _store(catalog, open_things)
        opened = open_things.enter_context(Index.open(_index_folder(index, catalog)))
        opened.verify()
        paths = list(_sounding(audio, bad))
        emit(_found(paths, opened, store, bad), format, FIND_COLUMNS)
    for reason in bad:
        say(f"earmark: {reason}")
    raise typer.Exit(2 if bad else 0)


@app.command("usage")
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


@app.command("remove")
def remove_command(
    tracks: Annotated[list[str], typer.Argument(metavar="TRACK", help="Ids, or paths as they were indexed.")],
    index: IndexOption = None,
    catalog: CatalogOption = Path("earmark.db"),
) -> None:
    """Take tracks out of the index (a takedown): they are not found from now on, nor indexed again."""
    with ExitStack() as open_things:
        store = _store(catalog, open_things)
        writer = _writer(_index_folder(index, catalog), open_things)
        known = {*writer.held(), *writer.withdrawn, *(item.id for item in _tracks(None, store, []))}
        ids, strangers = _meant(tracks, known, store)
        removed = ids - writer.withdrawn
        writer.remove(ids)
    say(f"{_counted_tracks(removed)} removed, until 'earmark music restore'")
    if strangers:
        raise BadInput("no track of the index has this id or path", where=", ".join(strangers))


@app.command("restore")
def restore_command(
    tracks: Annotated[list[str], typer.Argument(metavar="TRACK", help="Ids, or paths as they were indexed.")],
    index: IndexOption = None,
    catalog: CatalogOption = Path("earmark.db"),
) -> None:
    """Take removals back: 'earmark music index' and 'earmark understand' index these tracks again."""
    with ExitStack() as open_things:
        store = _store(catalog, open_things)
        writer = _writer(_index_folder(index, catalog), open_things)
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
        meant = {name, Item.from_path(path, Kind.track).id, _item(path, Kind.track, store).id}.intersection(known)
        ids |= meant
        if not meant:
            strangers.append(name)
    return ids, strangers


def _counted_tracks(ids: Collection[str]) -> str:
    return "1 track" if len(ids) == 1 else f"{len(ids)} tracks"


def _index_folder(index: Path | None, catalog: Path) -> Path:
    from earmark.music import INDEX_NAME

    return index or catalog.absolute().parent / INDEX_NAME


def _store(catalog: Path, open_things: ExitStack) -> Store | None:
    """The catalogue if there is one: these commands also work on plain files."""
    if not catalog.exists():
        return None
    from earmark.catalog import open_catalog

    store = open_catalog(catalog)
    open_things.callback(store.close)
    return store


def _tracks(audio: list[Path] | None, store: Store | None, bad: list[str]) -> Iterator[Item]:
    if not audio:
        yield from store.items(kinds={Kind.track}) if store else ()
        return
    for path in _sounding(audio, bad):
        yield _item(path, Kind.track, store)


def _item(path: Path, kind: Kind, store: Store | None) -> Item:
    """What the catalogue knows the file at `path` as, or the item it is by itself."""
    plain = Item.from_path(path, kind)
    return (store and store.item_by_uri(plain.uri)) or plain


def _sounding(paths: Iterable[Path], bad: list[str]) -> Iterator[Path]:
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


def _found(paths: Iterable[Path], index: Index, store: Store | None, bad: list[str]) -> Iterator[Row]:
    from earmark.music import find

    bar = progress("finding", len(paths) if isinstance(paths, list) else None)
    for path in counted(paths, bar):
        item = _item(path, Kind.episode, store)
        try:
            finds = find(path, index)
        except EarmarkError as error:
            bad.append(str(error))
            continue
        for found in finds:
            in_catalogue = store and store.item(found.track.id)
            yield {
                "item": item.id if store and store.item(item.id) else str(path),
                "track": found.track.id if in_catalogue else _path_of(found.track.id, found.track.uri),
                "start": found.span.start / 1e6,
                "end": found.span.end / 1e6,
                "score": round(found.score, 4),
                "speed": round(found.speed, 4),
                "pitch": round(found.pitch, 3),
                "offset": found.offset / 1e6,
                "title": found.track.title,
                "artist": found.track.artist,
                "isrc": found.track.isrc,
            }


def _path_of(id: str, uri: str) -> str:
    return str(Item(id, Kind.track, uri).path)


def _usage_row(store: Store, usage: TrackUsage) -> Row:
    from earmark.catalog.lookup import title_of

    return asdict(usage) | {"episode": title_of(store, usage.item), "seconds": round(usage.seconds, 3)}
