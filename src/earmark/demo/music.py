"""Music composed from nothing: a seed in, a finished piece out."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from earmark.demo import names
from earmark.demo.desk import master
from earmark.demo.ensemble import perform
from earmark.demo.score import Score, write
from earmark.demo.styles import STYLES
from earmark.demo.theory import Key

__all__ = ["Piece", "compose", "piece"]

_TAIL = 2.0
_PEAK = 0.9
_ROOTS = ("C", "C sharp", "D", "E flat", "E", "F", "F sharp", "G", "A flat", "A", "B flat", "B")


@dataclass(frozen=True, slots=True)
class Piece:
    """What a seed decides before a note is written.

    Attributes:
        seed: the seed.
        title: invented.
        artist: invented.
        isrc: in the demo range.
        style: one of :data:`~earmark.demo.styles.STYLES`.
        tempo: beats per minute.
        beats: beats per bar.
        key: root (with the tuning of the whole piece) and mode.
    """

    seed: int
    title: str
    artist: str
    isrc: str
    style: str
    tempo: float
    beats: int
    key: Key = field(repr=False)

    @property
    def key_name(self) -> str:
        """Such as ``E flat dorian``."""
        return f"{_ROOTS[round(self.key.root) % 12]} {self.key.mode}"


def piece(seed: int) -> Piece:
    """The piece of `seed`. Neighbouring seeds differ in style, and all differ in tempo, tuning and key."""
    rng = np.random.default_rng([seed, 1])
    ordered = list(STYLES)
    style = ordered[(seed + 5 * (seed // len(ordered))) % len(ordered)]
    sketch = STYLES[style]
    return Piece(
        seed=seed,
        title=names.title(seed),
        artist=names.artist(rng),
        isrc=names.isrc(seed),
        style=style,
        tempo=float(rng.uniform(*sketch.tempo)),
        beats=int(rng.choice(sketch.meters)),
        key=Key(float(rng.integers(48, 60)) + float(rng.uniform(-0.35, 0.35)), str(rng.choice(sketch.modes))),
    )


def compose(seed: int, seconds: float = 60, rate: int = 22050) -> NDArray[np.float32]:
    """The piece of `seed`, performed and mixed.

    The same arguments give the same samples. Another seed is another style, form, harmony, tune, tempo, tuning
    and room: no two share a loop or a note at the same place.

    Args:
        seed: int >= 0.
        seconds: length; the form is drawn to fit it, the last seconds ring out.
        rate: samples per second, Hz.

    Returns:
        Stereo [shape=(2, round(seconds * rate))], peak at most 0.9.
    """
    about = piece(seed)
    bars = max(1, int((seconds - _TAIL) * about.tempo / 60 / about.beats))
    score: Score = write(about.style, about.key, about.beats, bars, seed=seed)
    count = round(seconds * rate)
    mixed = perform(score, about.tempo, count, rate, seed=seed)
    done = master(mixed, rate, level=-15.0, peak=_PEAK)
    fade = min(count, round(0.75 * _TAIL * rate))
    done[:, count - fade :] *= np.linspace(1, 0, fade) ** 2
    return done.astype(np.float32)
