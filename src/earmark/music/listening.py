"""Listening: sound in, what plays out as soon as it is final, in memory that does not grow with the sound."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future

import numpy as np
from numpy.typing import NDArray

from earmark.models import Network
from earmark.music.detection import Detector
from earmark.music.finds import Find, find_in_peaks
from earmark.music.peaks import Page, pages_of
from earmark.music.sections import Section, sections_of
from earmark.music.segment import Segment
from earmark.music.stitch import Stitcher
from earmark.music.unknown import MusicSpans, Unknown, without_known

__all__ = ["account_for_sound", "find_in_sound"]

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
    for finds, _ in _settled(pages_of(blocks), segments, pool):
        yield from finds


def account_for_sound(
    blocks: Iterable[NDArray[np.float32]],
    segments: Sequence[Segment],
    *,
    network: Network,
    pool: Executor | None = None,
) -> Iterator[Find | Unknown]:
    """What :func:`find_in_sound` tells, and every stretch of music that no find explains, once it has ended.

    Args:
        blocks, segments, pool: see :func:`find_in_sound`.
        network: see :func:`~earmark.music.detection.detection_network`.
    """
    music = _Music(network)
    known: list[Find] = []
    for finds, settled in _settled(music.heard(pages_of(blocks)), segments, pool):
        known = [find for find in known if find.span.end > music.open_since] + finds
        heard: list[Find | Unknown] = [*finds, *music.unknown(known, settled)]
        yield from sorted(heard, key=lambda one: one.span)


class _Music:
    """The music of a stream, known or not."""

    def __init__(self, network: Network) -> None:
        self._detector = Detector(network)
        self._spans = MusicSpans()
        self._told: list[Unknown] = []

    def heard(self, pages: Iterable[Page]) -> Iterator[Page]:
        """The same pages, listened to in passing."""
        for page in pages:
            self._told += self._spans.add(self._detector.add(page)[:, 0].tolist())
            yield page
        self._told += self._spans.add(self._detector.finish()[:, 0].tolist())
        self._told += self._spans.finish()

    @property
    def open_since(self) -> int:
        """Microsecond from which on music may still be told."""
        return min([self._spans.settled, *(music.span.start for music in self._told)])

    def unknown(self, known: Sequence[Find], settled: int | None) -> Iterator[Unknown]:
        """What no find explains of the music that ends before microsecond `settled`, or of all of it."""
        spans = sorted(find.span for find in known)
        final = [music for music in self._told if settled is None or music.span.end <= settled]
        self._told = self._told[len(final) :]
        for music in final:
            yield from without_known(music, spans)


def _settled(
    pages: Iterable[Page], segments: Sequence[Segment], pool: Executor | None
) -> Iterator[tuple[list[Find], int | None]]:
    """The finds of each section, and the microsecond before which all are told; None after the last."""
    stitcher = Stitcher(segments)
    for section, finds in _searched_in(pool, pages, segments) if pool else _searched(pages, segments):
        yield list(stitcher.add(section, finds)), stitcher.settled
    yield list(stitcher.finish()), None


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
