"""Belief: how sure a verdict may be, from sources that the network never learned from."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from earmark.lab.recipes.track_category.examples import Examples
from earmark.tracks.descriptors import DESCRIPTORS
from earmark.tracks.labels import LABELS, Content
from earmark.tracks.scores import Belief, group_odds

__all__ = ["RISK", "belief_of", "population_of", "truth_of"]

RISK = 0.02
"""Share of wrong verdicts that is accepted among those that are believed."""
LEAST_BELIEVED = 0.6


def truth_of(examples: Examples) -> NDArray[np.int64]:
    """Place among :data:`~earmark.tracks.scores.GROUPS` of windows with one layer; -1 for the others, and for tones,
    which may be music [shape=(n,)]."""
    group = np.full(len(LABELS), 2)
    group[LABELS.index(Content.music)], group[LABELS.index(Content.speech)] = 0, 1
    asked = (examples.single >= 0) & (examples.single != LABELS.index(Content.tones))
    return np.where(asked, group[examples.single], -1)


def belief_of(said: NDArray[np.float32], examples: Examples) -> Belief:
    """From margins to probabilities, and from where on to believe.

    Args:
        said: probabilities of each label in windows that hold one thing and others [shape=(n, labels)].
        examples: the same windows.

    Reference:
        J. Platt, "Probabilistic outputs for support vector machines", 1999, with his targets for few examples.
    """
    truth = truth_of(examples)
    odds = group_odds(said)[truth >= 0]
    truth = truth[truth >= 0]
    ordered = np.sort(odds, axis=1)
    margin, right = ordered[:, -1] - ordered[:, -2], odds.argmax(axis=1) == truth
    hit, miss = (right.sum() + 1) / (right.sum() + 2), 1 / ((~right).sum() + 2)
    target = np.where(right, hit, miss)

    def loss(both: NDArray[np.float64]) -> float:
        chance = 1 / (1 + np.exp(-np.clip(both[0] * margin + both[1], -30, 30)))
        return float(-np.mean(target * np.log(chance + 1e-12) + (1 - target) * np.log(1 - chance + 1e-12)))

    scale, shift = minimize(loss, np.array([1.0, 0.0]), method="Nelder-Mead").x
    chance = 1 / (1 + np.exp(-(scale * margin + shift)))
    believed, risk = _least(chance, right)
    return Belief(round(float(scale), 4), round(float(shift), 4), round(believed, 4), round(risk, 4))


def _least(chance: NDArray[np.float64], right: NDArray[np.bool_]) -> tuple[float, float]:
    """The least probability from which on no more than :data:`RISK` is wrong, and what is."""
    order = np.argsort(-chance)
    wrong = np.cumsum(~right[order]) / np.arange(1, len(order) + 1)
    fine = np.flatnonzero(wrong <= RISK)
    last = int(fine[-1]) if len(fine) else 0
    return max(LEAST_BELIEVED, float(chance[order][last])), float(wrong[last])


def population_of(examples: Examples) -> Mapping[str, Mapping[str, list[float]]]:
    """Of each descriptor its values at 0, 5, … 100 percent of the windows of music, and of functional sound."""
    truth = truth_of(examples)
    edges = np.linspace(0, 100, 21)
    return {
        name: {
            descriptor: [
                round(float(value), 3) for value in np.percentile(examples.descriptors[truth == place, at], edges)
            ]
            for at, descriptor in enumerate(DESCRIPTORS)
        }
        for place, name in ((0, "music"), (2, "functional"))
    }
