"""Which words are given names: counts that ship as a table."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

__all__ = ["TABLE", "given_share"]

TABLE = Path(__file__).with_name("data") / "given_names.csv"


@cache
def _counts() -> dict[str, float]:
    with TABLE.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return {row["word"]: (int(row["given"]) + 0.5) / (int(row["given"]) + int(row["family"]) + 1) for row in rows}


def given_share(word: str) -> float:
    """How often the folded `word` is a given name rather than a family name, 0 to 1; 0.5 if it was never seen."""
    return _counts().get(word, 0.5)
