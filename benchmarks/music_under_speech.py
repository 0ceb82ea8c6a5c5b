"""How well, how exactly and how fast tracks are named in episodes, under every condition, with peers beside.

    python -m benchmarks.music_under_speech --music DIR [--music DIR] --speech DIR [--seed N] [--only COND,...]

A quarter of the artists of each folder is kept out of the catalogue; their music lies in the episodes too. All
systems index the same tracks and hear the same files. Claims of one track less than five seconds apart are joined; a
claim is right if it overlaps an event of its track by half of what either covers, one to one. Every system counts at
a score fixed beforehand; peers also at the score that is best on these very episodes. Nothing is tuned here.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from benchmarks.music.measure import Heard, listen, rows_of
from benchmarks.music.report import calibration, figures, intervals, table, values_of
from earmark.core.provenance import code, machine
from earmark.lab import Row
from earmark.lab.episodes import (
    CONDITIONS,
    TREATMENTS,
    Cast,
    Condition,
    Episode,
    Recording,
    Shelf,
    episodes,
    hold_out,
    recordings,
    speech_alone,
)
from earmark.lab.listeners import Earmark, Listener, Pairs

HELD_OUT = 0.25
QUICK = 0.25


def main(
    music: Annotated[list[Path], typer.Option(help="Folder of tracks; again for more.")],
    speech: Annotated[Path, typer.Option(help="Folder of speech.")],
    only: Annotated[str, typer.Option(help="Conditions, with commas between; all if empty.")] = "",
    scale: Annotated[float, typer.Option(help="Passages of each condition, 1 for the full number.")] = 1.0,
    quick: Annotated[bool, typer.Option("--quick", help="A quarter of the passages.")] = False,
    alone: Annotated[float, typer.Option(help="Minutes of speech alone.")] = 20.0,
    systems: Annotated[str, typer.Option(help="earmark, pairs; with commas between.")] = "earmark",
    seed: int = 0,
    wrong: Annotated[
        bool, typer.Option("--wrong", help="List every event that was missed and every false find.")
    ] = False,
    json_file: Annotated[Path | None, typer.Option("--json", help="Keep figures and rows in this file.")] = None,
) -> None:
    """Print the figures."""
    known, unknown = _catalogue(music, seed)
    chosen = [condition for condition in CONDITIONS if not only or condition.name in only.split(",")]
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        cast = Cast(known, unknown, recordings(speech), Shelf(folder / "shelf"))
        posed = _posed(folder, cast, chosen, seed, QUICK if quick else scale, 60 * alone)
        seconds = sum(cast.shelf.samples(track.path) for track in known) / 24_000
        report: dict[str, Any] = {
            "date": datetime.now(UTC).date().isoformat(),
            "command": " ".join(sys.argv[1:]),
            "seed": seed,
            "code": code(),
            "machine": machine(),
            "catalogue": {"tracks": len(known), "hours": seconds / 3600, "held out": len(unknown)},
            "episodes": {"files": len(posed), "hours": sum(episode.seconds for episode in posed) / 3600},
            "systems": {},
        }
        for listener in _listeners(systems.split(",")):
            _warm_up(listener, known, posed, folder / f"warm-up {listener.name}")
            heard = listen(listener, [track.path for track in known], posed, folder / f"index {listener.name}", _say)
            rows = rows_of(heard, posed, heard.least, heard.system)
            report["systems"][listener.name] = _told(heard, rows, posed, seconds, seed)
            _show(report["systems"][listener.name], rows, wrong)
    print(f"\ncatalogue {report['catalogue']}  episodes {report['episodes']}  seed {seed}")
    if json_file:
        json_file.write_text(json.dumps(report, indent=1, default=str))


def _catalogue(folders: Sequence[Path], seed: int) -> tuple[list[Recording], list[Recording]]:
    """What is in the catalogue and what is not: a quarter of the artists of each folder."""
    halves = [hold_out(recordings(folder), HELD_OUT, seed) for folder in folders]
    known, unknown = ([each for half in halves for each in half[side]] for side in (0, 1))
    names = [each.path.name for each in (*known, *unknown)]
    if len(set(names)) < len(names):
        raise typer.BadParameter("two tracks have the same file name")
    return known, unknown


def _posed(
    folder: Path, cast: Cast, conditions: Sequence[Condition], seed: int, scale: float, alone: float
) -> list[Episode]:
    posed = list(episodes(folder, cast, seed=seed, scale=scale, conditions=conditions))
    _say(f"composed {len(posed)} episodes")
    if alone:
        posed.append(speech_alone(folder / "speech-alone.mp3", TREATMENTS[2], cast, seconds=alone, seed=seed))
    return posed


def _listeners(names: Sequence[str]) -> list[Listener]:
    offered: dict[str, Listener] = {"earmark": Earmark(), "pairs": Pairs()}
    for name in names:
        if name not in offered:
            raise typer.BadParameter(f"no system {name!r}; there are {', '.join(offered)}")
    return [offered[name] for name in names]


def _warm_up(listener: Listener, known: Sequence[Recording], posed: Sequence[Episode], folder: Path) -> None:
    """Compile and load everything once, so that it is not counted."""
    folder.mkdir()
    listener.index([known[0].path], folder)
    listener.find(min(posed, key=lambda episode: episode.seconds).path)


def _told(heard: Heard, rows: list[Row], posed: Sequence[Episode], catalogue: float, seed: int) -> dict[str, Any]:
    by = {
        column: {value: figures([row for row in rows if row[column] == value]) for value in values_of(rows, column)}
        for column in ("condition", "treatment")
    }
    hours = sum(episode.seconds for episode in posed)
    return {
        "least score": heard.least,
        "all": figures(rows),
        "intervals": intervals(rows, seed),
        **by,
        "calibration": calibration(rows),
        "index times real time": catalogue / heard.index_cpu,
        "find times real time": hours / heard.find_cpu,
        "index megabytes per hour": heard.index_bytes / 1e6 / (catalogue / 3600),
        "rows": rows,
    }


def _show(told: dict[str, Any], rows: list[Row], wrong: bool) -> None:
    print(f"\n{rows[0]['system'] if rows else ''} at score {told['least score']}")
    for column in ("condition", "treatment"):
        print("\n".join(table(rows, column)))
    limits = {
        name: [None if each is None else round(each, 3) for each in both] for name, both in told["intervals"].items()
    }
    print(f"95 % by artist: {limits}")
    for each in told["calibration"]:
        print("stated {stated:.3f}  right {right:.3f}  of {finds:.0f}".format(**each))
    print(
        f"index {told['index times real time']:.0f} x, find {told['find times real time']:.0f} x real time per core, "
        f"{told['index megabytes per hour']:.2f} MB/h"
    )
    if wrong:
        for row in sorted(rows, key=lambda row: str(row["condition"])):
            if row["loss"]:
                print(f"{row['condition']:16} {row['item']:60} truth {row['truth']:50} told {row['told']}")


def _say(text: str) -> None:
    print(text, file=sys.stderr)


if __name__ == "__main__":
    typer.run(main)
