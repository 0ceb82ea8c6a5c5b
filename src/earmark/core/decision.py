"""Decisions: what people said about marks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from earmark.core.canonical import Json

__all__ = ["Decision", "Verdict"]


class Verdict(StrEnum):
    """What a person can say about a mark."""

    accept = "accept"
    reject = "reject"
    correct = "correct"


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's verdict on a mark. Append-only: a change of mind is a further row.

    Attributes:
        mark: id of the mark.
        verdict: accept, reject, or correct (then `correction` says what is right).
        by: who decided.
        at: when, with a time zone.
        why: the reason in the person's words; may be empty.
        correction: the fields of the mark that are wrong, with their right values.
    """

    mark: str
    verdict: Verdict
    by: str
    at: datetime
    why: str = ""
    correction: Mapping[str, Json] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("a decision's time needs a time zone")
