"""CSV files of a million rows, read as columns, with the line and the field of what is wrong."""

from __future__ import annotations

import csv
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from earmark.core.errors import BadInput
from earmark.core.formula import FORMULA_SIGNS

__all__ = ["Bools", "Floats", "Ints", "Table", "read_table"]

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

COUNT_DIGITS = 12
NUMBER = r"^[0-9]{1,12}(\.[0-9]+)?$"
MOST = 9e18
"""Sums stay below it, so that 64-bit integers hold them."""

_INERT = f"^'([{''.join(FORMULA_SIGNS)}])"


@dataclass(frozen=True)
class Table:
    """A table of texts.

    Attributes:
        path: the file.
        columns: each column as an Arrow array of texts, spaces around them left out, by name in lower case.
        data: the bytes it was read from.
    """

    path: Path
    columns: dict[str, Any]
    data: bytes

    @property
    def rows(self) -> int:
        """How many there are."""
        return len(next(iter(self.columns.values())))

    @cached_property
    def lines(self) -> Ints:
        """The line of the file in which each row begins, from 1."""
        ends = self.data.count(b"\n") + (not self.data.endswith(b"\n"))
        if ends == self.rows + 1:
            return np.arange(2, self.rows + 2)
        found, start = [], 1
        reader = csv.reader(StringIO(self.data.decode("utf-8-sig"), newline=""), delimiter=_delimiter(self.data))
        for cells in reader:
            if cells:
                found.append(start)
            start = reader.line_num + 1
        return np.asarray(found[1:], np.int64)

    def has(self, name: str) -> bool:
        """Whether there is a column called so."""
        return name in self.columns

    def require(self, names: Collection[str], why: str = "") -> None:
        """Check that there are these columns.

        Raises:
            BadInput: if one is missing.
        """
        for name in names:
            if name not in self.columns:
                there = f"There is: {', '.join(self.columns)}"
                raise BadInput(
                    f"the column {name!r} is missing" + (f" ({why})" if why else ""),
                    where=f"{self.path} line 1",
                    mend=there,
                )

    def by_track(self) -> Table:
        """The same, its column ``isrc`` called ``track`` where it has no such column."""
        if "track" in self.columns or "isrc" not in self.columns:
            return self
        return replace(self, columns={"track": self.columns["isrc"], **self.columns})

    def bad(self, row: int, name: str, what: str, mend: str | None = None) -> BadInput:
        """The error that the cell `name` of `row`, from 0, is."""
        return BadInput(what, where=f"{self.path} line {self.lines[row]}, {name}", mend=mend)

    def texts(self, name: str) -> list[str]:
        """A column of texts, none of them empty."""
        self._refuse(pc.equal(self.columns[name], ""), name, "this is empty")
        return self.optional_texts(name)

    def optional_texts(self, name: str) -> list[str]:
        """A column of texts; empty ones where there is no such column."""
        found: list[str] = self.columns[name].to_pylist() if name in self.columns else [""] * self.rows
        return found

    def counts(self, name: str, *, may_be_empty: Bools | None = None) -> Ints:
        """A column of whole numbers from 0 to below 10**12; an empty cell is 0 in the rows where it may be empty."""
        column = self.columns[name]
        if may_be_empty is not None:
            column = pc.if_else(pc.and_(pc.equal(column, ""), pa.array(may_be_empty)), "0", column)
        right = pc.and_(pc.ascii_is_decimal(column), pc.less_equal(pc.binary_length(column), COUNT_DIGITS))
        self._refuse(pc.invert(right), name, _what_of("whole number"))
        values: Ints = pc.cast(column, pa.int64()).to_numpy(zero_copy_only=False)
        if values.sum(dtype=np.float64) > MOST:
            raise BadInput("the numbers are too large to be added up", where=f"{self.path}, {name}")
        return values

    def numbers(self, name: str, *, most: float | None = None) -> Floats:
        """A column of numbers from 0 on, to `most` if given; NaN where the cell is empty."""
        column = self.columns[name]
        empty = pc.equal(column, "")
        wrong = pc.and_not(pc.invert(pc.match_substring_regex(column, NUMBER)), empty)
        self._refuse(wrong, name, _what_of("number"))
        read = pc.cast(pc.if_else(empty, None, column), pa.float64())
        values: Floats = pc.fill_null(read, float("nan")).to_numpy(zero_copy_only=False)
        if most is not None:
            above = np.flatnonzero(values > most)
            if above.size:
                raise self.bad(int(above[0]), name, f"{column[int(above[0])].as_py()} is more than {most:g}")
        return values

    def refuse_repeats(self, names: Sequence[str], what: str) -> None:
        """Check that no two rows are equal in all columns `names`.

        Raises:
            BadInput: at the second of two that are.
        """
        keys = np.zeros(self.rows, np.int64)
        different = 1
        for name in names:
            encoded = pc.dictionary_encode(self.columns[name])
            if different * len(encoded.dictionary) > MOST:
                known, keys = np.unique(keys, return_inverse=True)
                different = known.size
            keys = keys * len(encoded.dictionary) + encoded.indices.to_numpy()
            different *= len(encoded.dictionary)
        firsts = np.unique(keys, return_index=True)[1]
        if firsts.size == self.rows:
            return
        row = int(np.setdiff1d(np.arange(self.rows), firsts)[0])
        said = ", ".join(str(self.columns[name][row].as_py()) for name in names if self.columns[name][row].as_py())
        raise self.bad(row, names[0], f"{what}: {said}", "Leave one of the rows out, or add them up")

    def _refuse(self, wrong: Any, name: str, what: str | Callable[[str], str]) -> None:
        rows = np.flatnonzero(wrong.to_numpy(zero_copy_only=False))
        if rows.size:
            text = what if isinstance(what, str) else what(self.columns[name][int(rows[0])].as_py())
            more = f"{rows.size - 1} more rows are wrong in the same way" if rows.size > 1 else None
            raise self.bad(int(rows[0]), name, text, more)


def _what_of(kind: str) -> Callable[[str], str]:
    def what(text: str) -> str:
        if not text:
            return "this is empty"
        return f"{text} is negative" if text.startswith("-") and text[1:2].isdigit() else f"{text!r} is no {kind}"

    return what


def read_table(path: Path) -> Table:
    """The CSV file at `path`, with commas, semicolons or tabs; names of columns do not depend on case.

    An apostrophe that keeps a spreadsheet from running a text, as earmark's own CSV has it, is taken off.

    Raises:
        BadInput: if it cannot be read, is empty, not UTF-8, has a row of another length, or two columns of one name.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadInput(f"cannot be read ({error.strerror})", where=str(path)) from error
    if not data.strip():
        raise BadInput("the file is empty", where=str(path), mend="The first line names the columns")
    _refuse_encoding(path, data)
    names = _header(path, data)
    texts = dict.fromkeys(names, pa.string())
    try:
        read = pacsv.read_csv(
            pa.BufferReader(data),
            read_options=pacsv.ReadOptions(use_threads=False, column_names=names, skip_rows=1),
            parse_options=pacsv.ParseOptions(delimiter=_delimiter(data), newlines_in_values=b'"' in data),
            convert_options=pacsv.ConvertOptions(column_types=texts, strings_can_be_null=False),
        )
    except pa.ArrowInvalid as error:
        raise _unequal(path, data, len(names)) from error
    columns = {name: _clean(read[name].combine_chunks()) for name in names if name}
    if not read.num_rows:
        raise BadInput("there are no rows below the header", where=str(path))
    return Table(path, columns, data)


def _clean(column: Any) -> Any:
    return pc.replace_substring_regex(pc.utf8_trim_whitespace(column), _INERT, r"\1")


def _refuse_encoding(path: Path, data: bytes) -> None:
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BadInput(
            "this is not UTF-8", where=f"{path} line {line}", mend="Save it again with the encoding UTF-8"
        ) from error
    if b"\0" in data:
        line = data.count(b"\n", 0, data.index(b"\0")) + 1
        raise BadInput("this is no text", where=f"{path} line {line}", mend="Save it as CSV with the encoding UTF-8")


def _head(data: bytes) -> str:
    return data.removeprefix(b"\xef\xbb\xbf").partition(b"\n")[0].decode().rstrip("\r")


def _delimiter(data: bytes) -> str:
    return max(",;\t", key=_head(data).count)


def _header(path: Path, data: bytes) -> list[str]:
    names = [name.strip().lower() for name in next(csv.reader([_head(data)], delimiter=_delimiter(data)), [])]
    twice = {name for name in names if name and names.count(name) > 1}
    if twice or not any(names):
        what = f"two columns are called {min(twice)!r}" if twice else "the first line names no columns"
        raise BadInput(what, where=f"{path} line 1")
    return names


def _unequal(path: Path, data: bytes, width: int) -> BadInput:
    """The first row that has not as many cells as the header."""
    reader = csv.reader(StringIO(data.decode("utf-8-sig"), newline=""), delimiter=_delimiter(data))
    start = 1
    for cells in reader:
        if cells and len(cells) != width:
            what = f"{len(cells)} cells, but the header has {width}"
            return BadInput(what, where=f"{path} line {start}", mend="Put text with commas in quotes")
        start = reader.line_num + 1
    if start == 2:
        return BadInput("there are no rows below the header", where=str(path))
    return BadInput("this is no CSV", where=str(path), mend="Look for a quote that is never closed")
