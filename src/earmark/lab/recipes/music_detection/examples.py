"""Examples: the texture of scenes, and in which steps music and voices sound."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import maximum_filter1d

from earmark.lab.episodes.recordings import RATE
from earmark.lab.scenes import Layer, Scene, through_codec
from earmark.music.detection import STEP_FRAMES, STEP_MICROSECONDS
from earmark.music.peaks import RATE as HEARD_RATE
from earmark.music.peaks import pages_of
from earmark.music.texture import texture_of

__all__ = ["Examples", "examples_of"]

HEARD_DB = {Layer.music: -20.0, Layer.voice: -15.0}
"""A layer that is fainter than this against all others is neither asked for nor against: nobody may hear it."""
REST_STEPS = 5
"""A rest of a second is part of the music."""
APART_STEPS = 7
AUDIBLE = 1e-6
SILENT = 1e-9
LABELS = (Layer.music, Layer.voice)


@dataclass(frozen=True, slots=True)
class Examples:
    """What a network learns from.

    Attributes:
        texture: of each scene [shape=(scenes, frames, CHANNELS, BANDS)].
        truth: whether music, and a voice, sounds in each step [shape=(scenes, steps, 2)].
        asked: 0 where that cannot be said, else 1 [shape=(scenes, steps, 2)].
        level: of the music against all else in each step, dB; -200 where there is none [shape=(scenes, steps)].
        others: whether a voice sounds, and whether other sound does [shape=(scenes, steps, 2)].
    """

    texture: NDArray[np.uint8]
    truth: NDArray[np.float32]
    asked: NDArray[np.float32]
    level: NDArray[np.float32]
    others: NDArray[np.bool_]


def examples_of(scenes: Iterable[Scene], *, seed: int, done: Callable[[], None]) -> Examples:
    """The examples of `scenes`, which are equally long, each sent through some codec.

    Args:
        scenes: at least one.
        seed: of the codecs.
        done: called after each scene.
    """
    textures, powers = [], []
    for number, scene in enumerate(scenes):
        heard = through_codec(scene.samples, np.random.default_rng([seed, number]), rate=HEARD_RATE)
        steps = len(scene.samples) * 1_000_000 // RATE // STEP_MICROSECONDS
        power = np.concatenate([page.power for page in pages_of([heard])])[: steps * STEP_FRAMES]
        textures.append(texture_of(power))
        powers.append(np.stack([_power(scene.layers.get(layer), steps) for layer in Layer], axis=1))
        done()
    return _labelled(np.stack(textures), np.stack(powers))


def _power(layer: NDArray[np.float32] | None, steps: int) -> NDArray[np.float64]:
    """Mean power of each step [shape=(steps,)]."""
    if layer is None:
        return np.zeros(steps)
    length = RATE * STEP_MICROSECONDS // 1_000_000
    framed = np.pad(layer, (0, max(0, steps * length - len(layer))))[: steps * length].reshape(steps, length)
    power: NDArray[np.float64] = (framed.astype(np.float64) ** 2).mean(axis=1)
    return power


def _labelled(texture: NDArray[np.uint8], powers: NDArray[np.float64]) -> Examples:
    """Examples from each layer's power in each step [shape=(scenes, steps, layers)]."""
    order = list(Layer)
    truth, asked = [], []
    for layer in LABELS:
        own = powers[..., order.index(layer)]
        rest = powers.sum(axis=-1) - own
        reach = maximum_filter1d(own, REST_STEPS, axis=-1)
        heard = (reach > AUDIBLE) & (_db(reach) > _db(maximum_filter1d(rest, REST_STEPS, axis=-1)) + HEARD_DB[layer])
        absent = maximum_filter1d(own, APART_STEPS, axis=-1) < SILENT
        truth.append(heard)
        asked.append(heard | absent)
    music = powers[..., order.index(Layer.music)]
    level = np.where(music > SILENT, _db(music) - _db(powers.sum(axis=-1) - music), -200.0)
    others = powers[..., [order.index(Layer.voice), order.index(Layer.other)]] > AUDIBLE
    return Examples(
        texture,
        np.stack(truth, axis=-1).astype(np.float32),
        np.stack(asked, axis=-1).astype(np.float32),
        level.astype(np.float32),
        others,
    )


def _db(power: NDArray[np.float64]) -> NDArray[np.float64]:
    decibels: NDArray[np.float64] = 10 * np.log10(power + 1e-12)
    return decibels
