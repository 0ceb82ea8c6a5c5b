"""Runs: one pass of analyzers over items, and what it could not finish."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from earmark.core.canonical import Json

__all__ = ["DeadLetter", "Run"]


@dataclass(frozen=True, slots=True)
class Run:
    """One pass of analyzers over items.

    Attributes:
        id: unique, sorts by start.
        started: when, UTC.
        finished: when, UTC; None while it runs or after it was killed.
        engine: ``local``, ``spark`` or ``beam``.
        analyzers: version by analyzer name.
        manifest: counts, timings, failures, machine, code version.
    """

    id: str
    started: datetime
    engine: str
    analyzers: Mapping[str, str]
    finished: datetime | None = None
    manifest: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """An item that an analyzer could not finish. Cleared when a later attempt succeeds.

    Attributes:
        item: id of the item.
        analyzer: name of the analyzer.
        version: its version.
        error: class name of the error, e.g. ``UnreadableMedia``.
        message: what a person needs to mend it.
        attempts: how often it was tried.
        detail: the traceback where the fault is ours; empty where the message says all.
        at: when the last attempt ended, UTC.
        run: id of that attempt's run.
    """

    item: str
    analyzer: str
    version: str
    error: str
    message: str
    attempts: int
    at: datetime
    run: str
    detail: str = ""
