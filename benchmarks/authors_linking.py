"""How well credits are linked to authors whom the models never saw, beside simple rules and a model of names alone.

    python -m benchmarks.authors_linking --data DIR [--names] [--only TASK] [--seed N]

DIR holds ``gutenberg`` and ``librivox``. Authors fall into five parts by name, namesakes and pseudonyms together. What
ships learned from three and was calibrated on the fourth, which also gives the baselines their thresholds; all figures
are of the fifth. 30 % of the authors are not in the base. Intervals: 95 %, by author.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from earmark.authors import LinkPolicy
from earmark.authors.linking.model import PairModel, shipped_model
from earmark.authors.linking.names import NAME_FEATURES
from earmark.lab import Row, Score
from earmark.lab.authors.catalogues import CALIBRATE, HELD_OUT, LEARN
from earmark.lab.authors.pairs import BASELINES, Pairs, answers, baseline, best_threshold, hidden_share, pairs_of
from earmark.lab.metrics import mean
from earmark.lab.predictions import prediction_table
from earmark.lab.recipes.author_link import fitted, training_tasks
from earmark.lab.score import score
from earmark.lab.suites.authors import LINK_METRICS, link_tasks

NAMES_ALONE = (*NAME_FEATURES, "kind", "name_lead", "namesakes", "alias", "as_good")
METRICS = (*LINK_METRICS, mean("asked", "asked"))


def main(
    data: Annotated[Path, typer.Option(help="Folder with gutenberg and librivox.")],
    names: Annotated[bool, typer.Option("--names", help="Also train and measure trees on names alone.")] = False,
    only: Annotated[str, typer.Option(help="Tasks whose name has this in it.")] = "",
    seed: int = 5,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Print the scores of every system by task, on the hard credits, and on those that share no word with the name."""
    models = {"earmark": shipped_model("link")}
    if names:
        sets = [pairs_of(task) for task in training_tasks(data)]
        models["boosted names"] = fitted(sets, train=LEARN, calibrate=CALIBRATE, version="names", columns=NAMES_ALONE)
        del sets
    rows: list[Row] = []
    for task in (each for each in link_tasks(data, seed=seed) if only in each.name):
        rows.extend(_answers(pairs_of(task), models))
        sys.stderr.write(f"{task.name}\n")
    scores = score(prediction_table(rows, suite="authors-link"), METRICS, ("task",), seed=seed)
    hard = [{**row, "task": f"{row['task']}, hard"} for row in rows if row["hard"]]
    hard += [
        {**row, "item": f"{row['item']} pseudonym", "task": f"{row['task']}, pseudonyms"}
        for row in rows
        if row["pseudonym"]
    ]
    scores += score(prediction_table(hard, suite="authors-link"), (*METRICS[:3], METRICS[4]), ("task",), seed=seed)
    if as_json:
        figures = [{"system": s.system, "slice": s.slice, "metric": s.metric, "value": s.value} for s in scores]
        typer.echo(json.dumps({"credits": len(rows), "scores": figures}, indent=1))
        return
    _report(scores)


def _answers(pairs: Pairs, models: dict[str, PairModel]) -> Iterator[Row]:
    for name, model in models.items():
        likely = model.probabilities(pairs.rows)
        yield from answers(pairs, name, likely, HELD_OUT)
        if name == "earmark":
            yield from answers(pairs, "earmark, asking", likely, HELD_OUT, policy=LinkPolicy())
            hidden = hidden_share(pairs, likely, CALIBRATE)
            sys.stderr.write(f"{pairs.task.name}: hidden {hidden:.3f}\n")
            told = LinkPolicy(review=float("inf"), hidden=hidden)
            yield from answers(pairs, "earmark, hidden told", likely, HELD_OUT, policy=told)
    for name in BASELINES:
        likeness = baseline(name, pairs)
        yield from answers(pairs, name, likeness, HELD_OUT, least=best_threshold(pairs, likeness, CALIBRATE))


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
