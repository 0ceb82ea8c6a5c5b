"""The players: a score in, stereo sound out."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from earmark.demo.beats import Hit
from earmark.demo.desk import balanced, pan, room
from earmark.demo.drums import Kit, draw_kit, hit
from earmark.demo.instruments import INSTRUMENTS, Played
from earmark.demo.parts import Note
from earmark.demo.score import Part, Score
from earmark.demo.synthesis import Samples
from earmark.demo.theory import hertz

__all__ = ["perform"]

_LATE = 0.006  # seconds by which a person misses the beat
_TAKES = 2  # recordings of a note that differ by chance, as sampled instruments have
_TOUCHES = 3
_LENGTHS = 16  # of a second: notes this near in length share a take
_SIDES = {"kick": 0.0, "snare": 0.08, "hat": 0.4, "open hat": 0.4, "ride": -0.45, "crash": -0.3, "shaker": 0.6}
_DRUM_SEND = 0.12


def perform(score: Score, tempo: float, count: int, rate: int, *, seed: int) -> Samples:
    """`score` played at `tempo` beats per minute, in its room.

    Returns:
        Stereo [shape=(2, count)] at a free level; what lies past `count` is cut.
    """
    rng = np.random.default_rng([seed, 5])
    clock = _Clock(score.swing, tempo, rate, mechanical=score.style.electric >= 0.9)
    dry, wet = np.zeros((2, count)), np.zeros((2, count))
    for place, part in enumerate(score.parts):
        side = 0.0 if part.layer.centre < 48 else (0.5 if place % 2 else -0.5) * rng.uniform(0.4, 1.0)
        bus = balanced(_play(part, clock, count, side, np.random.default_rng([seed, 6, place])), part.layer.level)
        dry += bus
        wet += part.layer.send * bus
    if score.hits:
        kit = draw_kit(rng, score.style.electric)
        drums = balanced(_drum(score.hits, kit, clock, count, np.random.default_rng([seed, 7])), score.style.drums)
        dry += drums
        wet += _DRUM_SEND * drums
    return dry + room(rng, wet, score.style.room * rng.uniform(0.8, 1.25), rate)


@dataclass(frozen=True, slots=True)
class _Clock:
    """When a beat sounds."""

    swing: float
    tempo: float
    rate: int
    mechanical: bool

    def seconds(self, beat: float) -> float:
        whole, part = divmod(beat, 1.0)
        swung = part * 2 * self.swing if part < 0.5 else self.swing + (part - 0.5) * 2 * (1 - self.swing)
        return float((whole + swung) * 60 / self.tempo)

    def sample(self, beat: float, rng: np.random.Generator) -> int:
        late = 0.0 if self.mechanical else abs(rng.normal(0, _LATE))
        return round((self.seconds(beat) + late) * self.rate)


@dataclass(slots=True)
class _Takes:
    """The notes an instrument has played already: a player's colour stays, takes are reused."""

    instrument: str
    colour: float
    rate: int
    rng: np.random.Generator
    held: dict[tuple[float, int, int, int], Samples] = field(default_factory=dict)

    def note(self, pitch: float, seconds: float, touch: float) -> Samples:
        length = max(1, round(seconds * _LENGTHS))
        layer = min(_TOUCHES - 1, int(touch * _TOUCHES))
        take = (round(pitch, 3), length, layer, int(self.rng.integers(_TAKES)))
        if take not in self.held:
            played = Played(self.rng, hertz(pitch), length / _LENGTHS, (layer + 0.5) / _TOUCHES, self.colour, self.rate)
            self.held[take] = INSTRUMENTS[self.instrument](played)
        return self.held[take]


def _play(part: Part, clock: _Clock, count: int, side: float, rng: np.random.Generator) -> Samples:
    """One player [shape=(2, count)], spread a little by pitch as the strings of a piano are."""
    bus = np.zeros((2, count))
    takes = _Takes(part.instrument, float(rng.random()), clock.rate, rng)
    for note in part.notes:
        first = clock.sample(note.beat, rng)
        sound = takes.note(note.pitch, _held(note, clock), note.touch)[: max(0, count - first)]
        place = pan(side + 0.015 * (note.pitch - part.layer.centre))
        bus[:, first : first + sound.size] += place * sound * note.touch * rng.uniform(0.85, 1.0)
    return bus


def _held(note: Note, clock: _Clock) -> float:
    return clock.seconds(note.beat + note.length) - clock.seconds(note.beat)


def _drum(hits: tuple[Hit, ...], kit: Kit, clock: _Clock, count: int, rng: np.random.Generator) -> Samples:
    """The kit [shape=(2, count)], as its player sees it."""
    bus = np.zeros((2, count))
    takes: dict[tuple[str, int], Samples] = {}
    for stroke in hits:
        take = (stroke.drum, int(rng.integers(2 * _TAKES)))
        if take not in takes:
            takes[take] = hit(stroke.drum, kit, rng, clock.rate)
        first = clock.sample(stroke.beat, rng)
        sound = takes[take][: max(0, count - first)]
        touch = stroke.touch * rng.uniform(0.85, 1.0)
        bus[:, first : first + sound.size] += pan(_SIDES.get(stroke.drum, -0.2)) * sound * touch
    return bus
