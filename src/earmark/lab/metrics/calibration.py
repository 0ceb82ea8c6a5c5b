"""Whether probabilities mean what they say."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from earmark.lab.bootstrap import Floats

__all__ = ["Bin", "brier_score", "calibration_error", "reliability"]


@dataclass(frozen=True, slots=True)
class Bin:
    """Statements of about equal probability.

    Attributes:
        weight: how many statements.
        probability: their mean probability, 0 to 1.
        right: share of them that is right, 0 to 1.
    """

    weight: float
    probability: float
    right: float


def brier_score(probability: ArrayLike, right: ArrayLike, weight: ArrayLike | None = None) -> float:
    """Mean squared distance of probabilities from what came out, 0 (best) to 1.

    Args:
        probability: stated, 0 to 1 [shape=(n,), n > 0].
        right: what came out, 0 or 1 [shape=(n,)].
        weight: how often each counts; None for once [shape=(n,)].

    Reference:
        G. W. Brier, "Verification of forecasts expressed in terms of probability", Monthly Weather Review 78, 1950.
    """
    stated, outcome, counts = _checked(probability, right, weight)
    return float(np.average((stated - outcome) ** 2, weights=counts))


def reliability(
    probability: ArrayLike, right: ArrayLike, weight: ArrayLike | None = None, *, bins: int = 10
) -> list[Bin]:
    """Stated probability beside what came out, in at most `bins` bins of about equal weight, lowest first.

    Equal statements always share a bin, so the order of the input does not matter. Arguments as for
    :func:`brier_score`.
    """
    binned = zip(*_binned(*_checked(probability, right, weight), bins), strict=True)
    return [Bin(float(mass), float(stated), float(correct)) for mass, stated, correct in binned]


def calibration_error(
    probability: ArrayLike, right: ArrayLike, weight: ArrayLike | None = None, *, bins: int = 10
) -> float:
    """Expected calibration error over bins of equal weight, 0 (best) to 1. Arguments as for :func:`reliability`.

    Reference:
        K. Nguyen and B. O'Connor, "Posterior calibration and exploratory analysis for natural language
        processing models", EMNLP 2015 (adaptive bins; there with a squared distance).
    """
    mass, stated, correct = _binned(*_checked(probability, right, weight), bins)
    return float(mass @ np.abs(stated - correct) / mass.sum())


def _binned(stated: Floats, outcome: Floats, counts: Floats, bins: int) -> tuple[Floats, Floats, Floats]:
    """Weight, mean probability and share right of each bin that is not empty [shape=(bins,)]."""
    level, index = np.unique(stated, return_inverse=True)
    at_level = np.bincount(index, weights=counts)
    middle = (np.cumsum(at_level) - at_level / 2) / at_level.sum()
    place = np.minimum((middle * bins).astype(int), bins - 1)
    mass = np.bincount(place, weights=at_level, minlength=bins).astype(np.float64)
    stated_sum = np.bincount(place, weights=at_level * level, minlength=bins)
    right_sum = np.bincount(place[index], weights=counts * outcome, minlength=bins)
    held = mass > 0
    share = [np.clip(total[held] / mass[held], 0.0, 1.0) for total in (stated_sum, right_sum)]
    return mass[held], share[0], share[1]


def _checked(probability: ArrayLike, right: ArrayLike, weight: ArrayLike | None) -> tuple[Floats, Floats, Floats]:
    stated, outcome = np.asarray(probability, np.float64), np.asarray(right, np.float64)
    counts = np.ones(len(stated)) if weight is None else np.asarray(weight, np.float64)
    if not len(stated) == len(outcome) == len(counts):
        raise ValueError("probabilities, outcomes and weights need one length")
    if not counts.sum() > 0:
        raise ValueError("calibration needs at least one statement")
    if not ((stated >= 0) & (stated <= 1)).all():
        raise ValueError("probabilities lie in [0, 1]")
    return stated, outcome, counts
