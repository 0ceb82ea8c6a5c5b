from __future__ import annotations

import numpy as np
import pytest

from earmark.lab.bootstrap import Floats, Interval, Statistic, group_draws, interval, p_value, replicates


def average(values: Floats) -> Statistic:
    return lambda weights: weights @ values / weights.sum(axis=1)


def limits(values: Floats, seed: int = 0) -> Interval:
    _, draws = replicates([average(values)], len(values), count=500, seed=seed)
    return interval(draws[0], len(values))


def holds(found: Interval, truth: float) -> bool:
    assert found.low is not None
    assert found.high is not None
    return found.low <= truth <= found.high


def test_each_draw_holds_as_many_groups_as_there_are():
    weights = np.concatenate(list(group_draws(7, count=50, seed=3)))
    assert weights.shape == (50, 7)
    assert (weights.sum(axis=1) == 7).all()


def test_the_same_seed_draws_the_same():
    first, second, other = (next(group_draws(9, count=20, seed=seed)) for seed in (1, 1, 2))
    assert np.array_equal(first, second)
    assert not np.array_equal(first, other)


def test_many_groups_are_drawn_in_blocks():
    blocks = list(group_draws(300_000, count=20))
    assert len(blocks) > 1
    assert sum(len(block) for block in blocks) == 20


def test_the_interval_holds_the_truth_about_as_often_as_it_says():
    generator = np.random.default_rng(11)
    hits = sum(holds(limits(generator.normal(5, 2, 25), seed), 5) for seed in range(300))
    assert 0.92 <= hits / 300 <= 0.98


def test_a_ratio_over_clusters_is_covered_and_row_resampling_would_not_be():
    """Rows of a group are alike: an interval that took rows for independent would be far too narrow."""
    generator = np.random.default_rng(5)
    by_group = by_row = 0
    for seed in range(200):
        share = generator.beta(4, 1, 25)
        right = generator.binomial(20, share).astype(float)
        rows = np.concatenate([np.arange(20) < count for count in right]).astype(float)
        by_group += holds(limits(right / 20, seed), 0.8)
        by_row += holds(limits(rows, seed), 0.8)
    assert by_group / 200 >= 0.90
    assert by_row / 200 < 0.80


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ([1.0], "only one group"),
        ([1.0, 2.0, 3.0, 4.0], "only 4 groups"),
        ([1.0] * 12, "every group alike"),
    ],
)
def test_where_resampling_sees_nothing_there_is_no_interval_but_a_reason(values, why):
    assert limits(np.array(values)) == Interval(why=why)


def test_an_undefined_metric_has_no_interval():
    draws = np.full(100, np.nan)
    assert interval(draws, 10).why == "undefined"
    draws[:80] = np.arange(80)
    assert interval(draws, 10).why == "undefined in many resamples"
    assert p_value(draws, 10) is None


def test_a_few_undefined_resamples_are_left_out():
    draws = np.append(np.linspace(0, 1, 95), [np.nan] * 5)
    assert interval(draws, 10).low is not None


def test_p_values_are_uniform_where_nothing_differs():
    generator = np.random.default_rng(2)
    p = []
    for seed in range(300):
        values = generator.normal(0, 1, 25)
        _, draws = replicates([average(values)], 25, count=500, seed=seed)
        p.append(p_value(draws[0], 25))
    assert 0.02 <= np.mean(np.array(p) < 0.05) <= 0.08
    assert 0.4 <= np.mean(np.array(p) < 0.5) <= 0.6


def test_p_and_interval_agree_about_zero():
    generator = np.random.default_rng(4)
    for seed in range(100):
        values = generator.normal(0.4, 1, 20)
        _, draws = replicates([average(values)], 20, seed=seed)
        found, p = interval(draws[0], 20), p_value(draws[0], 20)
        assert p is not None
        if abs(p - 0.05) > 0.005:
            assert (p < 0.05) == (not holds(found, 0))
