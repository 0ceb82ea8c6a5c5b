"""Sections of a stream: some minutes of peaks at a time, each overlapping the one before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from earmark.music.peaks import Page, Peaks

__all__ = ["GRID_FRAMES", "OVERLAP_FRAMES", "SECTION_FRAMES", "Section", "joined", "part_of", "sections_of"]

GRID_FRAMES = 750
"""24 s. Sections begin at multiples of it, which are multiples of every window of the search too (of the votes, of
the pairs and of the chance of meeting): so a window holds the same frames whether sound is searched whole or not."""
SECTION_FRAMES = 20 * GRID_FRAMES
"""8 minutes from one section to the next."""
OVERLAP_FRAMES = 2 * GRID_FRAMES
"""48 s that a section shares with the next: what crosses the border is seen by both, long enough to be named."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a stream.

    Attributes:
        first: frame of the stream at which it begins.
        peaks: its peaks, with frames counted from `first`.
        border: frame of the stream at which the next section begins, if there is one.
    """

    first: int
    peaks: Peaks
    border: int


def sections_of(pages: Iterable[Page]) -> Iterator[Section | None]:
    """The sections of a stream, in order; None for each page that completes none, so that nobody waits for nothing.

    A stream without a frame is one section without a frame.
    """
    held, first = _NOTHING, 0
    for page in pages:
        more = Peaks(page.frame - first, page.step, page.first + len(page.power) - first, page.peak_power)
        held = joined(held, more)
        if held.frames < SECTION_FRAMES + OVERLAP_FRAMES:
            yield None
            continue
        yield Section(first, part_of(held, 0, SECTION_FRAMES + OVERLAP_FRAMES), first + SECTION_FRAMES)
        held = part_of(held, SECTION_FRAMES, held.frames)
        first += SECTION_FRAMES
    if first == 0 or held.frames > OVERLAP_FRAMES:
        yield Section(first, held, first + SECTION_FRAMES)


def joined(before: Peaks, more: Peaks) -> Peaks:
    """`before` and what follows: `more` counts its frames from the same beginning."""
    return Peaks(
        np.concatenate([before.frame, more.frame]),
        np.concatenate([before.step, more.step]),
        more.frames,
        np.concatenate([before.power, more.power]),
    )


def part_of(peaks: Peaks, first: int, past: int) -> Peaks:
    """Frames [first, past) of `peaks`, counted from `first`."""
    inside: NDArray[np.intp] = np.searchsorted(peaks.frame, [first, past])
    chosen = slice(int(inside[0]), int(inside[1]))
    frame = peaks.frame[chosen] - np.int32(first)
    return Peaks(frame, peaks.step[chosen].copy(), past - first, peaks.power[chosen].copy())


_NOTHING = Peaks(np.zeros(0, np.int32), np.zeros(0, np.uint16), 0)
