"""Music and speech made on the spot, laid together where a test says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.signal import resample_poly

from earmark.demo.music import compose
from earmark.demo.speech import VOICES, speak
from earmark.demo.talks import talk
from earmark.lab.mix import Bed, mix
from earmark.media import write_audio
from earmark.media.change import UNCHANGED, Change, changed
from earmark.music import Index, IndexWriter, Peaks, Track, peaks_of_signal

__all__ = [
    "RATE",
    "Laid",
    "alone",
    "index_of",
    "peaks_of_sound",
    "random_peaks",
    "tune",
    "tune_file",
    "under_speech",
    "voice",
]

RATE = 24_000
TUNE_SECONDS = 20.0


@dataclass(frozen=True)
class Laid:
    """A stretch of the tune `seed`, from `offset`, that is heard from `start` for `seconds`; all in seconds."""

    seed: int
    start: float
    seconds: float = 12.0
    offset: float = 4.0
    change: Change = UNCHANGED

    @property
    def end(self) -> float:
        return self.start + self.seconds

    def sound(self) -> NDArray[np.float32]:
        first = round(self.offset * RATE)
        excerpt = tune(self.seed)[:, first : first + round(self.seconds * self.change.tempo * RATE)]
        return changed(excerpt, self.change, rate=RATE)


@cache
def tune(seed: int) -> NDArray[np.float32]:
    """A piece of music, mono [shape=(1, n)]."""
    sound: NDArray[np.float32] = compose(seed, TUNE_SECONDS, RATE).mean(axis=0, keepdims=True)
    return sound


@cache
def voice(seconds: float, cast: int = 0) -> NDArray[np.float32]:
    """Somebody talking [shape=(1, n)]."""
    said = speak("\n\n".join(talk(cast, round(4 * seconds))), VOICES[cast], rate=RATE)
    assert said.shape[1] >= seconds * RATE
    return said[:, : round(seconds * RATE)]


def under_speech(laid: Sequence[Laid], *, seconds: float, level_db: float = 0.0) -> NDArray[np.float32]:
    """Speech with music under it [shape=(1, n)]."""
    mixed, _ = mix(voice(seconds), [Bed(str(one.seed), one.sound(), one.start, level_db) for one in laid], rate=RATE)
    return mixed


def alone(laid: Sequence[Laid], *, seconds: float) -> NDArray[np.float32]:
    """Music without speech; where two pieces meet both sound, equally loud [shape=(1, n)]."""
    sound = np.zeros((1, round(seconds * RATE)), np.float32)
    for one in laid:
        excerpt = one.sound()
        first = round(one.start * RATE)
        sound[:, first : first + excerpt.shape[1]] += excerpt * np.float32(0.05 / np.sqrt((excerpt**2).mean()))
    return sound


def peaks_of_sound(sound: NDArray[np.float32]) -> Peaks:
    """The peaks of mono sound at `RATE` [shape=(1, n)], without a file between."""
    return peaks_of_signal(resample_poly(sound[0], 1, 3).astype(np.float32))


def tune_file(folder: Path, seed: int, **tags: str) -> Path:
    """The tune as a file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"tune {seed}.flac"
    write_audio(path, tune(seed), rate=RATE, tags=tags)
    return path


def random_peaks(seed: int, frames: int = 400) -> Peaks:
    """Peaks as dense as music's and otherwise without sense."""
    rng = np.random.default_rng(seed)
    frame = np.sort(rng.integers(0, frames, 3 * frames)).astype(np.int32)
    step = rng.integers(60, 2000, len(frame)).astype(np.uint16)
    order = np.lexsort((step, frame))
    return Peaks(frame[order], step[order], frames)


def index_of(folder: Path, peaks: dict[str, Peaks]) -> Index:
    """An index that holds `peaks` by track id."""
    with IndexWriter.open(folder) as writer:
        writer.add([(Track(id=name, uri=f"file:///{name}", digest=name), each) for name, each in peaks.items()])
    return Index.open(folder)
