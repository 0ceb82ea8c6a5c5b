"""The index: a folder of immutable segments and one manifest that names them.

The manifest is replaced in one step, last, so that a reader sees the index before a change or after it, never
between, and a writer that dies leaves only a file that nobody names.
"""

from __future__ import annotations

import fcntl
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

from earmark.core import content_id
from earmark.core.errors import BadInput, IndexBroken
from earmark.music.manifest import MANIFEST, Manifest
from earmark.music.peaks import Peaks
from earmark.music.segment import MOST_FRAMES, Segment, Track, write_segment
from earmark.music.works import Works

__all__ = ["Held", "Index", "IndexWriter"]

LOCK = "lock"
_OURS = re.compile(r"[0-9a-f]{32}\.peaks(\.\d+\.part)?|(index|works)\.json\.\d+\.part")
"""Files that a writer may leave behind; whatever else lies in the folder is somebody's."""


@dataclass(frozen=True)
class Index:
    """A catalogue's tracks, ready to be found. Opening maps files into memory and reads next to nothing.

    Attributes:
        folder: where it lies.
        segments: its parts.
        state: digest of what it holds; changes with every track added, removed or restored.
        withdrawn: ids of the tracks that were taken down and stay out.
    """

    folder: Path
    segments: tuple[Segment, ...]
    state: str
    withdrawn: frozenset[str]

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open the index in `folder`.

        Raises:
            BadInput: if there is none.
            IndexBroken: if a file of it is missing or damaged.
        """
        if not (folder / MANIFEST).is_file():
            raise BadInput("there is no music index", where=str(folder), mend="Make one with 'earmark music index'")
        manifest = Manifest.read(folder)
        while True:
            try:
                return cls._of(folder, manifest)
            except IndexBroken:
                newer = Manifest.read(folder)  # a writer may have merged segments in between
                if newer == manifest:
                    raise
                manifest = newer

    @classmethod
    def _of(cls, folder: Path, manifest: Manifest) -> Self:
        segments = tuple(Segment.open(folder / name, frozenset(gone)) for name, gone in manifest.segments.items())
        return cls(folder, segments, manifest.state, frozenset(manifest.withdrawn))

    @cached_property
    def tracks(self) -> Mapping[str, Track]:
        """The tracks that can be found, by id."""
        return {held.track.id: held.track for segment in self.segments for held in _live(segment)}

    @cached_property
    def works(self) -> Works:
        """What is known of the works that the tracks are recordings of.

        Raises:
            IndexBroken: if the list of them is damaged.
        """
        return Works.read(self.folder)

    def verify(self) -> None:
        """Read everything and compare with the checksums.

        Raises:
            IndexBroken: if a byte has changed since it was written.
        """
        for segment in self.segments:
            segment.verify()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """The maps close with the last array that looks at them."""


@dataclass(frozen=True, slots=True)
class Held:
    """A track as it lies in a segment; that stays readable while this is kept, whatever a writer does.

    Attributes:
        segment: the segment.
        number: the track's number there.
    """

    segment: Segment
    number: int

    @property
    def track(self) -> Track:
        """What is known of it."""
        return self.segment.tracks[self.number]

    @property
    def frames(self) -> int:
        """Its length."""
        return int(self.segment.track_frames[self.number])

    @property
    def peaks(self) -> Peaks:
        """Its peaks, read now."""
        return self.segment.peaks(self.number)


class IndexWriter:
    """Changes the index in a folder; one writer at a time. Use :meth:`open`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        exists = (folder / MANIFEST).is_file()
        self._manifest = Manifest.read(folder) if exists else Manifest()
        self._segments: dict[str, Segment] = {}
        self._open_segments()
        if not exists:
            self._commit()

    @classmethod
    @contextmanager
    def open(cls, folder: Path) -> Iterator[Self]:
        """The writer for `folder`, which is made if need be.

        Raises:
            BadInput: if the folder cannot be made, or another process is writing to it.
            IndexBroken: if the index there is damaged.
        """
        try:
            folder.mkdir(parents=True, exist_ok=True)
            lock = (folder / LOCK).open("w")
        except OSError as error:
            raise BadInput("the index cannot be written there", where=str(folder), mend=str(error.strerror)) from error
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                mend = "Wait for the other process to end"
                raise BadInput("another process is writing this index", where=str(folder), mend=mend) from error
            yield cls(folder)

    @property
    def withdrawn(self) -> frozenset[str]:
        """Ids of the tracks that were taken down and stay out."""
        return frozenset(self._manifest.withdrawn)

    def held(self) -> dict[str, Held]:
        """The tracks that the index has now, by id."""
        return {held.track.id: held for segment in self._segments.values() for held in _live(segment)}

    def add(self, tracks: Sequence[tuple[Track, Peaks]]) -> None:
        """Add `tracks` in one step; a track whose id is known is replaced, of several with one id the last holds.

        Those that are withdrawn stay out.
        """
        by_id = {track.id: (track, peaks) for track, peaks in tracks if track.id not in self._manifest.withdrawn}
        if not by_id:
            return
        self._drop(set(by_id))
        self._write(list(by_id.values()))
        self._merge()
        self._commit()

    def remove(self, ids: Iterable[str]) -> int:
        """Withdraw tracks (a takedown); how many there were. They stay out until :meth:`restore`."""
        gone = set(ids)
        removed = self._drop(gone)
        self._manifest.withdrawn |= gone
        self._commit()
        return removed

    def restore(self, ids: Iterable[str]) -> int:
        """Let withdrawn tracks be added again; how many of `ids` were withdrawn."""
        restored = self._manifest.withdrawn & set(ids)
        self._manifest.withdrawn -= restored
        self._commit()
        return len(restored)

    def _drop(self, ids: set[str]) -> int:
        removed = 0
        for name, segment in self._segments.items():
            gone = {number for number, track in enumerate(segment.tracks) if track.id in ids} - segment.dropped
            if gone:
                removed += len(gone)
                self._manifest.segments[name] = sorted(segment.dropped | gone)
        self._open_segments()
        return removed

    def _open_segments(self) -> None:
        parts = self._manifest.segments.items()
        self._segments = {name: Segment.open(self.folder / name, frozenset(gone)) for name, gone in parts}

    def _write(self, tracks: Sequence[tuple[Track, Peaks]]) -> None:
        name = f"{content_id([asdict(track) for track, _ in tracks])}.peaks"
        write_segment(self.folder / name, tracks)
        self._manifest.segments[name] = []
        self._segments[name] = Segment.open(self.folder / name)

    def _merge(self) -> None:
        """Join the last two segments while the older is less than twice the newer: few segments, little rewriting.

        Reference:
            P. O'Neil et al., "The log-structured merge-tree", Acta Informatica 33 (1996).
        """
        while len(self._manifest.segments) > 1:
            older, newer = list(self._manifest.segments)[-2:]
            pair = [self._segments[older], self._segments[newer]]
            frames = [segment.axis_frames for segment in pair]
            if frames[0] >= 2 * frames[1] or sum(frames) > MOST_FRAMES:
                return
            tracks = [(held.track, held.peaks) for segment in pair for held in _live(segment)]
            for name in (older, newer):
                del self._manifest.segments[name], self._segments[name]
            self._write(tracks)

    def _commit(self) -> None:
        self._manifest.write(self.folder)
        for path in self.folder.iterdir():
            if path.name not in self._manifest.segments and _OURS.fullmatch(path.name):
                path.unlink()


def _live(segment: Segment) -> Iterator[Held]:
    return (Held(segment, number) for number in range(len(segment.tracks)) if number not in segment.dropped)
