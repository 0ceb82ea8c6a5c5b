"""Building an index: many tracks in, over several processes, a segment every so often."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from time import monotonic

from earmark.core import Item, normal_isrc
from earmark.core.errors import WorkerDied
from earmark.media import file_digest, probe
from earmark.music.files import peaks_of_file
from earmark.music.index import Held, IndexWriter
from earmark.music.peaks import Peaks
from earmark.music.segment import Track
from earmark.music.works_update import update_works

__all__ = ["index_items"]

SECONDS_BETWEEN_WRITES = 60.0
"""What a power cut may cost."""
FRAMES_BETWEEN_WRITES = 1 << 22
"""37 hours of music, what is held in memory at most: new words for old peaks come faster than a minute allows."""

_Written = tuple[Track, Peaks]
_Result = _Written | Exception | None
"""What there is to write; why an item cannot be used; or None if there is nothing to do."""


@dataclass
class _Batch:
    """Tracks that are ready but not written yet."""

    writer: IndexWriter
    tracks: list[_Written] = field(default_factory=list)
    frames: int = 0
    since: float = field(default_factory=monotonic)

    def add(self, track: Track, peaks: Peaks) -> None:
        self.tracks.append((track, peaks))
        self.frames += peaks.frames
        if self.frames > FRAMES_BETWEEN_WRITES or monotonic() - self.since > SECONDS_BETWEEN_WRITES:
            self.write()

    def write(self) -> None:
        self.writer.add(self.tracks)
        self.tracks, self.frames, self.since = [], 0, monotonic()


@dataclass(frozen=True)
class _Known:
    """What the index says of items before their files are opened.

    Attributes:
        held: the tracks in it, by id.
        withdrawn: ids of what is to stay out.
    """

    held: Mapping[str, Held]
    withdrawn: frozenset[str]

    def settles(self, item: Item) -> bool:
        """Whether :meth:`answer` needs nothing from the file."""
        if item.id in self.withdrawn:
            return True
        return item.digest is not None and item.digest == self.digest(item) and item.uri.startswith("file:")

    def digest(self, item: Item) -> str | None:
        """The content that is indexed of `item`; None if there is none."""
        return self.held[item.id].track.digest if item.id in self.held else None

    def answer(self, item: Item) -> _Written | None:
        """The old peaks under new words if the catalogue says something else of `item` than it did."""
        if item.id in self.withdrawn:
            return None
        held = self.held[item.id]
        old = held.track
        words = {"title": old.title, "artist": old.artist, "isrc": old.isrc}
        new = _track(item, old.digest, old.seconds, {} if _has_its_tags(item) else words)
        return None if new == old else (new, held.peaks)


def index_items(
    folder: Path, items: Iterable[Item], *, workers: int | None = None
) -> Iterator[tuple[Item, Exception | None]]:
    """Bring the index in `folder` up to date with `items`: new ones are added, changed ones replaced.

    Items are told apart by id and their content by digest, so that what is in the index already is not decoded; if
    its title, artist, ISRC or place is another now, that is renewed. Withdrawn items are passed over.
    What is ready is written every minute and whenever the iterator ends or is closed. At its end the new tracks are
    compared with all others, for :attr:`Index.works`.

    Args:
        folder: the index; made if need be.
        items: local files with sound.
        workers: processes; one per core if None.

    Yields:
        Each item as it is done, in any order, with the error if it could not be used.

    Raises:
        BadInput: if the folder cannot be written to.
        IndexBroken: if the index there is damaged.
    """
    workers = workers or len(os.sched_getaffinity(0))
    with IndexWriter.open(folder) as writer:
        known = _Known(writer.held(), writer.withdrawn)
        batch = _Batch(writer)
        try:
            for item, result in _extract_all(iter(items), known, workers):
                if isinstance(result, tuple):
                    batch.add(*result)
                yield item, result if isinstance(result, Exception) else None
        finally:
            batch.write()
        update_works(folder, writer.held(), workers=workers)


def _extract_all(items: Iterator[Item], known: _Known, workers: int) -> Iterator[tuple[Item, _Result]]:
    """Each item with its result. A file that kills its process takes nothing else with it."""
    while True:
        suspects: list[Item] = []
        with suppress(BrokenProcessPool), ExitStack() as running:
            pool = cache(lambda: running.enter_context(_pool(workers)))
            yield from _extract_in(pool, items, known, workers, suspects)
        if not suspects:
            return
        for item in suspects:
            with _pool(1) as alone:
                try:
                    yield from _extract_in(lambda: alone, iter([item]), known, 1, [])
                except BrokenProcessPool:
                    yield item, WorkerDied("reading it ended the process", where=item.uri)


def _extract_in(
    pool: Callable[[], ProcessPoolExecutor], items: Iterator[Item], known: _Known, workers: int, held: list[Item]
) -> Iterator[tuple[Item, _Result]]:
    """Results as they come; `held` names, at any time, the items that were handed out and not answered."""
    running: dict[Future[_Written | None], Item] = {}
    while True:
        while len(running) < 3 * workers and (item := next(items, None)):
            if known.settles(item):
                yield item, known.answer(item)
                continue
            held.append(item)
            running[pool().submit(_extract, item, known.digest(item))] = item
        if not running:
            return
        for done in wait(running, return_when=FIRST_COMPLETED).done:
            result = _result(done)
            item = running.pop(done)
            held.remove(item)
            yield item, known.answer(item) if result is None else result


def _result(done: Future[_Written | None]) -> _Result:
    try:
        return done.result()
    except BrokenProcessPool:
        raise
    except Exception as error:  # noqa: BLE001 - whatever one file brings about is that file's error alone
        return error


def _pool(workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, mp_context=get_context("forkserver"), initializer=_leave_interrupts_to_parent)


def _leave_interrupts_to_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _extract(item: Item, known_digest: str | None) -> _Written | None:
    """Runs in a worker. None if the index has this content already."""
    digest = item.digest or file_digest(item.path)
    if digest == known_digest:
        return None
    peaks = peaks_of_file(item.path)
    tags = {} if _has_its_tags(item) else probe(item.path).tags
    return _track(item, digest, peaks.seconds, tags), peaks


def _has_its_tags(item: Item) -> bool:
    """Whether the catalogue has read the file: then its metadata holds the tags, or what is better."""
    return "file" in item.metadata


def _track(item: Item, digest: str, seconds: float, tags: Mapping[str, str]) -> Track:
    """What the index keeps of `item`: the catalogue's word counts, the file's own tags fill the gaps.

    A code that is no ISRC is left out, since people are paid by it.
    """
    isrcs = (normal_isrc(str(source.get("isrc", ""))) for source in (item.metadata, tags))
    return Track(
        id=item.id,
        uri=item.uri,
        digest=digest,
        title=(item.title if item.title != item.path.stem else "") or tags.get("title") or item.title,
        seconds=seconds,
        artist=str(item.metadata.get("artist") or tags.get("artist") or ""),
        isrc=next(filter(None, isrcs), ""),
    )
