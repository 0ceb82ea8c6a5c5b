"""What the trained network can do, on recordings that it never saw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from earmark.lab.metrics.calibration import calibration_error
from earmark.lab.recipes.track_category.belief import truth_of
from earmark.lab.recipes.track_category.examples import Examples
from earmark.tracks.labels import LABELS
from earmark.tracks.scores import GROUPS, Belief, group_odds

__all__ = ["Measured", "measured"]


@dataclass(frozen=True, slots=True)
class Measured:
    """Figures over windows.

    Attributes:
        macro_f1: of music, speech and functional, in windows with one of them, each believed or not.
        believed_f1: of those that are believed,
        coverage: and their share.
        music_called_functional: share of the windows of music that are believed to be functional.
        calibration: expected calibration error of the probability that the group is right.
        precision: mean over labels of the average precision, all windows.
        by_label: of each label; NaN where there are no examples.
        windows: how many windows have one layer.
    """

    macro_f1: float
    believed_f1: float
    coverage: float
    music_called_functional: float
    calibration: float
    precision: float
    by_label: tuple[float, ...]
    windows: int


def measured(said: NDArray[np.float32], examples: Examples, belief: Belief) -> Measured:
    """How right probabilities [shape=(n, labels)] are about `examples`."""
    truth = truth_of(examples)
    odds = group_odds(said)[truth >= 0]
    truth = truth[truth >= 0]
    ordered = np.sort(odds, axis=1)
    chance = np.array([belief.probability(margin) for margin in ordered[:, -1] - ordered[:, -2]])
    told, sure = odds.argmax(axis=1), chance >= belief.believed
    precisions = tuple(
        _precision(said[examples.asked[:, place] > 0, place], examples.truth[examples.asked[:, place] > 0, place] > 0)
        for place in range(len(LABELS))
    )
    return Measured(
        _macro_f1(truth, told),
        _macro_f1(truth[sure], told[sure]),
        float(sure.mean()),
        float(((told == 2) & sure & (truth == 0)).sum() / max(1, (truth == 0).sum())),
        calibration_error(chance, told == truth),
        float(np.nanmean(precisions)),
        precisions,
        len(truth),
    )


def _macro_f1(truth: NDArray[np.int64], told: NDArray[np.int64]) -> float:
    scores = []
    for group in range(len(GROUPS)):
        both = float(((truth == group) & (told == group)).sum())
        either = float((truth == group).sum() + (told == group).sum())
        scores.append(2 * both / either if either else float("nan"))
    return float(np.nanmean(scores)) if len(truth) else float("nan")


def _precision(score: NDArray[np.float32], truth: NDArray[np.bool_]) -> float:
    """Average precision: mean, over what is there, of the share of right ones among those that score as high."""
    if not truth.any():
        return float("nan")
    ranked = truth[np.argsort(-score, kind="stable")]
    return float((np.cumsum(ranked) / np.arange(1, len(ranked) + 1))[ranked].mean())
