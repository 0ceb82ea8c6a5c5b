"""Files and streams listened to: one, or several at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import nullcontext
from itertools import takewhile
from pathlib import Path
from queue import SimpleQueue
from threading import Event
from typing import TypeAlias

from earmark.core.errors import UnreadableMedia
from earmark.media import AudioReader, ByteStream
from earmark.music.finds import Find
from earmark.music.index import Index
from earmark.music.listening import find_in_sound
from earmark.music.peaks import RATE, Peaks, peaks_of

__all__ = ["Source", "find", "find_in_files", "peaks_of_file"]

Source: TypeAlias = Path | ByteStream
"""A local file, or the bytes of one as they come."""
_Told: TypeAlias = "SimpleQueue[Find | BaseException | None]"
"""What a reader says of its source: finds, and in the end an error or None."""


def peaks_of_file(path: Path) -> Peaks:
    """The peaks of the sound in a file.

    Raises:
        UnreadableMedia: if there is no sound that can be decoded.
    """
    with AudioReader(path, rate=RATE) as reader:
        return peaks_of(block[0] for block in reader)


def find(source: Source, index: Index, *, workers: int = 1) -> Iterator[Find]:
    """Every stretch of a track of `index` in a file or a stream, in order of time, each as soon as it is final.

    What is damaged in it is heard as silence.

    Args:
        source: where the sound is.
        index: what to look for.
        workers: threads that search; with 1 nothing runs beside the caller. The finds are the same.

    Raises:
        UnreadableMedia: if there is no sound that can be decoded.
    """
    with _searchers(workers) as pool, AudioReader(source, rate=RATE) as reader:
        yield from index.works.named(find_in_sound((block[0] for block in reader), index.segments, pool=pool))


def find_in_files(
    sources: Sequence[Source], index: Index, *, workers: int = 1
) -> Generator[tuple[Source, Iterator[Find]]]:
    """:func:`find` in each of `sources`, in their order; with several workers several are read at a time.

    Take the finds of one source before those of the next; close the iterator to stop early.

    Raises:
        BadInput: by the finds of a source that is missing, a folder or may not be read.
        UnreadableMedia: by the finds of a source without sound that can be decoded, and after the last find in one
            that is damaged.
    """
    return (_one_by_one if workers == 1 or len(sources) == 1 else _side_by_side)(sources, index, workers)


def _one_by_one(sources: Sequence[Source], index: Index, workers: int) -> Generator[tuple[Source, Iterator[Find]]]:
    with _searchers(workers) as pool:
        for source in sources:
            yield source, _finds_of(source, index, pool, Event())


def _side_by_side(sources: Sequence[Source], index: Index, workers: int) -> Generator[tuple[Source, Iterator[Find]]]:
    stopped = Event()
    ahead: deque[tuple[Source, _Told]] = deque()
    with _searchers(workers) as pool, ThreadPoolExecutor(workers, "read") as readers:
        try:
            for source in sources:
                told: _Told = SimpleQueue()
                readers.submit(_tell, told, _finds_of(source, index, pool, stopped))
                ahead.append((source, told))
                if len(ahead) > 2 * workers:
                    first, heard = ahead.popleft()
                    yield first, _heard(heard)
            for last, heard in ahead:
                yield last, _heard(heard)
        finally:
            stopped.set()
            readers.shutdown(wait=False, cancel_futures=True)


def _searchers(workers: int) -> ThreadPoolExecutor | nullcontext[None]:
    """Threads to search sections in. The kernels leave the interpreter to each other, and share the index."""
    return nullcontext() if workers == 1 else ThreadPoolExecutor(workers, "search")


def _finds_of(source: Source, index: Index, pool: Executor | None, stopped: Event) -> Iterator[Find]:
    with AudioReader(source, rate=RATE) as reader:
        blocks = (block[0] for block in takewhile(lambda _: not stopped.is_set(), reader))
        yield from index.works.named(find_in_sound(blocks, index.segments, pool=pool))
        if reader.damage:
            raise UnreadableMedia(reader.damage.reason, where=str(source))


def _tell(told: _Told, finds: Iterator[Find]) -> None:
    """Runs in a reader."""
    try:
        for found in finds:
            told.put(found)
    except BaseException as error:  # noqa: BLE001 - it is raised where the finds are asked for
        told.put(error)
    else:
        told.put(None)


def _heard(told: _Told) -> Iterator[Find]:
    """What :func:`_tell` says, as it says it."""
    while (found := told.get()) is not None:
        if isinstance(found, BaseException):
            raise found
        yield found
