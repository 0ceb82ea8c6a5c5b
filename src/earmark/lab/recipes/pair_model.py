"""Training a pair model: monotone boosted trees, then a calibration by isotonic regression on other people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression

from earmark.authors.linking.features import FEATURES, MONOTONE
from earmark.authors.linking.model import PairModel
from earmark.core.errors import MissingExtra

__all__ = ["boosted", "calibrated"]

ROUNDS = 150
_CEILING = 0.9995
"""No probability is certain: as far as the calibration data reach."""


def boosted(
    rows: NDArray[np.float64],
    right: NDArray[np.bool_],
    weight: NDArray[np.float64],
    *,
    seed: int,
    columns: Sequence[str] = FEATURES,
    rounds: int = ROUNDS,
) -> PairModel:
    """Trees for `rows` of pairs, not calibrated yet.

    Args:
        rows: features of pairs [shape=(pairs, features)].
        right: whether each is one person [shape=(pairs,)].
        weight: how much each counts [shape=(pairs,)].
        seed: of the sampling of columns and rows.
        columns: features that may be read.
        rounds: number of trees.

    Reference:
        G. Ke et al., "LightGBM: A Highly Efficient Gradient Boosting Decision Tree", NeurIPS 2017.
    """
    try:
        import lightgbm
    except ImportError as reason:
        raise MissingExtra(
            "LightGBM is not installed", mend="Install it with: pip install 'earmark[train]'"
        ) from reason
    places = [FEATURES.index(name) for name in columns]
    settings: dict[str, Any] = {
        "objective": "binary",
        "learning_rate": 0.08,
        "num_leaves": 31,
        "min_data_in_leaf": 40,
        "lambda_l2": 2.0,
        "feature_fraction": 0.8,
        "bagging_fraction": 0.8,
        "bagging_freq": 1,
        "seed": seed,
        "deterministic": True,
        "force_row_wise": True,
        "num_threads": 2,
        "verbosity": -1,
        "max_bin": 127,
        "monotone_constraints": [MONOTONE[place] for place in places],
        "monotone_constraints_method": "basic",
    }
    data = lightgbm.Dataset(
        rows[:, places].astype(np.float32), right.astype(np.float32), weight=weight, feature_name=list(columns)
    )
    trained = lightgbm.train(settings, data, num_boost_round=rounds)
    return _exported(trained.dump_model(), columns, version=f"{seed}")


def calibrated(
    model: PairModel, rows: NDArray[np.float64], right: NDArray[np.bool_], weight: NDArray[np.float64], version: str
) -> PairModel:
    """`model` with the curve from score to probability that isotonic regression finds on people it never saw.

    Reference:
        B. Zadrozny, C. Elkan, "Transforming Classifier Scores into Accurate Multiclass Probability Estimates",
        KDD 2002.
    """
    from dataclasses import replace

    scores = model.scores(rows)
    order = np.argsort(scores, kind="stable")
    fitted = isotonic_regression(right[order].astype(float), weights=weight[order]).x
    edges = np.flatnonzero(np.diff(fitted) > 0) + 1
    parts = np.split(np.arange(len(fitted)), edges)
    points = np.array([np.average(scores[order][part], weights=weight[order][part]) for part in parts])
    values = np.array([fitted[part[0]] for part in parts])
    return replace(model, score=points, probability=np.clip(values, 1 - _CEILING, _CEILING), version=version)


def _exported(dump: dict[str, Any], columns: Sequence[str], version: str) -> PairModel:
    parts: dict[str, list[Any]] = {name: [] for name in ("feature", "threshold", "missing", "left", "right", "value")}
    tree_start, leaf_start = [0], [0]
    for tree in dump["tree_info"]:
        _walk(tree["tree_structure"], parts, tree_start[-1], leaf_start[-1])
        tree_start.append(len(parts["feature"]))
        leaf_start.append(len(parts["value"]))
    return PairModel(
        np.array(columns),
        np.array(tree_start, np.int64),
        np.array(leaf_start, np.int64),
        np.array(parts["feature"], np.int32),
        np.array(parts["threshold"], np.float64),
        np.array(parts["missing"], bool),
        np.array(parts["left"], np.int32),
        np.array(parts["right"], np.int32),
        np.array(parts["value"], np.float32),
        np.array([-10.0, 10.0]),
        np.array([0.0, 1.0]),
        version,
    )


def _walk(node: dict[str, Any], parts: dict[str, list[Any]], first: int, first_leaf: int) -> int:
    """Append `node` and what is below it; its number within the tree, negative for a leaf."""
    if "leaf_value" in node:
        parts["value"].append(node["leaf_value"])
        return -(len(parts["value"]) - first_leaf)
    at = len(parts["feature"])
    parts["feature"].append(node["split_feature"])
    parts["threshold"].append(node["threshold"])
    missing = node["default_left"] if node["missing_type"] == "NaN" else node["threshold"] >= 0.0
    parts["missing"].append(missing)
    parts["left"].append(0)
    parts["right"].append(0)
    parts["left"][at] = _walk(node["left_child"], parts, first, first_leaf)
    parts["right"][at] = _walk(node["right_child"], parts, first, first_leaf)
    return at - first
