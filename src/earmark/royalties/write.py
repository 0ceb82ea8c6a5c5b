"""Statements as files: a folder with CSV, Parquet, JSON and pages, that appears whole or not at all."""

from __future__ import annotations

import csv
import filecmp
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from earmark.core.errors import BadInput
from earmark.core.formula import inert
from earmark.core.unfinished import unfinished
from earmark.royalties.page import write_pages
from earmark.royalties.rows import (
    DIFFERENCE_COLUMNS,
    HOLDER_COLUMNS,
    LINE_COLUMNS,
    POOL_COLUMNS,
    TRACK_COLUMNS,
    Names,
    Row,
    difference_rows,
    holder_rows,
    line_rows,
    pool_rows,
    track_rows,
)
from earmark.royalties.statement import Statement
from earmark.royalties.totals import Difference

__all__ = ["Written", "write_statement"]


OF_LINE = ("holder", "track", "source", "share", "amount", "to", "rule", "split")
"""What JSON has of a line; all else stands once, with its track and source."""


@dataclass(frozen=True, slots=True)
class Written:
    """What is written beside the statement itself.

    Attributes:
        names: what the tracks are called.
        inputs: digest of each file that it was made from, by name.
        differences: against another policy; empty if there is none.
        other: that policy, as name and version.
    """

    names: Mapping[str, Names]
    inputs: Mapping[str, str]
    differences: Sequence[Difference] = ()
    other: str = ""


def write_statement(statement: Statement, folder: Path, written: Written) -> bool:
    """Write `statement` to `folder`, under another name first; False if it was there already, the same.

    The same statement gives the same bytes: no date, no host, nothing of chance.

    Raises:
        BadInput: if the folder holds something else, or cannot be written.
    """
    if folder.exists() and not folder.is_dir():
        raise BadInput("this is a file", where=str(folder), mend="Name a folder")
    with unfinished(folder.absolute().parent, f"{folder.name}.statement") as part:
        try:
            _write(statement, part, written)
            if folder.exists() and any(folder.iterdir()):
                if _same(part, folder):
                    return False
                raise BadInput("something else is there already", where=str(folder), mend="Name another folder")
            part.rename(folder)
        except OSError as error:
            raise BadInput(f"cannot be written ({error.strerror})", where=str(folder)) from error
    return True


def _same(one: Path, other: Path) -> bool:
    files = {path.relative_to(one) for path in one.rglob("*") if path.is_file()}
    if files != {path.relative_to(other) for path in other.rglob("*") if path.is_file()}:
        return False
    return all(filecmp.cmp(one / name, other / name, shallow=False) for name in files)


def _write(statement: Statement, folder: Path, written: Written) -> None:
    tables: dict[str, tuple[Sequence[str], list[Row]]] = {
        "pool": (POOL_COLUMNS, list(pool_rows(statement))),
        "holders": (HOLDER_COLUMNS, list(holder_rows(statement))),
        "tracks": (TRACK_COLUMNS, list(track_rows(statement, written.names))),
        "lines": (LINE_COLUMNS, list(line_rows(statement, written.names))),
    }
    if written.other:
        tables["difference"] = DIFFERENCE_COLUMNS, list(difference_rows(statement, written.differences))
    for name, (columns, rows) in tables.items():
        cells = {column: [row[column] for row in rows] for column in columns}
        _write_csv(folder / f"{name}.csv", cells)
        _write_parquet(folder / f"{name}.parquet", cells)
    rows_of = {name: rows for name, (_, rows) in tables.items()}
    once = [{name: row[name] for name in OF_LINE} for row in rows_of["lines"]]
    _write_json(folder / "statement.json", _head(statement, written), {**rows_of, "lines": once})
    write_pages(statement, folder, rows_of, written.other)


def _head(statement: Statement, written: Written) -> dict[str, Any]:
    policy = statement.policy
    return {
        "policy": {
            "name": policy.name,
            "version": policy.version,
            "file": Path(policy.source).name,
            "digest": policy.digest,
            "example": policy.example,
        },
        "against": written.other or None,
        "period": statement.period or None,
        "currency": statement.pool.currency,
        "pool_minor": statement.pool.minor,
        "inputs": dict(written.inputs),
        "notes": list(statement.notes),
    }


def _write_csv(path: Path, cells: Mapping[str, Sequence[Any]]) -> None:
    shown = [[inert(cell) for cell in column] if _is_text(column) else column for column in cells.values()]
    with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(cells)
        writer.writerows(zip(*shown, strict=True))


def _is_text(column: Sequence[Any]) -> bool:
    return bool(column) and isinstance(column[0], str)


def _write_parquet(path: Path, cells: Mapping[str, Sequence[Any]]) -> None:
    pq.write_table(pa.table({name: pa.array(column, _type(column)) for name, column in cells.items()}), path)


def _type(values: Sequence[Any]) -> Any:
    """Of a column: money has as many digits as its currency."""
    first = next((value for value in values if value is not None), None)
    if isinstance(first, Decimal):
        return pa.decimal128(24, -int(first.as_tuple().exponent))
    return {str: pa.string(), int: pa.int64(), float: pa.float64()}.get(type(first), pa.string())


def _write_json(path: Path, head: Mapping[str, Any], tables: Mapping[str, Iterable[Row]]) -> None:
    """One document, a row per line. Sums of money are texts: no reader rounds them."""
    with path.open("w", encoding="utf-8") as file:
        file.write(json.dumps(head, ensure_ascii=True)[:-1])
        for name, rows in tables.items():
            file.write(f', "{name}": [\n')
            file.write(",\n".join(json.dumps(row, default=str) for row in rows))
            file.write("\n]")
        file.write("}\n")
