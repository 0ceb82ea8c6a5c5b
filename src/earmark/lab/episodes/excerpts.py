"""Short excerpts as somebody holds up a telephone: clean, in noise, in a room; of the catalogue and not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.signal import fftconvolve

from earmark.lab.episodes.compose import Cast
from earmark.lab.episodes.passages import Crate
from earmark.lab.episodes.recordings import RATE, in_turn
from earmark.media import write_audio

__all__ = ["LENGTHS", "PLACES", "Excerpt", "excerpts"]

LENGTHS = (1.0, 3.0, 10.0)
PLACES = ("clean", "white noise", "babble", "room")
NOISE_DB = 6.0
"""Music over noise, RMS, dB."""
VOICES = 6
ROOM_SECONDS = 0.8
"""Time in which the room's sound falls by 60 dB."""
DIRECT_DB = 0.0
"""Direct sound over all of the room's, dB."""
LOUDNESS = 0.1


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A short file.

    Attributes:
        path: the file.
        seconds: its length.
        place: one of `PLACES`.
        track: the recording's file name.
        group: its artist.
        known: whether it is in the catalogue.
    """

    path: Path
    seconds: float
    place: str
    track: str
    group: str
    known: bool


def excerpts(folder: Path, cast: Cast, *, known: int, unknown: int, seed: int) -> Iterator[Excerpt]:
    """So many excerpts of each length at each place, as wav files; the same excerpts at every place."""
    rng = np.random.default_rng([seed, 3])
    halves = [(cast.known, known, True), (cast.unknown, unknown, False)]
    for seconds in LENGTHS:
        for music, count, in_catalogue in halves:
            order = [music[number] for number in rng.permutation(len(music))]
            crate = Crate(order, cast.shelf, rng)
            for number in range(count if order else 0):
                recording = crate.recording()
                samples, _ = crate.excerpt(recording, seconds)
                samples = samples * np.float32(LOUDNESS / np.sqrt((samples.astype(np.float64) ** 2).mean()))
                for place in PLACES:
                    path = folder / f"{seconds:g}s {place} {number} {'known' if in_catalogue else 'unknown'}.wav"
                    write_audio(path, _AT[place](samples, cast, rng), rate=RATE)
                    yield Excerpt(path, seconds, place, recording.path.name, recording.group, in_catalogue)


def _clean(samples: NDArray[np.float32], _: Cast, __: np.random.Generator) -> NDArray[np.float32]:
    return samples


def _in_white_noise(samples: NDArray[np.float32], _: Cast, rng: np.random.Generator) -> NDArray[np.float32]:
    return _over(samples, rng.standard_normal(samples.shape).astype(np.float32))


def _in_babble(samples: NDArray[np.float32], cast: Cast, rng: np.random.Generator) -> NDArray[np.float32]:
    """Several people talk at once."""
    noise = np.zeros_like(samples)
    for _, voice in zip(range(VOICES), in_turn(cast.speech, rng), strict=False):
        longest = cast.shelf.samples(voice.path)
        first = int(rng.integers(0, max(1, longest - samples.shape[1] + 1)))
        said = cast.shelf.stretch(voice.path, first, samples.shape[1])
        noise[:, : said.shape[1]] += said / np.float32(max(1e-6, np.sqrt((said**2).mean())))
    return _over(samples, noise)


def _in_a_room(samples: NDArray[np.float32], _: Cast, rng: np.random.Generator) -> NDArray[np.float32]:
    """Noise that dies away exponentially after the direct sound.

    Reference:
        J. A. Moorer, "About this reverberation business", Computer Music Journal 3(2), 1979.
    """
    time = np.arange(round(ROOM_SECONDS * RATE)) / RATE
    tail = rng.standard_normal(len(time)) * 10 ** (-3 * time / ROOM_SECONDS)
    tail *= 10 ** (-DIRECT_DB / 20) / np.sqrt((tail**2).sum())
    tail[0] += 1.0
    heard = fftconvolve(samples[0].astype(np.float64), tail)[: samples.shape[1]]
    loud: NDArray[np.float32] = (heard[None, :] * LOUDNESS / np.sqrt((heard**2).mean())).astype(np.float32)
    return loud


def _over(samples: NDArray[np.float32], noise: NDArray[np.float32]) -> NDArray[np.float32]:
    level = np.sqrt((samples**2).mean() / max(1e-12, float((noise**2).mean()))) * 10 ** (-NOISE_DB / 20)
    return (samples + noise * np.float32(level)).astype(np.float32)


_AT: dict[str, Callable[[NDArray[np.float32], Cast, np.random.Generator], NDArray[np.float32]]] = dict(
    zip(PLACES, (_clean, _in_white_noise, _in_babble, _in_a_room), strict=True)
)
