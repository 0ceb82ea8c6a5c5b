"""Everything a catalogue holds, as plain values."""

from __future__ import annotations

from collections.abc import Iterator

from earmark.catalog.store import Store
from earmark.core import MICROSECONDS, Decision, Item, Json, Mark, Run

__all__ = ["export", "mark_values", "run_values"]


def export(store: Store) -> Iterator[dict[str, Json]]:
    """Items, current marks, decisions, runs, in this order and each with a ``type``.

    Times are seconds, moments ISO 8601 in UTC.

    A decision carries the statement it is about, which may no longer be current.
    """
    for item in store.items():
        yield {"type": "item", **_item(item)}
    for mark in store.marks():
        yield {"type": "mark", **mark_values(mark)}
    for decision in store.decisions():
        yield {"type": "decision", **_decision(store, decision)}
    for run in store.runs():
        yield {"type": "run", **run_values(run)}


def mark_values(mark: Mark) -> dict[str, Json]:
    """`mark` with its id, and its span in seconds."""
    return {
        "id": mark.id,
        "item": mark.item,
        "analyzer": mark.analyzer,
        "version": mark.version,
        "kind": mark.kind,
        "label": mark.label,
        "target": mark.target,
        "start": mark.span.start / MICROSECONDS if mark.span else None,
        "end": mark.span.end / MICROSECONDS if mark.span else None,
        "probability": mark.probability,
        "evidence": dict(mark.evidence),
    }


def run_values(run: Run) -> dict[str, Json]:
    """`run` with its whole manifest."""
    return {
        "id": run.id,
        "started": run.started.isoformat(),
        "finished": run.finished.isoformat() if run.finished else None,
        "engine": run.engine,
        "analyzers": dict(run.analyzers),
        "manifest": dict(run.manifest),
    }


def _item(item: Item) -> dict[str, Json]:
    return {
        "id": item.id,
        "kind": item.kind.value,
        "uri": item.uri,
        "title": item.title,
        "metadata": dict(item.metadata),
        "digest": item.digest,
    }


def _decision(store: Store, decision: Decision) -> dict[str, Json]:
    mark = store.mark(decision.mark)
    return {
        "mark": decision.mark,
        "verdict": decision.verdict.value,
        "by": decision.by,
        "at": decision.at.isoformat(),
        "why": decision.why,
        "correction": dict(decision.correction),
        "statement": mark_values(mark) if mark else None,
    }
