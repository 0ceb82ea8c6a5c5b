"""Listening: sound in, finds out as soon as they are final, in memory that does not grow with the sound."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from earmark.media import AudioReader
from earmark.music.finds import Find, find_in_peaks
from earmark.music.index import Index
from earmark.music.peaks import RATE, Page, Peaks, pages_of, peaks_of
from earmark.music.sections import Section, sections_of
from earmark.music.segment import Segment
from earmark.music.stitch import Stitcher

__all__ = ["find", "find_in_sound", "peaks_of_file"]

_Searched = tuple[Section, list[Find]]


def peaks_of_file(path: Path) -> Peaks:
    """The peaks of the sound in a file.

    Raises:
        UnreadableMedia: if there is no sound that can be decoded.
    """
    with AudioReader(path, rate=RATE) as reader:
        return peaks_of(block[0] for block in reader)


def find(path: Path, index: Index, *, workers: int = 1) -> Iterator[Find]:
    """Every stretch of a track of `index` in the sound of a file, in order of time; see :func:`find_in_sound`.

    Raises:
        UnreadableMedia: if there is no sound that can be decoded.
    """
    with AudioReader(path, rate=RATE) as reader:
        yield from find_in_sound((block[0] for block in reader), index.segments, workers=workers)


def find_in_sound(
    blocks: Iterable[NDArray[np.float32]], segments: Sequence[Segment], *, workers: int = 1
) -> Iterator[Find]:
    """Every stretch of a track of `segments` in a stream, in order of time, each as soon as it is final.

    The stream is searched in sections of 8 minutes that overlap by 48 s. A find is final once the section in which
    it ends is searched, unless something that began before it goes on. Sections do not depend on each other: the
    finds are the same however many are searched at a time.

    Args:
        blocks: mono sound at `RATE` Hz, full scale 1 [each shape=(samples,)]; how it is cut makes no difference.
        segments: the index.
        workers: how many sections are searched at a time; with 1 nothing runs beside the caller.
    """
    stitcher = Stitcher(segments)
    pages = pages_of(blocks)
    searched = _searched(pages, segments) if workers == 1 else _searched_in_threads(pages, segments, workers)
    for section, finds in searched:
        yield from stitcher.add(section, finds)
    yield from stitcher.finish()


def _searched(pages: Iterable[Page], segments: Sequence[Segment]) -> Iterator[_Searched]:
    for section in sections_of(pages):
        if section:
            yield section, find_in_peaks(section.peaks, segments)


def _searched_in_threads(pages: Iterable[Page], segments: Sequence[Segment], workers: int) -> Iterator[_Searched]:
    """Each section with its finds, in order; the kernels leave the interpreter to the other threads."""
    waiting: deque[tuple[Section, Future[list[Find]]]] = deque()
    with ThreadPoolExecutor(workers, "search") as pool:
        try:
            for section in sections_of(pages):
                if section:
                    waiting.append((section, pool.submit(find_in_peaks, section.peaks, segments)))
                while waiting and (waiting[0][1].done() or len(waiting) > 2 * workers):
                    done, finds = waiting.popleft()
                    yield done, finds.result()
            for done, finds in waiting:
                yield done, finds.result()
        finally:
            pool.shutdown(cancel_futures=True)
