"""The vocabulary as rows of the tables, and back."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeAlias

from earmark.core import DeadLetter, Decision, Item, Kind, Mark, Outcome, Run, Span, Verdict

__all__ = [
    "Values",
    "answer_row",
    "dead_letter",
    "decision",
    "decision_row",
    "item",
    "item_row",
    "mark",
    "mark_row",
    "run",
    "run_row",
]

Values: TypeAlias = dict[str, Any]


def item_row(item: Item) -> Values:
    return {
        "id": item.id,
        "kind": item.kind.value,
        "uri": item.uri,
        "title": item.title,
        "metadata": dict(item.metadata),
        "digest": item.digest,
    }


def item(row: Any) -> Item:
    return Item(row.id, Kind(row.kind), row.uri, row.title, row.metadata, row.digest)


def run_row(run: Run) -> Values:
    return {
        "id": run.id,
        "started": run.started,
        "finished": run.finished,
        "engine": run.engine,
        "analyzers": dict(run.analyzers),
        "manifest": dict(run.manifest),
    }


def run(row: Any) -> Run:
    return Run(row.id, row.started, row.engine, row.analyzers, row.finished, row.manifest)


def answer_row(run: str, outcome: Outcome, at: datetime) -> Values:
    failure = outcome.failure
    return {
        "item": outcome.item,
        "analyzer": outcome.analyzer,
        "version": outcome.version,
        "state": outcome.state,
        "digest": outcome.digest,
        "run": run,
        "at": at,
        "attempts": outcome.attempts,
        "seconds": outcome.seconds,
        "error": failure.error if failure else None,
        "message": failure.message if failure else None,
        "detail": failure.detail if failure else None,
    }


def dead_letter(row: Any) -> DeadLetter:
    return DeadLetter(
        row.item, row.analyzer, row.version, row.error, row.message, row.attempts, row.at, row.run, row.detail
    )


def mark_row(run: str, mark: Mark, digest: str | None) -> Values:
    return {
        "id": mark.id,
        "item": mark.item,
        "analyzer": mark.analyzer,
        "version": mark.version,
        "kind": mark.kind,
        "label": mark.label,
        "target": mark.target,
        "start": mark.span.start if mark.span else None,
        "end": mark.span.end if mark.span else None,
        "probability": mark.probability,
        "evidence": dict(mark.evidence),
        "digest": digest,
        "run": run,
        "retired_by": None,
    }


def mark(row: Any) -> Mark:
    span = None if row.start is None else Span(row.start, row.end)
    return Mark(
        row.item, row.analyzer, row.version, row.kind, row.label, row.target, span, row.probability, row.evidence
    )


def decision_row(decision: Decision) -> Values:
    return {
        "mark": decision.mark,
        "verdict": decision.verdict.value,
        "by": decision.by,
        "at": decision.at,
        "why": decision.why,
        "correction": dict(decision.correction),
    }


def decision(row: Any) -> Decision:
    return Decision(row.mark, Verdict(row.verdict), row.by, row.at, row.why, row.correction)
