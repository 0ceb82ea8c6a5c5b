"""Building an index: many tracks in, over several processes, a segment every so often."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from time import monotonic

from earmark.core import Item, normal_isrc
from earmark.core.errors import EarmarkError, WorkerDied
from earmark.media import file_digest, probe
from earmark.music.finds import peaks_of_file
from earmark.music.index import IndexWriter
from earmark.music.peaks import Peaks
from earmark.music.segment import Track

__all__ = ["index_items"]

SECONDS_BETWEEN_WRITES = 60.0
"""What a power cut may cost."""


@dataclass
class _Batch:
    """Tracks that are ready but not written yet."""

    writer: IndexWriter
    tracks: list[tuple[Track, Peaks]] = field(default_factory=list)
    since: float = field(default_factory=monotonic)

    def add(self, track: Track, peaks: Peaks) -> None:
        self.tracks.append((track, peaks))
        if monotonic() - self.since > SECONDS_BETWEEN_WRITES:
            self.write()

    def write(self) -> None:
        self.writer.add(self.tracks)
        self.tracks, self.since = [], monotonic()


def index_items(
    folder: Path, items: Iterable[Item], *, workers: int | None = None
) -> Iterator[tuple[Item, Exception | None]]:
    """Bring the index in `folder` up to date with `items`: new ones are added, changed ones replaced.

    Items are told apart by id and their content by digest, so that what is in the index already is not decoded.
    What is ready is written every minute and whenever the iterator ends or is closed.

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
        known = writer.digests()
        batch = _Batch(writer)
        try:
            for item, result in _extract_all(iter(items), known, workers):
                if isinstance(result, tuple):
                    batch.add(*result)
                yield item, result if isinstance(result, Exception) else None
        finally:
            batch.write()


_Result = tuple[Track, Peaks] | Exception | None
"""The track and its peaks; why there are none; or None if the index has it already."""


def _extract_all(items: Iterator[Item], known: Mapping[str, str], workers: int) -> Iterator[tuple[Item, _Result]]:
    """Each item with its result. A file that kills its process takes nothing else with it."""
    while True:
        suspects: list[Item] = []
        with suppress(BrokenProcessPool), _pool(workers) as pool:
            yield from _extract_in(pool, items, known, workers, suspects)
        if not suspects:
            return
        for item in suspects:
            with _pool(1) as pool:
                try:
                    yield from _extract_in(pool, iter([item]), known, 1, [])
                except BrokenProcessPool:
                    yield item, WorkerDied("reading it ended the process", where=item.uri)


def _extract_in(
    pool: ProcessPoolExecutor, items: Iterator[Item], known: Mapping[str, str], workers: int, held: list[Item]
) -> Iterator[tuple[Item, _Result]]:
    """Results as they come; `held` names, at any time, the items that were handed out and not answered."""
    running: dict[Future[_Result], Item] = {}
    while True:
        for item in islice(items, 3 * workers - len(running)):
            held.append(item)
            running[pool.submit(_extract, item, known.get(item.id))] = item
        if not running:
            return
        for done in wait(running, return_when=FIRST_COMPLETED).done:
            result = done.result()
            item = running.pop(done)
            held.remove(item)
            yield item, result


def _pool(workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, mp_context=get_context("forkserver"), initializer=_leave_interrupts_to_parent)


def _leave_interrupts_to_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _extract(item: Item, known_digest: str | None) -> _Result:
    """Runs in a worker. Errors travel as values, so that one file's fault is that file's alone."""
    try:
        digest = item.digest or file_digest(item.path)
        if digest == known_digest:
            return None
        peaks = peaks_of_file(item.path)
        return _track(item, digest, peaks), peaks
    except (EarmarkError, OSError) as error:
        return error


def _track(item: Item, digest: str, peaks: Peaks) -> Track:
    """What the index keeps of `item`: the catalogue's word counts, the file's own tags fill the gaps.

    A code that is no ISRC is left out, since people are paid by it.
    """
    tags = probe(item.path).tags
    isrcs = (normal_isrc(str(source.get("isrc", ""))) for source in (item.metadata, tags))
    return Track(
        id=item.id,
        uri=item.uri,
        digest=digest,
        title=(item.title if item.title != item.path.stem else "") or tags.get("title") or item.title,
        seconds=peaks.seconds,
        artist=str(item.metadata.get("artist") or tags.get("artist") or ""),
        isrc=next(filter(None, isrcs), ""),
    )
