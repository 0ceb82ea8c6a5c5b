"""The model of `earmark authors link`, trained on Project Gutenberg's and LibriVox's catalogues.

Run again: ``python -m earmark.lab.recipes.author_link DATA``, where DATA holds ``gutenberg`` and ``librivox``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import earmark.authors
from earmark.authors.linking.features import FEATURES
from earmark.authors.linking.model import PairModel
from earmark.lab.authors.catalogues import CALIBRATE, LEARN, gutenberg, librivox
from earmark.lab.authors.pairs import Pairs, pairs_of
from earmark.lab.authors.tasks import Task, aliases, creators, creators_to_gutenberg, homonyms
from earmark.lab.recipes.pair_model import boosted, calibrated

__all__ = ["fitted", "main", "training_tasks"]

VERSION = "link-2"
SEED = 11
SAMPLED = 0.4
"""Of the wrong pairs, which are many; each then counts for more."""


def training_tasks(data: Path, *, seed: int = SEED) -> Iterator[Task]:
    """The tasks that the model learns from."""
    pg, lv = gutenberg(data / "gutenberg"), librivox(data / "librivox")
    yield aliases(pg, seed=seed, context=False, most=12_000)
    yield aliases(pg, seed=seed + 1, context=True, most=12_000)
    yield creators(lv, seed=seed)
    yield creators(lv, seed=seed + 1, context=False)
    yield creators_to_gutenberg(lv, pg, seed=seed)
    for place, share in enumerate((0.1, 0.3)):
        yield homonyms(pg, seed=seed + place, share=share, books=4)


def fitted(
    sets: Iterable[Pairs],
    *,
    train: Sequence[int],
    calibrate: Sequence[int],
    version: str,
    columns: Sequence[str] = FEATURES,
    seed: int = SEED,
) -> PairModel:
    """A model from the parts `train`, calibrated on the parts `calibrate`."""
    sets = list(sets)
    parts = np.concatenate([pairs.part for pairs in sets])
    rows, right = np.concatenate([pairs.rows for pairs in sets]), np.concatenate([pairs.right for pairs in sets])
    weight = np.concatenate([_weights(pairs) for pairs in sets])
    learn, check = np.isin(parts, train), np.isin(parts, calibrate)
    learn &= right | (np.random.default_rng(seed).random(len(right)) < SAMPLED)
    weight[learn & ~right] /= SAMPLED
    model = boosted(rows[learn], right[learn], weight[learn], seed=seed, columns=columns)
    return calibrated(model, rows[check], right[check], weight[check], version)


def _weights(pairs: Pairs) -> NDArray[np.float64]:
    """Each task counts by the square root of its size, so that the large ones do not drown the real strings."""
    return np.full(len(pairs.right), 100.0 / np.sqrt(len(pairs.task.credits)))


def main() -> None:
    """Write what ships."""
    sets = [pairs_of(task) for task in training_tasks(Path(sys.argv[1]))]
    model = fitted(sets, train=LEARN, calibrate=CALIBRATE, version=VERSION)
    path = Path(earmark.authors.__file__).with_name("data") / "link.npz"
    model.save(path)
    sys.stdout.write(f"{path}: {path.stat().st_size} bytes, {sum(len(pairs.right) for pairs in sets)} pairs\n")


if __name__ == "__main__":
    main()
