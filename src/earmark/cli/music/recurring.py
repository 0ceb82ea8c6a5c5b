"""`earmark music recurring`: what comes back in episodes though no catalogue has it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from earmark.cli.music.sources import sounding
from earmark.cli.output import Format, FormatOption, Row, counted, emit, progress, say
from earmark.core import MICROSECONDS
from earmark.core.errors import EarmarkError

if TYPE_CHECKING:
    from earmark.music import Peaks, Recurrence

__all__ = ["recurring_command"]

RECURRING_COLUMNS = ["item", "number", "start", "end", "episodes"]


def recurring_command(
    audio: Annotated[
        list[Path], typer.Argument(help="Episodes of one show in the order of publication, or folders of them.")
    ],
    format: FormatOption = Format.table,
) -> None:
    """List stretches that at least 3 episodes share: jingles, signatures, spots, known to a catalogue or not."""
    from earmark.music import recurring

    bad: list[str] = []
    paths = list(dict.fromkeys(sounding(audio, bad)))
    found = recurring(_peaks(counted(paths, progress("comparing", len(paths))), bad))
    emit((_row(each) for each in found), format, RECURRING_COLUMNS)
    for reason in bad:
        say(f"earmark: {reason}")
    raise typer.Exit(2 if bad else 0)


def _row(found: Recurrence) -> Row:
    return {
        "item": found.episode,
        "number": found.number,
        "start": found.span.start / MICROSECONDS,
        "end": found.span.end / MICROSECONDS,
        "episodes": found.episodes,
    }


def _peaks(paths: Iterable[Path], bad: list[str]) -> Iterator[tuple[str, Peaks]]:
    from earmark.music import peaks_of_file

    for path in paths:
        try:
            yield str(path), peaks_of_file(path)
        except EarmarkError as error:
            bad.append(str(error))
