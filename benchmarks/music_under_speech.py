"""How well, how exactly and how fast tracks are named in episodes, under every condition, with peers beside.

    python -m benchmarks.music_under_speech --music DIR [--music DIR] --speech DIR [--seed N] [--only COND,...]
        [--systems earmark,pairs,chromaprint,audfprint,Olaf] [--quick] [--wrong] [--json FILE]

A quarter of the artists of each folder is kept out of the catalogue; their music lies in the episodes too. All
systems index the same tracks and hear the same files, each in processes of its own. Claims of one track less than
five seconds apart are joined; a claim is right if it overlaps an event of its track by half of what either covers,
one to one. Every system counts from a score fixed beforehand; others than earmark also from the score that is best
on these very episodes. Nothing is tuned here.
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

from benchmarks.music.measure import Heard, listen, rows_of, sweep
from benchmarks.music.plots import draw
from benchmarks.music.report import calibration, shown, told
from benchmarks.music.short import answers, shown_short
from benchmarks.peers import PEERS
from earmark.core.errors import BadInput, EarmarkError
from earmark.core.nearest import nearest
from earmark.core.provenance import code, machine
from earmark.lab.episodes import (
    CONDITIONS,
    TREATMENTS,
    Cast,
    Condition,
    Episode,
    Recording,
    Shelf,
    episodes,
    excerpts,
    hold_out,
    recordings,
    speech_alone,
)
from earmark.lab.listeners import Earmark, Listener, Pairs
from earmark.media import probe

HELD_OUT = 0.25
"""Share of the artists of each folder whose music is in no catalogue."""
QUICK = 0.25


def main(
    music: Annotated[list[Path], typer.Option(help="Folder of tracks; again for more.")],
    speech: Annotated[Path, typer.Option(help="Folder of speech.")],
    distractors: Annotated[list[Path], typer.Option(help="Folder of tracks that are indexed and never heard.")] = [],  # noqa: B006
    only: Annotated[str, typer.Option(help="Conditions, with commas between; all if empty.")] = "",
    scale: Annotated[float, typer.Option(help="Passages of each condition, 1 for the full number.")] = 1.0,
    quick: Annotated[bool, typer.Option("--quick", help="A quarter of the passages.")] = False,
    alone: Annotated[float, typer.Option(help="Minutes of speech alone.")] = 20.0,
    systems: Annotated[str, typer.Option(help="With commas between; 'all' for every one installed.")] = "earmark",
    short: Annotated[int, typer.Option(help="Short excerpts of each length and place.")] = 0,
    seed: Annotated[int, typer.Option(min=0, help="Of all that is drawn.")] = 0,
    plots: Annotated[Path | None, typer.Option(help="Draw pictures into this folder.")] = None,
    wrong: Annotated[bool, typer.Option("--wrong", help="List what was missed and every false find.")] = False,
    json_file: Annotated[Path | None, typer.Option("--json", help="Keep figures and rows in this file.")] = None,
) -> None:
    """Print the figures."""
    known, unknown = _catalogue(music, seed)
    tracks = [track.path for track in (*known, *(each for folder in distractors for each in recordings(folder)))]
    _distinct([*tracks, *(track.path for track in unknown)])
    listeners = _listeners(systems)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        cast = Cast(known, unknown, recordings(speech), Shelf(folder / "shelf"))
        posed = _posed(folder, cast, _conditions(only), seed, QUICK if quick else scale, 60 * alone)
        report: dict[str, Any] = {
            "date": datetime.now(UTC).date().isoformat(),
            "command": " ".join(Path(word).name for word in sys.argv[1:]),
            "seed": seed,
            "code": code(),
            "machine": machine(),
            "tracks": len(tracks),
            "tracks held out": len(unknown),
            "catalogue hours": sum(probe(track).seconds for track in tracks) / 3600,
            "episodes": len(posed),
            "episode hours": sum(episode.seconds for episode in posed) / 3600,
        }
        print("  ".join(f"{name} {value}" for name, value in report.items() if name not in ("code", "machine")))
        report["systems"] = []
        for listener in listeners:
            heard = listen(listener, tracks, [episode.path for episode in posed], folder / listener.name)
            report["systems"] += _judged(heard, posed, report, seed, wrong)
            if short:
                report["systems"][-1]["short"] = _short(listener, tracks, cast, folder, short, seed)
    if plots:
        for path in draw(report["systems"], plots):
            print(f"drawn: {path}", file=sys.stderr)
    if json_file:
        json_file.write_text(json.dumps(report, indent=1, default=str))


def _judged(
    heard: Heard, posed: Sequence[Episode], report: dict[str, Any], seed: int, wrong: bool
) -> list[dict[str, Any]]:
    """The figures at the fixed score and, for others than earmark, at the one that is best here; printed as well."""
    points = sweep(heard, posed)
    scores = {"fixed": heard.least}
    stated = []
    if heard.system == Earmark.name:
        stated = calibration(rows_of(heard, posed, 0.0))
    else:
        scores["best here"] = max(points, key=lambda point: point["segment F1"])["least"]
    judged = []
    for kind, least in scores.items():
        figures = told(heard, rows_of(heard, posed, least), report["catalogue hours"], report["episode hours"], seed)
        judged.append(
            {
                "system": heard.system,
                "threshold": kind,
                "least score": least,
                "sweep": points,
                "calibration": stated,
                **figures,
            }
        )
        print("\n".join(shown(judged[-1], wrong)), flush=True)
    return judged


def _short(
    listener: Listener, tracks: Sequence[Path], cast: Cast, folder: Path, count: int, seed: int
) -> dict[str, dict[str, float | None]]:
    """Shares of right and wrong answers to short excerpts; printed as well."""
    place = folder / f"short {listener.name}"
    place.mkdir()
    posed = list(excerpts(place, cast, known=count, unknown=count, seed=seed))
    heard = listen(listener, tracks, [excerpt.path for excerpt in posed], place / "work")
    shares = answers(heard, posed)
    print("\n".join(shown_short(listener.name, shares)), flush=True)
    return shares


def _catalogue(folders: Sequence[Path], seed: int) -> tuple[list[Recording], list[Recording]]:
    """What is in the catalogue and what is not."""
    halves = [hold_out(recordings(folder), HELD_OUT, seed) for folder in folders]
    known, unknown = ([each for half in halves for each in half[side]] for side in (0, 1))
    return known, unknown


def _distinct(tracks: Sequence[Path]) -> None:
    names = [track.name for track in tracks]
    for name in names:
        if names.count(name) > 1:
            raise BadInput("two tracks have the same file name", where=name)


def _conditions(only: str) -> list[Condition]:
    wanted = only.split(",") if only else [condition.name for condition in CONDITIONS]
    by_name = {condition.name: condition for condition in CONDITIONS}
    for name in wanted:
        if name not in by_name:
            raise BadInput("no such condition", where=name, mend=nearest(name, by_name))
    return [by_name[name] for name in wanted]


def _listeners(names: str) -> list[Listener]:
    peers = {peer.name: peer for peer in PEERS}
    offered: dict[str, Listener] = {Earmark.name: Earmark(), Pairs.name: Pairs(), **peers}
    if names == "all":
        missing = [peer for peer in PEERS if not peer.available()]
        for peer in missing:
            print(f"{peer.name} left out: needs {peer.wants}", file=sys.stderr)
        return [listener for listener in offered.values() if listener not in missing]
    for name in names.split(","):
        if name not in offered:
            raise BadInput("no such system", where=name, mend=nearest(name, offered))
        if name in peers and not peers[name].available():
            raise BadInput("this system is not installed", where=name, mend=f"Install {peers[name].wants}")
    return [offered[name] for name in names.split(",")]


def _posed(
    folder: Path, cast: Cast, conditions: Sequence[Condition], seed: int, scale: float, alone: float
) -> list[Episode]:
    posed = list(episodes(folder, cast, seed=seed, scale=scale, conditions=conditions))
    if alone:
        posed.append(speech_alone(folder / "speech-alone.mp3", TREATMENTS[2], cast, seconds=alone, seed=seed))
    return posed


if __name__ == "__main__":
    try:
        typer.run(main)
    except EarmarkError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
