"""Windows: a recording in pieces of about ten seconds, stereo kept, with flat memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from earmark.core import MICROSECONDS, Span

__all__ = ["RATE", "WINDOW", "Window", "windows_of"]

RATE = 16_000
"""Samples per second at which everything is heard, whatever the file has: recordings of different archives differ in
bandwidth, and that says nothing about what they hold."""
WINDOW = 163_840
"""Samples of a window: 10.24 s, a whole number of everything that is counted in it."""
LEAST = 2 * RATE
"""A shorter rest belongs to the window before it."""


@dataclass(frozen=True, slots=True)
class Window:
    """A piece of a recording.

    Attributes:
        start: microseconds from the beginning of the recording.
        samples: at :data:`RATE` [shape=(channels, n), one or two channels].
    """

    start: int
    samples: NDArray[np.float32]

    @property
    def span(self) -> Span:
        """Where it lies in the recording."""
        return Span(self.start, self.start + max(1, self.samples.shape[1] * MICROSECONDS // RATE))


def windows_of(blocks: Iterable[NDArray[np.float32]]) -> Iterator[Window]:
    """The windows of a stream, one after the other without a gap; the last may be shorter, or a little longer.

    Args:
        blocks: consecutive sound at :data:`RATE` [shape=(channels, n)]; of more than two channels the first two count.
    """
    waiting: list[NDArray[np.float32]] = []
    length = start = 0
    for block in blocks:
        waiting.append(block[:2])
        length += block.shape[1]
        if length < WINDOW + LEAST:
            continue
        held = np.concatenate(waiting, axis=1)
        first = 0
        while held.shape[1] - first >= WINDOW + LEAST:
            yield Window(start, held[:, first : first + WINDOW])
            first += WINDOW
            start += WINDOW * MICROSECONDS // RATE
        waiting, length = [held[:, first:]], held.shape[1] - first
    if length:
        yield Window(start, np.concatenate(waiting, axis=1))
