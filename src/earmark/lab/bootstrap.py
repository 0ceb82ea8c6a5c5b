"""Intervals and p-values by resampling groups (artists, speakers), not rows.

Rows of one group stand or fall together, so whole groups are drawn with replacement: the cluster bootstrap.
A draw is how often each group counts, so that a metric made of sums costs one matrix product for all draws.

Intervals are expanded percentile intervals, because plain ones are too narrow with few groups. docs/lab.md says how
often they hold the truth.

References:
    C. A. Field and A. H. Welsh, "Bootstrapping clustered data", J. Royal Statistical Society B 69, 2007.
    T. C. Hesterberg, "What teachers should know about the bootstrap", The American Statistician 69, 2015 (expansion).
    B. Efron and R. J. Tibshirani, "An Introduction to the Bootstrap", 1993, chapters 13 and 15.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import stats

__all__ = ["Floats", "Interval", "Statistic", "group_draws", "interval", "p_value", "replicates"]

Floats: TypeAlias = NDArray[np.float64]

Statistic: TypeAlias = Callable[[Floats], Floats]
"""From how often each group counts [shape=(draws, groups)] to the metric's value, nan if undefined [shape=(draws,)]."""

_FEWEST_GROUPS = 5  # below, the expanded 95 % limits lie beyond what 2,000 draws can show
_LEAST_DEFINED = 0.9
_BLOCK = 4_000_000  # weights held at a time


@dataclass(frozen=True, slots=True)
class Interval:
    """A confidence interval, or why there is none.

    Attributes:
        low: lower limit; None if there is no interval.
        high: upper limit; None if there is no interval.
        why: why there is none; empty if there is one.
    """

    low: float | None = None
    high: float | None = None
    why: str = ""


def group_draws(groups: int, *, count: int = 2000, seed: int = 0) -> Iterator[Floats]:
    """How often each of `groups` groups counts in each of `count` draws with replacement.

    Yields:
        Blocks [shape=(draws, groups)], each row summing to `groups`; the same for the same arguments.
    """
    generator = np.random.default_rng(seed)
    block = max(1, _BLOCK // groups)
    for done in range(0, count, block):
        rows = min(block, count - done)
        drawn = generator.integers(0, groups, (rows, groups)) + np.arange(rows)[:, None] * groups
        yield np.bincount(drawn.ravel(), minlength=rows * groups).reshape(rows, groups).astype(np.float64)


def replicates(
    statistics: Sequence[Statistic], groups: int, *, count: int = 2000, seed: int = 0
) -> tuple[Floats, Floats]:
    """Every statistic on the data as it is and on the same resamples of it, so that differences are paired.

    Args:
        statistics: what to compute; all read the same groups.
        groups: how many there are, at least 1.
        count: how many resamples.
        seed: of the draws.

    Returns:
        The values [shape=(statistics,)] and the values in each resample [shape=(statistics, count)].
    """
    values = np.array([statistic(np.ones((1, groups)))[0] for statistic in statistics])
    blocks = [
        np.stack([statistic(weights) for statistic in statistics])
        for weights in group_draws(groups, count=count, seed=seed)
    ]
    return values, np.concatenate(blocks, axis=1)


def interval(draws: Floats, groups: int, *, level: float = 0.95) -> Interval:
    """The expanded percentile interval of a metric (or of a difference) from its values in the resamples.

    Args:
        draws: values in the resamples, nan where undefined [shape=(draws,)].
        groups: how many groups were drawn from.
        level: chance that such an interval holds the truth, 0 to 1.
    """
    defined = draws[~np.isnan(draws)]
    if why := _unusable(defined, len(draws), groups):
        return Interval(why=why)
    tail = stats.norm.cdf(stats.t.ppf((1 - level) / 2, groups - 1) * _expansion(groups))
    low, high = np.quantile(defined, [tail, 1 - tail])
    return Interval(float(low), float(high))


def p_value(draws: Floats, groups: int) -> float | None:
    """Two-sided p-value of a difference being zero: the level at which :func:`interval` just touches zero.

    Args:
        draws: differences in the resamples, nan where undefined [shape=(draws,)].
        groups: how many groups were drawn from.

    Returns:
        0 to 1; None where there is no interval either.
    """
    defined = draws[~np.isnan(draws)]
    if _unusable(defined, len(draws), groups):
        return None
    below = np.mean(defined < 0) + np.mean(defined == 0) / 2
    finest = 1 / (len(defined) + 1)
    z = stats.norm.ppf(np.clip(below, finest, 1 - finest))
    return float(2 * stats.t.cdf(-abs(z) / _expansion(groups), groups - 1))


def _expansion(groups: int) -> float:
    """The bootstrap's variance is that of n, not of n - 1 degrees of freedom."""
    return float(np.sqrt(groups / (groups - 1)))


def _unusable(defined: Floats, draws: int, groups: int) -> str:
    if groups < _FEWEST_GROUPS:
        return "only one group" if groups == 1 else f"only {groups} groups"
    if len(defined) < _LEAST_DEFINED * draws:
        return "undefined in many resamples" if len(defined) else "undefined"
    if np.ptp(defined) <= 1e-12 * max(1.0, abs(float(defined[0]))):
        return "every group alike"
    return ""
