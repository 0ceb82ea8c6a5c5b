"""How fast `find` is, decoding included, and its memory, against a catalogue of so many hours.

    python -m benchmarks.music_find_speed --music DIR [--music DIR] --speech DIR [--hours H] [--scale S] [--seed N]

A quarter of the artists is kept out, as in `benchmarks.music_under_speech`, whose conditions are posed here in mp3 of
64 kbit/s; beside them there is speech alone. The catalogue is filled up with copies of its own tracks, 17 % higher
and 20 % faster, and more so each time: as dense as music, and further off than a search goes. A process of its own
opens the index and listens once before the clock runs, so that kernels are compiled; the tables that an index makes in
memory are made again while it runs. CPU seconds of one process without threads.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from earmark.lab.episodes import TREATMENTS, Cast, Shelf, episodes, hold_out, recordings, speech_alone
from earmark.music import IndexWriter, Peaks, Track, peaks_of_file
from earmark.music.peaks import STEPS

HIGHER, FASTER = 1.17, 1.2
TREATMENT = TREATMENTS[2]
LISTEN = """
import sys, time
from pathlib import Path
from earmark.media import probe
from earmark.music import Index, find, peaks_of_file

folder, *paths = map(Path, sys.argv[1:])
list(find(paths[0], Index.open(folder)))
index = Index.open(folder)
seconds = sum(probe(path).seconds for path in paths)
begun = time.process_time()
finds = sum(1 for path in paths for _ in find(path, index))
found = time.process_time() - begun
begun = time.process_time()
for path in paths:
    peaks_of_file(path)
heard = time.process_time() - begun
peak = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM")) / 1024
print(f"{seconds / 3600:.2f} h, {finds} finds: {seconds / found:.0f} x real time, decoding, spectra and peaks alone "
      f"{seconds / heard:.0f} x; the search takes {3600 * (found - heard) / seconds:.1f} CPU s an hour; {peak:.0f} MB")
"""


def main(
    music: Annotated[list[Path], typer.Option(help="Folder of tracks; again for more.")],
    speech: Annotated[Path, typer.Option(help="Folder of speech.")],
    hours: Annotated[float, typer.Option(help="Of the catalogue.")] = 6.0,
    scale: Annotated[float, typer.Option(help="Passages of each condition, 1 for the full number.")] = 0.5,
    seed: Annotated[int, typer.Option(min=0, help="Of all that is drawn.")] = 0,
) -> None:
    """Print the figures."""
    halves = [hold_out(recordings(folder), 0.25, seed) for folder in music]
    known, unknown = ([each for half in halves for each in half[side]] for side in (0, 1))
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        cast = Cast(known, unknown, recordings(speech), Shelf(folder / "shelf"))
        posed = list(episodes(folder, cast, seed=seed, scale=scale, treatments=[TREATMENT]))
        alone = speech_alone(folder / "speech-alone.mp3", TREATMENT, cast, seconds=1200 * scale, seed=seed)
        with IndexWriter.open(folder / "index") as writer:
            writer.add(_filled({track.path.name: peaks_of_file(track.path) for track in known}, hours))
        for name, told in (("music and speech", posed), ("speech alone", [alone])):
            print(f"{name}: ", end="", flush=True)
            paths = [str(each.path) for each in told]
            subprocess.run([sys.executable, "-c", LISTEN, str(folder / "index"), *paths], check=True)


def _filled(real: dict[str, Peaks], hours: float) -> list[tuple[Track, Peaks]]:
    """`real` tracks and changed copies of them, as many as make `hours`."""
    tracks, copies, times = dict(real), 1, 1
    left = 3600 * hours - sum(peaks.seconds for peaks in real.values())
    while left > 0:
        for name, peaks in real.items():
            if left > 0:
                tracks[f"{name} {copies}"] = _changed(peaks, FASTER**times, HIGHER**times)
                left -= tracks[f"{name} {copies}"].seconds
        copies, times = copies + 1, -times if times > 0 else 1 - times
    total = sum(peaks.seconds for peaks in tracks.values()) / 3600
    print(f"{len(tracks)} tracks, {len(real)} of them real, {total:.1f} hours", flush=True)
    return [(Track(name, "", name), peaks) for name, peaks in tracks.items()]


def _changed(peaks: Peaks, tempo: float, pitch: float) -> Peaks:
    """`peaks` as they would be in a recording that is `tempo` times as fast and `pitch` times as high."""
    step = np.round(peaks.step * pitch)
    inside = step < STEPS
    frame, step = np.round(peaks.frame[inside] / tempo).astype(np.int32), step[inside].astype(np.uint16)
    order = np.lexsort((step, frame))
    return Peaks(frame[order], step[order], int(peaks.frames / tempo) + 1)


if __name__ == "__main__":
    typer.run(main)
