from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from earmark.lab.metrics import brier_score, calibration_error, reliability

statements = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=40)


def test_brier_score_by_hand():
    assert brier_score([1.0, 0.5, 0.0], [1, 1, 1]) == pytest.approx(1.25 / 3)


def test_bins_hold_equal_weight():
    probability = np.linspace(0, 1, 100)
    assert [row.weight for row in reliability(probability, probability > 0.5)] == [10] * 10


def test_overconfidence_shows_as_calibration_error():
    right = np.arange(100) % 10 < 7
    assert calibration_error(np.full(100, 0.9), right) == pytest.approx(0.2)
    assert calibration_error(np.full(100, 0.7), right) == pytest.approx(0.0)


def test_a_calibrated_source_has_a_small_error():
    generator = np.random.default_rng(1)
    probability = generator.random(20_000)
    assert calibration_error(probability, generator.random(20_000) < probability) < 0.02


@given(statements, st.randoms())
def test_order_does_not_matter(held, random):
    shuffled = random.sample(held, len(held))
    for metric in (brier_score, calibration_error):
        assert metric(*zip(*shuffled, strict=True)) == pytest.approx(metric(*zip(*held, strict=True)))


@given(statements)
def test_bounds_and_mass(held):
    probability, right = zip(*held, strict=True)
    table = reliability(probability, right)
    assert sum(row.weight for row in table) == pytest.approx(len(held))
    assert all(0 <= row.probability <= 1 and 0 <= row.right <= 1 for row in table)
    assert [row.probability for row in table] == sorted(row.probability for row in table)
    assert 0 <= calibration_error(probability, right) <= 1
    # The mean over bins of what came out is what came out (law of total probability).
    assert sum(row.weight * row.right for row in table) == pytest.approx(sum(right))


@given(statements)
def test_a_weight_is_a_repetition(held):
    probability, right = zip(*held, strict=True)
    for metric in (brier_score, calibration_error):
        doubled = metric(probability * 2, right * 2)
        assert metric(probability, right, [2] * len(held)) == pytest.approx(doubled)


@pytest.mark.parametrize(("probability", "right"), [([], []), ([1.5], [1]), ([0.5], [1, 0])])
def test_what_is_no_probability_is_refused(probability, right):
    with pytest.raises(ValueError):
        brier_score(probability, right)
