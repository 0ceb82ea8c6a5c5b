"""Scenes: voices, music and other sound laid over each other at random, with each layer's power known.

What networks learn from: no two scenes are alike, and who sounds when, and how loud, is exact.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.signal import fftconvolve, lfilter

from earmark.lab.episodes.recordings import RATE, Recording, Shelf, in_turn
from earmark.media import Change, changed, read_audio, write_audio

__all__ = ["Layer", "Scene", "Sources", "scenes", "through_codec"]

REFERENCE_RMS = 0.08
"""What levels are counted from: -22 dB of full scale, a voice as it is mixed."""
PEAK = 0.95
CODECS = ((".wav", None), (".mp3", 64_000), (".mp3", 32_000), (".opus", 24_000), (".opus", 12_000), (".m4a", 48_000))


class Layer(StrEnum):
    """What a layer holds."""

    voice = "voice"
    music = "music"
    other = "other"


MIXES: Sequence[tuple[frozenset[Layer], float]] = (
    (frozenset({Layer.voice}), 0.14),
    (frozenset({Layer.music}), 0.16),
    (frozenset({Layer.other}), 0.1),
    (frozenset({Layer.voice, Layer.music}), 0.26),
    (frozenset({Layer.voice, Layer.other}), 0.16),
    (frozenset({Layer.music, Layer.other}), 0.08),
    (frozenset({Layer.voice, Layer.music, Layer.other}), 0.1),
)
"""How often which layers are laid in a scene."""
LEVELS_DB = {Layer.voice: (-8.0, 4.0), Layer.music: (-18.0, 8.0), Layer.other: (-25.0, 6.0)}
PIECES = {Layer.voice: (4.0, 40.0), Layer.music: (1.5, 40.0), Layer.other: (2.0, 40.0)}
"""Least and most seconds of one piece of a layer,"""
GAPS = {Layer.voice: (0.3, 8.0), Layer.music: (1.0, 20.0), Layer.other: (0.5, 20.0)}
"""and of silence between two."""
FADES = (0.01, 2.5)
SPEEDS = {Layer.voice: (0.85, 1.15), Layer.music: (0.8, 1.25), Layer.other: (0.7, 1.4)}
"""How much faster a piece may be played: other pitches, other rooms, other beats."""
ECHO, TILT, SQUEEZE = 0.25, 0.5, 0.3
"""How often a piece sounds in a room, through another equaliser; how often a compressor works on the sum."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What scenes are made of.

    Attributes:
        layers: recordings of each layer, at least one.
        shelf: their sound.
    """

    layers: Mapping[Layer, Sequence[Recording]]
    shelf: Shelf


@dataclass(frozen=True, slots=True)
class Scene:
    """Some sound and what it is made of.

    Attributes:
        samples: the mix, mono, full scale 1 [shape=(n,)].
        layers: each layer alone, as loud as it is in the mix; those that sound [shape=(n,)].
    """

    samples: NDArray[np.float32]
    layers: Mapping[Layer, NDArray[np.float32]]


def scenes(sources: Sources, *, count: int, seconds: float, seed: int) -> Iterator[Scene]:
    """So many scenes of that length. The same sources and seed make the same ones."""
    for number in range(count):
        rng = np.random.default_rng([seed, number])
        yield _scene(sources, round(seconds * RATE), rng)


def _scene(sources: Sources, length: int, rng: np.random.Generator) -> Scene:
    chosen = MIXES[rng.choice(len(MIXES), p=np.array([share for _, share in MIXES]))][0]
    layers = {layer: _laid(layer, sources, length, rng) for layer in Layer if layer in chosen}
    samples = np.sum(list(layers.values()), axis=0)
    # The gain is the same for the sum and its layers, so that what each layer contributes stays known.
    gain = np.full(length, 10 ** (rng.uniform(-14, 4) / 20), np.float32)
    if rng.random() < SQUEEZE:
        gain *= _compression(samples)
    loudest = float(np.abs(samples * gain).max())
    gain *= np.float32(min(1.0, PEAK / max(loudest, 1e-9)))
    return Scene(samples * gain, {layer: sound * gain for layer, sound in layers.items()})


def _laid(layer: Layer, sources: Sources, length: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """Pieces of recordings of one layer, one after the other with gaps between [shape=(length,)]."""
    sound = np.zeros(length, np.float32)
    level = rng.uniform(*LEVELS_DB[layer])
    at = int(rng.uniform(-PIECES[layer][0] * RATE, length / 2))
    for recording in in_turn(sources.layers[layer], rng):
        piece = _piece(layer, recording, sources.shelf, rng) * np.float32(10 ** ((level + rng.uniform(-3, 3)) / 20))
        first, past = max(0, at), min(length, at + len(piece))
        if past > first:
            sound[first:past] += piece[first - at : past - at]
        at += len(piece) + int(rng.uniform(*GAPS[layer]) * RATE)
        if at >= length:
            return sound
    return sound


def _piece(layer: Layer, recording: Recording, shelf: Shelf, rng: np.random.Generator) -> NDArray[np.float32]:
    """A stretch of a recording at the reference level, faded at both ends [shape=(n,)]."""
    wanted = int(rng.uniform(*PIECES[layer]) * RATE)
    whole = shelf.samples(recording.path)
    first = int(rng.integers(0, max(1, whole - wanted)))
    samples = shelf.stretch(recording.path, first, wanted)
    speed = float(rng.uniform(*SPEEDS[layer]))
    samples = changed(samples, Change(speed, speed), rate=RATE)[0]
    if layer is not Layer.voice and len(samples) < wanted:
        samples = np.tile(samples, -(-wanted // len(samples)))[:wanted]
    samples = _heard_in(samples, rng)
    samples = samples * np.float32(REFERENCE_RMS / max(_loud_rms(samples), 1e-5))
    fade = min(len(samples) // 2, int(rng.uniform(*FADES) * RATE))
    ramp = np.linspace(0, 1, fade, dtype=np.float32)
    samples[:fade] *= ramp
    samples[len(samples) - fade :] *= ramp[::-1]
    return samples


def _heard_in(samples: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    """`samples` in some room and through some equaliser."""
    if rng.random() < ECHO:
        seconds = rng.uniform(0.1, 0.8)
        tail = rng.standard_normal(int(seconds * RATE)) * np.exp(-6.9 * np.linspace(0, 1, int(seconds * RATE)))
        tail[0] += rng.uniform(3, 12)
        samples = fftconvolve(samples, tail.astype(np.float32))[: len(samples)]
    if rng.random() < TILT:
        pole = rng.uniform(-0.6, 0.6)
        samples = lfilter([1.0], [1.0, pole], samples)
    return np.asarray(samples, np.float32)


def _loud_rms(samples: NDArray[np.float32]) -> float:
    """RMS of the louder half of `samples`, in tenths of a second: pauses do not count."""
    frame = RATE // 10
    power = (samples[: len(samples) // frame * frame].reshape(-1, frame).astype(np.float64) ** 2).mean(axis=1)
    return float(np.sqrt(np.sort(power)[len(power) // 2 :].mean())) if len(power) else 0.0


def _compression(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Gain of a compressor that halves what rises above the reference, in decibels [shape=(n,)]."""
    frame = RATE // 100
    framed = np.pad(samples, (0, -len(samples) % frame)).reshape(-1, frame)
    level = lfilter([0.1], [1.0, -0.9], np.sqrt((framed.astype(np.float64) ** 2).mean(axis=1)))
    gain = np.minimum(1.0, np.sqrt(REFERENCE_RMS / np.maximum(level, 1e-9)))
    return np.asarray(np.repeat(gain, frame)[: len(samples)], np.float32)


def through_codec(samples: NDArray[np.float32], rng: np.random.Generator, *, rate: int) -> NDArray[np.float32]:
    """`samples` [shape=(n,)] at `RATE` as they are at `rate` after some codec, or after none [shape=(m,)]."""
    suffix, bit_rate = CODECS[int(rng.integers(len(CODECS)))]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"scene{suffix}"
        write_audio(path, samples[None], rate=RATE, bit_rate=bit_rate)
        heard: NDArray[np.float32] = read_audio(path, rate=rate).samples[0]
        return heard
