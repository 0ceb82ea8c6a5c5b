"""`earmark music works`: which recordings of the catalogue are one work, and which share sound."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from earmark.cli.music.sources import IndexOption, catalogue_beside, index_folder, name_of
from earmark.cli.options import CatalogOption
from earmark.cli.output import Format, FormatOption, Row, emit, say

if TYPE_CHECKING:
    from earmark.catalog import Store
    from earmark.music import Index

__all__ = ["works_command"]

WORK_COLUMNS = ["work", "recording", "title", "artist", "isrc", "seconds", "relation", "share", "of"]
WORKS_FOR_PEOPLE = ["title", "artist", "isrc", "seconds", "relation", "share", "recording"]
SHARED_COLUMNS = [
    "recording",
    "other",
    "title",
    "other_title",
    "seconds",
    "share",
    "share_of_other",
    "speed",
    "relation",
    "same_work",
]


def works_command(
    shared: Annotated[
        bool, typer.Option("--shared", help="List each pair of recordings that share sound, of one work or not.")
    ] = False,
    index: IndexOption = None,
    catalog: CatalogOption = Path("earmark.db"),
    format: FormatOption = Format.table,
) -> None:
    """List the works of which the index holds several recordings: copies, edits, other masters."""
    from earmark.music import Index

    with ExitStack() as open_things:
        store = catalogue_beside(catalog, open_things)
        opened = open_things.enter_context(Index.open(index_folder(index, catalog)))
        if shared:
            emit(_shared(opened, store), format, SHARED_COLUMNS)
        else:
            emit(_members(opened, store), format, WORKS_FOR_PEOPLE if format is Format.table else WORK_COLUMNS)
        waiting = opened.tracks.keys() - opened.works.recordings.keys()
    if waiting:
        say(f"{len(waiting)} of {len(opened.tracks)} tracks are still to be compared: 'earmark music index'")


def _members(index: Index, store: Store | None) -> Iterator[Row]:
    from earmark.music import works_members

    for member in works_members(index.works, index.tracks):
        yield {
            "work": member.work,
            "recording": name_of(member.track, store),
            "title": member.track.title,
            "artist": member.track.artist,
            "isrc": member.track.isrc,
            "seconds": round(member.track.seconds, 3),
            "relation": member.relation or "",
            "share": round(member.share, 4),
            "of": name_of(member.of, store) if member.of else "",
        }


def _shared(index: Index, store: Store | None) -> Iterator[Row]:
    from earmark.music import shared_sound

    for pair in shared_sound(index.works, index.tracks):
        yield {
            "recording": name_of(pair.one, store),
            "other": name_of(pair.other, store),
            "title": pair.one.title,
            "other_title": pair.other.title,
            "seconds": round(pair.seconds, 3),
            "share": round(pair.share, 4),
            "share_of_other": round(pair.share_of_other, 4),
            "speed": round(pair.speed, 4),
            "relation": pair.relation,
            "same_work": pair.same_work,
        }
