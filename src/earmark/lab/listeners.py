"""Systems that name music, behind one small protocol: earmark, the baseline, and whatever a benchmark adds."""

from __future__ import annotations

import resource
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

from earmark.lab.claims import Claim
from earmark.lab.suites.pairs import PairIndex
from earmark.media.change import Change
from earmark.music import Index, IndexWriter, Track, find, peaks_of_file

__all__ = ["Earmark", "Listener", "Pairs", "cpu_seconds", "folder_bytes"]


class Listener(Protocol):
    """A system that names music."""

    name: str
    least: float
    """The score from which on a claim counts: fixed before anything is measured."""

    def index(self, tracks: Sequence[Path], folder: Path, /) -> int:
        """Make an index of `tracks` in an empty folder, named by file name; its size in bytes."""

    def find(self, episode: Path) -> list[Claim]:
        """Where tracks play, with scores down to what is not worth showing."""


class Earmark:
    """This program, as `earmark.music` offers it."""

    name = "earmark"
    least = 0.5

    def __init__(self) -> None:
        self._index: Index | None = None

    def index(self, tracks: Sequence[Path], folder: Path, /) -> int:
        """As in :class:`Listener`."""
        with IndexWriter.open(folder) as writer:
            writer.add([(Track(id=path.name, uri="", digest=path.name), peaks_of_file(path)) for path in tracks])
        self._index = Index.open(folder)
        return folder_bytes(folder)

    def find(self, episode: Path) -> list[Claim]:
        """As in :class:`Listener`."""
        if self._index is None:
            raise RuntimeError("index() comes first")
        return [
            Claim(
                each.track.id,
                each.span.start / 1e6,
                each.span.end / 1e6,
                each.score,
                Change(each.speed, 2 ** (each.pitch / 12)),
            )
            for each in find(episode, self._index)
        ]


class Pairs:
    """The simple baseline."""

    name = "pairs of peaks"
    least = 0.0

    def __init__(self) -> None:
        self._pairs: PairIndex | None = None

    def index(self, tracks: Sequence[Path], _: Path, /) -> int:
        """As in :class:`Listener`, but in memory."""
        self._pairs = PairIndex({path.name: peaks_of_file(path) for path in tracks})
        return 0

    def find(self, episode: Path) -> list[Claim]:
        """As in :class:`Listener`."""
        if self._pairs is None:
            raise RuntimeError("index() comes first")
        return [Claim(each.track, each.start, each.end) for each in self._pairs.find(peaks_of_file(episode))]


def cpu_seconds() -> float:
    """User and system time of this process and of its children that ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def folder_bytes(*folders: Path) -> int:
    """Size of all files in `folders`."""
    found: Iterable[Path] = (path for folder in folders for path in folder.rglob("*") if path.is_file())
    return sum(path.stat().st_size for path in found)
