"""Records of anything, matched by monotone trees over likenesses of attributes, as pairs of names are.

    python -m benchmarks.authors_matching --data DIR [--seed N]

DIR holds ``entity_matching``: DBLP-ACM and iTunes-Amazon, clean and dirty. Trees learn from the training pairs; the
threshold is the best on training pairs in five-fold cross-validation; F1 is of the validation pairs. Intervals: 95 %,
by pair. Likenesses: for each attribute and for all words together, share of common words weighted by their rarity, of
common letter triples, of common numbers, the longer and shorter containment, equality.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import lightgbm
import numpy as np
import typer
from numpy.typing import NDArray

from earmark.authors import fold
from earmark.lab.bootstrap import Floats
from earmark.lab.metrics import detection
from earmark.lab.predictions import prediction_table
from earmark.lab.score import score

SETS = ("Structured_DBLP-ACM", "Dirty_DBLP-ACM", "Structured_iTunes-Amazon", "Dirty_iTunes-Amazon")
_COLUMN = re.compile(r"COL (\S+) VAL ")
_SETTINGS: dict[str, Any] = {
    "objective": "binary", "learning_rate": 0.05, "num_leaves": 15, "min_data_in_leaf": 5, "lambda_l2": 1.0,
    "feature_fraction": 0.6, "bagging_fraction": 0.8, "bagging_freq": 1, "verbosity": -1, "deterministic": True,
    "num_threads": 2,
}  # fmt: skip
ROUNDS = 300
Pair = tuple[dict[str, str], dict[str, str], bool]


def main(
    data: Annotated[Path, typer.Option(help="Folder with entity_matching.")],
    seed: int = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Print precision, recall and F1 on the validation pairs of each set."""
    figures: dict[str, dict[str, float | None]] = {}
    for name in SETS:
        folder = data / "entity_matching" / name
        rows = _judged(_pairs(folder / "train.txt.gz"), _pairs(folder / "valid.txt.gz"), seed)
        table = prediction_table(rows, suite=name)
        lines = score(table, detection(both="both", truth="truth", found="found"), (), seed=seed)
        figures[name] = {line.metric: line.value for line in lines}
        if not as_json:
            for line in lines:
                limits = "" if line.low is None else f"  [{line.low:.3f}, {line.high:.3f}]"
                typer.echo(f"{name:26} {line.metric:10} {line.value:.4f}{limits}  {line.items} pairs")
    if as_json:
        typer.echo(json.dumps(figures, indent=1))


def _pairs(path: Path) -> list[Pair]:
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        parts = [line.rstrip("\n").split("\t") for line in stream if line.strip()]
    return [(_record(one), _record(other), label.strip() == "1") for one, other, label in parts]


def _record(text: str) -> dict[str, str]:
    _, *cells = _COLUMN.split(text)
    return {name: fold(value) for name, value in zip(cells[::2], cells[1::2], strict=True)}


def _judged(train: Sequence[Pair], valid: Sequence[Pair], seed: int) -> list[dict[str, object]]:
    rarity = _rarity([record for pair in train for record in pair[:2]])
    rows, right = _rows(train, rarity), np.array([pair[2] for pair in train])
    settings = {**_SETTINGS, "seed": seed}
    part = np.random.default_rng(seed).permutation(len(rows)) % 5
    unseen = np.empty(len(rows))
    for fold_number in range(5):
        away = part == fold_number
        model = lightgbm.train(settings, lightgbm.Dataset(rows[~away], right[~away]), ROUNDS)
        unseen[away] = model.predict(rows[away])
    threshold = max(np.linspace(0.1, 0.9, 81), key=lambda least: _f1(unseen >= least, right))
    model = lightgbm.train(settings, lightgbm.Dataset(rows, right), ROUNDS)
    found = np.asarray(model.predict(_rows(valid, rarity))) >= threshold
    return [
        {"item": str(at), "group": str(at), "loss": float(pair[2] != said), "truth": pair[2], "found": bool(said),
         "both": bool(said) and pair[2]}
        for at, (pair, said) in enumerate(zip(valid, found, strict=True))
    ]  # fmt: skip


def _f1(found: NDArray[np.bool_], right: NDArray[np.bool_]) -> float:
    return float(2 * (found & right).sum() / max(found.sum() + right.sum(), 1))


def _rarity(records: Sequence[dict[str, str]]) -> dict[str, float]:
    seen = Counter(word for record in records for word in {w for value in record.values() for w in value.split()})
    return {word: float(np.log(1 + len(records) / count)) for word, count in seen.items()}


def _rows(pairs: Sequence[Pair], rarity: dict[str, float]) -> Floats:
    names = sorted({name for pair in pairs for record in pair[:2] for name in record})
    return np.array([_likenesses(one, other, names, rarity) for one, other, _ in pairs])


def _likenesses(
    one: dict[str, str], other: dict[str, str], names: Sequence[str], rarity: dict[str, float]
) -> list[float]:
    found = [value for name in names for value in _of_values(one.get(name, ""), other.get(name, ""), rarity)]
    return found + _of_values(" ".join(one.values()), " ".join(other.values()), rarity)


def _of_values(one: str, other: str, rarity: dict[str, float]) -> list[float]:
    if not one or not other:
        return [float("nan")] * 6
    words, more = set(one.split()), set(other.split())
    weight = {word: rarity.get(word, 8.0) for word in words | more}
    shared = sum(weight[word] for word in words & more)
    sums = sorted((sum(weight[word] for word in words), sum(weight[word] for word in more)))
    triples = [{text[at : at + 3] for at in range(max(len(text) - 2, 1))} for text in (one, other)]
    numbers = [{word for word in side if word.isdigit()} for side in (words, more)]
    return [
        shared / sum(weight.values()),
        shared / sums[0],
        shared / sums[1],
        len(triples[0] & triples[1]) / len(triples[0] | triples[1]),
        len(numbers[0] & numbers[1]) / len(numbers[0] | numbers[1]) if numbers[0] | numbers[1] else float("nan"),
        float(one == other),
    ]


if __name__ == "__main__":
    typer.run(main)
