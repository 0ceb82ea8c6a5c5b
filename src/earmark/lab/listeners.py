"""Systems that name music, behind one small protocol: earmark, the baseline, and whatever a benchmark adds."""

from __future__ import annotations

import resource
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from earmark.lab.claims import Claim
from earmark.lab.pairs import PairIndex
from earmark.media.change import Change
from earmark.music import Index, IndexWriter, Peaks, Track, find, peaks_of_file

__all__ = ["Earmark", "Listener", "Pairs", "cpu_seconds"]


class Listener(Protocol):
    """A system that names music."""

    name: str
    least: float
    """The score from which on a claim counts: fixed before anything is measured."""

    def index(self, tracks: Sequence[Path], folder: Path) -> None:
        """Make an index of `tracks`, named by file name, in an empty folder."""

    def open(self, folder: Path) -> None:
        """Use the index in a folder from now on."""

    def find(self, episode: Path) -> list[Claim]:
        """Where tracks play, with scores down to what is not worth showing."""


class Earmark:
    """This program, as `earmark.music` offers it."""

    name = "earmark"
    least = 0.5

    def __init__(self) -> None:
        self._index: Index | None = None

    def index(self, tracks: Sequence[Path], folder: Path) -> None:
        """As in :class:`Listener`."""
        with IndexWriter.open(folder) as writer:
            writer.add([(Track(id=path.name, uri="", digest=path.name), peaks_of_file(path)) for path in tracks])

    def open(self, folder: Path) -> None:
        """As in :class:`Listener`."""
        self._index = Index.open(folder)

    def find(self, episode: Path) -> list[Claim]:
        """As in :class:`Listener`."""
        if self._index is None:
            raise RuntimeError("open() comes first")
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
    """The simple baseline. Its pairs are made anew from the kept peaks whenever it is opened."""

    name = "pairs of peaks"
    least = 0.0

    def __init__(self) -> None:
        self._pairs: PairIndex | None = None

    def index(self, tracks: Sequence[Path], folder: Path) -> None:
        """As in :class:`Listener`."""
        for path in tracks:
            peaks = peaks_of_file(path)
            np.savez(folder / f"{path.name}.npz", frame=peaks.frame, step=peaks.step, frames=peaks.frames)

    def open(self, folder: Path) -> None:
        """As in :class:`Listener`."""
        held = {path.name.removesuffix(".npz"): np.load(path) for path in sorted(folder.glob("*.npz"))}
        self._pairs = PairIndex(
            {name: Peaks(each["frame"], each["step"], int(each["frames"])) for name, each in held.items()}
        )

    def find(self, episode: Path) -> list[Claim]:
        """As in :class:`Listener`."""
        if self._pairs is None:
            raise RuntimeError("open() comes first")
        return [Claim(each.track, each.start, each.end) for each in self._pairs.find(peaks_of_file(episode))]


def cpu_seconds() -> float:
    """User and system time of this process and of its children that ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)
