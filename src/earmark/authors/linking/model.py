"""The pair model that ships: boosted trees as plain arrays, and the curve that makes their scores probabilities."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numba import njit
from numpy.typing import NDArray

from earmark.authors.linking.features import FEATURES
from earmark.core.errors import BadInput

__all__ = ["PairModel", "shipped_model"]

_DATA = Path(__file__).parent.with_name("data")


@dataclass(frozen=True, slots=True)
class PairModel:
    """Trees and a calibration.

    A node goes left where its feature is at most the threshold; a missing value goes where `left_if_missing` says. A
    negative child ``-1 - k`` is leaf k of the same tree.

    Attributes:
        columns: names of the features the trees read, in order [shape=(features,)].
        tree_start: first node of each tree [shape=(trees + 1,)].
        leaf_start: first leaf of each tree [shape=(trees + 1,)].
        feature: column a node looks at [shape=(nodes,)].
        threshold: what it compares with [shape=(nodes,)].
        left_if_missing: where NaN goes [shape=(nodes,)].
        left: child, counted from the tree's first node [shape=(nodes,)].
        right: as `left` [shape=(nodes,)].
        value: of leaves, added up to a log odds [shape=(leaves,)].
        score: log odds at which the probability is known, rising [shape=(points,)].
        probability: there, never falling, linear in between [shape=(points,)].
        version: names the model.
    """

    columns: NDArray[np.str_]
    tree_start: NDArray[np.int64]
    leaf_start: NDArray[np.int64]
    feature: NDArray[np.int32]
    threshold: NDArray[np.float64]
    left_if_missing: NDArray[np.bool_]
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    value: NDArray[np.float32]
    score: NDArray[np.float64]
    probability: NDArray[np.float64]
    version: str

    @classmethod
    def load(cls, path: Path) -> PairModel:
        """The model in the NumPy archive at `path`, which holds arrays only.

        Raises:
            BadInput: if it is no such archive, or reads features that this version does not know.
        """
        try:
            with np.load(path, allow_pickle=False) as held:
                arrays = {field.name: held[field.name] for field in fields(cls) if field.name != "version"}
                version = str(held["version"])
        except (OSError, ValueError, KeyError, BadZipFile) as reason:
            raise BadInput(f"this is no pair model ({reason})", where=str(path)) from reason
        unknown = set(arrays["columns"]) - set(FEATURES)
        if unknown:
            raise BadInput(f"the model reads unknown features: {', '.join(sorted(unknown))}", where=str(path))
        return cls(**arrays, version=version)

    def save(self, path: Path) -> None:
        """Write the archive that `load` reads."""
        np.savez_compressed(
            path, allow_pickle=False, **{field.name: np.asarray(getattr(self, field.name)) for field in fields(self)}
        )

    def scores(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """Log odds of pairs [shape=(pairs,)] with features [shape=(pairs, features)]."""
        places = np.array([FEATURES.index(name) for name in self.columns])
        scores: NDArray[np.float64] = _added_up(
            np.ascontiguousarray(rows[:, places], np.float32),
            self.tree_start,
            self.leaf_start,
            self.feature,
            self.threshold,
            self.left_if_missing,
            self.left,
            self.right,
            self.value,
        )
        return scores

    def probabilities(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """Calibrated probability that each pair is one, 0 to 1 [shape=(pairs,)]."""
        found: NDArray[np.float64] = np.interp(self.scores(rows), self.score, self.probability)
        return found


@njit(cache=True)
def _added_up(rows, tree_start, leaf_start, feature, threshold, missing, left, right, value):  # type: ignore[no-untyped-def]
    out = np.zeros(len(rows))
    for tree in range(len(tree_start) - 1):
        first, leaf = tree_start[tree], leaf_start[tree]
        for row in range(len(rows)):
            node = 0 if tree_start[tree + 1] > first else -1
            while node >= 0:
                x = rows[row, feature[first + node]]
                goes_left = missing[first + node] if np.isnan(x) else x <= threshold[first + node]
                node = left[first + node] if goes_left else right[first + node]
            out[row] += value[leaf - 1 - node]
    return out


def shipped_model(name: str = "link") -> PairModel:
    """The model that comes with earmark: ``link`` (credits to agents) or ``cluster`` (credits to credits)."""
    return PairModel.load(_DATA / f"{name}.npz")
