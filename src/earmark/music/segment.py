"""One immutable file of an index: the peaks of some tracks in order of time, and pairs of them in order of code.

All tracks stand on one axis of frames with a gap between them, so that an alignment belongs to one track. The layout
is described byte by byte in docs/index-format.md.
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
from numba import njit
from numpy.typing import NDArray

from earmark.core.errors import IndexBroken
from earmark.music.pairs import CODES, Pairs, pairs_of
from earmark.music.peaks import FRAMES_PER_SECOND, STEPS, Peaks
from earmark.music.postings import by_step
from earmark.music.triples import table_of

__all__ = [
    "BUCKETS",
    "FORMAT",
    "GAP_FRAMES",
    "MOST_FRAMES",
    "PLACE_BITS",
    "STEPS_PER_BUCKET",
    "Segment",
    "Track",
    "first_peak",
    "is_large",
    "write_durably",
    "write_segment",
]

MAGIC = b"EARMARK\x01"
FORMAT = 2
GAP_FRAMES = 300
"""Frames between tracks, as long as the longest window of votes."""
ANCHOR_FRAMES = 256
"""Every so many frames the axis says how many peaks came before."""
PLACE_BITS = 27
"""Bits of a pair's entry that say where on the axis it is; the five above them are the last of its frequency step."""
STEPS_PER_BUCKET = 1 << (32 - PLACE_BITS)
BUCKETS = CODES * (STEPS // STEPS_PER_BUCKET)
"""Codes, each in buckets of steps."""
MOST_FRAMES = 1 << 25
"""Frames in one segment that merging makes, about 300 hours; 2^27 is what the entries can count."""
LARGE_FRAMES = round(20 * 3600 * FRAMES_PER_SECOND)
"""20 hours: from then on a catalogue is large."""
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
        counts: number of peaks in each axis frame [shape=(axis_frames,)].
        anchors: number of peaks before every `ANCHOR_FRAMES`-th axis frame [shape=(about axis_frames / 256,)].
        steps: frequency step of each peak, by frame, then step [shape=(peaks,)].
        pair_start: where each bucket's pairs begin, and one past the last [shape=(BUCKETS + 1,)]; the bucket of a
            code and step is ``code * (STEPS // STEPS_PER_BUCKET) + step // STEPS_PER_BUCKET``.
        pairs: the pairs, by code, step and place [shape=(pairs,)]: the axis frame of the first peak in the lower
            `PLACE_BITS` bits, its step modulo `STEPS_PER_BUCKET` above.
    """

    path: Path
    dropped: frozenset[int]
    track_start: NDArray[np.uint32]
    track_frames: NDArray[np.uint32]
    counts: NDArray[np.uint8]
    anchors: NDArray[np.uint32]
    steps: NDArray[np.uint16]
    pair_start: NDArray[np.uint32]
    pairs: NDArray[np.uint32]
    _tracks: NDArray[np.uint8] = field(repr=False)
    _file: NDArray[np.uint8] = field(repr=False)

    @property
    def axis_frames(self) -> int:
        """Length of the axis, gaps included."""
        return len(self.counts)

    @cached_property
    def tracks(self) -> tuple[Track, ...]:
        """The tracks, in the order of the axis."""
        try:
            return tuple(Track(**row) for row in json.loads(self._tracks.tobytes()))
        except (ValueError, TypeError) as error:
            raise IndexBroken(
                "the list of tracks in a file of the index is damaged", where=str(self.path), mend=_REBUILD
            ) from error

    @cached_property
    def postings(self) -> tuple[NDArray[np.uint32], NDArray[np.uint16]]:
        """See :func:`earmark.music.postings.by_step`. Made when first asked for: two bytes a peak."""
        made: tuple[NDArray[np.uint32], NDArray[np.uint16]] = by_step(self.counts, self.steps)
        return made

    @cached_property
    def triples(self) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
        """See :func:`earmark.music.triples.table_of`. Made when first asked for: about six bytes a peak."""
        return table_of(self.counts, self.steps)

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
        counts = self.counts[start : start + frames]
        first = int(first_peak(self.counts, self.anchors, start))
        frame = np.repeat(np.arange(frames, dtype=np.int32), counts)
        return Peaks(frame, np.asarray(self.steps[first : first + len(frame)]), frames)

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


def is_large(segments: Sequence[Segment]) -> bool:
    """Whether the votes of all peaks and triples cost more, in memory too, than those of the rarest pairs."""
    return sum(segment.axis_frames for segment in segments) >= LARGE_FRAMES


def write_segment(path: Path, tracks: Sequence[tuple[Track, Peaks]]) -> None:
    """Write the peaks of `tracks` to `path`: to a temporary name, flushed to the disk, then renamed."""
    lengths = np.array([peaks.frames for _, peaks in tracks], np.uint32)
    starts = np.concatenate([[0], np.cumsum(lengths + np.uint32(GAP_FRAMES))]).astype(np.uint32)
    placed = [(peaks, int(start)) for (_, peaks), start in zip(tracks, starts, strict=False)]
    counts = np.bincount(np.concatenate([peaks.frame + start for peaks, start in placed]), minlength=int(starts[-1]))
    before = np.concatenate([[0], np.cumsum(counts)])
    entries = np.concatenate([_entries(pairs_of(peaks), start) for peaks, start in placed])
    entries.sort()
    described = json.dumps([asdict(track) for track, _ in tracks]).encode()
    sections: list[NDArray[np.generic]] = [
        starts,
        lengths,
        counts,
        before[:-1:ANCHOR_FRAMES],
        np.concatenate([peaks.step for peaks, _ in placed]),
        np.concatenate([[0], np.cumsum(np.bincount((entries >> np.uint64(32)).astype(np.int64), minlength=BUCKETS))]),
        entries & np.uint64(0xFFFFFFFF),
        np.frombuffer(described, np.uint8),
    ]
    sizes = (len(tracks), int(starts[-1]), int(before[-1]), len(entries), len(described))
    layout = _layout(*sizes)
    body = bytearray(layout[-1][1] + layout[-1][2])
    for (kind, start, length), section in zip(layout, sections, strict=True):
        body[start : start + length] = section.astype(kind).tobytes()
    body[: HEADER.size] = HEADER.pack(MAGIC, FORMAT, *sizes, len(body), bytes(CHECKSUM_BYTES))
    body[HEADER.size - CHECKSUM_BYTES : HEADER.size] = _checksum(memoryview(body))
    write_durably(path, bytes(body))


def _entries(pairs: Pairs, start: int) -> NDArray[np.uint64]:
    """Pairs of a track that begins at axis frame `start`, as numbers that sort as they are to be stored.

    Above bit 32 the bucket, below it the entry of :attr:`Segment.pairs`.
    """
    cell = pairs.code.astype(np.uint64) * np.uint64(STEPS) + pairs.step.astype(np.uint64)
    return cell << np.uint64(PLACE_BITS) | (pairs.frame + start).astype(np.uint64)


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def first_peak(counts: NDArray[np.uint8], anchors: NDArray[np.uint32], place: int) -> int:
    """How many peaks lie before axis frame `place`: where its own begin in :attr:`Segment.steps`."""
    peak = np.int64(anchors[place // ANCHOR_FRAMES])
    for frame in range(place - place % ANCHOR_FRAMES, place):
        peak += counts[frame]
    return int(peak)


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
        ("|u1", frames),
        ("<u4", 4 * -(-frames // ANCHOR_FRAMES)),
        ("<u2", 2 * peaks),
        ("<u4", 4 * (BUCKETS + 1)),
        ("<u4", 4 * pairs),
        ("|u1", text),
    ]
    layout, start = [], HEADER.size
    for kind, length in sizes:
        start = -(-start // ALIGNMENT) * ALIGNMENT
        layout.append((kind, start, length))
        start += length
    return layout
