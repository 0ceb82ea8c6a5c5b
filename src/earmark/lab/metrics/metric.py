"""Metrics as definitions: a function of per-item rows and of how often each group of rows counts.

Said this way, a metric needs no resampling code of its own: its interval, its value on a slice and its paired
difference between two runs are generic.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from earmark.lab.bootstrap import Floats, Statistic

__all__ = ["Metric", "detection", "mean", "of_rows", "quantile", "ratio"]

Codes: TypeAlias = NDArray[np.int64]

_BLOCK = 4_000_000  # weights held at a time


@dataclass(frozen=True, slots=True)
class Metric:
    """One number about a system.

    Attributes:
        name: stable and unique in its suite, e.g. ``recall``.
        prepare: takes one system's rows and each row's group, 0 to groups - 1 [shape=(rows,)]; gives the
            :data:`~earmark.lab.bootstrap.Statistic`.
        unit: ``s``, ``1/h``; empty for a share.
        higher_is_better: what an improvement is.
    """

    name: str
    prepare: Callable[[pa.Table, Codes], Statistic]
    unit: str = ""
    higher_is_better: bool = True


def ratio(
    name: str,
    numerator: Mapping[str, float],
    denominator: Mapping[str, float],
    *,
    unit: str = "",
    higher_is_better: bool = True,
) -> Metric:
    """A ratio of sums over items; both sides weigh number (or bool) columns, e.g. ``{"false": 3600}, {"seconds": 1}``.

    Rows with a null in one of the columns are left out. Undefined where the denominator sums to 0.
    """

    def prepare(rows: pa.Table, codes: Codes) -> Statistic:
        columns, codes = _columns(rows, codes, [*numerator, *denominator])
        above, below = (
            _summed(np.sum([columns[column] * weight for column, weight in side.items()], axis=0), codes)
            for side in (numerator, denominator)
        )
        return lambda weights: _divide(_total(weights, above), _total(weights, below))

    return Metric(name, prepare, unit, higher_is_better)


def mean(name: str, column: str, *, unit: str = "", higher_is_better: bool = True) -> Metric:
    """The mean over rows of a number, bool or list column; nulls are left out, lists count each element."""

    def prepare(rows: pa.Table, codes: Codes) -> Statistic:
        columns, codes = _columns(rows, codes, [column])
        above, below = _summed(columns[column], codes), _summed(np.ones(len(codes)), codes)
        return lambda weights: _divide(_total(weights, above), _total(weights, below))

    return Metric(name, prepare, unit, higher_is_better)


def detection(*, both: str, truth: str, found: str, prefix: str = "") -> tuple[Metric, Metric, Metric]:
    """Precision, recall and F1 from what is right, what is there and what was found: counts or seconds."""
    return (
        ratio(f"{prefix}precision", {both: 1}, {found: 1}),
        ratio(f"{prefix}recall", {both: 1}, {truth: 1}),
        ratio(f"{prefix}F1", {both: 2}, {truth: 1, found: 1}),
    )


def quantile(name: str, column: str, q: float, *, unit: str = "", higher_is_better: bool = False) -> Metric:
    """The smallest value that at least a share `q` (0 to 1) of the values does not exceed.

    `column` holds numbers, or a list of numbers per item; nulls are left out.
    """

    def prepare(rows: pa.Table, codes: Codes) -> Statistic:
        columns, codes = _columns(rows, codes, [column])
        order = np.argsort(columns[column])
        values, codes = np.append(columns[column][order], np.nan), codes[order]

        def statistic(weights: Floats) -> Floats:
            mass = np.cumsum(weights[:, codes], axis=1)
            reached = (mass < q * mass[:, -1:] - 1e-9).sum(axis=1) if len(codes) else np.zeros(len(weights), int)
            return values[np.where(weights[:, codes].any(axis=1), reached, -1)]

        return lambda weights: _in_blocks(statistic, weights, len(codes))

    return Metric(name, prepare, unit, higher_is_better)


def of_rows(
    name: str,
    columns: Sequence[str],
    function: Callable[..., float],
    *,
    unit: str = "",
    higher_is_better: bool = True,
) -> Metric:
    """Any weighted metric: ``function(*arrays, weight)`` with one array per column [shape=(rows,)].

    Called once per resample, so a metric that costs 1 ms costs 2 s. List columns are laid end to end, and must
    then be of equal length in each row. Rows with a null are left out; without any row the value is undefined.
    """

    def prepare(rows: pa.Table, codes: Codes) -> Statistic:
        held, codes = _columns(rows, codes, columns)
        arrays = [held[column] for column in columns]

        def value(weights: Floats) -> float:
            weight = weights[codes]
            return float(function(*arrays, weight)) if weight.any() else np.nan

        return lambda weights: np.array([value(row) for row in weights])

    return Metric(name, prepare, unit, higher_is_better)


def _columns(rows: pa.Table, codes: Codes, names: Sequence[str]) -> tuple[dict[str, Floats], Codes]:
    """The columns as numbers and the group of each number; rows with a null left out, lists laid end to end."""
    names = list(dict.fromkeys(names))
    whole = np.ones(rows.num_rows, bool)
    for name in names:
        whole &= rows[name].is_valid().to_numpy()
    rows, codes = rows.select(names).filter(pa.array(whole)), codes[whole]
    lengths = {name: _lengths(rows[name]) for name in names if pa.types.is_list(rows.schema.field(name).type)}
    if not lengths:
        return {name: _numbers(rows[name]) for name in names}, codes
    first, *others = lengths.values()
    if len(lengths) < len(names) or any(not np.array_equal(first, other) for other in others):
        raise ValueError(f"columns {', '.join(names)} need lists of equal length in each row")
    flat = {name: _numbers(pc.list_flatten(rows[name])) for name in names}
    return flat, np.repeat(codes, first)


def _lengths(column: pa.ChunkedArray) -> Codes:
    lengths: Codes = pc.list_value_length(column).to_numpy().astype(np.int64)
    return lengths


def _numbers(column: pa.ChunkedArray) -> Floats:
    numbers: Floats = column.to_numpy().astype(np.float64)
    return numbers


def _summed(values: Floats, codes: Codes) -> Floats:
    """Sums by group [shape=(groups seen,)]."""
    return np.bincount(codes, weights=values).astype(np.float64)


def _total(weights: Floats, sums: Floats) -> Floats:
    total: Floats = weights[:, : len(sums)] @ sums
    return total


def _divide(above: Floats, below: Floats) -> Floats:
    quotient: Floats = np.divide(above, below, out=np.full(len(above), np.nan), where=below != 0)
    return quotient


def _in_blocks(statistic: Statistic, weights: Floats, width: int) -> Floats:
    block = max(1, _BLOCK // max(1, width))
    return np.concatenate([statistic(weights[at : at + block]) for at in range(0, len(weights), block)])
