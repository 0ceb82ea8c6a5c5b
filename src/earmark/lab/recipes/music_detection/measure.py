"""What the trained network can do, on recordings that it never saw, beside what statistics alone can do."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from earmark.lab.metrics.calibration import calibration_error
from earmark.lab.recipes.music_detection.examples import Examples

__all__ = ["LEVELS_DB", "Measured", "measured"]

LEVELS_DB = ((-20, -15), (-15, -10), (-10, -5), (-5, 0), (0, 10), (10, 200))


@dataclass(frozen=True, slots=True)
class Measured:
    """Figures over steps of a quarter of a second.

    Attributes:
        area: under the receiver operating characteristic, of music.
        voice_area: of a voice.
        recall: of music by its level against all else, at a probability of 0.5.
        false_voice: share of steps with a voice and no music that are called music,
        false_other: and of steps with other sound, and neither.
        calibration: expected calibration error of the probability of music.
        steps: how many were asked.
    """

    area: float
    voice_area: float
    recall: tuple[float, ...]
    false_voice: float
    false_other: float
    calibration: float
    steps: int


def measured(said: NDArray[np.float32], examples: Examples) -> Measured:
    """How right probabilities [shape=(scenes, steps, 2)] are about `examples`."""
    asked = examples.asked > 0
    music, truth = said[..., 0], examples.truth[..., 0] > 0
    sounding = asked[..., 0] & truth
    silent = asked[..., 0] & ~truth
    voice, other = examples.others[..., 0], examples.others[..., 1]
    by_level = [sounding & (examples.level >= low) & (examples.level < high) for low, high in LEVELS_DB]
    return Measured(
        _area(music[asked[..., 0]], truth[asked[..., 0]]),
        _area(said[..., 1][asked[..., 1]], examples.truth[..., 1][asked[..., 1]] > 0),
        tuple(_share(music, these) for these in by_level),
        _share(music, silent & voice),
        _share(music, silent & other & ~voice),
        calibration_error(music[asked[..., 0]], truth[asked[..., 0]]),
        int(asked[..., 0].sum()),
    )


def _share(probability: NDArray[np.float32], steps: NDArray[np.bool_]) -> float:
    return float((probability[steps] > 0.5).mean()) if steps.any() else float("nan")


def _area(score: NDArray[np.float32], truth: NDArray[np.bool_]) -> float:
    """Share of pairs, one that is and one that is not, of which the first scores higher (Mann and Whitney, 1947)."""
    yes, no = np.sort(score[truth]), np.sort(score[~truth])
    if not (len(yes) and len(no)):
        return float("nan")
    below = np.searchsorted(no, yes, "left") + np.searchsorted(no, yes, "right")
    return float(below.mean() / (2 * len(no)))
