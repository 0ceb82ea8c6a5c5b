"""One immutable file of an index: the peaks of some tracks, twice.

Once in order of frequency, for the votes, and once in order of time, for checking a candidate. All tracks stand on
one axis of frames with a gap between them, so that an alignment belongs to one track. The layout is described byte
by byte in docs/index-format.md.
"""

from __future__ import annotations

import hashlib
import json
import os
import struct
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from earmark.core.errors import IndexBroken
from earmark.music.pairs import CODES, pairs_of
from earmark.music.peaks import STEPS, Peaks

__all__ = ["FORMAT", "GAP_FRAMES", "Segment", "Track", "write_durably", "write_segment"]

MAGIC = b"EARMARK\x01"
FORMAT = 1
GAP_FRAMES = 300
"""Frames between tracks, as long as the longest window of votes."""
HEADER = struct.Struct("<8sIIQQQQQ16s")
"""Magic, format, tracks, frames, peaks, pairs, bytes of track JSON, bytes in all, BLAKE2b of all but itself."""
CHECKSUM_BYTES = 16
"""The last of the header."""
ALIGNMENT = 64


@dataclass(frozen=True, slots=True)
class Track:
    """A recording in the index.

    Attributes:
        id: the item's id.
        uri: where the sound was when it was indexed.
        digest: BLAKE2b of its bytes.
        title, artist, isrc: for people and reports; empty if unknown.
        seconds: its length.
    """

    id: str
    uri: str
    digest: str
    title: str = ""
    artist: str = ""
    isrc: str = ""
    seconds: float = 0.0


@dataclass(frozen=True)
class Segment:
    """A segment, opened by memory map: nothing is read until it is needed.

    Attributes:
        path: the file.
        dropped: numbers of tracks that were taken out of the catalogue since.
        track_start: first frame of each track on the axis, and one past the last gap [shape=(tracks + 1,)].
        track_frames: length of each track in frames [shape=(tracks,)].
        posting_start: where each step's postings begin, and one past the last [shape=(STEPS + 1,)].
        postings: axis frame of each peak, by step, then frame [shape=(peaks,)].
        frame_start: where each axis frame's peaks begin, and one past the last [shape=(axis_frames + 1,)].
        steps: frequency step of each peak, by frame, then step [shape=(peaks,)].
        pair_start: where each code's pairs begin, and one past the last [shape=(CODES + 1,)].
        pair_frames: axis frame of each pair's first peak, by code, then step [shape=(pairs,)].
        pair_steps: frequency step of each pair's first peak, in the same order [shape=(pairs,)].
    """

    path: Path
    dropped: frozenset[int]
    track_start: NDArray[np.uint32]
    track_frames: NDArray[np.uint32]
    posting_start: NDArray[np.uint32]
    postings: NDArray[np.uint32]
    frame_start: NDArray[np.uint32]
    steps: NDArray[np.uint16]
    pair_start: NDArray[np.uint32]
    pair_frames: NDArray[np.uint32]
    pair_steps: NDArray[np.uint16]
    _tracks: NDArray[np.uint8] = field(repr=False)
    _file: NDArray[np.uint8] = field(repr=False)

    @property
    def axis_frames(self) -> int:
        """Length of the axis, gaps included."""
        return len(self.frame_start) - 1

    @cached_property
    def tracks(self) -> tuple[Track, ...]:
        """The tracks, in the order of the axis."""
        try:
            return tuple(Track(**row) for row in json.loads(self._tracks.tobytes()))
        except (ValueError, TypeError) as error:
            raise IndexBroken(
                "the list of tracks in a file of the index is damaged", where=str(self.path), mend=_REBUILD
            ) from error

    @classmethod
    def open(cls, path: Path, dropped: frozenset[int] = frozenset()) -> Segment:
        """Map the file at `path`.

        Raises:
            IndexBroken: if it is no segment, of another format, or not as long as it says.
        """
        try:
            data = np.memmap(path, np.uint8, mode="r")
        except (OSError, ValueError) as error:
            raise IndexBroken("a file of the index cannot be opened", where=str(path), mend=_REBUILD) from error
        if len(data) < HEADER.size:
            raise IndexBroken("a file of the index is cut short", where=str(path), mend=_REBUILD)
        magic, version, tracks, frames, peaks, pairs, text, size, _ = HEADER.unpack(data[: HEADER.size].tobytes())
        if magic != MAGIC:
            raise IndexBroken("this is not a file of a music index", where=str(path), mend=_REBUILD)
        if version != FORMAT:
            raise IndexBroken(f"index format {version}, this program reads {FORMAT}", where=str(path), mend=_REBUILD)
        layout = _layout(tracks, frames, peaks, pairs, text)
        if size != len(data) or layout[-1][1] + layout[-1][2] != size:
            raise IndexBroken("a file of the index is cut short", where=str(path), mend=_REBUILD)
        views = [*(data[start : start + length].view(kind) for kind, start, length in layout), data]
        return cls(path, dropped, *views)

    def peaks(self, track: int) -> Peaks:
        """The peaks of one track, as they were indexed."""
        start, frames = int(self.track_start[track]), int(self.track_frames[track])
        bounds = self.frame_start[start : start + frames + 1].astype(np.int64)
        frame = np.repeat(np.arange(frames, dtype=np.int32), np.diff(bounds))
        return Peaks(frame, np.asarray(self.steps[bounds[0] : bounds[-1]]), frames)

    def verify(self) -> None:
        """Read all of it and compare with its checksum.

        Raises:
            IndexBroken: if a byte has changed since it was written.
        """
        *_, checksum = HEADER.unpack(self._file[: HEADER.size].tobytes())
        if _checksum(self._file.data) != checksum:
            raise IndexBroken(
                "a file of the index has changed since it was written", where=str(self.path), mend=_REBUILD
            )


_REBUILD = "Delete the index folder and build it again with 'earmark music index'"


def write_segment(path: Path, tracks: Sequence[tuple[Track, Peaks]]) -> None:
    """Write the peaks of `tracks` to `path`: to a temporary name, flushed to the disk, then renamed."""
    lengths = np.array([peaks.frames for _, peaks in tracks], np.uint32)
    starts = np.concatenate([[0], np.cumsum(lengths + np.uint32(GAP_FRAMES))]).astype(np.uint32)
    frame = np.concatenate([peaks.frame + start for (_, peaks), start in zip(tracks, starts, strict=False)])
    step = np.concatenate([peaks.step for _, peaks in tracks])
    by_step = np.lexsort((frame, step))
    pairs = [pairs_of(peaks) for _, peaks in tracks]
    pair_frame = np.concatenate([each.frame + start for each, start in zip(pairs, starts, strict=False)])
    pair_step = np.concatenate([each.step for each in pairs])
    pair_code = np.concatenate([each.code for each in pairs])
    by_code = np.lexsort((pair_step, pair_code))
    described = json.dumps([asdict(track) for track, _ in tracks]).encode()
    sections: list[NDArray[np.generic]] = [
        starts,
        lengths,
        np.searchsorted(step[by_step], np.arange(STEPS + 1)).astype(np.uint32),
        frame[by_step].astype(np.uint32),
        np.searchsorted(frame, np.arange(int(starts[-1]) + 1)).astype(np.uint32),
        step.astype(np.uint16),
        np.searchsorted(pair_code[by_code], np.arange(CODES + 1)).astype(np.uint32),
        pair_frame[by_code].astype(np.uint32),
        pair_step[by_code],
        np.frombuffer(described, np.uint8),
    ]
    layout = _layout(len(tracks), int(starts[-1]), len(step), len(pair_step), len(described))
    body = bytearray(layout[-1][1] + layout[-1][2])
    for (kind, start, length), section in zip(layout, sections, strict=True):
        body[start : start + length] = section.astype(kind).tobytes()
    counts = (len(tracks), int(starts[-1]), len(step), len(pair_step), len(described), len(body))
    body[: HEADER.size] = HEADER.pack(MAGIC, FORMAT, *counts, bytes(CHECKSUM_BYTES))
    body[HEADER.size - CHECKSUM_BYTES : HEADER.size] = _checksum(memoryview(body))
    write_durably(path, bytes(body))


def _checksum(file: memoryview) -> bytes:
    """BLAKE2b of a whole file but for the place of the checksum itself."""
    digest = hashlib.blake2b(file[: HEADER.size - CHECKSUM_BYTES], digest_size=CHECKSUM_BYTES)
    digest.update(file[HEADER.size :])
    return digest.digest()


def write_durably(path: Path, data: bytes) -> None:
    """Put `data` at `path` whole or not at all, even if the power fails."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}.part")
    with temporary.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _layout(tracks: int, frames: int, peaks: int, pairs: int, text: int) -> list[tuple[str, int, int]]:
    """Type, first byte and length in bytes of each section, in order; all little-endian, aligned to 64 bytes."""
    sizes = [
        ("<u4", 4 * (tracks + 1)),
        ("<u4", 4 * tracks),
        ("<u4", 4 * (STEPS + 1)),
        ("<u4", 4 * peaks),
        ("<u4", 4 * (frames + 1)),
        ("<u2", 2 * peaks),
        ("<u4", 4 * (CODES + 1)),
        ("<u4", 4 * pairs),
        ("<u2", 2 * pairs),
        ("|u1", text),
    ]
    layout, start = [], HEADER.size
    for kind, length in sizes:
        start = -(-start // ALIGNMENT) * ALIGNMENT
        layout.append((kind, start, length))
        start += length
    return layout
