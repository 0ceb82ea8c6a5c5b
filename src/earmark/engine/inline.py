"""The engine without processes: everything in this one, for debugging and tests."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa

from earmark.core import Analyzer, Item, Outcome
from earmark.engine.backlog import Attempt, Backlog
from earmark.engine.stage import Localize, as_is, run_stage
from earmark.engine.tables import items_batch, outcomes_of

__all__ = ["Inline"]


@dataclass(frozen=True)
class Inline:
    """One item after the other in the calling process: no time limit, and a crash is a crash."""

    name: str = "local"

    def run(
        self, analyzer: Analyzer, items: Iterator[Item], *, localize: Localize = as_is
    ) -> Generator[Sequence[Outcome], None, None]:
        """See :class:`~earmark.engine.base.Engine`."""
        backlog = Backlog(items)
        held: list[Attempt] = []
        for batch in run_stage(analyzer, _feed(backlog, held), localize=localize):
            transient = batch["transient"][0].as_py()
            outcome = backlog.settle(held.pop(), outcomes_of(batch)[0], transient=transient, now=time.monotonic())
            if outcome is not None:
                yield [outcome]


def _feed(backlog: Backlog, held: list[Attempt]) -> Iterator[pa.RecordBatch]:
    while True:
        attempt = backlog.take(time.monotonic())
        if attempt is not None:
            held.append(attempt)
            yield items_batch([attempt.item])
        elif backlog.due is not None:
            time.sleep(max(0.0, backlog.due - time.monotonic()))
        else:
            return
