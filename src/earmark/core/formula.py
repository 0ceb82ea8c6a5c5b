"""Texts that a spreadsheet would run as a formula.

Reference:
    OWASP, "CSV Injection"; CWE-1236.
"""

from __future__ import annotations

__all__ = ["FORMULA_SIGNS", "inert"]

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""What such a text begins with."""


def inert(text: str) -> str:
    """`text` for a cell of a CSV file, with an apostrophe before what would be run."""
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text
