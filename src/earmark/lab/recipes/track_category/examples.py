"""Examples: windows drawn at random, with what they hold, as the network reads them."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, sosfilt

from earmark.lab.episodes.recordings import RATE, Shelf
from earmark.lab.recipes.track_category.layers import Layer, layer_of
from earmark.lab.recipes.track_category.members import Members
from earmark.media import read_audio, write_audio
from earmark.tracks.descriptors import descriptors_of
from earmark.tracks.labels import FUNCTIONAL, LABELS, Content
from earmark.tracks.spectrum import mel_input, spectrum_of
from earmark.tracks.windows import RATE as HEARD_RATE
from earmark.tracks.windows import WINDOW

__all__ = ["Examples", "examples_of"]

MIXES = (
    ("music", 0.26),
    ("speech", 0.12),
    ("functional", 0.4),
    ("music functional", 0.09),
    ("speech music", 0.05),
    ("speech functional", 0.05),
    ("functional functional", 0.03),
)
"""How often which layers lie over each other."""
SHARES = {Content.effects: 2.0, Content.machines: 1.4, Content.noise: 1.3, Content.rain: 1.3, Content.water: 1.3}
"""How often a class of functional sound is drawn, against 1 for the others."""
LEVELS_DB = (-30.0, 15.0)
"""Of the second layer over the first,"""
SPEECH_LEVELS_DB = (-20.0, 10.0)
"""and where the first is speech."""
HEARD_DB, UNHEARD_DB = -14.0, -24.0
"""A layer that is louder than the first against all else is asked for; fainter than the second, asked against."""
SHORT, PADDED, CODED, NARROW = 0.2, 0.08, 0.12, 0.2
"""How often a window is short, has silence at an end, went through a codec, lacks what is above some frequency."""
NARROWEST_HZ = 3000.0
CODECS = ((".mp3", 64_000), (".mp3", 32_000), (".mp3", 96_000), (".opus", 24_000))


@dataclass(frozen=True, slots=True)
class Examples:
    """What a network learns from.

    Attributes:
        mel: see :func:`~earmark.tracks.spectrum.mel_input` [shape=(n, FRAMES, BANDS)].
        descriptors: see :class:`~earmark.tracks.descriptors.Descriptors` [shape=(n, 12)].
        truth: whether each label holds [shape=(n, labels)].
        asked: 0 where that cannot be said, else 1 [shape=(n, labels)].
        single: the place of the label of windows with one layer among the labels, -1 for the others [shape=(n,)].
    """

    mel: NDArray[np.uint8]
    descriptors: NDArray[np.float32]
    truth: NDArray[np.float32]
    asked: NDArray[np.float32]
    single: NDArray[np.int64]


def examples_of(members: Members, shelf: Shelf, *, count: int, seed: int, done: Callable[[], None]) -> Examples:
    """So many windows of the sound of `members`. The same ones and the same seed make the same windows.

    Args:
        members: recordings of music, speech and most kinds of functional sound.
        shelf: their sound.
        count: how many, at least one.
        seed: of all that is drawn.
        done: called after each.
    """
    rows = []
    for number in range(count):
        rows.append(_example(members, shelf, np.random.default_rng([seed, number])))
        done()
    mel, descriptors, truth, asked, single = zip(*rows, strict=True)
    return Examples(np.stack(mel), np.stack(descriptors), np.stack(truth), np.stack(asked), np.array(single))


_Row = tuple[NDArray[np.uint8], NDArray[np.float32], NDArray[np.float32], NDArray[np.float32], int]


def _example(members: Members, shelf: Shelf, rng: np.random.Generator) -> _Row:
    short = rng.random() < SHORT
    seconds = WINDOW / HEARD_RATE
    length = round((rng.uniform(2.5, seconds) if short else seconds) * RATE)
    mix = MIXES[int(rng.choice(len(MIXES), p=[share for _, share in MIXES]))][0].split()
    layers = [layer_of(_content(name, members, rng), members, shelf, length, rng) for name in mix]
    levels = [1.0] + [10 ** (rng.uniform(*(SPEECH_LEVELS_DB if mix[0] == "speech" else LEVELS_DB)) / 20)] * (
        len(mix) - 1
    )
    sound = np.sum([layer.sound * np.float32(level) for layer, level in zip(layers, levels, strict=True)], axis=0)
    if rng.random() < PADDED:
        cut = int(rng.uniform(0.1, 0.6) * length)
        sound[:, :cut] = 0
        sound = sound[:, ::-1] if rng.random() < 0.5 else sound
    spectrum = spectrum_of(_heard(sound, rng))
    truth, asked = _labels(layers, levels)
    single = LABELS.index(layers[0].content) if len(layers) == 1 else -1
    return mel_input(spectrum.mel), descriptors_of(spectrum).array(), truth, asked, single


def _content(name: str, members: Members, rng: np.random.Generator) -> Content:
    if name != "functional":
        return Content(name)
    made = (Content.noise, Content.tones)
    there = [one for one in FUNCTIONAL if one in LABELS and (members.count(one) or one in made)]
    shares = np.array([SHARES.get(one, 1.0) for one in there])
    return there[int(rng.choice(len(there), p=shares / shares.sum()))]


def _heard(sound: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    """`sound` as it comes out of a file, at the rate at which it is heard [shape=(channels, n)]."""
    if np.array_equal(sound[0], sound[1]):
        sound = sound[:1]
    sound = sound * np.float32(10 ** (rng.uniform(-45, -8) / 20))
    sound = sound * min(1.0, 0.97 / float(np.abs(sound).max() + 1e-9))
    if rng.random() < NARROW:
        edge = rng.uniform(NARROWEST_HZ, HEARD_RATE / 2)
        sound = sosfilt(butter(6, edge, fs=RATE, output="sos"), sound, axis=1)
    suffix, bit_rate = CODECS[int(rng.integers(len(CODECS)))] if rng.random() < CODED else (".wav", None)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"window{suffix}"
        write_audio(path, np.asarray(sound, np.float32), rate=RATE, bit_rate=bit_rate)
        heard: NDArray[np.float32] = read_audio(path, rate=HEARD_RATE, channels=None).samples
        return heard


def _labels(layers: list[Layer], levels: list[float]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Truth, and what is asked [shape=(labels,) each]."""
    truth, asked = np.zeros(len(LABELS), np.float32), np.ones(len(LABELS), np.float32)
    total = sum(level**2 for level in levels)
    for layer in layers:
        for unsure in layer.unsure:
            asked[LABELS.index(unsure)] = 0
    for layer, level in zip(layers, levels, strict=True):
        place = LABELS.index(layer.content)
        over = 10 * np.log10(level**2 / max(1e-9, total - level**2))
        truth[place] = max(truth[place], over >= HEARD_DB)
        asked[place] = truth[place] or over < UNHEARD_DB
    return truth, asked
