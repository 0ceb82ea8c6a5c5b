"""Two runs of one suite on the same data, item by item."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from earmark.core.errors import BadInput
from earmark.lab.bootstrap import interval, p_value, replicates
from earmark.lab.metrics import Metric
from earmark.lab.predictions import group_codes, of_system, systems
from earmark.lab.run import Evaluation
from earmark.lab.score import slices_of
from earmark.lab.suite import MAIN, Suite

__all__ = ["Comparison", "Difference", "ItemDifference", "compare"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One metric of both runs, on the items both answered.

    Attributes:
        slice: ``column=value``; empty for all items.
        metric: name of the metric.
        unit: its unit; empty for a share.
        a: value in the first run; None where undefined.
        b: value in the second.
        difference: b - a.
        low: lower 95 % limit of the difference; None if there is no interval.
        high: upper limit.
        p: two-sided p-value of no difference, for this metric alone; None if there is no interval.
        why: why there is no interval.
        better: ``a`` or ``b`` where the interval excludes zero, else empty.
    """

    slice: str
    metric: str
    unit: str
    a: float | None
    b: float | None
    difference: float | None
    low: float | None
    high: float | None
    p: float | None
    why: str
    better: str


@dataclass(frozen=True, slots=True)
class ItemDifference:
    """An item on which the runs differ; `change` is the second run's loss minus the first's."""

    item: str
    group: str
    loss_a: float
    loss_b: float
    change: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed from the first run to the second.

    Attributes:
        differences: overall first, then by slice.
        items: the items whose loss differs, the largest change first, of equal ones what got worse.
        paired: how many items both answered.
        groups: how many groups these fall into.
        only_in_a: how many items only the first answered; they count nowhere.
        only_in_b: how many items only the second answered.
        only_a_right: how many paired items have loss 0 in the first alone.
        only_b_right: how many paired items have loss 0 in the second alone.
    """

    differences: Sequence[Difference]
    items: Sequence[ItemDifference]
    paired: int
    groups: int
    only_in_a: int
    only_in_b: int
    only_a_right: int
    only_b_right: int


def compare(a: Evaluation, b: Evaluation, suite: Suite, *, system_a: str = MAIN, system_b: str = MAIN) -> Comparison:
    """Compare a system of run `a` with a system of run `b`, paired by item.

    Raises:
        BadInput: if the runs did not answer the same questions (suite, its version, seed or data differ), one
            lacks the system, or no item is common.
    """
    _refuse_strangers(a, b, suite)
    rows_a, rows_b = _answers(a, system_a), _answers(b, system_b)
    common = pc.filter(rows_a["item"], pc.is_in(rows_a["item"], rows_b["item"]))
    if not len(common):
        raise BadInput("the runs have no item in common", where=f"{a.folder} and {b.folder}")
    paired_a, paired_b = _aligned(rows_a, common), _aligned(rows_b, common)
    items = _item_differences(paired_a, paired_b)
    return Comparison(
        differences=list(_differences(paired_a, paired_b, suite, a.manifest["seed"])),
        items=items,
        paired=len(common),
        groups=group_codes(paired_a)[1],
        only_in_a=rows_a.num_rows - len(common),
        only_in_b=rows_b.num_rows - len(common),
        only_a_right=sum(line.loss_a == 0 for line in items),
        only_b_right=sum(line.loss_b == 0 for line in items),
    )


def _refuse_strangers(a: Evaluation, b: Evaluation, suite: Suite) -> None:
    where = f"{a.folder} and {b.folder}"
    for key, called in (("suite", "suites"), ("suite_version", "versions of the suite"), ("seed", "seeds")):
        one, other = a.manifest[key], b.manifest[key]
        if one != other:
            raise BadInput(f"the runs are of different {called}: {one} and {other}", where=where)
    if suite.version != a.manifest["suite_version"]:
        what = f"the runs are of version {a.manifest['suite_version']} of the suite, installed is {suite.version}"
        raise BadInput(what, where=where, mend="Evaluate again, or install the earmark that made the runs")
    if a.manifest["data"]["hash"] != b.manifest["data"]["hash"]:
        raise BadInput(f"the runs read different data: {_differing_files(a, b)}", where=where, mend="Evaluate again")


def _differing_files(a: Evaluation, b: Evaluation) -> str:
    differing = sorted({file.name for file in set(a.data_files()) ^ set(b.data_files())})
    shown = ", ".join(differing[:3])
    return f"{shown} and {len(differing) - 3} more files" if len(differing) > 3 else shown


def _answers(run: Evaluation, system: str) -> pa.Table:
    rows = of_system(run.predictions, system)
    if not rows.num_rows:
        there = ", ".join(systems(run.predictions))
        raise BadInput(f"no system {system!r} in this run", where=str(run.folder), mend=f"There is: {there}")
    return rows


def _aligned(rows: pa.Table, items: pa.ChunkedArray) -> pa.Table:
    return rows.take(pc.index_in(items, value_set=rows["item"]))


def _item_differences(a: pa.Table, b: pa.Table) -> list[ItemDifference]:
    losses = zip(*(column.to_pylist() for column in (a["item"], a["group"], a["loss"], b["loss"])), strict=True)
    lines = [ItemDifference(item, group, one, other, other - one) for item, group, one, other in losses]
    return sorted(
        (line for line in lines if line.change), key=lambda line: (-abs(line.change), -line.change, line.item)
    )


def _differences(a: pa.Table, b: pa.Table, suite: Suite, seed: int) -> Iterator[Difference]:
    """Groups and slices are those of the first run, so both sides of a pair always fall together."""
    b = b.set_column(b.column_names.index("group"), "group", a["group"])
    for name, part in slices_of(a, suite.slices):
        same = _aligned(b, part["item"])
        codes, groups = group_codes(part)
        statistics = [metric.prepare(rows, codes) for metric in suite.metrics for rows in (part, same)]
        values, draws = replicates(statistics, groups, seed=seed)
        for place, metric in enumerate(suite.metrics):
            change = draws[2 * place + 1] - draws[2 * place]
            limits, p = interval(change, groups), p_value(change, groups)
            one, other = (None if math.isnan(value) else float(value) for value in values[2 * place : 2 * place + 2])
            yield Difference(
                slice=name,
                metric=metric.name,
                unit=metric.unit,
                a=one,
                b=other,
                difference=None if one is None or other is None else other - one,
                low=limits.low,
                high=limits.high,
                p=p,
                why=limits.why,
                better=_better(metric, limits.low, limits.high),
            )


def _better(metric: Metric, low: float | None, high: float | None) -> str:
    if low is None or high is None or low <= 0 <= high:
        return ""
    return "b" if (low > 0) == metric.higher_is_better else "a"
