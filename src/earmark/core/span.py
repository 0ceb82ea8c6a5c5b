"""Spans of time: where in an item a mark holds."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

__all__ = ["MICROSECONDS", "Span"]

MICROSECONDS = 1_000_000


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open interval ``[start, end)`` of an item, in whole microseconds.

    Integers keep spans exact through files, databases and engines; two analyzers that mean the same frame
    name the same number. Seconds appear only at the edges: :meth:`from_seconds`, :attr:`seconds`.

    Raises:
        ValueError: if the span is empty, reversed or starts before the item.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"a span needs 0 <= start < end, got [{self.start}, {self.end}) microseconds")

    @classmethod
    def from_seconds(cls, start: float | Fraction, end: float | Fraction) -> Span:
        return cls(round(start * MICROSECONDS), round(end * MICROSECONDS))

    @property
    def seconds(self) -> float:
        """Length in seconds."""
        return (self.end - self.start) / MICROSECONDS

    def overlap(self, other: Span) -> int:
        """Microseconds shared with `other`; 0 if they do not meet."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))
