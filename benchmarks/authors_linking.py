"""How well credits are linked to authors whom the model never saw, beside simple rules and a model of names alone.

    python -m benchmarks.authors_linking --data DIR [--folds N] [--seed N]

DIR holds ``gutenberg`` and ``librivox``. Authors fall into five parts by name, namesakes and pseudonyms together. For
each fold one part is tested; topics and trees learn from three others, calibration and the baselines' thresholds use
the fifth. 30 % of the authors are not in the base. Intervals: 95 %, by author.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from earmark.authors import LinkPolicy
from earmark.authors.linking.model import PairModel
from earmark.authors.linking.names import NAME_FEATURES
from earmark.lab import Row, Score
from earmark.lab.authors.catalogues import FOLDS, gutenberg, librivox
from earmark.lab.authors.pairs import BASELINES, Pairs, answers, baseline, best_threshold, pairs_of
from earmark.lab.metrics import mean
from earmark.lab.predictions import prediction_table
from earmark.lab.recipes.author_link import fitted, training_tasks
from earmark.lab.recipes.author_topics import fitted_topics, written_about
from earmark.lab.score import score
from earmark.lab.suites.authors import LINK_METRICS, link_tasks

NAMES_ALONE = (*NAME_FEATURES, "kind", "name_lead", "namesakes", "alias", "as_good")
METRICS = (*LINK_METRICS, mean("asked", "asked"))


def main(
    data: Annotated[Path, typer.Option(help="Folder with gutenberg and librivox.")],
    folds: Annotated[int, typer.Option(help="Parts that are tested, 1 to 5.")] = FOLDS,
    seed: int = 5,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Print the scores of every system by task, and on the hard credits alone."""
    rows = [row for fold in range(folds) for row in _fold(data, fold, seed)]
    scores = score(prediction_table(rows, suite="authors-link"), METRICS, ("task",), seed=seed)
    hard = [{**row, "task": f"{row['task']}, hard"} for row in rows if row["hard"]]
    scores += score(prediction_table(hard, suite="authors-link"), METRICS[:3], ("task",), seed=seed)
    if as_json:
        figures = [{"system": s.system, "slice": s.slice, "metric": s.metric, "value": s.value} for s in scores]
        typer.echo(json.dumps({"credits": len(rows), "scores": figures}, indent=1))
        return
    _report(scores)


def _fold(data: Path, fold: int, seed: int) -> Iterator[Row]:
    check = (fold + 1) % FOLDS
    learn = tuple(part for part in range(FOLDS) if part not in (fold, check))
    catalogues = [gutenberg(data / "gutenberg"), librivox(data / "librivox")]
    topics = fitted_topics(written_about(catalogues, lambda part: part in learn))
    sets = [pairs_of(task, topics) for task in training_tasks(data)]
    full = fitted(sets, train=learn, calibrate=[check], version="full")
    names = fitted(sets, train=learn, calibrate=[check], version="names", columns=NAMES_ALONE)
    del sets
    for task in link_tasks(data, seed=seed):
        yield from _answers(pairs_of(task, topics), full, names, fold, check)
        sys.stderr.write(f"fold {fold}: {task.name}\n")


def _answers(pairs: Pairs, full: PairModel, names: PairModel, fold: int, check: int) -> Iterator[Row]:
    yield from answers(pairs, "earmark", full.probabilities(pairs.rows), (fold,))
    yield from answers(pairs, "earmark, asking", full.probabilities(pairs.rows), (fold,), policy=LinkPolicy())
    yield from answers(pairs, "boosted names", names.probabilities(pairs.rows), (fold,))
    for name in BASELINES:
        likeness = baseline(name, pairs)
        yield from answers(pairs, name, likeness, (fold,), least=best_threshold(pairs, likeness, (check,)))


def _report(scores: Sequence[Score]) -> None:
    for part in dict.fromkeys(line.slice for line in scores if line.slice):
        lines = [line for line in scores if line.slice == part]
        typer.echo(f"\n{part.removeprefix('task=')}: {lines[0].items} credits, {lines[0].groups} groups of authors")
        for system in dict.fromkeys(line.system for line in lines):
            typer.echo(f"  {system}")
            for line in lines:
                if line.system == system and line.value is not None:
                    limits = "" if line.low is None else f"  [{line.low:.3f}, {line.high:.3f}]"
                    typer.echo(f"    {line.metric:22} {line.value:.4f}{limits}")


if __name__ == "__main__":
    typer.run(main)
