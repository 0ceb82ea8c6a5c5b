"""Whether sections, and where the sound is cut, change what is found; and the memory of a long stream.

    python -m benchmarks.music_listening --music DIR [--music DIR] --speech DIR [--hours H] [--seed N]

A quarter of the artists is kept out of the catalogue, as in `benchmarks.music_under_speech`, whose conditions are
posed here in lossless sound. Each episode is searched whole, in sections of 8 and of 2.4 minutes, and again with 7.3 s
(no whole number of frames) and 7.296 s (228 frames) of silence in front. A find is another one if its track, or
what of it is heard when, differs; an edge is another one if it lies more than two frames off. Memory is the peak of a
process that does nothing but `find` in all episodes over and over.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray

from earmark.core import Span
from earmark.lab.episodes import Cast, Recording, Shelf, Treatment, episodes, hold_out, recordings
from earmark.media import read_audio
from earmark.music import (
    Find,
    Index,
    IndexWriter,
    Track,
    find_in_peaks,
    find_in_sound,
    peaks_of_file,
    peaks_of_signal,
    sections,
)
from earmark.music.peaks import FRAME_MICROSECONDS, RATE

SHIFTS = (7.3, 7.296)
LENGTHS = (20, 6)
"""Of sections, in units of their grid of 24 s."""
NEAR = 2 * FRAME_MICROSECONDS

MEMORY = """
import itertools, sys
from pathlib import Path
from earmark.media import AudioReader
from earmark.music import Index, find_in_sound

def blocks():
    heard = 0.0
    for path in itertools.cycle(sys.argv[3:]):
        with AudioReader(Path(path), rate=8000) as reader:
            for block in reader:
                yield block[0]
            heard += reader.seconds
        if heard >= 3600 * float(sys.argv[2]):
            return

finds = sum(1 for _ in find_in_sound(blocks(), Index.open(Path(sys.argv[1])).segments))
peak = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(f"{sys.argv[2]} h, {finds} finds: {peak / 1024:.0f} MB at most")
"""


@dataclass
class _Count:
    finds: int = 0
    lost: int = 0
    new: int = 0
    edges: int = 0

    def add(self, before: Sequence[Find], after: Sequence[Find]) -> None:
        """Count what is another in `after` than it was in `before`."""
        left = list(after)
        for find in before:
            self.finds += 1
            same = next((each for each in left if _same(find, each)), None)
            if same is None:
                self.lost += 1
                continue
            left.remove(same)
            moved = max(abs(find.span.start - same.span.start), abs(find.span.end - same.span.end))
            self.edges += moved > NEAR
        self.new += len(left)

    def __str__(self) -> str:
        return f"of {self.finds} finds {self.lost} are lost and {self.edges} have other edges, {self.new} are new"


def main(
    music: Annotated[list[Path], typer.Option(help="Folder of tracks; again for more.")],
    speech: Annotated[Path, typer.Option(help="Folder of speech.")],
    hours: Annotated[list[float], typer.Option(help="Of the stream whose memory is measured; again for more.")] = [1],  # noqa: B006
    scale: Annotated[float, typer.Option(help="Passages of each condition, 1 for the full number.")] = 0.5,
    seed: Annotated[int, typer.Option(min=0, help="Of all that is drawn.")] = 0,
) -> None:
    """Print the figures."""
    halves = [hold_out(recordings(folder), 0.25, seed) for folder in music]
    known, unknown = ([each for half in halves for each in half[side]] for side in (0, 1))
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        index = _index(folder / "index", known)
        cast = Cast(known, unknown, recordings(speech), Shelf(folder / "shelf"))
        posed = list(episodes(folder, cast, seed=seed, scale=scale, treatments=[Treatment("flac")]))
        told = sum(each.seconds for each in posed) / 3600
        print(f"{len(index.tracks)} tracks, {len(posed)} episodes, {told:.2f} hours", flush=True)
        counts: dict[str, _Count] = {}
        for each in posed:
            _compare(read_audio(each.path, rate=RATE).samples[0], index, counts)
        for name, count in counts.items():
            print(f"{name}: {count}", flush=True)
        for length in hours:
            paths = [str(each.path) for each in posed]
            subprocess.run([sys.executable, "-c", MEMORY, str(index.folder), str(length), *paths], check=True)


def _index(folder: Path, tracks: Sequence[Recording]) -> Index:
    with IndexWriter.open(folder) as writer:
        writer.add([(Track(track.path.name, "", track.path.name), peaks_of_file(track.path)) for track in tracks])
    return Index.open(folder)


def _compare(sound: NDArray[np.float32], index: Index, counts: dict[str, _Count]) -> None:
    whole = find_in_peaks(peaks_of_signal(sound), index.segments)
    for length in LENGTHS:
        sections.SECTION_FRAMES = length * sections.GRID_FRAMES
        minutes = length * sections.GRID_FRAMES * FRAME_MICROSECONDS / 60e6
        found = list(find_in_sound([sound], index.segments))
        counts.setdefault(f"sections of {minutes:g} minutes", _Count()).add(whole, found)
    sections.SECTION_FRAMES = LENGTHS[0] * sections.GRID_FRAMES
    for cut in SHIFTS:
        silent = np.zeros(round(cut * RATE), np.float32)
        # Silence in front moves everything as a cut does, and takes no find away.
        found = [_earlier(each, cut) for each in find_in_sound([silent, sound], index.segments)]
        counts.setdefault(f"{cut} s later", _Count()).add(whole, found)


def _earlier(find: Find, seconds: float) -> Find:
    earlier = round(seconds * 1e6)
    return replace(find, span=Span(find.span.start - earlier, find.span.end - earlier))


def _same(one: Find, other: Find) -> bool:
    """Whether both say that the same of a track is heard when both say it plays."""
    at = max(one.span.start, other.span.start)
    if one.track != other.track or min(one.span.end, other.span.end) <= at:
        return False
    return abs(_heard_at(one, at) - _heard_at(other, at)) <= NEAR


def _heard_at(find: Find, at: int) -> float:
    return find.offset + find.speed * (at - find.span.start)


if __name__ == "__main__":
    typer.run(main)
