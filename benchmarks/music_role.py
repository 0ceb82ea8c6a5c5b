"""How exactly a find's level against speech is told, and how often music is rightly called foreground or background.

    python -m benchmarks.music_role --music DIR --speech DIR [--seed N]

Every track of a folder is indexed; excerpts lie under real speech at 20 to -20 dB, through mp3 at 64, opus at 24 and
m4a at 48 kbit/s. Half of the artists fit the two constants; all figures are of the other half, with 95 % intervals by
artist. The baseline says the middle level of the first half for everything. Those of `earmark.music.level` are fitted
in the same way on all artists, and printed first.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from earmark.lab import Row, Score
from earmark.lab.episodes import Cast, Condition, Recording, Shelf, Treatment, episode, hold_out, recordings, single
from earmark.lab.listeners import Earmark
from earmark.lab.metrics import Segment, mean, overlap_over_union, quantile
from earmark.lab.predictions import prediction_table
from earmark.lab.score import score
from earmark.music import Index, find_in_peaks, peaks_of_file
from earmark.music.level import AT_EQUAL_POWER_DB, DB_PER_DB, HIGHEST_DB, LOWEST_DB
from earmark.music.role import FOREGROUND_DB

LEVELS = (20, 15, 10, 6, 3, 0, -3, -6, -10, -15, -20)
CODECS = (("mp3", 64_000), ("opus", 24_000), ("m4a", 48_000))
SECONDS = (2.0, 30.0)
METRICS = (
    quantile("error, median", "error", 0.5, unit="dB"),
    quantile("error, 90 %", "error", 0.9, unit="dB"),
    mean("said foreground", "foreground"),
    mean("role right, 3 dB or more from even", "right"),
)


def main(
    music: Annotated[Path, typer.Option(help="Folder of tracks.")],
    speech: Annotated[Path, typer.Option(help="Folder of speech.")],
    excerpts: Annotated[int, typer.Option(help="At each level and codec.")] = 20,
    seed: int = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Print the fit, the errors and the confusions."""
    tracks = recordings(music)
    told = list(_told(tracks, recordings(speech), excerpts, seed))
    judged, fitting = ({each.group for each in half} for half in hold_out(tracks, 0.5, seed))
    everybody = _fit(told)
    at, slope = _fit([row for row in told if row["group"] in fitting])
    rows = [row for row in told if row["group"] in judged]
    levels = [min(HIGHEST_DB, max(LOWEST_DB, at + slope * _ratio(row))) for row in rows]
    middle = float(np.median([row["truth"] for row in told if row["group"] in fitting]))
    answers = [*_answers("earmark", rows, levels), *_answers("constant", rows, [middle] * len(rows))]
    scores = score(prediction_table(answers, suite="role"), METRICS, ("truth", "codec"), seed=seed)
    if as_json:
        figures = [{"system": s.system, "slice": s.slice, "metric": s.metric, "value": s.value} for s in scores]
        typer.echo(json.dumps({"finds": len(rows), "at": at, "slope": slope, "scores": figures}, indent=1))
        return
    for (even, per), who in ((everybody, "all artists"), ((at, slope), "half of them")):
        typer.echo(f"AT_EQUAL_POWER_DB = {even:.2f}   DB_PER_DB = {per:.3f}   fitted on {who}")
    _report(scores)


def _told(tracks: Sequence[Recording], voices: Sequence[Recording], excerpts: int, seed: int) -> Iterator[Row]:
    """One row for each excerpt that was found: its true level and what was told of it."""
    groups = {track.path.name: track.group for track in tracks}
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        Earmark().index([track.path for track in tracks], folder / "index")
        index = Index.open(folder / "index")
        cast = Cast(tracks, (), voices, Shelf(folder / "shelf"))
        for number, level in enumerate(LEVELS):
            for turn, (codec, bit_rate) in enumerate(CODECS):
                path = folder / f"{level}.{codec}"
                bed = Condition("bed", excerpts, single(level, SECONDS))
                laid = episode(path, Treatment(codec, bit_rate), [bed], cast, seed=1000 * seed + 10 * number + turn)
                for find in find_in_peaks(peaks_of_file(path), index.segments):
                    claim = Segment(find.track.id, find.span.start / 1e6, find.span.end / 1e6)
                    right = any(overlap_over_union(claim, each.segment) > 0.5 for each in laid.events)
                    if right and find.level is not None:
                        item = f"{level} {codec} {find.span.start} {claim.track}"
                        shared = {"item": item, "group": groups[claim.track], "codec": codec}
                        yield {**shared, "truth": float(level), "level": find.level}


def _fit(rows: Sequence[Row]) -> tuple[float, float]:
    """The constants of `earmark.music.level`: a line through levels and ratios of power, by least absolute errors."""
    inside = [row for row in rows if LOWEST_DB < row["level"] < HIGHEST_DB]
    ratio = np.array([_ratio(row) for row in inside])
    truth = np.array([row["truth"] for row in inside])
    line, weight = np.zeros(2), np.ones(len(inside))
    for _ in range(50):
        design = np.column_stack([np.ones(len(inside)), ratio]) * np.sqrt(weight)[:, None]
        line = np.linalg.lstsq(design, truth * np.sqrt(weight), rcond=None)[0]
        weight = 1 / np.maximum(np.abs(truth - line[0] - line[1] * ratio), 0.1)
    return float(line[0]), float(line[1])


def _ratio(row: Row) -> float:
    """The ratio of powers that the level was told from, dB."""
    return float((row["level"] - AT_EQUAL_POWER_DB) / DB_PER_DB)


def _answers(system: str, rows: Sequence[Row], levels: Sequence[float]) -> Iterator[Row]:
    for row, level in zip(rows, levels, strict=True):
        error = abs(level - row["truth"])
        foreground = level >= FOREGROUND_DB
        right = foreground == (row["truth"] >= FOREGROUND_DB) if abs(row["truth"]) >= 3 else None
        yield {**row, "system": system, "error": error, "loss": error, "foreground": foreground, "right": right}


def _report(scores: Sequence[Score]) -> None:
    for each in scores:
        if each.system != "earmark" and each.slice:
            continue
        limits = "" if each.low is None else f"[{each.low:.2f}, {each.high:.2f}]"
        if each.value is not None:
            which = f"{each.system:9} {each.slice:12} {each.items:4} finds, {each.groups:2} artists"
            typer.echo(f"{which}  {each.metric:34} {each.value:6.2f} {each.unit:2} {limits}")


if __name__ == "__main__":
    typer.run(main)
