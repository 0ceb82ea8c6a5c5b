"""`earmark music find`: every stretch of a catalogue track in an episode."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from io import BufferedIOBase
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar, cast

import typer

from earmark.cli.music.picking import Pick, PickOption
from earmark.cli.music.sources import IndexOption, catalogue_beside, index_folder, item_at, name_of, sounding
from earmark.cli.options import CatalogOption
from earmark.cli.output import Format, FormatOption, Row, counted, emit, progress, say
from earmark.core import Kind
from earmark.core.errors import BadInput, EarmarkError

if TYPE_CHECKING:
    from earmark.catalog import Store
    from earmark.music import Find, Index, Unknown
    from earmark.music.files import Source

__all__ = ["find_command"]

FIND_FOR_PEOPLE = [
    "item",
    "track",
    "start",
    "end",
    "score",
    "speed",
    "pitch",
    "role",
    "offset",
    "title",
    "artist",
    "isrc",
]
FIND_COLUMNS = [*FIND_FOR_PEOPLE, "work", "equals"]


_STANDARD_INPUT = Path("-")
_Heard = TypeVar("_Heard")


def find_command(
    audio: Annotated[
        list[Path],
        typer.Argument(help="Episodes, or folders of them: audio, or video with sound; '-' reads standard input."),
    ],
    index: IndexOption = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Threads; one per core if not given.")] = None,
    unknown: Annotated[
        bool, typer.Option("--unknown", help="List music that is in no catalogue too, without a track.")
    ] = False,
    pick: PickOption = Pick.earliest,
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
        listen = _account if unknown else _finds
        heard = listen(_sources(audio, bad), opened, workers or len(os.sched_getaffinity(0)))
        answers = _answers(heard, bad)
        rows = _rows(open_things.enter_context(closing(answers)), pick, store)
        emit(rows, format, FIND_FOR_PEOPLE if format is Format.table else FIND_COLUMNS)
    for reason in bad:
        say(f"earmark: {reason}")
    raise typer.Exit(2 if bad else 0)


def _sources(audio: Sequence[Path], bad: list[str]) -> list[Source]:
    """The files that `audio` names, or standard input.

    Raises:
        BadInput: if there is more beside standard input, or that is a terminal.
    """
    if _STANDARD_INPUT not in audio:
        return list(sounding(audio, bad))
    if len(audio) > 1:
        raise BadInput("standard input is read alone", where="-", mend="Name the other files in a run of their own")
    if sys.stdin.isatty():
        raise BadInput("standard input is a terminal", where="-", mend="Pipe sound into the command")
    from earmark.media import ByteStream

    return [ByteStream(cast("BufferedIOBase", sys.stdin.buffer), "standard input")]


def _finds(sources: Sequence[Source], index: Index, workers: int) -> Generator[tuple[Source, Iterator[Find]]]:
    from earmark.music import find_in_files

    with closing(find_in_files(sources, index, workers=workers)) as found:
        yield from counted(found, progress("finding", len(sources)))


def _account(
    sources: Sequence[Source], index: Index, workers: int
) -> Generator[tuple[Source, Iterator[Find | Unknown]]]:
    from earmark.music import account_for_files

    with closing(account_for_files(sources, index, workers=workers)) as found:
        yield from counted(found, progress("finding", len(sources)))


def _answers(heard: Generator[tuple[Source, Iterator[_Heard]]], bad: list[str]) -> Generator[tuple[Source, _Heard]]:
    """Each answer with where it was heard; what could not be read, or only in part, is added to `bad`."""
    with closing(heard):
        for source, answers in heard:
            try:
                for answer in answers:
                    yield source, answer
            except EarmarkError as error:
                bad.append(str(error))


def _rows(answers: Iterable[tuple[Source, Find | Unknown]], pick: Pick, store: Store | None) -> Iterator[Row]:
    from earmark import music

    for source, heard in answers:
        item = _item(source, store)
        if isinstance(heard, music.Unknown):
            yield _unknown_row(heard, item)
            continue
        for named in music.picked(heard, music.Pick(pick)):
            yield _row(named, item, store)


def _item(source: Source, store: Store | None) -> str:
    """What `source` is called in the rows: its id if the catalogue has it."""
    if not isinstance(source, Path):
        return "stdin"
    item = item_at(source, Kind.episode, store)
    return item.id if store and store.item(item.id) else str(source)


def _unknown_row(music: Unknown, item: str) -> Row:
    nothing: Row = dict.fromkeys(FIND_COLUMNS, "")
    start, end = music.span.start / 1e6, music.span.end / 1e6
    return {**nothing, "item": item, "start": start, "end": end, "score": round(music.score, 4), "equals": []}


def _row(found: Find, item: str, store: Store | None) -> Row:
    from earmark.music import role_of

    return {
        "item": item,
        "track": name_of(found.track, store),
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
        "work": found.work,
        "equals": [name_of(equal.track, store) for equal in found.equals],
    }
