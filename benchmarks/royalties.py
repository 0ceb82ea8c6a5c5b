"""How long a statement takes: a million rows of plays over 100,000 tracks, on one core.

    python -m benchmarks.royalties [--rows 1000000] [--tracks 100000] [--seed 1]

Composes plays of 12 months, uses in episodes, verdicts and split sheets, and runs `earmark royalties statement` on them
as a person would, held to one core: without and with files written, and with a second policy in shadow. Each run is a
process of its own, so start-up and reading are counted; the pool is checked against what was written.
"""

from __future__ import annotations

import csv
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from time import perf_counter
from typing import Annotated

import numpy as np
import typer

POOL = "100000.00"
PERIOD = "2026-10"


def main(
    rows: Annotated[int, typer.Option(min=12, help="Rows of plays.")] = 1_000_000,
    tracks: Annotated[int, typer.Option(min=1, help="Tracks they are about.")] = 100_000,
    seed: Annotated[int, typer.Option(help="Of the composed figures.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Print seconds per run by the clock and of the processor, and the most memory that any of them took."""
    core = min(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {core})
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        files = _compose(folder, rows, tracks, np.random.default_rng(seed))
        figures: dict[str, object] = {"rows": rows, "tracks": tracks, "seed": seed, "cores": 1}
        runs = {
            "statement": ["--by", "pool"],
            "written": ["--by", "pool", "--output", str(folder / "out")],
            "shadow": ["--against", "boosts-example"],
        }
        for name, arguments in runs.items():
            figures[f"{name}_s"], figures[f"{name}_cpu_s"] = _run(files, *arguments)
        figures["pool_is_whole"] = _total(folder / "out/lines.csv") == Decimal(POOL) == _total(folder / "out/pool.csv")
        figures["written_mb"] = round(sum(f.stat().st_size for f in (folder / "out").rglob("*") if f.is_file()) / 1e6)
    figures["memory_mb"] = round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
    typer.echo(json.dumps(figures) if as_json else "  ".join(f"{name} {value}" for name, value in figures.items()))


def _run(files: Sequence[str], *arguments: str) -> tuple[float, float]:
    """Seconds by the clock, and of the processor."""
    began, before = perf_counter(), _used()
    command = [sys.executable, "-c", "from earmark.cli.app import main; main()", "royalties", "statement"]
    wanted = ["--pool", f"EUR {POOL}", "--policy", "threshold-example", "--period", PERIOD, "--format", "csv"]
    subprocess.run([*command, *files, *wanted, *arguments], check=True, capture_output=True)
    return round(perf_counter() - began, 2), round(_used() - before, 2)


def _used() -> float:
    """Seconds of the processor that the runs took so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _compose(folder: Path, rows: int, tracks: int, chance: np.random.Generator) -> list[str]:
    tables = {
        "plays": (["track", "item", "period", "territory", *_COUNTS], _plays(rows, tracks, chance)),
        "usage": (["item", "track", "seconds", "foreground", "background"], _usage(tracks, chance)),
        "verdicts": (["track", "verdict", "probability", "seconds", "confirmed_by"], _verdicts(tracks, chance)),
        "splits": (["track", "holder", "share"], _splits(tracks, chance)),
    }
    given = []
    for name, (head, body) in tables.items():
        with (folder / f"{name}.csv").open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(head)
            writer.writerows(body)
        given += [f"--{name}", str(folder / f"{name}.csv")]
    return given


_COUNTS = ("plays", "seconds", "listeners", "searched", "artificial")
_Cells = Sequence[object]


def _plays(rows: int, tracks: int, chance: np.random.Generator) -> Iterator[_Cells]:
    """Plays are heavy-tailed; months and territories tell the rows of a track apart."""
    plays = np.floor(chance.pareto(1.1, rows) * 60).clip(0, 1e7).astype(int)
    searched = (plays * chance.random(rows) * 0.3).astype(int)
    artificial = (plays * chance.beta(0.1, 2.0, rows)).astype(int)
    listeners = (plays * chance.random(rows)).astype(int)
    for row in range(rows):
        month, territory = row // tracks % 12, row // tracks // 12
        counts = plays[row], 12 + row % 300, listeners[row], searched[row], artificial[row]
        yield f"track-{row % tracks}", "", f"2026-{10 - month:02d}" if month < 10 else "2025-12", territory, *counts
    for episode in range(100):
        yield "", f"episode-{episode}", PERIOD, 0, 1000 + episode, 0, 0, 0, 0


def _usage(tracks: int, chance: np.random.Generator) -> Iterator[_Cells]:
    for episode in range(100):
        for track in set(chance.integers(0, tracks, 50).tolist()):
            yield f"episode-{episode}", f"track-{track}", 30.5, 10.25, 20.25


def _verdicts(tracks: int, chance: np.random.Generator) -> Iterator[_Cells]:
    labels = ("music", "music", "music", "functional:rain", "speech")
    for track, sure in enumerate(chance.beta(20, 1, tracks)):
        yield f"track-{track}", labels[track % len(labels)], f"{sure:.4f}", 60 + track % 400, "ann" if track % 2 else ""


def _splits(tracks: int, chance: np.random.Generator) -> Iterator[_Cells]:
    holders = chance.integers(0, max(tracks // 20, 2), (tracks, 2))
    for track, (one, other) in enumerate(holders.tolist()):
        if track % 3 or one == other:
            yield f"track-{track}", f"holder-{one}", 1
        else:
            yield from ((f"track-{track}", f"holder-{one}", "2/3"), (f"track-{track}", f"holder-{other}", "1/3"))


def _total(path: Path) -> Decimal:
    with path.open(newline="") as file:
        return sum((Decimal(row["amount"]) for row in csv.DictReader(file)), Decimal(0))


if __name__ == "__main__":
    typer.run(main)
