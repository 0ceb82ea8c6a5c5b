"""Tables of metadata, CSV or JSON lines, read row by row with a report of what is wrong."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

from earmark.catalog.facts import RESERVED
from earmark.core import Json, Kind, normal_isrc
from earmark.core.errors import BadMetadata

__all__ = ["KEYS", "Row", "Table", "read_table"]

KEYS = ("uri", "path", "filename", "guid", "isrc")
"""Columns that say which item a row is about."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row that could be read.

    Attributes:
        number: as a spreadsheet counts: the header of a CSV file is row 1; the first line of JSON lines is row 1.
        keys: what it has of :data:`KEYS`.
        values: the other columns, and `isrc`; empty cells are left out.
        title: what the item is to be called; None to leave it.
        kind: what the item is to be; None to leave it.
    """

    number: int
    keys: Mapping[str, str]
    values: Mapping[str, Json] = field(default_factory=dict)
    title: str | None = None
    kind: Kind | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table, read.

    Attributes:
        path: absolute.
        lines: its rows in order: those that can be used, and for the others row, column, reason and how to mend it.
    """

    path: Path
    lines: tuple[Row | BadMetadata, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        """Those that can be used."""
        return tuple(line for line in self.lines if isinstance(line, Row))

    @property
    def problems(self) -> tuple[BadMetadata, ...]:
        """What is wrong with the others."""
        return tuple(line for line in self.lines if isinstance(line, BadMetadata))


def read_table(path: Path) -> Table:
    """Read `path`: JSON lines if it is named ``.jsonl`` or ``.ndjson``, else CSV with commas, semicolons or tabs.

    Column names do not depend on case. ``title`` and ``kind`` set those fields; columns named like something that
    is measured (`duration`, …) are kept as ``stated_duration``.

    Raises:
        BadMetadata: if no row could be used whatever it says: not a file, not UTF-8, no column that names items.
    """
    text = _text(path)
    lines = _json_lines(text) if path.suffix.lower() in (".jsonl", ".ndjson") else _csv_lines(path, text)
    read: list[Row | BadMetadata] = []
    for number, cells in lines:
        try:
            if isinstance(cells, str):
                raise BadMetadata(cells)
            read.append(_row(number, cells))
        except BadMetadata as problem:
            where = f"{path.name} row {number}" + (f", column {problem.where}" if problem.where else "")
            read.append(BadMetadata(problem.what, where=where, mend=problem.mend))
    return Table(path.absolute(), tuple(read))


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise BadMetadata(
            f"line {line} is not UTF-8", where=str(path), mend="Save it again with the encoding UTF-8"
        ) from error
    except OSError as error:
        raise BadMetadata(f"cannot be read ({error.strerror})", where=str(path)) from error


def _csv_lines(path: Path, text: str) -> Iterator[tuple[int, dict[str, Json] | str]]:
    """Number and cells of each row, or what is wrong with it."""
    head = text.partition("\n")[0]
    reader = csv.reader(StringIO(text, newline=""), delimiter=max(",;\t", key=head.count), strict=True)
    header = [name.strip().lower() for name in next(_until_error(reader), [])]
    twice = {name for name in header if name and header.count(name) > 1}
    if twice:
        raise BadMetadata(f"two columns are called {min(twice)!r}", where=str(path), mend="Rename one of them")
    if not set(header) & set(KEYS):
        raise BadMetadata(
            "no column says which item a row is about", where=str(path), mend=f"Name one of {', '.join(KEYS)}"
        )
    named = max(place for place, name in enumerate(header, start=1) if name)
    for number, cells in enumerate(_until_error(reader), start=2):
        if isinstance(cells, str):
            yield number, cells
        elif not any(cells):
            continue
        elif len(cells) > len(header) or any(cells[named:]):
            # Even if what is too many is empty: an unquoted comma has moved all that follows by one column.
            yield number, f"{len(cells)} cells, but the header has {named}; put text with commas in quotes"
        else:
            yield number, {name: cell for name, cell in zip(header, cells, strict=False) if name}


def _until_error(reader: Iterator[list[str]]) -> Iterator[list[str] | str]:
    try:
        yield from reader
    except csv.Error as error:
        yield f"the row cannot be read ({error}), nor can what follows"


def _json_lines(text: str) -> Iterator[tuple[int, dict[str, Json] | str]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            cells = json.loads(line, parse_constant=_no_number)
        except ValueError as error:
            yield number, f"not JSON ({error})"
            continue
        yield (
            number,
            {key.strip().lower(): value for key, value in cells.items()}
            if isinstance(cells, dict)
            else ("not a JSON object"),
        )


def _no_number(name: str) -> Json:
    raise ValueError(f"{name} is not a number")


def _row(number: int, cells: Mapping[str, Json]) -> Row:
    filled: dict[str, Json] = {}
    for name, cell in cells.items():
        value = cell.strip() if isinstance(cell, str) else cell
        if value not in ("", None):
            filled[name] = value
    if isinstance(filled.get("isrc"), str):
        filled["isrc"] = _isrc(str(filled["isrc"]))
    kind = _kind(str(filled.pop("kind"))) if "kind" in filled else None
    title = str(filled.pop("title")) if "title" in filled else None
    keys = {name: str(filled[name]) for name in KEYS if name in filled}
    if not keys:
        raise BadMetadata("it does not say which item it is about", mend=f"Fill in one of {', '.join(KEYS)}")
    values = {
        f"stated_{name}" if name in RESERVED else name: value
        for name, value in filled.items()
        if name == "isrc" or name not in KEYS
    }
    return Row(number, keys, values, title, kind)


def _isrc(text: str) -> str:
    isrc = normal_isrc(text)
    if isrc is None:
        raise BadMetadata(f"{text!r} is no ISRC", where="isrc", mend="It has 12 characters, such as USRC17607839")
    return isrc


def _kind(text: str) -> Kind:
    try:
        return Kind(text.lower())
    except ValueError:
        raise BadMetadata(f"there is no kind {text!r}", where="kind", mend=f"Write one of {', '.join(Kind)}") from None
