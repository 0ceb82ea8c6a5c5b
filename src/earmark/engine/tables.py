"""Items and outcomes as Arrow rows: what travels between an engine and its workers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa

from earmark.core import Failure, Item, Json, Kind, Mark, Outcome, Span, canonical_json

__all__ = ["ITEMS", "OUTCOMES", "items_batch", "items_of", "outcomes_batch", "outcomes_of"]

ITEMS = pa.schema(
    [
        pa.field("id", pa.string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("uri", pa.string(), nullable=False),
        pa.field("title", pa.string(), nullable=False),
        pa.field("metadata", pa.string(), nullable=False),
        pa.field("digest", pa.string()),
    ]
)
"""One item a row; `metadata` is canonical JSON."""

_FAILURE = pa.struct([("error", pa.string()), ("message", pa.string()), ("detail", pa.string())])
_MARK = pa.struct(
    [
        ("kind", pa.string()),
        ("label", pa.string()),
        ("target", pa.string()),
        ("start", pa.int64()),
        ("end", pa.int64()),
        ("probability", pa.float64()),
        ("evidence", pa.string()),
    ]
)
OUTCOMES = pa.schema(
    [
        pa.field("item", pa.string(), nullable=False),
        pa.field("digest", pa.string()),
        pa.field("analyzer", pa.string(), nullable=False),
        pa.field("version", pa.string(), nullable=False),
        pa.field("state", pa.string(), nullable=False),
        pa.field("attempts", pa.int32(), nullable=False),
        pa.field("seconds", pa.float64(), nullable=False),
        pa.field("failure", _FAILURE),
        pa.field("transient", pa.bool_(), nullable=False),
        pa.field("marks", pa.list_(_MARK), nullable=False),
    ]
)
"""One outcome a row. A mark's item, analyzer and version are its outcome's; `start` and `end` are
microseconds, null where the mark holds for the whole item; `evidence` is canonical JSON; `transient` says
that the failure may not happen again, so that an engine tries once more."""


def items_batch(items: Iterable[Item]) -> pa.RecordBatch:
    """`items` as rows of :data:`ITEMS`."""
    rows = [
        {
            "id": item.id,
            "kind": item.kind.value,
            "uri": item.uri,
            "title": _text(item.title),
            "metadata": _json(item.metadata),
            "digest": item.digest,
        }
        for item in items
    ]
    return pa.RecordBatch.from_pylist(rows, schema=ITEMS)


def items_of(batch: pa.RecordBatch) -> list[Item]:
    """The items in the rows of `batch`."""
    return [
        Item(**row | {"kind": Kind(row["kind"]), "metadata": json.loads(row["metadata"])}) for row in batch.to_pylist()
    ]


def outcomes_batch(outcomes: Sequence[Outcome], *, transient: bool = False) -> pa.RecordBatch:
    """`outcomes` as rows of :data:`OUTCOMES`.

    Raises:
        TypeError, ValueError: if evidence is not JSON.
    """
    return pa.RecordBatch.from_pylist([_outcome_row(outcome, transient) for outcome in outcomes], schema=OUTCOMES)


def outcomes_of(batch: pa.RecordBatch) -> list[Outcome]:
    """The outcomes in the rows of `batch`."""
    return [_outcome(row) for row in batch.to_pylist()]


def _outcome_row(outcome: Outcome, transient: bool) -> dict[str, Any]:
    failure = outcome.failure
    return {
        "item": outcome.item,
        "digest": outcome.digest,
        "analyzer": outcome.analyzer,
        "version": outcome.version,
        "state": outcome.state,
        "attempts": outcome.attempts,
        "seconds": outcome.seconds,
        "failure": failure
        and {"error": failure.error, "message": _text(failure.message), "detail": _text(failure.detail)},
        "transient": transient,
        "marks": [_mark_row(mark) for mark in outcome.marks],
    }


def _mark_row(mark: Mark) -> dict[str, Any]:
    return {
        "kind": _text(mark.kind),
        "label": _text(mark.label),
        "target": None if mark.target is None else _text(mark.target),
        "start": mark.span and mark.span.start,
        "end": mark.span and mark.span.end,
        "probability": mark.probability,
        "evidence": _json(mark.evidence),
    }


def _outcome(row: dict[str, Any]) -> Outcome:
    del row["transient"]
    maker = {name: row[name] for name in ("item", "analyzer", "version")}
    row["failure"] = row["failure"] and Failure(**row["failure"])
    row["marks"] = tuple(_mark(mark, maker) for mark in row["marks"])
    return Outcome(**row)


def _mark(row: dict[str, Any], maker: dict[str, Any]) -> Mark:
    start, end = row.pop("start"), row.pop("end")
    row["span"] = None if start is None else Span(start, end)
    row["evidence"] = json.loads(row["evidence"])
    return Mark(**maker, **row)


def _text(text: str) -> str:
    r"""`text` as UTF-8 can carry it: bytes of a file name that were not UTF-8 are spelled ``\udc..``."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _json(value: Mapping[str, Json]) -> str:
    r"""Canonical JSON, where ``\udc..`` is an escape like any other and reads back as it was."""
    return _text(canonical_json(value))
