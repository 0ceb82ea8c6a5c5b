"""Files and streams listened to: one, or several at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import nullcontext
from itertools import takewhile
from pathlib import Path
from queue import SimpleQueue
from threading import Event
from typing import TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from earmark.core.errors import UnreadableMedia
from earmark.media import AudioReader, ByteStream
from earmark.music.detection import detection_network
from earmark.music.finds import Find
from earmark.music.index import Index
from earmark.music.listening import account_for_sound, find_in_sound
from earmark.music.peaks import RATE, Peaks, peaks_of
from earmark.music.unknown import Unknown

__all__ = ["Source", "account_for", "account_for_files", "find", "find_in_files", "peaks_of_file"]

Source: TypeAlias = Path | ByteStream
"""A local file, or the bytes of one as they come."""
_Heard = TypeVar("_Heard")
_Listen: TypeAlias = Callable[[Iterable[NDArray[np.float32]], Executor | None], Iterator[_Heard]]
"""From the sound of a source, and threads to search in, to what is heard in it."""
_Told: TypeAlias = "SimpleQueue[_Heard | BaseException | None]"
"""What a reader says of its source: what is heard, and in the end an error or None."""


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
    return _heard_alone(source, _finds_in(index), workers)


def account_for(source: Source, index: Index, *, workers: int = 1) -> Iterator[Find | Unknown]:
    """What :func:`find` tells, and every stretch of music that no find explains, once it has ended.

    Raises:
        UnreadableMedia: if there is no sound that can be decoded.
        BadInput: if the network that tells music is damaged.
    """
    return _heard_alone(source, _account_in(index), workers)


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
    return _heard_in_files(sources, _finds_in(index), workers)


def account_for_files(
    sources: Sequence[Source], index: Index, *, workers: int = 1
) -> Generator[tuple[Source, Iterator[Find | Unknown]]]:
    """:func:`account_for` each of `sources`, as :func:`find_in_files` does.

    Raises:
        BadInput: as there, and if the network that tells music is damaged.
        UnreadableMedia: as there.
    """
    return _heard_in_files(sources, _account_in(index), workers)


def _finds_in(index: Index) -> _Listen[Find]:
    return lambda blocks, pool: index.works.named(find_in_sound(blocks, index.segments, pool=pool))


def _account_in(index: Index) -> _Listen[Find | Unknown]:
    network = detection_network()

    def listen(blocks: Iterable[NDArray[np.float32]], pool: Executor | None) -> Iterator[Find | Unknown]:
        for heard in account_for_sound(blocks, index.segments, network=network, pool=pool):
            yield heard if isinstance(heard, Unknown) else next(index.works.named([heard]))

    return listen


def _heard_alone(source: Source, listen: _Listen[_Heard], workers: int) -> Iterator[_Heard]:
    with _searchers(workers) as pool, AudioReader(source, rate=RATE) as reader:
        yield from listen((block[0] for block in reader), pool)


def _heard_in_files(
    sources: Sequence[Source], listen: _Listen[_Heard], workers: int
) -> Generator[tuple[Source, Iterator[_Heard]]]:
    return (_one_by_one if workers == 1 or len(sources) == 1 else _side_by_side)(sources, listen, workers)


def _one_by_one(
    sources: Sequence[Source], listen: _Listen[_Heard], workers: int
) -> Generator[tuple[Source, Iterator[_Heard]]]:
    with _searchers(workers) as pool:
        for source in sources:
            yield source, _heard_in(source, listen, pool, Event())


def _side_by_side(
    sources: Sequence[Source], listen: _Listen[_Heard], workers: int
) -> Generator[tuple[Source, Iterator[_Heard]]]:
    stopped = Event()
    ahead: deque[tuple[Source, _Told[_Heard]]] = deque()
    with _searchers(workers) as pool, ThreadPoolExecutor(workers, "read") as readers:
        try:
            for source in sources:
                told: _Told[_Heard] = SimpleQueue()
                readers.submit(_tell, told, _heard_in(source, listen, pool, stopped))
                ahead.append((source, told))
                if len(ahead) > 2 * workers:
                    first, heard = ahead.popleft()
                    yield first, _as_told(heard)
            for last, heard in ahead:
                yield last, _as_told(heard)
        finally:
            stopped.set()
            readers.shutdown(wait=False, cancel_futures=True)


def _searchers(workers: int) -> ThreadPoolExecutor | nullcontext[None]:
    """Threads to search sections in. The kernels leave the interpreter to each other, and share the index."""
    return nullcontext() if workers == 1 else ThreadPoolExecutor(workers, "search")


def _heard_in(source: Source, listen: _Listen[_Heard], pool: Executor | None, stopped: Event) -> Iterator[_Heard]:
    with AudioReader(source, rate=RATE) as reader:
        yield from listen((block[0] for block in takewhile(lambda _: not stopped.is_set(), reader)), pool)
        if reader.damage:
            raise UnreadableMedia(reader.damage.reason, where=str(source))


def _tell(told: _Told[_Heard], heard: Iterator[_Heard]) -> None:
    """Runs in a reader."""
    try:
        for one in heard:
            told.put(one)
    except BaseException as error:  # noqa: BLE001 - it is raised where the answers are asked for
        told.put(error)
    else:
        told.put(None)


def _as_told(told: _Told[_Heard]) -> Iterator[_Heard]:
    """What :func:`_tell` says, as it says it."""
    while (one := told.get()) is not None:
        if isinstance(one, BaseException):
            raise one
        yield one
