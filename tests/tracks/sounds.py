"""Sounds that the network never learned from: the demo's makers are not those of the recipe."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from earmark.demo.music import compose
from earmark.demo.sounds import functional
from earmark.tracks.windows import RATE

__all__ = ["RATE", "Sound", "level", "noise", "tone", "tune"]

Sound = NDArray[np.float32]


def level(sound: NDArray[np.float64] | Sound, db: float = -26.0) -> Sound:
    """`sound` at that level, RMS, dB of full scale."""
    return np.asarray(sound * 10 ** (db / 20) / max(1e-9, float(np.sqrt(np.mean(sound**2)))), np.float32)


@cache
def tune(seed: int, seconds: float) -> Sound:
    return level(compose(seed, seconds, RATE))


@cache
def noise(kind: str, seconds: float, seed: int = 7) -> Sound:
    return level(functional(kind, seed, seconds, RATE))


def tone(hertz: float, seconds: float, db: float = -20.0) -> Sound:
    """A sine [shape=(1, n)]."""
    time = np.arange(round(seconds * RATE)) / RATE
    return np.asarray(10 ** (db / 20) * np.sin(2 * np.pi * hertz * time), np.float32)[None]
