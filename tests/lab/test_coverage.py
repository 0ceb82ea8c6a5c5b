"""How often intervals hold the truth: the table in docs/lab.md, made again. Run with -s to see the figures."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from earmark.lab.bootstrap import Floats, Statistic, interval, replicates

DATA_SETS = 500

Drawn = tuple[Floats, Floats, float]
"""By group what is above and below the line of a ratio of sums, and the ratio's true value."""


def normal(generator: np.random.Generator, groups: int) -> Drawn:
    return generator.normal(5, 2, groups), np.ones(groups), 5.0


def recall(generator: np.random.Generator, groups: int) -> Drawn:
    sizes = generator.integers(1, 8, groups)
    return generator.binomial(sizes, generator.beta(8, 2, groups)).astype(float), sizes.astype(float), 0.8


def high_recall(generator: np.random.Generator, groups: int) -> Drawn:
    sizes = generator.integers(3, 8, groups)
    return generator.binomial(sizes, generator.beta(19, 1, groups)).astype(float), sizes.astype(float), 0.95


def rate(generator: np.random.Generator, groups: int) -> Drawn:
    hours = generator.gamma(4, 0.25, groups)
    return generator.poisson(hours * generator.gamma(2, 0.5, groups)).astype(float), hours, 1.0


def ratio_of(above: Floats, below: Floats) -> Statistic:
    return lambda weights: weights @ above / (weights @ below)


def coverage(draw: Callable[[np.random.Generator, int], Drawn], groups: int) -> float:
    """Share of data sets whose interval holds the truth; a data set without an interval counts as a miss."""
    generator = np.random.default_rng(groups)
    held = 0
    for seed in range(DATA_SETS):
        above, below, truth = draw(generator, groups)
        _, draws = replicates([ratio_of(above, below)], groups, seed=seed)
        found = interval(draws[0], groups)
        held += found.low is not None and found.high is not None and found.low <= truth <= found.high
    return held / DATA_SETS


@pytest.mark.slow
@pytest.mark.parametrize("draw", [normal, recall, high_recall, rate])
@pytest.mark.parametrize(("groups", "least"), [(6, 0.88), (10, 0.90), (30, 0.91), (100, 0.92)])
def test_intervals_hold_the_truth(draw, groups, least):
    found = coverage(draw, groups)
    print(f"{draw.__name__}, {groups} groups: {found:.3f}")  # noqa: T201  (the figures are the point)
    assert found >= (least if draw is not high_recall or groups >= 30 else 0.65)
