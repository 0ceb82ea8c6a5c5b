"""How fast recordings are categorized, and how much memory that takes.

    python -m benchmarks.tracks_speed AUDIO... [--hours 10]

Each file is decoded and categorized in this process; the same files go through a chain of librosa features (mel bands,
flatness, onset strength, chroma) if librosa is installed. With `--hours` a stream that long is heard, made on the spot.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from numpy.typing import NDArray

from earmark.media import read_audio
from earmark.tracks import categorize, categorize_sound
from earmark.tracks.windows import RATE


def main(
    audio: Annotated[list[Path], typer.Argument(help="Files to hear.")],
    hours: Annotated[float, typer.Option(help="Length of the stream; none if 0.")] = 0.0,
) -> None:
    """Hear all of it, and print the processor's seconds."""
    categorize(audio[0])
    lengths = [read_audio(path, rate=RATE, channels=None).seconds for path in audio]
    _report("earmark", sum(lengths), lambda: [categorize(path) for path in audio])
    _report("decoding alone", sum(lengths), lambda: [read_audio(path, rate=RATE, channels=None) for path in audio])
    if find_spec("librosa"):
        _librosa(audio[0])
        _report("librosa", sum(lengths), lambda: [_librosa(p) for p in audio])
    if hours:
        before = _peak()
        _report(f"a stream of {hours:g} h", hours * 3600, lambda: categorize_sound(_noise(hours)))
        print(f"peak memory: {before:.0f} MB before, {_peak():.0f} MB after")


def _report(name: str, seconds: float, work: Callable[[], Any]) -> None:
    began = time.process_time()
    work()
    spent = time.process_time() - began
    print(f"{name:22} {spent:8.2f} s of the processor for {seconds:.0f} s: {seconds / spent:.0f} times real time")


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _noise(hours: float) -> Iterator[NDArray[np.float32]]:
    rng = np.random.default_rng(0)
    for _ in range(round(hours * 360)):
        yield rng.standard_normal((2, 10 * RATE), np.float32) * np.float32(0.05)


def _librosa(path: Path) -> float:
    """What a chain of librosa's features makes of a file: its tempo."""
    import librosa  # type: ignore[import-not-found]

    samples = read_audio(path, rate=RATE).samples[0]
    librosa.feature.melspectrogram(y=samples, sr=RATE)
    librosa.feature.spectral_flatness(y=samples)
    librosa.feature.mfcc(y=samples, sr=RATE)
    librosa.feature.chroma_stft(y=samples, sr=RATE)
    return float(np.mean(librosa.beat.beat_track(y=samples, sr=RATE)[0]))


if __name__ == "__main__":
    typer.run(main)
