"""`earmark music find`: every stretch of a catalogue track in an episode."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from earmark.cli.music.sources import IndexOption, catalogue_beside, index_folder, item_at, path_of, sounding
from earmark.cli.options import CatalogOption
from earmark.cli.output import Format, FormatOption, Row, counted, emit, progress, say
from earmark.core import Kind
from earmark.core.errors import EarmarkError

if TYPE_CHECKING:
    from earmark.catalog import Store
    from earmark.music import Index

__all__ = ["find_command"]

FIND_COLUMNS = ["item", "track", "start", "end", "score", "speed", "pitch", "role", "offset", "title", "artist", "isrc"]


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
        store = catalogue_beside(catalog, open_things)
        opened = open_things.enter_context(Index.open(index_folder(index, catalog)))
        opened.verify()
        paths = list(sounding(audio, bad))
        emit(_found(paths, opened, store, bad), format, FIND_COLUMNS)
    for reason in bad:
        say(f"earmark: {reason}")
    raise typer.Exit(2 if bad else 0)


def _found(paths: Iterable[Path], index: Index, store: Store | None, bad: list[str]) -> Iterator[Row]:
    from earmark.music import find, role_of

    bar = progress("finding", len(paths) if isinstance(paths, list) else None)
    for path in counted(paths, bar):
        item = item_at(path, Kind.episode, store)
        try:
            finds = list(find(path, index))
        except EarmarkError as error:
            bad.append(str(error))
            continue
        for found in finds:
            in_catalogue = store and store.item(found.track.id)
            yield {
                "item": item.id if store and store.item(item.id) else str(path),
                "track": found.track.id if in_catalogue else path_of(found.track.id, found.track.uri),
                "start": found.span.start / 1e6,
                "end": found.span.end / 1e6,
                "score": round(found.score, 4),
                "speed": round(found.speed, 4),
                "pitch": round(found.pitch, 3),
                "role": role_of(found.level, found.span.seconds) or "",
                "offset": found.offset / 1e6,
                "title": found.track.title,
                "artist": found.track.artist,
                "isrc": found.track.isrc,
            }
