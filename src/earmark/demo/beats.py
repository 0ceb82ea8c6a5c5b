"""Drum patterns, one bar at a time.

A pattern is called afresh for every bar with a generator that starts the same within a section, so a bar's
figure holds while hits by chance differ between pieces.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

import numpy as np

__all__ = ["BEATS", "Hit", "fill"]


class Hit(NamedTuple):
    """One stroke: drum, beats from the start of the bar, loudness 0 to 1."""

    drum: str
    beat: float
    touch: float


Beat: TypeAlias = Callable[[np.random.Generator, int, float], list[Hit]]
"""From a generator, beats per bar and energy 0 to 1 to the hits of one bar."""


def _steps(drum: str, beats: float, step: float, accent: float, weak: float) -> list[Hit]:
    """`drum` every `step` beats, louder on the beat."""
    places = np.arange(0, beats - 1e-6, step)
    return [Hit(drum, float(place), accent if place % 1 < 1e-6 else weak) for place in places]


def _some(rng: np.random.Generator, drum: str, places: list[float], chance: float, touch: float) -> list[Hit]:
    """`drum` at each of `places` by chance."""
    return [Hit(drum, place, touch * rng.uniform(0.8, 1.0)) for place in places if rng.random() < chance]


def _backbeat(drum: str, beats: int, touch: float) -> list[Hit]:
    return [Hit(drum, float(beat), touch) for beat in range(1, beats, 2)] if beats != 3 else [Hit(drum, 2.0, touch)]


def _four(rng: np.random.Generator, beats: int, energy: float) -> list[Hit]:
    hits = _steps("kick", beats, 1, 0.95, 0.9) + _backbeat("clap", beats, 0.7)
    hits += [Hit("open hat" if rng.random() < 0.8 else "hat", beat + 0.5, 0.5) for beat in range(beats)]
    hits += _some(rng, "hat", [k / 4 for k in range(1, 4 * beats, 2)], 0.25 + 0.6 * energy, 0.3)
    return hits + _some(rng, "conga", [k / 4 for k in range(4 * beats)], 0.12, 0.35)


def _rock(rng: np.random.Generator, beats: int, energy: float) -> list[Hit]:
    cymbal = "ride" if energy > 0.85 and rng.random() < 0.6 else "hat"
    hits = [Hit("kick", 0.0, 0.95), *_backbeat("snare", beats, 0.9), *_steps(cymbal, beats, 0.5, 0.55, 0.35)]
    hits += _some(rng, "kick", [0.5, 1.5, 2.0, 2.5, 3.5][: beats + 1], 0.45, 0.85)
    return hits + _some(rng, "snare", [1.75, 2.25, 3.75][: beats - 1], 0.12, 0.25)


def _half_time(rng: np.random.Generator, beats: int, energy: float) -> list[Hit]:
    hits = [Hit("kick", 0.0, 0.95), Hit("snare", beats / 2, 0.9)]
    hits += _some(rng, "kick", [0.75, 1.5, 2.5, 2.75, 3.25], 0.35, 0.8)
    step = 0.25 if energy > 0.7 else 0.5
    hits += _steps("hat", beats, step, 0.5, 0.3)
    rolls = _some(rng, "hat", [beats - 0.375, beats - 0.25, beats - 0.125], 0.5 * energy, 0.35)
    return hits + rolls


def _breakbeat(rng: np.random.Generator, beats: int, _energy: float) -> list[Hit]:
    hits = [Hit("kick", 0.0, 0.95), Hit("kick", 2.5, 0.85), *_backbeat("snare", beats, 0.9)]
    hits += _some(rng, "kick", [0.5, 0.75, 1.75, 2.25, 3.25], 0.3, 0.75)
    hits += _some(rng, "snare", [1.75, 2.25, 3.5, 3.75], 0.45, 0.35)
    return hits + _steps("ride" if rng.random() < 0.4 else "hat", beats, 0.5, 0.5, 0.4)


def _swing(rng: np.random.Generator, beats: int, energy: float) -> list[Hit]:
    hits = [Hit("ride", float(beat), 0.55) for beat in range(beats)]
    hits += [Hit("ride", beat + 0.5, 0.4) for beat in range(1, beats, 2)] + _backbeat("hat", beats, 0.4)
    hits += _some(rng, "kick", [0.0, 1.5, 2.5, 3.5], 0.2 + 0.25 * energy, 0.4)
    return hits + _some(rng, "snare", [0.5, 1.5, 2.0, 2.5, 3.5], 0.1 + 0.3 * energy, 0.3)


def _brushes(rng: np.random.Generator, beats: int, energy: float) -> list[Hit]:
    hits = _steps("brush", beats, 1, 0.4, 0.3) + _backbeat("rim", beats, 0.35 + 0.2 * energy)
    return hits + _some(rng, "brush", [k + 0.5 for k in range(beats)], 0.5, 0.25) + [Hit("kick", 0.0, 0.5)]


def _waltz(rng: np.random.Generator, beats: int, energy: float) -> list[Hit]:
    hits = [Hit("kick", 0.0, 0.7)]
    hits += [Hit("snare" if energy > 0.7 else "brush", float(beat), 0.4) for beat in range(1, beats)]
    return hits + _some(rng, "hat", [k + 0.5 for k in range(beats)], 0.4, 0.25)


def _bossa(rng: np.random.Generator, beats: int, energy: float) -> list[Hit]:
    clave = [0.0, 0.75, 1.5, 2.5, 3.25] if rng.random() < 0.5 else [0.0, 0.75, 1.5, 2.25, 3.0]
    hits = [Hit("rim", place, 0.5) for place in clave if place < beats] + _steps("shaker", beats, 0.25, 0.4, 0.25)
    hits += [Hit("kick", place, 0.6) for place in (0.0, 1.5, 2.0, 3.5) if place < beats]
    return hits + _some(rng, "conga", [0.5, 1.25, 1.75, 2.75, 3.5, 3.75], 0.2 + 0.4 * energy, 0.4)


def _shuffle(rng: np.random.Generator, beats: int, _energy: float) -> list[Hit]:
    hits = _steps("hat", beats, 0.5, 0.5, 0.35) + _backbeat("snare", beats, 0.8)
    hits += [Hit("kick", float(beat), 0.85) for beat in range(0, beats, 2)]
    return hits + _some(rng, "kick", [k + 0.5 for k in range(beats)], 0.3, 0.6)


def _march(rng: np.random.Generator, beats: int, energy: float) -> list[Hit]:
    hits = [Hit("kick", float(beat), 0.8) for beat in range(0, beats, 2)] + _backbeat("snare", beats, 0.7)
    places = [k / 4 for k in range(4 * beats) if k % 4]
    return hits + _some(rng, "snare", places, 0.25 + 0.35 * energy, 0.35)


def _hand_drums(rng: np.random.Generator, beats: int, _energy: float) -> list[Hit]:
    hits = [Hit("low tom", 0.0, 0.6), *_some(rng, "conga", [k / 2 for k in range(1, 2 * beats)], 0.55, 0.5)]
    return (
        hits
        + _some(rng, "mid tom", [k / 2 for k in range(1, 2 * beats)], 0.2, 0.45)
        + _steps("shaker", beats, 0.5, 0.35, 0.22)
    )


BEATS: dict[str, Beat] = {
    "four on the floor": _four,
    "rock": _rock,
    "half time": _half_time,
    "breakbeat": _breakbeat,
    "swing": _swing,
    "brushes": _brushes,
    "waltz": _waltz,
    "bossa": _bossa,
    "shuffle": _shuffle,
    "march": _march,
    "hand drums": _hand_drums,
}
"""Patterns by name."""


def fill(rng: np.random.Generator, beats: int) -> list[Hit]:
    """A run around the kit over the end of a bar, getting louder."""
    length = int(rng.integers(1, 3))
    places = np.arange(beats - length, beats - 1e-6, 0.25)
    kept = places[rng.random(places.size) < 0.8]
    around = ["snare", "high tom", "mid tom", "low tom"]
    order = np.sort(rng.integers(0, 4, kept.size))
    return [
        Hit(around[drum], float(place), 0.45 + 0.5 * k / max(1, kept.size))
        for k, (place, drum) in enumerate(zip(kept, order, strict=True))
    ]
