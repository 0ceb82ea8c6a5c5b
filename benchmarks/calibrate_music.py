"""Fits the score of a find: the probability that it is right, given its evidence.

    python -m benchmarks.calibrate_music --music DIR --speech DIR

Half of the artists go into the index together with composed music; episodes hold tracks of both halves under speech
at 0 to -20 dB, and further composed music is listened to as music that is in no catalogue. Composed pieces share
instruments to the sample, as commercial music shares sample packs and recordings hardly do, so a wrong find among
them counts a quarter. Prints the two constants of `earmark.music.found` and a reliability table.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray
from scipy.optimize import minimize

from earmark.demo.music import compose as compose_music
from earmark.lab.episodes import (
    Cast,
    Condition,
    Episode,
    Recording,
    Shelf,
    Treatment,
    episode,
    hold_out,
    recordings,
    single,
)
from earmark.lab.metrics import Segment as Labelled
from earmark.lab.metrics import overlap_over_union, reliability
from earmark.media import write_audio
from earmark.music import Find, Index, IndexWriter, Track, find_in_peaks, peaks_of_file

LEVELS = (0, -5, -10, -15, -20)
INDEXED, LISTENED = 60, 60
RATE = 16_000
COMPOSED_WEIGHT = 0.25


def main(
    music: Annotated[Path, typer.Option(help="Folder of tracks.")],
    speech: Annotated[Path, typer.Option(help="Folder of speech.")],
    seed: int = 1,
) -> None:
    """Print the fit."""
    known, unknown = hold_out(recordings(music), 0.5, seed)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        composed = [_composed(folder, number) for number in range(INDEXED + LISTENED)]
        index = _index(folder / "index", [*known, *composed[:INDEXED]])
        pooled: list[tuple[float, bool, float]] = []
        cast = Cast(known, unknown, recordings(speech), Shelf(folder / "shelf"))
        for level in LEVELS:
            path = folder / f"{level}.mp3"
            bed = single(level, (3.0, 40.0))
            posed = [Condition("known", 40, bed), Condition("unknown", len(unknown), bed, known=False)]
            laid = episode(path, Treatment("mp3", 64_000), posed, cast, seed=100 * seed - level)
            pooled += [(find.evidence, _right(find, laid), 1.0) for find in _finds(path, index)]
        for recording in composed[INDEXED:]:
            pooled += [(find.evidence, False, COMPOSED_WEIGHT) for find in _finds(recording.path, index)]
    _report(*(np.array(column, float) for column in zip(*pooled, strict=True)))


def _composed(folder: Path, seed: int) -> Recording:
    path = folder / f"composed-{seed}.flac"
    write_audio(path, compose_music(10_000 + seed, 60.0, RATE), rate=RATE)
    return Recording(path, path.stem)


def _index(folder: Path, tracks: Sequence[Recording]) -> Index:
    with IndexWriter.open(folder) as writer:
        names = [track.path.name for track in tracks]
        peaks = [peaks_of_file(track.path) for track in tracks]
        writer.add([(Track(id=name, uri="", digest=name), each) for name, each in zip(names, peaks, strict=True)])
    return Index.open(folder)


def _finds(path: Path, index: Index) -> Iterator[Find]:
    yield from find_in_peaks(peaks_of_file(path), index.segments)


def _right(find: Find, episode: Episode) -> bool:
    claim = Labelled(find.track.id, find.span.start / 1e6, find.span.end / 1e6)
    return any(overlap_over_union(claim, event.segment) > 0 for event in episode.events if event.known)


def _report(evidence: NDArray[np.float64], right: NDArray[np.float64], weight: NDArray[np.float64]) -> None:
    def loss(fit: NDArray[np.float64]) -> float:
        margin = (2 * right - 1) * (evidence - fit[0]) / fit[1]
        return float((weight * np.logaddexp(0.0, -margin)).sum())

    even, scale = minimize(loss, np.array([12.0, 6.0]), method="Nelder-Mead").x
    typer.echo(f"finds {len(right)}, right {int(right.sum())}, lowest right {evidence[right > 0].min():.1f}")
    typer.echo(f"wrong, highest first: {np.sort(evidence[right == 0])[::-1][:15].round(1).tolist()}")
    typer.echo(f"EVEN_EVIDENCE = {even:.1f}   EVIDENCE_SCALE = {scale:.1f}")
    for each in reliability(1 / (1 + np.exp(-(evidence - even) / scale)), right, weight):
        typer.echo(f"  {each}")


if __name__ == "__main__":
    typer.run(main)
