from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from earmark.lab import Row
from earmark.lab.metrics import Metric, brier_score, detection, mean, of_rows, quantile, ratio

counts = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=12)


def value(metric: Metric, rows: Sequence[Row], weights: list[float] | None = None) -> float:
    """The metric where row i is group i and counts `weights[i]` times."""
    statistic = metric.prepare(pa.Table.from_pylist(rows), np.arange(len(rows)))
    return float(statistic(np.array([weights or [1.0] * len(rows)]))[0])


def test_precision_recall_and_f1_of_counts():
    rows = [{"both": 3, "truth": 4, "found": 3}, {"both": 1, "truth": 1, "found": 3}]
    precision, recall, f1 = (value(m, rows) for m in detection(both="both", truth="truth", found="found"))
    assert [precision, recall] == pytest.approx([4 / 6, 4 / 5])
    assert f1 == pytest.approx(2 * precision * recall / (precision + recall))


def test_nothing_found_has_no_precision():
    rows = [{"both": 0, "truth": 4, "found": 0}]
    precision, recall, f1 = (value(m, rows) for m in detection(both="both", truth="truth", found="found"))
    assert np.isnan(precision)
    assert (recall, f1) == (0, 0)


def test_a_rate_has_its_own_scale():
    assert value(ratio("x", {"false": 3600}, {"seconds": 1}), [{"false": 2, "seconds": 1800.0}]) == 4


def test_rows_with_a_null_are_left_out():
    rows: list[Row] = [{"cpu": 2.0, "seconds": 4}, {"cpu": None, "seconds": 100}]
    assert value(ratio("x", {"cpu": 1}, {"seconds": 1}), rows) == 0.5
    assert value(mean("x", "cpu"), rows) == 2


def test_quantiles_of_lists_count_each_element():
    rows: list[Row] = [{"error": [0.1, 0.9]}, {"error": []}, {"error": [0.5]}, {"error": None}]
    assert value(quantile("x", "error", 0.5), rows) == 0.5
    assert value(quantile("x", "error", 1.0), rows) == 0.9
    assert value(quantile("x", "error", 0.5), rows, [0, 1, 1, 1]) == 0.5
    assert np.isnan(value(quantile("x", "error", 0.5), rows, [0, 1, 0, 1]))


@pytest.mark.parametrize("nothing", [[{"error": []}], [{"error": None}]])
def test_a_column_without_a_value_is_undefined(nothing):
    for metric in (quantile("x", "error", 0.5), mean("x", "error"), of_rows("x", ["error"], lambda *_: 1.0)):
        assert np.isnan(value(metric, nothing))


def test_any_weighted_function_is_a_metric():
    rows = [{"p": [0.5, 1.0], "right": [True, True]}, {"p": [0.0], "right": [True]}]
    metric = of_rows("x", ["p", "right"], brier_score)
    assert value(metric, rows) == pytest.approx(1.25 / 3)
    assert value(metric, rows, [2, 0]) == pytest.approx(0.125)


def test_lists_of_unequal_length_are_refused():
    with pytest.raises(ValueError, match="equal length"):
        value(of_rows("x", ["p", "right"], brier_score), [{"p": [0.5], "right": [1, 0]}])


@given(counts, st.data())
def test_a_weight_is_a_repetition(table, data):
    rows = [{"both": a, "truth": a + b, "found": a + c, "error": [float(b)] * c} for a, b, c in table]
    weights = data.draw(st.lists(st.integers(0, 3), min_size=len(rows), max_size=len(rows)))
    repeated = [row for row, weight in zip(rows, weights, strict=True) for _ in range(weight)]
    for metric in (
        *detection(both="both", truth="truth", found="found"),
        quantile("q", "error", 0.3),
        mean("m", "both"),
    ):
        expected = value(metric, repeated) if repeated else np.nan
        assert value(metric, rows, [float(w) for w in weights]) == pytest.approx(expected, nan_ok=True)


@given(counts)
def test_shares_stay_between_0_and_1(table):
    rows = [{"both": a, "truth": a + b, "found": a + c} for a, b, c in table]
    for metric in detection(both="both", truth="truth", found="found"):
        found = value(metric, rows)
        assert np.isnan(found) or 0 <= found <= 1
