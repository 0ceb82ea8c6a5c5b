"""`earmark evaluate` and `earmark compare`: measure a capability, and tell two measurements apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from earmark.cli.output import Format, FormatOption, Row, emit, progress, say
from earmark.core.errors import BadInput

if TYPE_CHECKING:
    from earmark.lab import Comparison, Difference, Score

__all__ = ["compare_command", "evaluate_command"]

_WORST = 10  # items shown under a comparison

SCORE_COLUMNS = ("system", "slice", "metric", "unit", "value", "low", "high", "why", "items", "groups")
DIFFERENCE_COLUMNS = ("slice", "metric", "unit", "a", "b", "difference", "low", "high", "p", "why", "better")
ITEM_COLUMNS = ("item", "group", "loss_a", "loss_b", "change")


def evaluate_command(
    suite: Annotated[str | None, typer.Argument(help="The suite; without it, the suites there are.")] = None,
    data: Annotated[Path | None, typer.Option(help="Folder with the suite's data.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of what is drawn at random.")] = 0,
    out: Annotated[Path, typer.Option(help="Folder that runs are kept in.")] = Path("runs"),
    format: FormatOption = Format.table,
) -> None:
    """Measure a capability on labelled data, with baselines beside it.

    Metrics come with 95 % intervals. The run is kept in a folder of its own with every answer; 'earmark compare'
    reads it.
    """
    from earmark.lab import evaluate, installed_suite

    if suite is None:
        _list_suites(format)
        return
    chosen = installed_suite(suite)
    if data is None:
        raise BadInput("a suite needs data", where=suite, mend="Name its folder with --data DIR")
    with progress(chosen.name) as bar:
        run = evaluate(
            chosen,
            data,
            out=out,
            seed=seed,
            progress=lambda done, total: bar.update(bar.task_ids[0], completed=done, total=total),
        )
    if format is Format.table:
        headline = chosen.metrics[0].name
        shown = [line for line in run.scores if not line.slice or line.metric == headline]
        names = list(dict.fromkeys(line.system for line in shown))
        emit(_side_by_side(shown, names), format, ["slice", "metric", *names])
    else:
        emit(({**asdict(line), "run": str(run.folder)} for line in run.scores), format, SCORE_COLUMNS)
    say(f"run: {run.folder}")


def compare_command(
    run_a: Annotated[Path, typer.Argument(metavar="RUN", help="A run folder.")],
    run_b: Annotated[Path, typer.Argument(metavar="RUN", help="Another, of the same suite, data and seed.")],
    system: Annotated[str, typer.Option(help="Whose answers to compare.")] = "earmark",
    against: Annotated[str | None, typer.Option(help="Whose answers to take from the second run instead.")] = None,
    items: Annotated[bool, typer.Option("--items", help="List every item that differs, the worst first.")] = False,
    format: FormatOption = Format.table,
) -> None:
    """Say what changed from one run to another, and if by chance.

    Each difference comes with a paired interval and a p-value. To compare two systems of one run, name it twice
    and give --against.
    """
    from earmark.lab import compare, installed_suite, read_evaluation

    a, b = read_evaluation(run_a), read_evaluation(run_b)
    suite = installed_suite(a.manifest["suite"])
    found = compare(a, b, suite, system_a=system, system_b=against or system)
    if items:
        emit((asdict(line) for line in found.items), format, ITEM_COLUMNS)
    elif format is not Format.table:
        emit((asdict(line) for line in found.differences), format, DIFFERENCE_COLUMNS)
    else:
        headline = suite.metrics[0].name
        shown = (line for line in found.differences if not line.slice or line.metric == headline)
        emit(map(_told, shown), format, ["slice", "metric", "a", "b", "difference", "p", "better"])
        if found.items:
            typer.echo()
            emit((asdict(line) for line in found.items[:_WORST]), format, ITEM_COLUMNS)
    _say_pairing(found)


def _list_suites(format: Format) -> None:
    from earmark.lab import installed_suites

    rows = [
        {"suite": suite.name, "version": suite.version, "metrics": ", ".join(metric.name for metric in suite.metrics)}
        for suite in installed_suites().values()
    ]
    emit(rows, format, ["suite", "version", "metrics"])
    if not rows:
        say("no suite is installed")


def _side_by_side(scores: list[Score], systems: list[str]) -> Iterator[Row]:
    """One row per slice and metric, one column per system."""
    rows: dict[tuple[str, str], dict[str, str]] = {}
    for line in scores:
        rows.setdefault((line.slice, _named(line)), dict.fromkeys(systems, ""))[line.system] = _estimate(line)
    for (where, metric), cells in rows.items():
        yield {"slice": where, "metric": metric, **cells}


def _told(line: Difference) -> Mapping[str, Any]:
    change = _number(line.difference, "+")
    return {
        "slice": line.slice,
        "metric": _named(line),
        "a": _number(line.a),
        "b": _number(line.b),
        "difference": f"{change} {_limits(line, '+')}",
        "p": "" if line.p is None else f"{line.p:.4f}",
        "better": line.better,
    }


def _named(line: Score | Difference) -> str:
    return f"{line.metric} ({line.unit})" if line.unit else line.metric


def _estimate(line: Score) -> str:
    return f"{_number(line.value)} {_limits(line)}"


def _limits(line: Score | Difference, sign: str = "") -> str:
    """The interval, or why there is none."""
    return f"({line.why})" if line.why else f"[{_number(line.low, sign)}, {_number(line.high, sign)}]"


def _number(value: float | None, sign: str = "") -> str:
    return "–" if value is None else f"{value:{sign}.3f}"


def _say_pairing(found: Comparison) -> None:
    say(f"paired on {found.paired} items in {found.groups} groups; difference = second run - first run")
    if found.only_in_a or found.only_in_b:
        say(f"left out: {found.only_in_a} items only in the first run, {found.only_in_b} only in the second")
    say(f"only the first is right: {found.only_a_right}; only the second is right: {found.only_b_right}")
