"""How fast sound is decoded, and how exactly it keeps its time, by codec.

    python -m benchmarks.decode [FOLDER] [--minutes 2]

Speed: decoding, resampling to 8 kHz and mixing to mono, as `earmark understand` does it, in CPU seconds; of the files
in FOLDER, or of a composed piece (44.1 kHz, stereo) written in each format. Time: chirps at known places are written
in each format and rate, and cross-correlated with what is read back at 8 kHz.
"""

from __future__ import annotations

import json
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import repeat
from pathlib import Path
from time import process_time
from typing import Annotated, Any

import typer
from tests.media.signals import chirps, lag_seconds, write_film

from earmark.catalog.kinds import Family, family
from earmark.catalog.walk import walk
from earmark.core.errors import EarmarkError
from earmark.demo.music import compose
from earmark.media import AudioReader, probe, read_audio, write_audio

SUFFIXES = ("wav", "flac", "mp3", "m4a", "opus", "ogg")
RATES = (22_050, 44_100, 48_000)
FILMS = (("mkv", "libopus", 48_000), ("mkv", "aac", 44_100), ("mp4", "aac", 48_000), ("mov", "pcm_s16le", 44_100))
LATE = 0.5  # seconds by which a film's sound starts after its picture
RATE = 8000


def main(
    folder: Annotated[Path | None, typer.Argument(help="Media to decode; composed if not given.")] = None,
    minutes: Annotated[float, typer.Option(min=0.5, help="Length of what is composed.")] = 2.0,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Print speed and timing error by codec."""
    with tempfile.TemporaryDirectory() as scratch:
        paths = list(_media(folder)) if folder else list(_composed(Path(scratch), minutes))
        tables = {"speed": _speeds(paths), "time": list(_timing(Path(scratch)))}
    if as_json:
        typer.echo(json.dumps(tables, indent=1))
        return
    for name, rows in tables.items():
        typer.echo(f"\n{name}")
        typer.echo("".join(f"{column:>16}" for column in rows[0]))
        for row in rows:
            typer.echo("".join(f"{value:>16}" for value in row.values()))


def _media(folder: Path) -> Iterator[Path]:
    found = [path for path in walk(folder) if isinstance(path, Path) and family(path) is Family.media]
    if not found:
        raise typer.BadParameter(f"there is no media in {folder}")
    yield from found


def _composed(folder: Path, minutes: float) -> Iterator[Path]:
    """The same minute of music again and again: codecs know nothing of what was before."""
    minute = compose(1, seconds=60, rate=44_100)
    for suffix in SUFFIXES:
        path = folder / f"piece.{suffix}"
        write_audio(path, repeat(minute, max(1, round(minutes))), rate=44_100)
        yield path


def _speeds(paths: Iterable[Path]) -> list[dict[str, Any]]:
    """A row for each codec. The first file is decoded once before, so that loading is not counted."""
    totals: dict[str, list[float]] = defaultdict(lambda: [0, 0.0, 0.0])
    for warm, path in enumerate(paths):
        try:
            audio = probe(path).audio
            if not warm:
                _decoded_seconds(path)
            began = process_time()
            seconds = _decoded_seconds(path)
        except EarmarkError as error:
            typer.echo(str(error), err=True)
            continue
        total = totals[audio.codec if audio else ""]
        total[0] += 1
        total[1] += seconds
        total[2] += process_time() - began
    return [
        {
            "codec": codec,
            "files": files,
            "hours": round(seconds / 3600, 3),
            "CPU s per hour": round(3600 * cpu / seconds, 2),
            "x real time": round(seconds / cpu),
        }
        for codec, (files, seconds, cpu) in sorted(totals.items())
    ]


def _decoded_seconds(path: Path) -> float:
    with AudioReader(path, rate=RATE) as reader:
        for _ in reader:
            pass
        return reader.seconds


def _timing(folder: Path) -> Iterator[dict[str, Any]]:
    """How late each format is, ms: the worst of all rates."""
    for suffix in SUFFIXES:
        lags = []
        for rate in RATES:
            path = folder / f"chirps.{suffix}"
            write_audio(path, chirps(rate=rate), rate=rate)
            lags.append(_lag(path, late=0.0))
        yield {"format": suffix, "rates": len(lags), "worst ms": _ms(max(lags, key=abs))}
    for suffix, codec, rate in FILMS:
        path = folder / f"film.{suffix}"
        write_film(path, chirps(rate=rate), codec=codec, rate=rate, sound_starts=LATE)
        yield {"format": f"{suffix} {codec}", "rates": 1, "worst ms": _ms(_lag(path, late=LATE))}


def _lag(path: Path, *, late: float) -> float:
    wanted = chirps(rate=RATE, seconds=3 + late, at=(0.5 + late, 2.1 + late))
    return lag_seconds(read_audio(path, rate=RATE).samples, wanted, RATE)


def _ms(seconds: float) -> str:
    return f"{round(1000 * seconds, 3) + 0.0:+.3f}"  # no minus zero


if __name__ == "__main__":
    typer.run(main)
