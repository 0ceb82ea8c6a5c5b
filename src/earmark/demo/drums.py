"""Drum kits: every sound tuned by the kit's own draw, every hit a little different."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from earmark.demo.synthesis import Samples, bandpass, highpass, lowpass, times

__all__ = ["DRUMS", "Kit", "draw_kit", "hit"]


@dataclass(frozen=True, slots=True)
class Kit:
    """One drum kit.

    Attributes:
        kick: Hz where the kick settles.
        thump: seconds the kick rings.
        snare: Hz of the snare's head.
        rattle: 0 (drum) to 1 (all snare wires).
        metal: scales the pitch of hats and cymbals.
        electric: 0 (wood and skin) to 1 (drum machine).
        toms: Hz of the floor tom.
    """

    kick: float
    thump: float
    snare: float
    rattle: float
    metal: float
    electric: float
    toms: float


def draw_kit(rng: np.random.Generator, electric: float) -> Kit:
    """A kit that nobody else plays."""
    return Kit(
        kick=rng.uniform(42, 62),
        thump=rng.uniform(0.14, 0.3) * (1 + electric),
        snare=rng.uniform(165, 240),
        rattle=rng.uniform(0.35, 0.85),
        metal=rng.uniform(0.8, 1.25),
        electric=electric,
        toms=rng.uniform(75, 110),
    )


def hit(drum: str, kit: Kit, rng: np.random.Generator, rate: int) -> Samples:
    """One hit on `drum`, one of :data:`DRUMS`: mono, peak about 1."""
    return _DRUMS[drum](kit, rng, rate)


_Hit: TypeAlias = Callable[[Kit, np.random.Generator, int], Samples]
_METAL = np.array([1.0, 1.342, 1.611, 1.932, 2.536, 2.871])  # a cymbal's crowd of modes, as ratios


def _noise(rng: np.random.Generator, time: Samples) -> Samples:
    return rng.standard_normal(time.size) / 3


def _falling(time: Samples, start: float, end: float, fall: float) -> Samples:
    """A sine that drops from `start` to `end` Hz with time constant `fall`."""
    tone: Samples = np.sin(2 * np.pi * (end * time + (start - end) * fall * (1 - np.exp(-time / fall))))
    return tone


def _kick(kit: Kit, rng: np.random.Generator, rate: int) -> Samples:
    time = times(kit.thump * 2.2, rate)
    body = _falling(time, kit.kick * (3 + 3 * kit.electric), kit.kick, 0.02 + 0.015 * kit.electric)
    click = _noise(rng, time) * np.exp(-time / 0.003) * (1 - 0.5 * kit.electric)
    return np.tanh(1.6 * body) * np.exp(-time / (kit.thump * 0.45)) + click


def _snare(kit: Kit, rng: np.random.Generator, rate: int) -> Samples:
    time = times(0.28, rate)
    head = _falling(time, kit.snare * 1.5, kit.snare, 0.01) + 0.5 * _falling(
        time, kit.snare * 2.4, kit.snare * 1.8, 0.01
    )
    wires = highpass(_noise(rng, time), 1400, rate) * np.exp(-time / (0.06 + 0.06 * kit.rattle))
    return 0.6 * (1 - 0.5 * kit.rattle) * head * np.exp(-time / 0.05) + (0.6 + kit.rattle) * wires


def _rim(kit: Kit, rng: np.random.Generator, rate: int) -> Samples:
    time = times(0.06, rate)
    return bandpass(_noise(rng, time), 1700 * kit.metal, rate, 6) * np.exp(-time / 0.012) * 5


def _clap(kit: Kit, rng: np.random.Generator, rate: int) -> Samples:
    time = times(0.25, rate)
    shape = np.exp(-time / 0.06) * 0.7
    for start in (0.0, 0.011, 0.023):
        after = time - start
        shape += np.where(after >= 0, np.exp(-np.abs(after) / 0.006), 0)
    return bandpass(_noise(rng, time), 1150 * kit.metal, rate, 1.2) * shape * 1.6


def _metal(kit: Kit, rng: np.random.Generator, rate: int, seconds: float, ring: float, pitch: float) -> Samples:
    time = times(seconds, rate)
    modes = np.zeros(time.size)
    for ratio in _METAL:
        modes += np.sign(np.sin(2 * np.pi * pitch * kit.metal * ratio * time + rng.uniform(0, 6)))
    mixture = (0.05 + 0.12 * kit.electric) * modes + _noise(rng, time)
    return highpass(mixture, min(6000.0, 0.3 * rate), rate) * np.exp(-time / ring) * 1.5


def _hat(kit: Kit, rng: np.random.Generator, rate: int) -> Samples:
    return _metal(kit, rng, rate, 0.09, 0.018, 540)


def _open_hat(kit: Kit, rng: np.random.Generator, rate: int) -> Samples:
    return _metal(kit, rng, rate, 0.4, 0.12, 540)


def _ride(kit: Kit, rng: np.random.Generator, rate: int) -> Samples:
    wash = 0.5 * _metal(kit, rng, rate, 0.7, 0.25, 420)
    time = np.arange(wash.size) / rate
    ping = np.sin(2 * np.pi * 2900 * kit.metal * time) + 0.6 * np.sin(2 * np.pi * 4170 * kit.metal * time)
    return wash + 0.14 * ping * np.exp(-time / 0.09)


def _crash(kit: Kit, rng: np.random.Generator, rate: int) -> Samples:
    return _metal(kit, rng, rate, 1.6, 0.45, 330)


def _tom(kit: Kit, rng: np.random.Generator, rate: int, ratio: float) -> Samples:
    time = times(0.45, rate)
    pitch = kit.toms * ratio
    return _falling(time, pitch * 1.6, pitch, 0.04) * np.exp(-time / 0.13) + 0.4 * _noise(rng, time) * np.exp(
        -time / 0.01
    )


def _shaker(_kit: Kit, rng: np.random.Generator, rate: int) -> Samples:
    time = times(0.1, rate)
    return highpass(_noise(rng, time), 4500, rate) * np.hanning(time.size)


def _brush(kit: Kit, rng: np.random.Generator, rate: int) -> Samples:
    time = times(0.3, rate)
    return bandpass(_noise(rng, time), 3000 * kit.metal, rate, 0.7) * np.hanning(time.size) * 1.4


def _conga(kit: Kit, rng: np.random.Generator, rate: int) -> Samples:
    time = times(0.3, rate)
    pitch = kit.toms * 2.6
    return _falling(time, pitch * 1.15, pitch, 0.02) * np.exp(-time / 0.08) + lowpass(
        _noise(rng, time) * np.exp(-time / 0.006), 3000, rate
    )


_DRUMS: dict[str, _Hit] = {
    "kick": _kick,
    "snare": _snare,
    "rim": _rim,
    "clap": _clap,
    "hat": _hat,
    "open hat": _open_hat,
    "ride": _ride,
    "crash": _crash,
    "low tom": lambda kit, rng, rate: _tom(kit, rng, rate, 1.0),
    "mid tom": lambda kit, rng, rate: _tom(kit, rng, rate, 1.35),
    "high tom": lambda kit, rng, rate: _tom(kit, rng, rate, 1.8),
    "shaker": _shaker,
    "brush": _brush,
    "conga": _conga,
}

DRUMS = tuple(_DRUMS)
"""What a kit has."""
