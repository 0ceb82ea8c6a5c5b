"""What accompanists play: bass lines and ways to lay out a chord, one bar at a time.

Like drum patterns, a figure is drawn afresh for every bar from a generator that starts the same within a
section: the same draw over another chord is the same figure on other notes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np

from earmark.demo.theory import Key

__all__ = ["PATTERNS", "Bar", "Note"]


class Note(NamedTuple):
    """One note: beats from the start of the bar, length in beats, MIDI pitch, loudness 0 to 1."""

    beat: float
    length: float
    pitch: float
    touch: float


@dataclass(frozen=True, slots=True)
class Bar:
    """What an accompanist knows about a bar.

    Attributes:
        rng: draws the figure.
        key: the piece's key.
        root: the chord's root, a scale degree.
        following: the next bar's root.
        size: notes in the chord, 3 to 5.
        beats: beats in the bar.
        energy: 0 to 1.
        centre: MIDI pitch around which to play.
    """

    rng: np.random.Generator
    key: Key
    root: int
    following: int
    size: int
    beats: int
    energy: float
    centre: float

    @property
    def chord(self) -> list[float]:
        """The chord's pitches around the centre, lowest first: inversions that move as little as they must."""
        return sorted(self.key.near(self.root + 2 * k, self.centre) for k in range(self.size))

    @property
    def low(self) -> float:
        """The chord's root near the centre."""
        return self.key.near(self.root, self.centre)


Pattern: TypeAlias = Callable[[Bar], list[Note]]


def _block(bar: Bar, beat: float, length: float, touch: float) -> list[Note]:
    return [Note(beat, length, pitch, touch) for pitch in bar.chord]


def _sustain(bar: Bar) -> list[Note]:
    return _block(bar, 0.0, float(bar.beats), 0.55)


def _pulse(bar: Bar) -> list[Note]:
    step = 0.5 if bar.energy > 0.7 else 1.0
    notes: list[Note] = []
    for k, beat in enumerate(np.arange(0, bar.beats, step)):
        notes += _block(bar, float(beat), step * bar.rng.uniform(0.5, 0.9), 0.75 if k % 2 == 0 else 0.5)
    return notes


def _offbeat(bar: Bar) -> list[Note]:
    length = bar.rng.uniform(0.2, 0.4)
    return [note for beat in range(bar.beats) for note in _block(bar, beat + 0.5, length, 0.7)]


def _stabs(bar: Bar) -> list[Note]:
    places = np.arange(0, bar.beats, 0.5)
    weights = np.where(places % 1 == 0, 0.8, 1.2)
    count = min(places.size, int(bar.rng.integers(2, 5)))
    chosen = np.sort(bar.rng.choice(places, count, replace=False, p=weights / weights.sum()))
    return [
        note
        for beat in chosen
        for note in _block(bar, float(beat), bar.rng.uniform(0.25, 0.6), bar.rng.uniform(0.5, 0.9))
    ]


def _strum(bar: Bar) -> list[Note]:
    notes = []
    for beat in np.arange(0, bar.beats, 0.5):
        down = beat % 1 == 0
        if beat != 0 and bar.rng.random() > (0.85 if down else 0.35 + 0.45 * bar.energy):
            continue
        pitches = [bar.chord[0] - 12, *bar.chord] if down else bar.chord[::-1]
        touch = bar.rng.uniform(0.6, 0.85) if down else bar.rng.uniform(0.4, 0.6)
        notes += [Note(float(beat) + 0.025 * k, 0.9, pitch, touch) for k, pitch in enumerate(pitches)]
    return notes


def _run(bar: Bar, step: float, octaves: int, rest: float) -> list[Note]:
    """Chord notes one by one, in an order that the draw decides and every bar repeats."""
    pitches = [pitch + 12 * octave for octave in range(octaves) for pitch in bar.chord]
    shapes = (
        pitches,
        pitches[::-1],
        pitches + pitches[-2:0:-1],
        [pitches[k] for k in bar.rng.permutation(len(pitches))],
    )
    order = shapes[bar.rng.integers(len(shapes))]
    places = np.arange(0, bar.beats - 1e-6, step)
    heard = bar.rng.random(places.size) >= rest
    return [
        Note(float(beat), step * 1.1, order[k % len(order)], 0.75 if beat % 1 == 0 else 0.55)
        for k, beat in enumerate(places)
        if heard[k]
    ]


def _arpeggio(bar: Bar) -> list[Note]:
    return _run(bar, 0.5, 2, 0.1)


def _fast_arpeggio(bar: Bar) -> list[Note]:
    return _run(bar, 0.25, 2, 0.15)


def _blips(bar: Bar) -> list[Note]:
    return _run(bar, 0.125 if bar.energy > 0.5 else 0.25, 1, 0.0)


def _fingerpicking(bar: Bar) -> list[Note]:
    inner = _run(bar, 0.5, 1, 0.25)
    thumb = [Note(float(b), 1.0, bar.low - (12 if b % 2 == 0 else 5), 0.75) for b in range(bar.beats)]
    return thumb + [note for note in inner if note.beat % 1 or bar.rng.random() < 0.4]


def _alberti(bar: Bar) -> list[Note]:
    low, *middle, high = bar.chord
    figure = (low, high, middle[0], high)
    return [
        Note(float(beat), 0.5, figure[k % 4], 0.7 if k % 4 == 0 else 0.5)
        for k, beat in enumerate(np.arange(0, bar.beats, 0.5))
    ]


def _oompah(bar: Bar) -> list[Note]:
    return [note for beat in range(1, bar.beats) for note in _block(bar, float(beat), 0.4, 0.6)]


def _rolled(bar: Bar) -> list[Note]:
    gap = bar.rng.uniform(0.12, 0.5)
    pitches = [*bar.chord, *(pitch + 12 for pitch in bar.chord[: bar.rng.integers(1, 3)])]
    return [
        Note(k * gap, bar.beats - k * gap, pitch, 0.6 - 0.03 * k)
        for k, pitch in enumerate(pitches)
        if k * gap < bar.beats
    ]


def _sparse(bar: Bar) -> list[Note]:
    count = int(bar.rng.integers(1, 4))
    beats = np.sort(bar.rng.uniform(0, bar.beats, count))
    picks = bar.rng.integers(0, bar.size, count)
    return [Note(float(beat), 2.0, bar.chord[pick] + 12, 0.5) for beat, pick in zip(beats, picks, strict=True)]


def _roots(bar: Bar) -> list[Note]:
    half = bar.beats // 2 if bar.beats > 3 else bar.beats
    return [Note(float(beat), half * 0.9, bar.low, 0.75) for beat in range(0, bar.beats, half)]


def _eighths(bar: Bar) -> list[Note]:
    lift = bar.rng.random(2 * bar.beats) < 0.15
    return [
        Note(k / 2, 0.45, bar.low + (12 if lift[k] and k else 0), 0.8 if k % 2 == 0 else 0.6)
        for k in range(2 * bar.beats)
    ]


def _octaves(bar: Bar) -> list[Note]:
    return [Note(k / 2, 0.4, bar.low + (12 if k % 2 else 0), 0.8 if k % 2 == 0 else 0.65) for k in range(2 * bar.beats)]


def _syncopated(bar: Bar) -> list[Note]:
    places = [k / 4 for k in range(1, 4 * bar.beats)]
    chosen = [0.0, *(place for place in places if bar.rng.random() < (0.3 if place % 0.5 == 0 else 0.12))]
    ends = [*chosen[1:], float(bar.beats)]
    fifth = bar.key.near(bar.root + 4, bar.low + 4)
    pitches = [bar.low, *bar.rng.choice([bar.low, bar.low, bar.low + 12, fifth], len(chosen) - 1)]
    return [Note(a, (b - a) * 0.8, float(pitch), 0.75) for a, b, pitch in zip(chosen, ends, pitches, strict=True)]


def _walking(bar: Bar) -> list[Note]:
    target = bar.key.near(bar.following, bar.low)
    steps = [bar.root, *(bar.root + int(k) for k in bar.rng.choice([1, 2, 4, 2, -1], bar.beats - 2)), 0]
    pitches = [bar.key.near(step, bar.low + 2) for step in steps[:-1]] + [
        target + (1 if bar.rng.random() < 0.5 else -1)
    ]
    return [Note(float(beat), 0.95, pitch, 0.7) for beat, pitch in enumerate(pitches)]


def _fifths(bar: Bar) -> list[Note]:
    fifth = bar.key.near(bar.root + 4, bar.low - 4)
    half = bar.beats / 2 if bar.beats % 2 == 0 else bar.beats - 1.0
    return [Note(0.0, half * 0.8, bar.low, 0.8), Note(half, (bar.beats - half) * 0.8, fifth, 0.65)]


def _bossa_bass(bar: Bar) -> list[Note]:
    fifth = bar.key.near(bar.root + 4, bar.low + 4)
    figure = ((0.0, 1.4, bar.low), (1.5, 0.5, fifth), (2.0, 1.4, fifth), (3.5, 0.5, bar.low))
    return [Note(beat, length, pitch, 0.75) for beat, length, pitch in figure if beat < bar.beats]


def _drone(bar: Bar) -> list[Note]:
    tonic = bar.key.near(0, bar.centre)
    return [Note(0.0, float(bar.beats), tonic, 0.6), Note(0.0, float(bar.beats), bar.key.near(4, tonic + 7), 0.45)]


PATTERNS: dict[str, Pattern] = {
    "sustain": _sustain,
    "pulse": _pulse,
    "offbeat": _offbeat,
    "stabs": _stabs,
    "strum": _strum,
    "arpeggio": _arpeggio,
    "fast arpeggio": _fast_arpeggio,
    "blips": _blips,
    "fingerpicking": _fingerpicking,
    "alberti": _alberti,
    "oompah": _oompah,
    "rolled": _rolled,
    "sparse": _sparse,
    "roots": _roots,
    "eighths": _eighths,
    "octaves": _octaves,
    "syncopated": _syncopated,
    "walking": _walking,
    "fifths": _fifths,
    "bossa bass": _bossa_bass,
    "drone": _drone,
}
"""Patterns by name."""
