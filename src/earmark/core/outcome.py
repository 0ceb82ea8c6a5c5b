"""Outcomes: what one analyzer made of one item."""

from __future__ import annotations

import traceback
from dataclasses import dataclass

from earmark.core.errors import EarmarkError
from earmark.core.mark import Mark

__all__ = ["Failure", "Outcome"]


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an analyzer could not finish an item.

    Attributes:
        error: class name of the error.
        message: what a person needs to mend it.
        detail: the traceback where the fault is ours; empty where the message says all.
    """

    error: str
    message: str
    detail: str = ""

    @classmethod
    def of(cls, error: BaseException) -> Failure:
        """The failure that `error` stands for."""
        if isinstance(error, EarmarkError):
            return cls(type(error).__name__, str(error))
        detail = "".join(traceback.format_exception(error))
        return cls(type(error).__name__, str(error) or type(error).__name__, detail)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one analyzer made of one item: its marks, or why there are none.

    Attributes:
        item: id of the item.
        digest: the content that was analysed, as :attr:`Item.digest <earmark.core.item.Item.digest>`.
        analyzer: name of the analyzer.
        version: its version.
        state: its state, see :attr:`Analyzer.state <earmark.core.analyzer.Analyzer.state>`.
        marks: what it says; empty if it has nothing to say or failed.
        failure: why it could not finish; None if it did.
        attempts: how often it was tried in this run, at least 1.
        seconds: wall-clock seconds of the last attempt.
    """

    item: str
    digest: str | None
    analyzer: str
    version: str
    state: str
    marks: tuple[Mark, ...] = ()
    failure: Failure | None = None
    attempts: int = 1
    seconds: float = 0.0
