"""`earmark authors claims`: whom to believe when suppliers name different authors for one book."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from earmark.cli.output import Format, FormatOption, Row, emit

if TYPE_CHECKING:
    from earmark.authors import Settled

__all__ = ["claims_command"]

CLAIM_COLUMNS = ["book", "author", "probability", "named", "claims"]


def claims_command(
    claims: Annotated[
        Path, typer.Argument(metavar="CLAIMS.csv", help="A table with book, authors and source: who says what.")
    ],
    everyone: Annotated[
        bool, typer.Option("--everyone", help="Also list those who are named but not believed.")
    ] = False,
    format: FormatOption = Format.table,
) -> None:
    """List each book's authors as several suppliers' lists, weighed by their reliability, let believe."""
    from earmark.authors import read_claims, settle

    settled = settle(list(read_claims(claims)))
    emit((_row(each) for each in settled if everyone or each.probability >= 0.5), format, CLAIM_COLUMNS)


def _row(settled: Settled) -> Row:
    return {
        "book": settled.book,
        "author": settled.name,
        "probability": round(settled.probability, 4),
        "named": settled.named,
        "claims": settled.claims,
    }
