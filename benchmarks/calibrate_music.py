"""Fits the score of a find: the probability that it is right, given its evidence.

    python -m benchmarks.calibrate_music --music DIR --speech DIR

Half of the artists go into the index together with composed music; episodes hold tracks of both halves under speech
at 0 to -20 dB, as they are and changed in speed, tempo or pitch, and further composed music is listened to as music
that is in no catalogue. Composed pieces, and those rendered by one synthesizer (`--rendered`), share instruments to the
sample, as commercial music shares sample packs and recordings hardly do, so a wrong find of them counts a quarter.
Prints the two constants of `earmark.music.found`,
a reliability table, and the wrong finds.
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
    CHANGES,
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
INDEXED, LISTENED = 40, 40
RATE = 16_000
SHARING_WEIGHT = 0.25
MOST_SHOWN = 25
Judged = tuple[Find, bool, float]
"""A find, whether it is right, and what it counts."""


def main(
    music: Annotated[list[Path], typer.Option(help="Folder of tracks; again for more.")],
    speech: Annotated[Path, typer.Option(help="Folder of speech.")],
    rendered: Annotated[list[Path], typer.Option(help="Folder of tracks made with one synthesizer.")] = [],  # noqa: B006
    seed: int = 1,
) -> None:
    """Print the fit."""
    synthetic = [track for folder in rendered for track in recordings(folder)]
    known, unknown = hold_out([*synthetic, *(track for folder in music for track in recordings(folder))], 0.5, seed)
    sharing = {track.path.name for track in synthetic}
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        composed = [_composed(folder, number) for number in range(INDEXED + LISTENED)]
        index = _index(folder / "index", [*known, *composed[:INDEXED]])
        cast = Cast(known, unknown, recordings(speech), Shelf(folder / "shelf"))
        judged: list[Judged] = []
        for level in LEVELS:
            bed = single(level, (3.0, 40.0))
            changed = single(level, (6.0, 40.0), changes=CHANGES)
            posed = [
                Condition("known", 40, bed),
                Condition("unknown", 30, bed, known=False),
                Condition("changed", 28, changed),
                Condition("unknown, changed", 14, changed, known=False),
            ]
            path = folder / f"{level}.mp3"
            laid = episode(path, Treatment("mp3", 64_000), posed, cast, seed=100 * seed - level)
            for find in _finds(path, index):
                right = _right(find, laid)
                judged.append((find, right, SHARING_WEIGHT if find.track.id in sharing and not right else 1.0))
        for recording in composed[INDEXED:]:
            judged += [(find, False, SHARING_WEIGHT) for find in _finds(recording.path, index)]
    _report(judged)


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


def _report(judged: Sequence[Judged]) -> None:
    evidence = np.array([find.evidence for find, _, _ in judged])
    right = np.array([float(right) for _, right, _ in judged])
    weight = np.array([weight for _, _, weight in judged])

    def loss(fit: NDArray[np.float64]) -> float:
        margin = (2 * right - 1) * (evidence - fit[0]) / fit[1]
        return float((weight * np.logaddexp(0.0, -margin)).sum())

    even, scale = minimize(loss, np.array([12.0, 6.0]), method="Nelder-Mead").x
    typer.echo(f"finds {len(right)}, right {int(right.sum())}, lowest right {evidence[right > 0].min():.1f}")
    wrong = sorted((find for find, right, _ in judged if not right), key=lambda find: -find.evidence)
    for find in wrong[:MOST_SHOWN]:
        seconds = (find.span.end - find.span.start) / 1e6
        at = f"{find.evidence:6.1f} {seconds:5.1f} s speed {find.speed:.3f} pitch {find.pitch:+.2f}"
        typer.echo(f"wrong {at}  met {find.met} of {find.asked}  {find.track.id}")
    typer.echo(f"EVEN_EVIDENCE = {even:.1f}   EVIDENCE_SCALE = {scale:.1f}")
    for each in reliability(1 / (1 + np.exp(-(evidence - even) / scale)), right, weight):
        typer.echo(f"  {each}")


if __name__ == "__main__":
    typer.run(main)
