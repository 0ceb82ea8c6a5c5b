"""Listening: sound in, finds out as soon as they are final, in memory that does not grow with the sound."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future

import numpy as np
from numpy.typing import NDArray

from earmark.music.finds import Find, find_in_peaks
from earmark.music.peaks import Page, pages_of
from earmark.music.sections import Section, sections_of
from earmark.music.segment import Segment
from earmark.music.stitch import Stitcher

__all__ = ["find_in_sound"]

MOST_WAITING = 32
"""Sections that may wait to be searched, some megabytes each, before the stream is read on."""

_Searched = tuple[Section, list[Find]]


def find_in_sound(
    blocks: Iterable[NDArray[np.float32]], segments: Sequence[Segment], *, pool: Executor | None = None
) -> Iterator[Find]:
    """Every stretch of a track of `segments` in a stream, in order of time, each as soon as it is final.

    The stream is searched in sections of 8 minutes that overlap by 48 s. A find is final once the section in which
    it ends is searched, unless something that began before it goes on. Sections do not depend on each other: the
    finds are the same however many are searched at a time.

    Args:
        blocks: mono sound at 8 kHz, full scale 1 [each shape=(samples,)]; how it is cut makes no difference.
        segments: the index.
        pool: threads that search sections while the stream is read on; None to search in the caller's.
    """
    stitcher = Stitcher(segments)
    pages = pages_of(blocks)
    searched = _searched_in(pool, pages, segments) if pool else _searched(pages, segments)
    for section, finds in searched:
        yield from stitcher.add(section, finds)
    yield from stitcher.finish()


def _searched(pages: Iterable[Page], segments: Sequence[Segment]) -> Iterator[_Searched]:
    for section in sections_of(pages):
        if section:
            yield section, find_in_peaks(section.peaks, segments)


def _searched_in(pool: Executor, pages: Iterable[Page], segments: Sequence[Segment]) -> Iterator[_Searched]:
    """Each section with its finds, in order, as soon as both are there."""
    waiting: deque[tuple[Section, Future[list[Find]]]] = deque()
    try:
        for section in sections_of(pages):
            if section:
                waiting.append((section, pool.submit(find_in_peaks, section.peaks, segments)))
            while waiting and (waiting[0][1].done() or len(waiting) > MOST_WAITING):
                done, finds = waiting.popleft()
                yield done, finds.result()
        while waiting:
            done, finds = waiting.popleft()
            yield done, finds.result()
    finally:
        for _, finds in waiting:
            finds.cancel()
