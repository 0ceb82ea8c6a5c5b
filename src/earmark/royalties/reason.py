"""Reasons: why a line of a statement is what it is."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

__all__ = ["Reason", "number"]


@dataclass(frozen=True, slots=True)
class Reason:
    """One step on the way to a sum.

    Attributes:
        rule: the field of the policy that acted, such as ``plays.minimum seconds``; empty for a fact.
        says: what it did, in words.
        source: where a fact is from: a line of a file, or a mark; empty for a rule.
    """

    rule: str
    says: str
    source: str = ""


def number(value: Fraction | int) -> str:
    """A number as people write it, to six decimals; thousands have commas."""
    if value.denominator == 1:
        return f"{int(value):,}"
    return f"{float(value):,.6f}".rstrip("0").rstrip(".")
