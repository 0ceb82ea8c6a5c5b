"""Melodies: a motif that returns, is moved and is varied, over the chords."""

from __future__ import annotations

import numpy as np

from earmark.demo.parts import Note
from earmark.demo.theory import Key

__all__ = ["melody"]

_PHRASE = 4
_STEPS = np.array([-3, -2, -1, 0, 1, 2, 3, 4])
_LIKELY = np.array([0.5, 1.2, 3.0, 1.0, 3.0, 1.2, 0.5, 0.3])


def melody(
    rng: np.random.Generator, key: Key, roots: tuple[int, ...], *, beats: int, centre: float, density: float
) -> list[list[Note]]:
    """A tune over a progression: per bar its notes.

    Two one-bar motifs make phrases of four bars (a, b, a varied, a cadence): the rhythm of a motif stays, its
    contour follows the chords, and strong beats land on chord notes.

    Args:
        rng: decides.
        key: scale of the tune.
        roots: chord root per bar, scale degrees.
        beats: beats per bar.
        centre: MIDI pitch to stay around.
        density: 0 (long notes) to 1 (many short ones).
    """
    motifs = [_motif(rng, beats, density) for _ in range(2)]
    degree = _nearest_degree(key, centre)
    bars = []
    for place, root in enumerate(roots):
        turn = place % _PHRASE
        onsets, moves = motifs[1 if turn == 1 else 0]
        if turn == 2:
            moves = moves[::-1] if rng.random() < 0.5 else -moves
        if turn == 3:
            onsets, moves = onsets[: max(1, onsets.size // 2)], moves[: max(1, onsets.size // 2)]
        notes, degree = _sing(key, root, onsets, moves, degree, centre, beats)
        bars.append(notes)
    return bars


def _motif(rng: np.random.Generator, beats: int, density: float) -> tuple[np.ndarray, np.ndarray]:
    """Onsets in beats and steps in scale degrees."""
    grid = np.arange(0, beats, 0.5 if density < 0.75 else 0.25)
    strength = np.where(grid % 1 == 0, 0.75, np.where(grid % 0.5 == 0, 0.45, 0.15))
    onsets = grid[rng.random(grid.size) < strength * (0.35 + 0.9 * density)]
    if onsets.size == 0:
        onsets = np.array([float(rng.integers(beats))])
    return onsets, rng.choice(_STEPS, onsets.size, p=_LIKELY / _LIKELY.sum())


def _sing(
    key: Key, root: int, onsets: np.ndarray, moves: np.ndarray, degree: int, centre: float, beats: int
) -> tuple[list[Note], int]:
    ends = np.append(onsets[1:], beats)
    notes = []
    for onset, end, move in zip(onsets, ends, moves, strict=True):
        degree += int(move)
        away = key.pitch(degree) - centre
        if abs(away) > 9:
            degree -= int(np.sign(away)) * 4
        if onset % 2 == 0:
            degree = _chord_note(degree, root)
        length = min(float(end - onset), 2.5) * 0.92
        notes.append(Note(float(onset), length, key.pitch(degree), 0.8 if onset % 1 == 0 else 0.62))
    return notes, degree


def _chord_note(degree: int, root: int) -> int:
    """The note of the triad on `root` that lies nearest to `degree`."""
    return min(
        (degree + k for k in (0, 1, -1, 2, -2)), key=lambda d: ((d - root) % 7 not in (0, 2, 4), abs(d - degree))
    )


def _nearest_degree(key: Key, pitch: float) -> int:
    return min(range(-35, 42), key=lambda degree: abs(key.pitch(degree) - pitch))
