"""The score of a piece: for each player every note, for the kit every stroke, in beats."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np

from earmark.demo.beats import BEATS, Hit, fill
from earmark.demo.form import Section, form
from earmark.demo.melody import melody
from earmark.demo.parts import PATTERNS, Bar, Note
from earmark.demo.styles import STYLES, Layer, Style
from earmark.demo.theory import Key, progression

__all__ = ["Part", "Score", "write"]

_LOOP = 4  # bars of harmony before it comes round


@dataclass(frozen=True, slots=True)
class Part:
    """One player's notes, beats counted from the start of the piece.

    Attributes:
        layer: the role, with its loudness and room.
        instrument: name of the instrument.
        notes: in the order they were written.
    """

    layer: Layer
    instrument: str
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """Everything that is played.

    Attributes:
        style: the piece's style.
        swing: where the off-beat falls, 0.5 to 0.67.
        parts: the players.
        hits: the kit's strokes, beats counted from the start of the piece.
    """

    style: Style
    swing: float
    parts: tuple[Part, ...]
    hits: tuple[Hit, ...]


def write(style: str, key: Key, beats: int, bars: int, *, seed: int) -> Score:
    """The score of a piece of `bars` bars.

    Sections of one kind share harmony, tune and figures, as verses and choruses do.
    """
    rng = np.random.default_rng([seed, 2])
    sketch = STYLES[style]
    sections = form(rng, bars)
    kinds = sorted({section.kind for section in sections})
    harmony = {kind: progression(rng, key, _LOOP, home=kind not in ("chorus", "break")) for kind in kinds}
    roots = [harmony[section.kind][bar % _LOOP] for section in sections for bar in range(section.bars)]
    parts = []
    for place, layer in enumerate(sketch.layers):
        pattern = str(rng.choice(layer.patterns))
        plan = _Plan(seed * 64 + place, key, beats, sketch, layer, tuple(roots))
        notes = [note for section in sections for note in plan.section(pattern, section)]
        parts.append(Part(layer, str(rng.choice(layer.instruments)), tuple(notes)))
    pattern = str(rng.choice(sketch.beats)) if sketch.beats else ""
    hits = [hit for section in sections for hit in _drums(pattern, section, beats, seed)] if pattern else []
    return Score(sketch, float(rng.uniform(*sketch.swing)), tuple(parts), tuple(hits))


@dataclass(frozen=True, slots=True)
class _Plan:
    """One player's way through the piece."""

    seed: int
    key: Key
    beats: int
    style: Style
    layer: Layer
    roots: tuple[int, ...]

    def section(self, pattern: str, section: Section) -> list[Note]:
        if section.energy < self.layer.joins:
            return []
        if pattern == "melody":
            return self._tune(section)
        return [
            note._replace(beat=note.beat + bar * self.beats)
            for bar in range(section.first, section.first + section.bars)
            for note in PATTERNS[pattern](self._bar(section, bar))
        ]

    def _bar(self, section: Section, bar: int) -> Bar:
        turn = (bar - section.first) % _LOOP == _LOOP - 1  # the last bar of a loop has a figure of its own
        return Bar(
            rng=np.random.default_rng([self.seed, _number(section.kind), turn]),
            key=self.key,
            root=self.roots[bar],
            following=self.roots[(bar + 1) % len(self.roots)],
            size=self.style.chord,
            beats=self.beats,
            energy=section.energy,
            centre=self.layer.centre,
        )

    def _tune(self, section: Section) -> list[Note]:
        rng = np.random.default_rng([self.seed, _number(section.kind)])
        roots = self.roots[section.first : section.first + section.bars]
        density = self.style.density * (0.7 + 0.4 * section.energy)
        tune = melody(rng, self.key, roots, beats=self.beats, centre=self.layer.centre, density=density)
        return [
            note._replace(beat=note.beat + (section.first + bar) * self.beats)
            for bar, notes in enumerate(tune)
            for note in notes
        ]


def _drums(pattern: str, section: Section, beats: int, seed: int) -> list[Hit]:
    """The kit's strokes in a section: bare sections have none, a fill leads on, a crash opens a full one."""
    if section.energy < 0.4:
        return []
    hits = [Hit("crash", float(section.first * beats), 0.6)] if section.energy > 0.7 else []
    fills = np.random.default_rng([seed, 3, section.first])
    for bar in range(section.first, section.first + section.bars):
        turn = (bar - section.first) % 2
        played = BEATS[pattern](np.random.default_rng([seed, 4, _number(section.kind), turn]), beats, section.energy)
        if bar == section.first + section.bars - 1:
            run = fill(fills, beats)
            played = [hit for hit in played if not run or hit.beat < run[0].beat] + run
        hits += [hit._replace(beat=hit.beat + bar * beats) for hit in played if hit.beat < beats]
    return hits


def _number(kind: str) -> int:
    return zlib.crc32(kind.encode())
