"""Reasons: why a line of a statement is what it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

__all__ = ["Exact", "Reason", "number", "told"]

Exact: TypeAlias = Fraction | int
"""A number without rounding; whole ones are integers, which are ten times as fast."""


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

    def place(self, lines: Mapping[str, int]) -> str:
        """Where it can be looked up, given the `lines` of the policy; empty if nowhere."""
        if not self.rule:
            return self.source
        line = lines.get(self.rule)
        return f"policy line {line}: {self.rule}" if line else self.rule


def number(value: Exact) -> str:
    """A number as people write it, to six decimals; thousands have commas."""
    if value.denominator == 1:
        return f"{int(value):,}"
    return f"{float(value):,.6f}".rstrip("0").rstrip(".")


def told(reasons: Iterable[Reason], lines: Mapping[str, int]) -> str:
    """`reasons` as one text, each with its line of the policy or its source."""
    return "; ".join(
        f"{reason.says} [{place}]" if (place := reason.place(lines)) else reason.says for reason in reasons
    )
