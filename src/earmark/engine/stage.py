"""The stage: batches of items in, batches of outcomes out, the one function that every engine runs.

Local processes iterate it, Spark's ``mapInArrow`` and a Beam ``DoFn`` call it as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import perf_counter

import pyarrow as pa

from earmark.core import Analyzer, Failure, Item, Mark, Outcome
from earmark.core.errors import EarmarkError
from earmark.engine.tables import items_of, outcomes_batch

__all__ = ["Localize", "as_is", "run_stage"]

Localize = Callable[[Item], Item]
"""Gives an item a local file for its uri; raises an EarmarkError where there is none to be had."""


def as_is(item: Item) -> Item:
    """The item itself: where every item is a local file already."""
    return item


def run_stage(
    analyzer: Analyzer, batches: Iterator[pa.RecordBatch], *, localize: Localize = as_is
) -> Iterator[pa.RecordBatch]:
    """Analyse every item of `batches`.

    One batch out for each batch in, row for row, as soon as it is done. The analyzer is set up at the
    first batch, once. What an item makes it raise becomes that item's failure; what `setup` raises is raised.

    Args:
        analyzer: what to run.
        batches: rows of :data:`~earmark.engine.tables.ITEMS`.
        localize: brings an item to this machine before the analyzer sees it.

    Yields:
        Rows of :data:`~earmark.engine.tables.OUTCOMES`, each at its first attempt.
    """
    state: str | None = None
    for batch in batches:
        if state is None:
            analyzer.setup()
            state = analyzer.state
        rows = [_attempt(analyzer, state, item, localize) for item in items_of(batch)]
        yield pa.concat_batches(rows or [outcomes_batch([])])


def _attempt(analyzer: Analyzer, state: str, item: Item, localize: Localize) -> pa.RecordBatch:
    """The outcome of one item, as one row."""
    start = perf_counter()

    def outcome(marks: tuple[Mark, ...] = (), failure: Failure | None = None) -> Outcome:
        seconds = perf_counter() - start
        return Outcome(item.id, item.digest, analyzer.name, analyzer.version, state, marks, failure, seconds=seconds)

    try:
        marks = {mark.id: mark for mark in analyzer.analyze(localize(item))}
        for mark in marks.values():
            _check_maker(mark, analyzer, item)
        return outcomes_batch([outcome(tuple(marks.values()))])
    except EarmarkError as error:
        return outcomes_batch([outcome(failure=Failure.of(error))], transient=error.transient)
    except (Exception, SystemExit) as error:  # noqa: BLE001  an item's fault is that item's dead letter
        return outcomes_batch([outcome(failure=Failure.of(error))])


def _check_maker(mark: Mark, analyzer: Analyzer, item: Item) -> None:
    """A mark about another item, or in another's name, would outlive its own re-analysis."""
    if (mark.item, mark.analyzer, mark.version) != (item.id, analyzer.name, analyzer.version):
        raise ValueError(
            f"{analyzer.name} {analyzer.version} on {item.id} made a mark that says "
            f"{mark.analyzer} {mark.version} on {mark.item}"
        )
