"""Keys, chords and progressions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

__all__ = ["MODES", "Key", "hertz", "progression"]

MODES = {
    "major": (0, 2, 4, 5, 7, 9, 11),
    "minor": (0, 2, 3, 5, 7, 8, 10),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
    "lydian": (0, 2, 4, 6, 7, 9, 11),
    "phrygian": (0, 1, 3, 5, 7, 8, 10),
    "harmonic minor": (0, 2, 3, 5, 7, 8, 11),
}
"""Semitones above the root, by name."""

_LEADS_TO = np.array(
    [  # from each degree (row) to each (column): how often popular harmony goes there
        [0.0, 1.6, 0.9, 3.0, 2.4, 2.6, 0.7],
        [0.8, 0.0, 0.5, 1.2, 4.0, 0.6, 0.6],
        [0.4, 0.8, 0.0, 2.4, 0.6, 3.0, 0.3],
        [2.6, 1.0, 0.6, 0.0, 3.2, 0.9, 0.8],
        [3.2, 0.5, 0.5, 1.8, 0.0, 2.6, 0.3],
        [0.7, 2.0, 0.9, 3.4, 1.8, 0.0, 0.6],
        [2.6, 0.2, 1.6, 1.0, 0.6, 1.4, 0.0],
    ]
)


def hertz(pitch: float) -> float:
    """The frequency of a MIDI pitch; fractions of a semitone are kept."""
    return float(440.0 * 2.0 ** ((pitch - 69.0) / 12.0))


@dataclass(frozen=True, slots=True)
class Key:
    """A root and a mode. Scale degrees count from 0 and run on through the octaves, down as well.

    Attributes:
        root: MIDI pitch of degree 0; its fraction tunes the whole piece.
        mode: one of :data:`MODES`.
    """

    root: float
    mode: str

    def pitch(self, degree: int) -> float:
        """MIDI pitch of a scale degree."""
        octave, step = divmod(degree, 7)
        return self.root + 12 * octave + MODES[self.mode][step]

    def near(self, degree: int, centre: float) -> float:
        """The pitch of `degree`, in the octave that lies nearest to the pitch `centre`."""
        return centre + (self.pitch(degree) - centre + 6) % 12 - 6

    def diminished(self, degree: int) -> bool:
        """True if the triad on `degree` has no perfect fifth, and so no rest in it."""
        return round(self.pitch(degree + 4) - self.pitch(degree)) != 7


def progression(rng: np.random.Generator, key: Key, length: int, *, home: bool) -> tuple[int, ...]:
    """Chord roots as scale degrees, one a bar.

    Args:
        rng: decides.
        key: diminished and augmented triads of its mode are left out.
        length: bars.
        home: start on the tonic; otherwise on any other chord, which lifts a chorus or a break.
    """
    steady = np.array([0.0 if key.diminished(degree) else 1.0 for degree in range(7)])
    first = np.array([1.0, 0, 0, 0, 0, 0, 0]) if home else np.array([0.4, 0.6, 0.3, 2.0, 0.8, 2.0, 0.3]) * steady
    roots = [int(rng.choice(7, p=first / first.sum()))]
    while len(roots) < length:
        weights = _LEADS_TO[roots[-1]] * steady
        roots.append(int(rng.choice(7, p=weights / weights.sum())))
    return tuple(roots)
