"""Passages: what a producer does with a piece of music, as a bed, a sting, a medley, in layers, again and again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from earmark.core.errors import UnreadableMedia
from earmark.lab.episodes.recordings import RATE, Recording, Shelf
from earmark.media.change import UNCHANGED, Change, changed

__all__ = ["Crate", "Draw", "Part", "Passage", "layers", "loop", "medley", "one_of", "single", "twice"]

FADE = 0.05
CLEAR_DB = 0.0
"""Music in the clear is as loud as the voice around it."""
EDGE = 0.25
"""Seconds at either end of an excerpt that have to be heard, or nobody could say where it begins."""
EDGE_DB = -40.0
"""The least level of an edge against the whole excerpt."""
CROSS_FADE = 0.5
REPEAT_FADE = 0.005
TRIES = 30
"""Places that are looked at for each length,"""
SHARES = (1.0, 0.75, 0.5, 0.25)
"""lengths being these shares of what was asked for."""


@dataclass(frozen=True, slots=True)
class Part:
    """An excerpt and how it lies in its passage.

    Attributes:
        recording: what it was taken from.
        samples: as it sounds, at `RATE` [shape=(1, n)].
        at: where it begins in the passage, seconds.
        offset: where in the recording it was taken, seconds.
        change: how it was changed.
        level_db: RMS over that of active speech, dB.
        fade: seconds of fade at both ends.
        duck_db: how much lower it lies under the voice, dB.
    """

    recording: Recording
    samples: NDArray[np.float32]
    offset: float
    at: float = 0.0
    change: Change = UNCHANGED
    level_db: float = CLEAR_DB
    fade: float = FADE
    duck_db: float = 0.0

    @property
    def end(self) -> float:
        """Where it ends in the passage, seconds."""
        return self.at + int(self.samples.shape[1]) / RATE


@dataclass(frozen=True, slots=True)
class Passage:
    """Parts that belong together.

    Attributes:
        parts: what plays.
        pauses: where nobody speaks, seconds from its beginning.
    """

    parts: tuple[Part, ...]
    pauses: tuple[tuple[float, float], ...] = ()

    @property
    def seconds(self) -> float:
        """Its length."""
        return max((part.end for part in self.parts), default=0.0)


class Crate:
    """Recordings to draw from, one after the other and from the beginning again.

    Args:
        recordings: what there is, at least one.
        shelf: their sound.
        rng: decides which stretch of them.
        first: number of the recording to begin with.
    """

    def __init__(
        self, recordings: Sequence[Recording], shelf: Shelf, rng: np.random.Generator, *, first: int = 0
    ) -> None:
        self.rng = rng
        self._recordings = recordings
        self._shelf = shelf
        self._next = first

    def recording(self) -> Recording:
        """The next one."""
        self._next += 1
        return self._recordings[(self._next - 1) % len(self._recordings)]

    def excerpt(self, recording: Recording, seconds: float) -> tuple[NDArray[np.float32], float]:
        """A stretch that is heard from end to end [shape=(1, n)], and where it begins.

        It is shorter where the recording is, or where no stretch of that length begins and ends in sound.

        Raises:
            UnreadableMedia: if the recording is silent.
        """
        whole = self._shelf.samples(recording.path)
        for share in SHARES:
            length = max(1, round(share * min(round(seconds * RATE), whole)))
            for first in self.rng.integers(0, whole - length + 1, TRIES):
                samples = self._shelf.stretch(recording.path, int(first), length)
                if _is_heard(samples):
                    return samples, int(first) / RATE
        raise UnreadableMedia("the recording is silent", where=str(recording.path))

    def part(self, seconds: tuple[float, float], change: Change = UNCHANGED) -> Part:
        """An excerpt of the next recording that is heard for so many seconds (least, most) once it is changed."""
        recording = self.recording()
        samples, offset = self.excerpt(recording, change.tempo * float(self.rng.uniform(*seconds)))
        return Part(recording, changed(samples, change, rate=RATE), offset, change=change)


Draw: TypeAlias = Callable[[Crate, int], Passage]
"""Makes the passage of a condition with a certain number."""


def single(
    level_db: float | None,
    seconds: tuple[float, float],
    *,
    changes: Sequence[Change] = (UNCHANGED,),
    fade: float = FADE,
    duck_db: float = 0.0,
    alone: float = 0.0,
) -> Draw:
    """One excerpt.

    Args:
        level_db: over active speech; None in the clear.
        seconds: least and most.
        changes: one after the other.
        fade: seconds at both ends.
        duck_db: how much lower it lies under the voice.
        alone: seconds at both ends in which nobody speaks.
    """

    def draw(crate: Crate, turn: int) -> Passage:
        part = crate.part(seconds, changes[turn % len(changes)])
        part = replace(part, level_db=CLEAR_DB if level_db is None else level_db, fade=fade, duck_db=duck_db)
        if level_db is None:
            return Passage((part,), ((0.0, part.end),))
        return Passage((part,), ((0.0, alone), (part.end - alone, part.end)) if alone else ())

    return draw


def one_of(draws: Sequence[Draw]) -> Draw:
    """Each of `draws` in turn."""

    def draw(crate: Crate, turn: int) -> Passage:
        return draws[turn % len(draws)](crate, turn // len(draws))

    return draw


def layers(level_db: float, seconds: tuple[float, float]) -> Draw:
    """Two recordings under the voice, the second from the middle of the first on."""

    def draw(crate: Crate, _: int) -> Passage:
        first, second = (replace(crate.part(seconds), level_db=level_db) for _ in range(2))
        return Passage((first, replace(second, at=first.end / 2)))

    return draw


def medley(pieces: int, level_db: float, seconds: tuple[float, float]) -> Draw:
    """Excerpts of several recordings, each faded into the next."""

    def draw(crate: Crate, _: int) -> Passage:
        parts: list[Part] = []
        at = 0.0
        for _piece in range(pieces):
            parts.append(replace(crate.part(seconds), at=at, level_db=level_db, fade=CROSS_FADE))
            at = parts[-1].end - CROSS_FADE
        return Passage(tuple(parts))

    return draw


def twice(level_db: float, seconds: tuple[float, float], apart: tuple[float, float]) -> Draw:
    """Two excerpts of one recording, so many seconds (least, most) apart."""

    def draw(crate: Crate, _: int) -> Passage:
        recording = crate.recording()
        parts: list[Part] = []
        at = 0.0
        for _time in range(2):
            samples, offset = crate.excerpt(recording, float(crate.rng.uniform(*seconds)))
            parts.append(Part(recording, samples, offset, at, level_db=level_db))
            at = parts[-1].end + float(crate.rng.uniform(*apart))
        return Passage(tuple(parts))

    return draw


def loop(level_db: float, seconds: tuple[float, float], repeats: tuple[int, int]) -> Draw:
    """A short excerpt again and again without a break: one stretch of one recording."""

    def draw(crate: Crate, _: int) -> Passage:
        once = crate.part(seconds)
        samples = once.samples * _rounded(once.samples.shape[1], REPEAT_FADE)
        count = int(crate.rng.integers(repeats[0], repeats[1] + 1))
        return Passage((replace(once, samples=np.tile(samples, (1, count)), level_db=level_db),))

    return draw


def _is_heard(samples: NDArray[np.float32]) -> bool:
    """Whether there is sound, at both edges too."""
    power = samples[0].astype(np.float64) ** 2
    edge = max(1, min(len(power), round(EDGE * RATE)))
    least = min(power[:edge].mean(), power[-edge:].mean())
    return bool(power.mean() > 1e-8 and least > power.mean() * 10 ** (EDGE_DB / 10))


def _rounded(count: int, seconds: float) -> NDArray[np.float32]:
    ramp = np.minimum(1.0, (np.arange(count, dtype=np.float32) + 0.5) / max(1.0, seconds * RATE))
    rounded: NDArray[np.float32] = np.minimum(ramp, ramp[::-1]).astype(np.float32)
    return rounded
