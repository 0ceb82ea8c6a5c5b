"""Scores: music, speech or functional, over a whole recording, and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from earmark.tracks.labels import LABELS, Content
from earmark.tracks.moments import Moment

__all__ = ["GROUPS", "Belief", "group_odds", "margin_of", "odds_of"]

GROUPS = ("music", "speech", "functional")
MOST_ODDS = 5.0
"""One window says no more than this, in natural logarithms: 150 to 1."""
_FUNCTIONAL = [place for place, label in enumerate(LABELS) if label not in (Content.music, Content.speech)]


@dataclass(frozen=True, slots=True)
class Belief:
    """How the margin of the scores becomes a probability; fitted on sources that the network never learned from.

    Attributes:
        scale, shift: of the log odds that the higher score is right, per margin.
        believed: least probability that is acted upon; below it a verdict is `undetermined`.
        risk: share of wrong verdicts among those that were believed, where it was fitted.
    """

    scale: float
    shift: float
    believed: float
    risk: float

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Belief:
        """As the model's description has it."""
        return cls(**settings["belief"])

    def probability(self, margin: float) -> float:
        """Chance that a verdict with this margin is right, 0 to 1."""
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, self.scale * margin + self.shift))))


def group_odds(probabilities: NDArray[np.float32]) -> NDArray[np.float64]:
    """Log odds of each of :data:`GROUPS`: of music, of speech, of the likeliest functional content.

    Args:
        probabilities: of each label [shape=(windows, labels)].

    Returns:
        [shape=(windows, 3)].
    """
    grouped = np.stack(
        [
            probabilities[:, LABELS.index(Content.music)],
            probabilities[:, LABELS.index(Content.speech)],
            probabilities[:, _FUNCTIONAL].max(axis=1),
        ],
        axis=1,
    ).astype(np.float64)
    grouped = grouped.clip(1e-4, 1 - 1e-4)
    return np.asarray(np.log(grouped / (1 - grouped)).clip(-MOST_ODDS, MOST_ODDS))


def odds_of(moments: Sequence[Moment]) -> NDArray[np.float64]:
    """Mean log odds of each of :data:`GROUPS` over the windows in which something is heard [shape=(3,)]."""
    told = [moment.probabilities for moment in moments if moment.probabilities is not None]
    return np.asarray(group_odds(np.stack(told)).mean(axis=0))


def margin_of(odds: NDArray[np.float64]) -> float:
    """How far the highest score is above the next [shape=(3,)]."""
    second, first = np.sort(odds)[-2:]
    return float(first - second)
