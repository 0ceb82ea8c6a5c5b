"""How well, how exactly and how fast tracks are found under speech.

    python -m benchmarks.music_under_speech --music DIR --speech DIR [--level 0 --level -5] [--codec mp3:64]

Indexes every track of a folder, lays excerpts under real speech, encodes, and finds them again; then listens to
speech alone. Prints precision, recall and F1 of segments (overlap over union at least 0.5) and of seconds, boundary
errors, false finds in speech alone, and CPU seconds, all with the simple baseline beside. Decoding is included.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from earmark.lab import Row
from earmark.lab.change import UNCHANGED, Change
from earmark.lab.suites.music import Catalogue, episode_rows, hold_out, index_catalogue, listen
from earmark.lab.suites.podcasts import Condition, Recording, compose, recordings, speech_alone

WARM_UP = Condition(0, "mp3", 64_000)


def main(
    music: Annotated[Path, typer.Option(help="Folder of tracks, all of them indexed.")],
    speech: Annotated[Path, typer.Option(help="Folder of speech.")],
    level: Annotated[list[float], typer.Option(help="Music to active speech, dB; again for more.")] = [0.0, -5.0],  # noqa: B006
    codec: Annotated[list[str], typer.Option(help="SUFFIX[:KBIT]; again for more.")] = ["mp3:64"],  # noqa: B006
    change: Annotated[
        list[str], typer.Option(help="speed:FACTOR, tempo:FACTOR or pitch:SEMITONES, in turn; again for more.")
    ] = [],  # noqa: B006
    excerpts: Annotated[int, typer.Option(help="At each level and codec.")] = 30,
    seconds: Annotated[tuple[float, float], typer.Option(help="Shortest and longest excerpt.")] = (10.0, 40.0),
    alone: Annotated[float, typer.Option(help="Minutes of speech alone.")] = 40.0,
    unknown: Annotated[float, typer.Option(help="Share of the artists kept out of the index and laid in too.")] = 0.0,
    seed: int = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Print the figures."""
    tracks, left_out = hold_out(recordings(music), unknown, seed)
    voices = recordings(speech)
    groups = {track.path.name: track.group for track in tracks}
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        _warm_up(folder, tracks[0].path, voices[0].path)
        catalogue = index_catalogue(tracks, folder / "index")
        rows: list[Row] = []
        changes = tuple(Change.parse(text) for text in change) or (UNCHANGED,)
        for number, condition in enumerate(_conditions(level, codec, changes)):
            path = folder / f"{condition.name}.{condition.codec}"
            episode = compose(
                path,
                condition,
                tracks=tracks,
                unknown=left_out,
                speech=voices,
                excerpts=excerpts,
                seconds=seconds,
                seed=seed * 1000 + number,
            )
            rows += episode_rows(episode, listen(path, catalogue), groups, {"condition": condition.name})
        path = folder / "speech-alone.mp3"
        silent = speech_alone(path, WARM_UP, speech=voices, seconds=60 * alone, seed=seed)
        rows += episode_rows(silent, listen(path, catalogue), groups, {"condition": "speech alone"})
    _report(rows, catalogue, as_json)


def _conditions(levels: list[float], codecs: list[str], changes: tuple[Change, ...]) -> Iterator[Condition]:
    for level in levels:
        for codec in codecs:
            suffix, _, kilobits = codec.partition(":")
            yield Condition(level, suffix, int(kilobits) * 1000 if kilobits else None, changes)


def _warm_up(folder: Path, track: Path, voice: Path) -> None:
    """Compile and load everything once, so that it is not counted."""
    catalogue = index_catalogue([Recording(track, "")], folder / "warm-up")
    listen(track, catalogue)
    listen(voice, catalogue)


def _report(rows: list[Row], catalogue: Catalogue, as_json: bool) -> None:
    systems = list(dict.fromkeys(row["system"] for row in rows))
    conditions = [*dict.fromkeys(row["condition"] for row in rows), "all"]
    figures = {
        system: {
            condition: _figures([r for r in rows if r["system"] == system and condition in (r["condition"], "all")])
            for condition in conditions
        }
        for system in systems
    }
    index = {
        "catalogue_hours": round(catalogue.seconds / 3600, 3),
        "index_times_real_time": round(catalogue.seconds / catalogue.cpu_seconds),
        "megabytes_per_hour": round(catalogue.bytes / 1e6 / (catalogue.seconds / 3600), 2),
    }
    if as_json:
        typer.echo(json.dumps({"index": index, "systems": figures}, indent=1))
        return
    typer.echo("  ".join(f"{name} {value}" for name, value in index.items()))
    for system, by_condition in figures.items():
        typer.echo(f"\n{system}")
        names = list(by_condition["all"])
        typer.echo(f"{'':18}" + "".join(f"{name:>12}" for name in names))
        for condition, values in by_condition.items():
            cells = "".join(f"{'-' if value is None else format(value, 'g'):>12}" for value in values.values())
            typer.echo(f"{condition:18}{cells}")


def _figures(rows: list[Row]) -> dict[str, float | None]:
    def total(name: str) -> float:
        return float(sum(row.get(name) or 0 for row in rows))

    def errors(name: str, q: float) -> float | None:
        values = [value for row in rows for value in row.get(name) or ()]
        return round(float(np.quantile(values, q)), 3) if values else None

    def share(part: float, whole: float) -> float | None:
        return round(part / whole, 4) if whole else None

    hours = total("hours")
    return {
        "events": total("events"),
        "finds": total("finds"),
        "precision": share(total("hits"), total("finds")),
        "recall": share(total("hits"), total("events")),
        "F1": share(2 * total("hits"), total("finds") + total("events")),
        "sec P": share(total("hit_seconds"), total("find_seconds")),
        "sec R": share(total("hit_seconds"), total("event_seconds")),
        "unk claimed": total("unknown_claimed"),
        "start p50": errors("start_errors", 0.5),
        "start p95": errors("start_errors", 0.95),
        "end p50": errors("end_errors", 0.5),
        "end p95": errors("end_errors", 0.95),
        "factor% p95": errors("factor_errors", 0.95),
        "CPU s/h": share(total("cpu_seconds"), hours),
        "x realtime": share(3600 * hours, total("cpu_seconds")),
    }


if __name__ == "__main__":
    typer.run(main)
