"""How well credits are grouped when a share of the authors has another's name (homonym stress).

    python -m benchmarks.authors_grouping --data DIR [--names] [--agents N] [--seed N]

DIR holds ``gutenberg``. Up to 8 books of each author under rendered names; 0, 10 and 30 % of the authors are renamed to
another. Authors fall into five parts by name; what ships learned from three and was calibrated on the fourth; all
figures are of the fifth. Intervals: 95 %, by author.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from earmark.authors import cluster
from earmark.authors.linking.model import PairModel, shipped_model
from earmark.authors.linking.names import NAME_FEATURES
from earmark.lab import Row, Score
from earmark.lab.authors.catalogues import CALIBRATE, HELD_OUT, LEARN, gutenberg
from earmark.lab.authors.grouping import SHARES, Grouping, groupings
from earmark.lab.predictions import prediction_table
from earmark.lab.recipes.author_cluster import fitted
from earmark.lab.score import score
from earmark.lab.suites.authors import CLUSTER_METRICS, cluster_rows, surname_and_initial


def main(
    data: Annotated[Path, typer.Option(help="Folder with gutenberg.")],
    names: Annotated[bool, typer.Option("--names", help="Also train and measure trees on names alone.")] = False,
    agents: Annotated[int, typer.Option(help="Authors, of whom a fifth is measured.")] = 6000,
    seed: int = 5,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Print B-cubed precision, recall and F1 by share of renamed authors."""
    posed = groupings(gutenberg(data / "gutenberg"), seed=seed, agents=agents)
    models = {"earmark": shipped_model("cluster")}
    if names:
        columns = (*NAME_FEATURES, "namesakes")
        models["boosted names"] = fitted(posed, train=LEARN, calibrate=CALIBRATE, version="names", columns=columns)
    rows = [row for grouping in posed for row in _rows(grouping, models)]
    scores = score(prediction_table(rows, suite="authors-cluster"), CLUSTER_METRICS, ("renamed",), seed=seed)
    if as_json:
        figures = [{"system": s.system, "slice": s.slice, "metric": s.metric, "value": s.value} for s in scores]
        typer.echo(json.dumps({"credits": len(rows), "scores": figures}, indent=1))
        return
    _report(scores)


def _rows(grouping: Grouping, models: Mapping[str, PairModel]) -> Iterator[Row]:
    credits, truth = grouping.of(HELD_OUT)
    for name, model in models.items():
        found = [member.cluster for member in cluster(credits, model=model)]
        yield from cluster_rows(name, found, truth, grouping.share)
    simple = [surname_and_initial(credit.text) for credit in credits]
    yield from cluster_rows("surname + initial", simple, truth, grouping.share)


def _report(scores: Sequence[Score]) -> None:
    for share in SHARES:
        lines = [line for line in scores if line.slice == f"renamed={share}"]
        typer.echo(f"\n{share:.0%} renamed: {lines[0].items} credits of {lines[0].groups} authors")
        for line in lines:
            limits = "" if line.low is None else f"  [{line.low:.3f}, {line.high:.3f}]"
            typer.echo(f"  {line.system:18} {line.metric:14} {line.value:.4f}{limits}")


if __name__ == "__main__":
    typer.run(main)
