"""The model of `earmark authors cluster`, trained on Project Gutenberg's books under rendered names.

Run again: ``python -m earmark.lab.recipes.author_cluster DATA``, where DATA holds ``gutenberg``.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import earmark.authors
from earmark.authors import Credit
from earmark.authors.clustering import prepare
from earmark.authors.linking.features import COMPETITION_FEATURES, FEATURES, pair_features
from earmark.authors.linking.model import PairModel
from earmark.authors.linking.topics import Topics
from earmark.lab.authors.catalogues import CALIBRATE, LEARN, gutenberg
from earmark.lab.authors.grouping import Grouping, groupings
from earmark.lab.recipes.pair_model import boosted, calibrated

__all__ = ["COLUMNS", "CreditPairs", "credit_pairs", "fitted", "main"]

VERSION = "cluster-2"
SEED = 11
AGENTS = 6000
COLUMNS = tuple(name for name in FEATURES if name not in COMPETITION_FEATURES or name == "namesakes")
"""What a pair is judged by: nothing that depends on who else was compared."""


@dataclass(frozen=True, slots=True)
class CreditPairs:
    """Pairs of credits that share a key.

    Attributes:
        rows: features [shape=(pairs, features)].
        right: whether both are one agent's [shape=(pairs,)].
        weight: how much each counts [shape=(pairs,)].
    """

    rows: NDArray[np.float64]
    right: NDArray[np.bool_]
    weight: NDArray[np.float64]


def credit_pairs(credits: Sequence[Credit], truth: Sequence[str], topics: Topics | None = None) -> CreditPairs:
    """Pairs of `credits`, whose agents are `truth`."""
    ready = prepare(credits, topics)
    rows = pair_features(ready.encoded, ready.base, ready.tokens, ready.candidates)
    many = np.diff(ready.candidates.start)
    numbers: dict[str, int] = {}
    agent = np.array([numbers.setdefault(each, len(numbers)) for each in truth])
    right = agent[ready.candidates.agent] == np.repeat(agent, many)
    return CreditPairs(rows, right, np.repeat(1.0 / np.sqrt(np.maximum(many, 1)), many))


def fitted(
    groupings: Sequence[Grouping],
    *,
    train: Sequence[int],
    calibrate: Sequence[int],
    version: str,
    topics: Topics | None = None,
    columns: Sequence[str] = COLUMNS,
    seed: int = SEED,
) -> PairModel:
    """A model from the people in the parts `train`, calibrated on those in the parts `calibrate`."""
    learn = _joined([credit_pairs(*each.of(train), topics) for each in groupings])
    check = _joined([credit_pairs(*each.of(calibrate), topics) for each in groupings])
    model = boosted(learn.rows, learn.right, learn.weight, seed=seed, columns=columns)
    return calibrated(model, check.rows, check.right, check.weight, version)


def _joined(sets: Sequence[CreditPairs]) -> CreditPairs:
    return CreditPairs(
        np.concatenate([each.rows for each in sets]),
        np.concatenate([each.right for each in sets]),
        np.concatenate([each.weight for each in sets]),
    )


def main() -> None:
    """Write what ships."""
    posed = groupings(gutenberg(Path(sys.argv[1]) / "gutenberg"), seed=SEED, agents=AGENTS)
    model = fitted(posed, train=LEARN, calibrate=CALIBRATE, version=VERSION)
    path = Path(earmark.authors.__file__).with_name("data") / "cluster.npz"
    model.save(path)
    sys.stdout.write(f"{path}: {path.stat().st_size} bytes\n")


if __name__ == "__main__":
    main()
