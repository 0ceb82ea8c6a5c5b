"""Large catalogues: recall, false claims and cost at 10^3, 10^4 and 10^5 tracks, and an extreme-value model of them.

    python -m benchmarks.music_scale --music DIR [--music DIR] --speech DIR [--tracks N]... [--keep DIR]

Real tracks (three quarters of the artists of each folder) are filled up with synthetic peak streams of 30 s, named as
such. A stream is one real track's peaks, all frequencies times one factor of 15 to 50 % up or down, cut into blocks of
0.5 to 2 s that are put together in random order from random places, each peak then moved by at most half a step: the
density of peaks, their frequencies relative to each other, held notes and rhythm within a block are real; what a
piece is over more than two seconds, and what hundreds of producers do differently, is not in them. Queries: known
music in speech under several conditions, music of the other artists, and speech alone; decoding is not counted.

A claim of a synthetic track is false whatever plays. Hardly any is made, so the law is fitted to what lies below: in
each 12 s of query, the most that the peaks of any synthetic track say for it where it was proposed unchanged. What
exceeds a high threshold is to follow an exponential law, at a rate that goes with the number of tracks: the law of
the smallest catalogue is set against the larger ones.

Reference:
    S. Coles, "An Introduction to Statistical Modeling of Extreme Values", Springer 2001, chapter 4; S. Karlin and
    S. F. Altschul, PNAS 87 (1990), for the same law of best partial sums in the search of sequences.
"""

from __future__ import annotations

import math
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray

from earmark.lab.episodes import (
    CONDITIONS,
    Cast,
    Episode,
    Event,
    Shelf,
    Treatment,
    episodes,
    hold_out,
    recordings,
    speech_alone,
)
from earmark.music import Find, Index, IndexWriter, Peaks, Track, find_in_peaks, peaks_of_file
from earmark.music.peaks import FRAMES_PER_SECOND, STEPS
from earmark.music.rare import rare_candidates
from earmark.music.sections import part_of
from earmark.music.votes import candidates

LOWEST_STEP = 52
"""100 Hz, where peaks begin."""
SECONDS = 30.0
BLOCK_FRAMES = (16, 64)
LOG_FACTOR = (0.14, 0.4)
"""Beyond what changed queries and the search for changes reach together, or a stream is a copy of what plays."""
LOT = 20_000
"""Tracks that are added to an index at a time."""
HELD_OUT = 0.25
PART_FRAMES = 375
"""12 s of query: what the extreme values are maxima of."""
TAIL = 0.1
"""Share of the parts that the tail is fitted to."""
SHOWN = (10, 15, 20, 27)
"""Evidence of all peaks, turns (16) not paid."""
POSED = (
    "sting",
    *(f"bed {level}" for level in ("0", "-5", "-10", "-15")),
    *("speed clear", "speed speech", "tempo clear", "pitch speech"),
    *("unknown", "unknown changed"),
)
TREATMENTS = (Treatment("mp3", 64_000), Treatment("opus", 24_000))
SYNTHETIC = "synthetic "


def main(
    music: Annotated[list[Path], typer.Option(help="Folder of tracks; again for more.")],
    speech: Annotated[Path, typer.Option(help="Folder of speech.")],
    tracks: Annotated[list[int], typer.Option(help="Size of a catalogue; again for more.")] = [1000, 10_000],  # noqa: B006
    scale: Annotated[float, typer.Option(help="Passages of each condition, 1 for the full number.")] = 0.6,
    alone: Annotated[float, typer.Option(help="Minutes of speech alone.")] = 20.0,
    seed: Annotated[int, typer.Option(min=0, help="Of all that is drawn.")] = 3,
    keep: Annotated[Path | None, typer.Option(help="Keep the indexes here, and use those that lie here.")] = None,
) -> None:
    """Print the figures."""
    halves = [hold_out(recordings(folder), HELD_OUT, 0) for folder in music]
    known, unknown = ([track for half in halves for track in half[side]] for side in (0, 1))
    peaks = {track.path.name: peaks_of_file(track.path) for track in known}
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        cast = Cast(known, unknown, recordings(speech), Shelf(folder / "shelf"))
        queries = [(each, peaks_of_file(each.path)) for each in _posed(folder, cast, scale, alone, seed)]
        typer.echo(f"{len(peaks)} real tracks; {sum(query.seconds for _, query in queries) / 3600:.2f} h of queries")
        law: _Law | None = None
        for count in sorted(tracks):
            index = _index((keep or folder) / f"idx{count}", peaks, count)
            _report(index, queries)
            strangers = count - len(peaks)
            maxima = _maxima(index, queries)
            law = law or _Law.fitted(maxima, strangers)
            law.compare(maxima, strangers)


def _posed(folder: Path, cast: Cast, scale: float, minutes: float, seed: int) -> Iterator[Episode]:
    conditions = [each for each in CONDITIONS if each.name in POSED]
    yield from episodes(folder, cast, seed=seed, scale=scale, conditions=conditions, treatments=TREATMENTS)
    yield speech_alone(folder / "speech.mp3", TREATMENTS[0], cast, seconds=60 * minutes, seed=seed)


def _index(folder: Path, real: dict[str, Peaks], count: int) -> Index:
    """An index of `count` tracks: the real ones, and streams made of them."""
    if not folder.exists():
        rng = np.random.default_rng(1)
        sources = [peaks for peaks in real.values() if peaks.seconds > 10]
        with IndexWriter.open(folder) as writer:
            writer.add([(Track(name, "", name, seconds=peaks.seconds), peaks) for name, peaks in real.items()])
            for first in range(len(real), count, LOT):
                names = [f"{SYNTHETIC}{number}" for number in range(first, min(first + LOT, count))]
                writer.add([(Track(name, "", "", seconds=SECONDS), _stream(rng, sources)) for name in names])
    return Index.open(folder)


def _stream(rng: np.random.Generator, sources: Sequence[Peaks]) -> Peaks:
    """A synthetic stream; see the top of this file."""
    source = sources[int(rng.integers(len(sources)))]
    factor = np.exp(rng.choice([-1, 1]) * rng.uniform(*LOG_FACTOR))
    by_frame, frames = source.by_frame(), round(SECONDS * FRAMES_PER_SECOND)
    frame, step, at = [], [], 0
    while at < frames:
        length = min(int(rng.integers(*BLOCK_FRAMES)), frames - at)
        first = rng.integers(0, source.frames - length + 1)
        block = slice(by_frame[first], by_frame[first + length])
        frame.append(source.frame[block] - first + at)
        step.append(source.step[block] * factor)
        at += length
    heard, moved = np.concatenate(frame), np.concatenate(step)
    moved = np.round(moved + rng.uniform(-0.5, 0.5, len(moved)))
    inside = (moved >= LOWEST_STEP) & (moved < STEPS)
    order = np.lexsort((moved[inside], heard[inside]))
    return Peaks(heard[inside][order].astype(np.int32), moved[inside][order].astype(np.uint16), frames)


def _report(index: Index, queries: Sequence[tuple[Episode, Peaks]]) -> None:
    hours = sum(segment.axis_frames for segment in index.segments) / FRAMES_PER_SECOND / 3600
    size = sum(path.stat().st_size for path in index.folder.iterdir())
    candidates(queries[0][1], index.segments)  # compiles, and brings the files into memory
    begun = time.process_time()
    for _, query in queries:
        candidates(query, index.segments)
    proposing, begun = time.process_time() - begun, time.process_time()
    found = [find_in_peaks(query, index.segments) for _, query in queries]
    spent, heard = time.process_time() - begun, sum(query.seconds for _, query in queries) / 3600
    typer.echo(
        f"\n{len(index.tracks)} tracks, {hours:.0f} h, {size / 1e6 / hours:.2f} MB an hour; CPU s per hour of query: "
        f"unchanged proposals {proposing / heard:.1f}, all {spent / heard:.1f}"
    )
    named: dict[str, list[bool]] = {}
    false: list[Find] = []
    for (episode, _), finds in zip(queries, found, strict=True):
        for event in (event for event in episode.events if event.known):
            right = any(_meets(find, event) and find.score >= 0.5 for find in finds)
            named.setdefault(event.condition, []).append(right)
        false += [find for find in finds if not any(_meets(find, event) for event in episode.events)]
    told = (f"{name} {sum(named[name])}/{len(named[name])}" for name in POSED if name in named)
    typer.echo(f"named: {', '.join(told)}")
    for synthetic, kind in ((True, "synthetic"), (False, "another real track")):
        chosen = [find for find in false if find.track.id.startswith(SYNTHETIC) == synthetic]
        claims = [find.evidence for find in chosen]
        shown = ", ".join(f"{evidence:.1f}" for evidence in sorted(claims, reverse=True)) or "none"
        sure = sum(find.score >= 0.5 for find in chosen)
        typer.echo(f"false claims of {kind}: evidence {shown}; with score >= 0.5 {sure / heard:.2f} an hour")


def _meets(find: Find, event: Event) -> bool:
    return find.track.id == event.track and find.span.start / 1e6 < event.end and event.start < find.span.end / 1e6


def _maxima(index: Index, queries: Sequence[tuple[Episode, Peaks]]) -> NDArray[np.float64]:
    """The most that any synthetic track's peaks say for it, turns not paid, in each part of the queries."""
    found = []
    for _, query in queries:
        for first in range(0, query.frames - PART_FRAMES, PART_FRAMES):
            part = part_of(query, first, first + PART_FRAMES)
            told = [
                one.z**2 / 2
                for one in rare_candidates(part, index.segments, least=0.0)
                if index.segments[one.segment].tracks[one.track].id.startswith(SYNTHETIC)
            ]
            found.append(max(told, default=0.0))
    return np.array(found)


@dataclass(frozen=True, slots=True)
class _Law:
    """The exponential tail of the maxima in a catalogue of `tracks` synthetic tracks.

    Attributes:
        tracks: how many.
        threshold: what `TAIL` of the parts exceed.
        scale: by how much, in the mean.
    """

    tracks: int
    threshold: float
    scale: float

    @classmethod
    def fitted(cls, maxima: NDArray[np.float64], tracks: int) -> _Law:
        threshold = float(np.quantile(maxima, 1 - TAIL))
        return cls(tracks, threshold, float(maxima[maxima > threshold].mean()) - threshold)

    def share_above(self, evidence: float, tracks: int) -> float:
        """Share of the parts whose maximum exceeds `evidence` in a catalogue of `tracks`."""
        rate = TAIL * tracks / self.tracks * math.exp(-(evidence - self.threshold) / self.scale)
        return 1 - math.exp(-rate)

    def compare(self, maxima: NDArray[np.float64], tracks: int) -> None:
        quantiles = ", ".join(f"{share}: {np.quantile(maxima, share):.1f}" for share in (0.5, 0.8, 0.9, 0.99, 1))
        typer.echo(f"most evidence of a synthetic track in {len(maxima)} parts of 12 s, quantiles {quantiles}")
        typer.echo(f"  tail above {self.threshold:.1f}, scale {self.scale:.2f} at {self.tracks} synthetic tracks")
        for evidence in SHOWN:
            expected = len(maxima) * self.share_above(evidence, tracks)
            typer.echo(f"  parts above {evidence}: {(maxima > evidence).sum()}, expected {expected:.2g}")


if __name__ == "__main__":
    typer.run(main)
