"""`earmark tracks categorize`: the verdict on each recording, and its timeline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from earmark.cli.music.sources import catalogue_beside, item_at, sounding
from earmark.cli.options import CatalogOption
from earmark.cli.output import Format, FormatOption, Row, counted, emit, progress, say
from earmark.core import Kind
from earmark.core.errors import BadInput, EarmarkError

if TYPE_CHECKING:
    from earmark.catalog import Store
    from earmark.tracks import Category

__all__ = ["categorize_command"]

COLUMNS = ["item", "verdict", "probability"]
FOR_PEOPLE = [*COLUMNS, "why"]
SUFFIXES = (".png", ".svg", ".pdf")


def categorize_command(
    audio: Annotated[list[Path], typer.Argument(help="Recordings, or folders of them.")],
    picture: Annotated[
        Path | None,
        typer.Option(help="Picture of the timeline to write: .png, .svg or .pdf; a folder if there are several."),
    ] = None,
    catalog: CatalogOption = Path("earmark.db"),
    format: FormatOption = Format.table,
) -> None:
    """Say what each of AUDIO is: music, speech, functional:CLASS, mixed or undetermined, and how sure that is.

    With --format json the timeline, the shares and all that was measured stand in each row.
    """
    bad: list[str] = []
    with ExitStack() as open_things:
        store = catalogue_beside(catalog, open_things)
        paths = list(sounding(audio, bad))
        pictures = _pictures(picture, paths)
        heard = counted(_categorized(paths, pictures, bad), progress("listening", len(paths)))
        rows = (_row(path, category, store) for path, category in heard)
        emit(rows, format, FOR_PEOPLE if format is Format.table else COLUMNS)
    for reason in bad:
        say(f"earmark: {reason}")
    raise typer.Exit(2 if bad else 0)


def _pictures(picture: Path | None, paths: Sequence[Path]) -> dict[Path, Path]:
    """Where the picture of each recording goes.

    Raises:
        BadInput: if it has no suffix that says its kind, or one file is named for several recordings.
    """
    if picture is None:
        return {}
    if picture.suffix.lower() in SUFFIXES:
        if len(paths) > 1:
            raise BadInput("several recordings need a folder for their pictures", where=str(picture))
        return dict.fromkeys(paths, picture)
    if picture.suffix:
        raise BadInput("no such kind of picture", where=str(picture), mend=f"Name it {', '.join(SUFFIXES)}")
    try:
        picture.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(f"cannot be made ({error.strerror})", where=str(picture)) from error
    return {path: picture / f"{number:03d} {path.stem}.png" for number, path in enumerate(paths, start=1)}


def _categorized(paths: Sequence[Path], pictures: dict[Path, Path], bad: list[str]) -> Iterator[tuple[Path, Category]]:
    """Each recording that could be read; `bad` hears of the others, and of what could be read in part."""
    from earmark.tracks import categorize, draw_category

    for path in paths:
        try:
            category = categorize(path)
            if path in pictures:
                draw_category(pictures[path], path, category, path.name)
        except EarmarkError as error:
            bad.append(str(error))
            continue
        if category.damage:
            bad.append(f"{path}: {category.damage}")
        yield path, category


def _row(path: Path, category: Category, store: Store | None) -> Row:
    item = item_at(path, Kind.track, store)
    evidence = category.evidence
    return {
        "item": item.id if store and store.item(item.id) else str(path),
        "verdict": category.label,
        "probability": category.probability,
        "why": evidence["sentence"],
        **evidence,
    }
