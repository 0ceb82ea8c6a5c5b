"""How well credits are grouped when a share of the authors has another's name (homonym stress).

    python -m benchmarks.authors_grouping --data DIR [--folds N] [--seed N]

DIR holds ``gutenberg`` and ``librivox``. Books of 2,641 authors under rendered names; 0, 10 and 30 % of the authors are
renamed to another. For each fold one part of the authors is tested; topics and trees learn from three others,
calibration and the threshold of average linkage are of the fifth. Intervals: 95 %, by author.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from earmark.authors import cluster
from earmark.authors.linking.model import PairModel
from earmark.authors.linking.names import NAME_FEATURES
from earmark.authors.linking.topics import Topics
from earmark.lab import Row, Score
from earmark.lab.authors.catalogues import FOLDS, Catalogue, gutenberg, librivox
from earmark.lab.authors.grouping import SHARES, Grouping, groupings
from earmark.lab.authors.measures import b_cubed
from earmark.lab.predictions import prediction_table
from earmark.lab.recipes.author_cluster import fitted
from earmark.lab.recipes.author_topics import fitted_topics, written_about
from earmark.lab.score import score
from earmark.lab.suites.authors import CLUSTER_METRICS, cluster_rows, surname_and_initial

THRESHOLDS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7)


def main(
    data: Annotated[Path, typer.Option(help="Folder with gutenberg and librivox.")],
    folds: Annotated[int, typer.Option(help="Parts that are tested, 1 to 5.")] = FOLDS,
    agents: Annotated[int, typer.Option(help="Authors.")] = 2641,
    seed: int = 5,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Print B-cubed precision, recall and F1 by share of renamed authors."""
    catalogues = [gutenberg(data / "gutenberg"), librivox(data / "librivox")]
    posed = groupings(catalogues[0], seed=seed, agents=agents)
    rows = [row for fold in range(folds) for row in _fold(catalogues, posed, fold)]
    scores = score(prediction_table(rows, suite="authors-cluster"), CLUSTER_METRICS, ("renamed",), seed=seed)
    if as_json:
        figures = [{"system": s.system, "slice": s.slice, "metric": s.metric, "value": s.value} for s in scores]
        typer.echo(json.dumps({"credits": len(rows), "scores": figures}, indent=1))
        return
    _report(scores)


def _fold(catalogues: Sequence[Catalogue], posed: Sequence[Grouping], fold: int) -> Iterator[Row]:
    check = (fold + 1) % FOLDS
    learn = [part for part in range(FOLDS) if part not in (fold, check)]
    topics = fitted_topics(written_about(catalogues, lambda part: part in learn))
    systems = {
        "earmark": fitted(posed, train=learn, calibrate=[check], version="full", topics=topics),
        "boosted names": fitted(
            posed, train=learn, calibrate=[check], version="names", topics=topics, columns=(*NAME_FEATURES, "namesakes")
        ),
    }
    for name, model in systems.items():
        threshold = _threshold(posed, model, topics, check)
        sys.stderr.write(f"fold {fold}, {name}: threshold {threshold}\n")
        for grouping in posed:
            credits, truth = grouping.of([fold])
            found = [member.cluster for member in cluster(credits, model=model, topics=topics, threshold=threshold)]
            yield from _named(cluster_rows(name, found, truth, grouping.share), fold)
    for grouping in posed:
        credits, truth = grouping.of([fold])
        simple = [surname_and_initial(credit.text) for credit in credits]
        yield from _named(cluster_rows("surname + initial", simple, truth, grouping.share), fold)


def _named(rows: Iterator[Row], fold: int) -> Iterator[Row]:
    yield from ({**row, "item": f"{fold}/{row['item']}"} for row in rows)


def _threshold(posed: Sequence[Grouping], model: PairModel, topics: Topics, part: int) -> float:
    """The threshold of the highest mean F1 over all shares on the authors of `part`."""
    parts = [grouping.of([part]) for grouping in posed]

    def quality(threshold: float) -> float:
        found = [
            b_cubed([m.cluster for m in cluster(credits, model=model, topics=topics, threshold=threshold)], truth)
            for credits, truth in parts
        ]
        return float(np.mean([2 * p * r / (p + r) for each in found for p, r in each]))

    return max(THRESHOLDS, key=quality)


def _report(scores: Sequence[Score]) -> None:
    for share in SHARES:
        lines = [line for line in scores if line.slice == f"renamed={share}"]
        typer.echo(f"\n{share:.0%} renamed: {lines[0].items} credits of {lines[0].groups} authors")
        for line in lines:
            limits = "" if line.low is None else f"  [{line.low:.3f}, {line.high:.3f}]"
            typer.echo(f"  {line.system:18} {line.metric:14} {line.value:.4f}{limits}")


if __name__ == "__main__":
    typer.run(main)
