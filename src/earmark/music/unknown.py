"""Music that is in no catalogue: where music sounds and no track explains it, as an answer of its own."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from earmark.core import MICROSECONDS, Span
from earmark.music.detection import STEP_MICROSECONDS

__all__ = ["MusicSpans", "Unknown", "without_known"]

SWITCH = 4.0
"""What a change between music and none costs, natural log: a second that may be either stays what it was."""
LEAST_SECONDS = 1.0
"""Music shorter than this is not told,"""
LEAST_BESIDE_SECONDS = 2.5
"""nor is less than this right before or after a known track, whose edges are known to so much."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A stretch of music that is in no catalogue.

    Attributes:
        span: from when to when.
        score: probability that music sounds there.
    """

    span: Span
    score: float


class MusicSpans:
    """Probabilities in, step by step; spans of music out, as soon as nothing that follows can change them.

    The most probable path of a chain with two states, music and none, told from where all survivors agree.

    Reference:
        A. J. Viterbi, "Error bounds for convolutional codes", IEEE Trans. Information Theory 13(2), 1967.
    """

    def __init__(self) -> None:
        self._odds: list[float] = []
        """Log odds of music of the steps that are not decided yet."""
        self._came: list[tuple[int, int]] = []
        """For each of them, from which state each state was reached."""
        self._costs = (0.0, 0.0)
        self._decided = 0
        self._open: list[float] = []
        """Probabilities of the steps of the span of music that is going on."""

    @property
    def settled(self) -> int:
        """Microsecond before which all spans were told."""
        return (self._decided - len(self._open)) * STEP_MICROSECONDS

    def add(self, probabilities: Iterable[float]) -> Iterator[Unknown]:
        """Take the next steps' probabilities of music; the spans that are complete come out."""
        for probability in probabilities:
            odds = math.log(max(probability, 1e-6) / max(1 - probability, 1e-6))
            self._step(odds)
            none, music = self._came[-1]
            if none == music:
                yield from self._tell(self._path(none, len(self._came) - 1))

    def finish(self) -> Iterator[Unknown]:
        """The spans that were open when the stream ended."""
        best = int(self._costs[1] < self._costs[0])
        yield from self._tell(self._path(best, len(self._odds)))
        if self._open:
            yield self._closed()

    def _step(self, odds: float) -> None:
        none, music = self._costs
        to_none = (none, 0) if none <= music + SWITCH else (music + SWITCH, 1)
        to_music = (music, 1) if music <= none + SWITCH else (none + SWITCH, 0)
        self._came.append((to_none[1], to_music[1]))
        self._odds.append(odds)
        costs = (to_none[0] + max(odds, 0.0), to_music[0] + max(-odds, 0.0))
        least = min(costs)
        self._costs = (costs[0] - least, costs[1] - least)

    def _path(self, state: int, steps: int) -> list[int]:
        """The states of the first `steps` undecided steps, the last of them being `state`."""
        path = [state] * steps
        for step in range(steps - 1, 0, -1):
            path[step - 1] = self._came[step][path[step]]
        return path

    def _tell(self, path: list[int]) -> Iterator[Unknown]:
        """The undecided steps on `path` are decided."""
        for step, state in enumerate(path):
            if state:
                self._open.append(1 / (1 + math.exp(-self._odds[step])))
            elif self._open:
                yield self._closed()
            self._decided += 1
        del self._odds[: len(path)], self._came[: len(path)]

    def _closed(self) -> Unknown:
        start = (self._decided - len(self._open)) * STEP_MICROSECONDS
        score = float(np.mean(self._open))
        self._open = []
        return Unknown(Span(start, self._decided * STEP_MICROSECONDS), score)


def without_known(music: Unknown, known: Iterable[Span]) -> Iterator[Unknown]:
    """The parts of a stretch of music in which no known track sounds, in order of time.

    Args:
        music: the stretch.
        known: where tracks are known, in order of time; they may overlap.
    """
    at, beside = music.span.start, False
    for span in known:
        if span.end <= at or span.start >= music.span.end:
            continue
        yield from _part(music, at, span.start, before=beside, after=True)
        at, beside = max(at, span.end), True
    yield from _part(music, at, music.span.end, before=beside, after=False)


def _part(music: Unknown, start: int, end: int, *, before: bool, after: bool) -> Iterator[Unknown]:
    least = LEAST_BESIDE_SECONDS if before or after else LEAST_SECONDS
    if end - start >= least * MICROSECONDS:
        yield Unknown(Span(start, end), music.score)
