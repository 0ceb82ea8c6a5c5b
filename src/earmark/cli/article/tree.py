"""`earmark article tree`: what an article is made of."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from earmark.cli.article.source import PrivateOption, SourceArgument, document_at
from earmark.cli.output import Format, Row, emit

if TYPE_CHECKING:
    from earmark.narration import Block

__all__ = ["tree_command"]

TREE_COLUMNS = ["line", "kind", "text"]
_SHOWN = 80


def tree_command(
    source: SourceArgument,
    private: PrivateOption = False,
    format: Annotated[
        Format, typer.Option("--format", help="table: a line per block; json: the tree; csv: a row per block.")
    ] = Format.table,
) -> None:
    """Show headings, paragraphs, lists, quotes, tables, code, figures and notes as they stand in the article."""
    from earmark.narration import json_of

    document = document_at(source, private=private)
    if format == Format.json:
        typer.echo(json.dumps(json_of(document), ensure_ascii=False, indent=1))
        return
    whole = format == Format.csv
    rows = [*_rows(document.blocks, 0, whole)]
    for note in document.notes:
        rows.append({"line": 0, "kind": f"note {note.mark}", "text": ""})
        rows.extend(_rows(note.blocks, 1, whole))
    emit(rows, format, TREE_COLUMNS)


def _rows(blocks: Iterable[Block], depth: int, whole: bool) -> Iterator[Row]:
    from earmark.narration import below, summary

    for block in blocks:
        kind, text = summary(block)
        shown = text if whole or len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
        yield {"line": block.line, "kind": "  " * depth + kind, "text": shown}
        yield from _rows(below(block), depth + 1, whole)
