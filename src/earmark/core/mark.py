"""Marks: everything that is learned about content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from earmark.core.canonical import Json, content_id
from earmark.core.span import Span

__all__ = ["Mark"]


@dataclass(frozen=True, slots=True)
class Mark:
    """Who says what about which stretch of an item, how sure, and why.

    Attributes:
        item: id of the item.
        analyzer: name of the analyzer, e.g. ``music.find``.
        version: version of the analyzer.
        kind: what sort of statement this is, e.g. ``usage``, ``shot``, ``category``.
        label: the statement itself in a word; may be empty when `target` says it.
        target: id of what it points to (a track, an agent); None where nothing is pointed to.
        span: where it holds; None means the whole item.
        probability: calibrated chance that the statement is right, 0 to 1.
        evidence: what a person needs to check it, JSON values.

    Raises:
        ValueError: if the probability is not in [0, 1].
    """

    item: str
    analyzer: str
    version: str
    kind: str
    label: str = ""
    target: str | None = None
    span: Span | None = None
    probability: float = 1.0
    evidence: Mapping[str, Json] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not 0.0 <= self.probability <= 1.0:
            raise ValueError(f"a probability lies in [0, 1], got {self.probability}")

    @property
    def id(self) -> str:
        """Hash of what is stated, not of how sure or why: the same statement made again is the same mark."""
        span = [self.span.start, self.span.end] if self.span else None
        return content_id(
            {
                "item": self.item,
                "analyzer": self.analyzer,
                "version": self.version,
                "kind": self.kind,
                "label": self.label,
                "target": self.target,
                "span": span,
            }
        )
