"""Whom to believe when booksellers name different authors: beside vote, TruthFinder and Accu.

    python -m benchmarks.authors_claims --data DIR

DIR holds ``abebooks_claims``. Right means the exact set of the family names of all authors of a book. All systems read
the lists with the same parser. Intervals: 95 %, by book.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from earmark.lab.predictions import prediction_table
from earmark.lab.score import score
from earmark.lab.suites.authors import AuthorsClaimsSuite


def main(
    data: Annotated[Path, typer.Option(help="Folder with abebooks_claims.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Print the share of books whose authors are right, and what earmark got wrong."""
    suite = AuthorsClaimsSuite()
    rows = list(suite.evaluate(data, seed=0, progress=_silent))
    scores = score(prediction_table(rows, suite=suite.name), suite.metrics, (), seed=0)
    if as_json:
        typer.echo(json.dumps([{"system": line.system, "value": line.value} for line in scores], indent=1))
        return
    for line in scores:
        limits = "" if line.low is None else f"  [{line.low:.3f}, {line.high:.3f}]"
        typer.echo(f"{line.system:12} {line.value:.3f}{limits}  {line.items} books")
    for row in rows:
        if row["system"] == "earmark" and not row["right"]:
            typer.echo(f"  {row['item']}  found: {row['found']}  true: {row['truth']}")


def _silent(done: int, total: int) -> None:
    """Nobody waits."""
    del done, total


if __name__ == "__main__":
    typer.run(main)
