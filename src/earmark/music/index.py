"""The index: a folder of immutable segments and one manifest that names them.

The manifest is replaced in one step, last, so that a reader sees the index before a change or after it, never
between, and a writer that dies leaves only a file that nobody names.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

from earmark.core import Json, canonical_json, content_id
from earmark.core.errors import BadInput, IndexBroken
from earmark.music.peaks import Peaks
from earmark.music.segment import FORMAT, Segment, Track, write_durably, write_segment

__all__ = ["Index", "IndexWriter"]

MANIFEST = "index.json"
LOCK = "lock"
MOST_FRAMES = 1 << 31
"""Frames in one segment, about two years of music: half of what its 32-bit numbers can count."""
_OURS = re.compile(r"[0-9a-f]{32}\.peaks(\.\d+\.part)?|index\.json\.\d+\.part")
"""Files that a writer may leave behind; whatever else lies in the folder is somebody's."""


@dataclass(frozen=True)
class Index:
    """A catalogue's tracks, ready to be found. Opening maps files into memory and reads next to nothing.

    Attributes:
        folder: where it lies.
        segments: its parts.
        state: digest of what it holds; changes with every track added or removed.
    """

    folder: Path
    segments: tuple[Segment, ...]
    state: str

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open the index in `folder`.

        Raises:
            BadInput: if there is none.
            IndexBroken: if a file of it is missing or damaged.
        """
        if not (folder / MANIFEST).is_file():
            raise BadInput("there is no music index", where=str(folder), mend="Make one with 'earmark music index'")
        manifest = _read_manifest(folder)
        try:
            return cls._of(folder, manifest)
        except IndexBroken:
            newer = _read_manifest(folder)  # a writer may have merged segments in between
            if newer == manifest:
                raise
            return cls._of(folder, newer)

    @classmethod
    def _of(cls, folder: Path, manifest: Mapping[str, list[int]]) -> Self:
        segments = tuple(Segment.open(folder / name, frozenset(dropped)) for name, dropped in manifest.items())
        return cls(folder, segments, content_id(manifest))

    @cached_property
    def tracks(self) -> Mapping[str, Track]:
        """The tracks that can be found, by id."""
        return {track.id: track for segment in self.segments for track in _live(segment)}

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


class IndexWriter:
    """Changes the index in a folder; one writer at a time. Use :meth:`open`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._manifest = _read_manifest(folder) if (folder / MANIFEST).is_file() else {}
        self._segments = {name: Segment.open(folder / name, frozenset(gone)) for name, gone in self._manifest.items()}
        if not self._manifest:
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

    def digests(self) -> dict[str, str]:
        """Digest of each track's sound as it was indexed, by track id."""
        return {track.id: track.digest for segment in self._segments.values() for track in _live(segment)}

    def add(self, tracks: Sequence[tuple[Track, Peaks]]) -> None:
        """Add `tracks` in one step; a track whose id is known is replaced, of several with one id the last holds."""
        if not tracks:
            return
        by_id = {track.id: (track, peaks) for track, peaks in tracks}
        self._drop(set(by_id))
        self._write(list(by_id.values()))
        self._merge()
        self._commit()

    def remove(self, ids: Iterable[str]) -> int:
        """Take tracks out (a takedown); how many there were. They are not found from now on."""
        removed = self._drop(set(ids))
        self._commit()
        return removed

    def _drop(self, ids: set[str]) -> int:
        removed = 0
        for name, segment in self._segments.items():
            gone = {number for number, track in enumerate(segment.tracks) if track.id in ids} - segment.dropped
            if gone:
                removed += len(gone)
                self._manifest[name] = sorted(segment.dropped | gone)
        self._segments = {
            name: Segment.open(self.folder / name, frozenset(gone)) for name, gone in self._manifest.items()
        }
        return removed

    def _write(self, tracks: Sequence[tuple[Track, Peaks]]) -> None:
        name = f"{content_id([[track.id, track.digest] for track, _ in tracks])}.peaks"
        write_segment(self.folder / name, tracks)
        self._manifest[name] = []
        self._segments[name] = Segment.open(self.folder / name)

    def _merge(self) -> None:
        """Join the last two segments while the older is less than twice the newer: few segments, little rewriting.

        Reference:
            P. O'Neil et al., "The log-structured merge-tree", Acta Informatica 33 (1996).
        """
        while len(self._manifest) > 1:
            older, newer = list(self._manifest)[-2:]
            pair = [self._segments[older], self._segments[newer]]
            frames = [segment.axis_frames for segment in pair]
            if frames[0] >= 2 * frames[1] or sum(frames) > MOST_FRAMES:
                return
            tracks = [
                (track, segment.peaks(number))
                for segment in pair
                for number, track in enumerate(segment.tracks)
                if number not in segment.dropped
            ]
            for name in (older, newer):
                del self._manifest[name], self._segments[name]
            self._write(tracks)

    def _commit(self) -> None:
        body: Json = {
            "format": FORMAT,
            "segments": [{"file": name, "dropped": gone} for name, gone in self._manifest.items()],
        }
        text = canonical_json(body)
        checksum = hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
        write_durably(self.folder / MANIFEST, json.dumps({"blake2b": checksum, "index": body}, indent=1).encode())
        for path in self.folder.iterdir():
            if path.name not in self._manifest and _OURS.fullmatch(path.name):
                path.unlink()


def _live(segment: Segment) -> Iterator[Track]:
    return (track for number, track in enumerate(segment.tracks) if number not in segment.dropped)


def _read_manifest(folder: Path) -> dict[str, list[int]]:
    """Dropped track numbers by segment file name, in order."""
    path = folder / MANIFEST
    mend = "Delete the index folder and build it again with 'earmark music index'"
    try:
        manifest = json.loads(path.read_bytes())
        body = manifest["index"]
        checksum = hashlib.blake2b(canonical_json(body).encode(), digest_size=16).hexdigest()
        if checksum != manifest["blake2b"]:
            raise IndexBroken("the manifest has been changed by hand or by a fault", where=str(path), mend=mend)
        if body["format"] != FORMAT:
            raise IndexBroken(f"index format {body['format']}, this program reads {FORMAT}", where=str(path), mend=mend)
        named = {str(part["file"]): [int(number) for number in part["dropped"]] for part in body["segments"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexBroken("the manifest of the index cannot be read", where=str(path), mend=mend) from error
    if any(Path(name).name != name for name in named):
        raise IndexBroken("the manifest names a file outside the index", where=str(path), mend=mend)
    return named
