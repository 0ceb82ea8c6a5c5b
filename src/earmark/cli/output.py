"""How commands print: rows as a table for people, as JSON or CSV for programs.

Rows go to standard output, everything else to standard error, so that a pipe carries rows only.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, TypeAlias

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from earmark.core.formula import inert

__all__ = ["Format", "FormatOption", "Row", "counted", "emit", "errors", "printable", "progress", "say"]

Row: TypeAlias = Mapping[str, Any]

errors = Console(stderr=True, highlight=False)
"""Where messages go."""


class Format(StrEnum):
    """What rows look like."""

    table = "table"
    json = "json"
    csv = "csv"


FormatOption = Annotated[Format, typer.Option("--format", help="table for people, json or csv for programs.")]


def say(message: str) -> None:
    """A message to the person, never mixed with the rows."""
    errors.print(escape(printable(message)), soft_wrap=True)


def printable(text: str) -> str:
    """`text` safe for a terminal: control characters and undecodable bytes are shown, not obeyed."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape", "replace").decode() for char in text)


def emit(rows: Iterable[Row], format: Format, columns: Sequence[str]) -> None:
    """Print `rows` as they come (a table is drawn once all are there).

    Args:
        rows: mappings that hold at least `columns`; JSON prints every key, the others only `columns`.
        format: what to print.
        columns: names and order of the columns.

    A table shows fractions to four decimals.
    """
    writers = {Format.table: _emit_table, Format.json: _emit_json, Format.csv: _emit_csv}
    writers[format](rows, columns)
    sys.stdout.flush()


def _emit_json(rows: Iterable[Row], columns: Sequence[str]) -> None:
    """One array, one row per line: whole it is a document, line by line it can be followed."""
    separator = "[\n"
    for row in rows:
        ordered = {name: row[name] for name in columns} | dict(row)
        sys.stdout.write(separator + json.dumps(ordered, default=str))
        sys.stdout.flush()
        separator = ",\n"
    sys.stdout.write("[]\n" if separator == "[\n" else "\n]\n")


def _emit_csv(rows: Iterable[Row], columns: Sequence[str]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_csv_cell(row[name]).encode("utf-8", "replace").decode() for name in columns])
        sys.stdout.flush()


def _csv_cell(value: object) -> str:
    return inert(value) if isinstance(value, str) else _cell(value)


def _emit_table(rows: Iterable[Row], columns: Sequence[str]) -> None:
    table = Table(box=None, header_style="bold", pad_edge=False)
    held = list(rows)
    for name in columns:
        numeric = bool(held) and all(isinstance(row[name], int | float | Decimal) for row in held)
        table.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for row in held:
        table.add_row(*(escape(printable(_shown(row[name]))) for name in columns))
    Console(width=None if sys.stdout.isatty() else 200).print(table)


def _shown(value: object) -> str:
    return _cell(round(value, 4) if isinstance(value, float) else value)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Mapping | list | tuple):
        return json.dumps(value, default=str)
    return str(value)


def progress(label: str, total: int | None = None) -> Progress:
    """A bar on standard error with one task, `label`; silent where nobody watches."""
    bar = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[note]}"),
        console=errors,
        transient=True,
        disable=not errors.is_terminal,
    )
    bar.add_task(label, total=total, note="")
    return bar


def counted(rows: Iterable[Any], bar: Progress) -> Iterator[Any]:
    """`rows` unchanged, each one a step of `bar`."""
    with bar:
        for row in rows:
            bar.advance(bar.task_ids[0])
            yield row
