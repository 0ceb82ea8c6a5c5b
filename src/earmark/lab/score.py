"""Every metric of every system, overall and by slice, with its interval."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from earmark.lab.bootstrap import interval, replicates
from earmark.lab.metrics import Metric
from earmark.lab.predictions import group_codes, of_system, systems

__all__ = ["Score", "score", "slices_of"]


@dataclass(frozen=True, slots=True)
class Score:
    """One metric of one system.

    Attributes:
        system: who answered.
        slice: ``column=value``; empty for all items.
        metric: name of the metric.
        unit: its unit; empty for a share.
        value: None where it is undefined (nothing to divide by).
        low: lower 95 % limit; None if there is no interval.
        high: upper 95 % limit; None if there is no interval.
        why: why there is no interval; empty if there is one.
        items: how many items the slice holds.
        groups: how many groups.
    """

    system: str
    slice: str
    metric: str
    unit: str
    value: float | None
    low: float | None
    high: float | None
    why: str
    items: int
    groups: int


def score(table: pa.Table, metrics: Sequence[Metric], slices: Sequence[str], *, seed: int) -> list[Score]:
    """The scores of every system in `table`: overall first, then by slice.

    Args:
        table: from :func:`~earmark.lab.predictions.prediction_table`.
        metrics: what to compute.
        slices: columns to slice by.
        seed: of the resamples.
    """
    return [
        line
        for name, part in slices_of(table, slices)
        for system in systems(part)
        for line in _scores(of_system(part, system), system, name, metrics, seed)
    ]


def slices_of(table: pa.Table, slices: Sequence[str]) -> Iterator[tuple[str, pa.Table]]:
    """("", all rows), then (``column=value``, its rows) for every value of every slice column."""
    yield "", table
    for column in slices:
        values = sorted((value for value in table[column].unique().to_pylist() if value is not None), key=_order)
        for value in values:
            yield f"{column}={value}", table.filter(pc.equal(table[column], value))


def _order(value: object) -> tuple[bool, float, str]:
    """Numbers by size before texts by name."""
    return (False, float(value), "") if isinstance(value, int | float) else (True, 0.0, str(value))


def _scores(rows: pa.Table, system: str, name: str, metrics: Sequence[Metric], seed: int) -> Iterator[Score]:
    codes, groups = group_codes(rows)
    values, draws = replicates([metric.prepare(rows, codes) for metric in metrics], groups, seed=seed)
    for metric, value, drawn in zip(metrics, values, draws, strict=True):
        limits = interval(drawn, groups)
        yield Score(
            system=system,
            slice=name,
            metric=metric.name,
            unit=metric.unit,
            value=None if math.isnan(value) else float(value),
            low=limits.low,
            high=limits.high,
            why=limits.why,
            items=rows.num_rows,
            groups=groups,
        )
