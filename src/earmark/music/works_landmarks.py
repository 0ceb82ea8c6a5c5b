"""Landmarks: a few triples of peaks by which a recording meets its copies without being compared with every other.

Three peaks that follow each other closely are kept if a digest of their frequencies and distances says so: one in
64, the same ones in every copy whose peaks came out the same. Those of the whole catalogue lie sorted by digest; a
recording asks there for its own and for all that its peaks would be if they had come out a step or a frame elsewhere.
So joining n recordings costs about n lookups, and chance meetings stay few in large catalogues.

Reference:
    S. Schleimer, D. S. Wilkerson and A. Aiken, "Winnowing: local algorithms for document fingerprinting", SIGMOD
    2003, for choosing fingerprints by their own value.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from earmark.music.peaks import Peaks

__all__ = ["Landmarks", "Meetings"]

NEXT_FRAMES = 12
"""A peak's partner follows 1 to 12 frames later,"""
NEXT_STEPS = 48
"""no more than 94 Hz away."""
PARTNERS = 2
"""The first so many count."""
FIRST_ONE_IN = 8
THEN_ONE_IN = 8
"""Of pairs one in 8 is kept, of the triples that begin with those one in 8."""
DIRECTORY_BITS = 20
DIRECTORY_SHIFT = np.uint32(32 - DIRECTORY_BITS)
MOST_OF_ONE_DIGEST = 2000
"""What occurs more often says nothing: a metronome, a test tone."""


@dataclass(frozen=True, slots=True)
class Meetings:
    """Landmarks of one recording that are found in others.

    Attributes:
        recording: number of the other recording [shape=(n,)].
        here: frame in the one that asked [shape=(n,)].
        there: frame in the other [shape=(n,)].
    """

    recording: NDArray[np.int64]
    here: NDArray[np.int64]
    there: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Landmarks:
    """The landmarks of many recordings, by digest.

    Attributes:
        digest: of each [shape=(landmarks,)].
        place: its frame, all recordings standing one after another [shape=(landmarks,)].
        start: first frame of each recording, and one past the last [shape=(recordings + 1,)].
        directory: where the digests with the same first `DIRECTORY_BITS` bits begin, and one past the last.
    """

    digest: NDArray[np.uint32]
    place: NDArray[np.int64]
    start: NDArray[np.int64]
    directory: NDArray[np.int64]

    @classmethod
    def of(cls, recordings: Iterable[Peaks]) -> Landmarks:
        """The landmarks of `recordings`, which are numbered in this order."""
        digests, places, start = [np.zeros(0, np.uint32)], [np.zeros(0, np.int64)], [0]
        for peaks in recordings:
            digest, frame = _triples(peaks.by_frame(), peaks.step, False)
            digests.append(digest)
            places.append(frame + start[-1])
            start.append(start[-1] + peaks.frames)
        digest, place = np.concatenate(digests), np.concatenate(places)
        order = np.argsort(digest, kind="stable")
        counts = np.bincount(digest >> DIRECTORY_SHIFT, minlength=1 << DIRECTORY_BITS)
        directory = np.concatenate([[0], np.cumsum(counts)])
        return cls(digest[order], place[order], np.array(start), directory)

    def meeting(self, peaks: Peaks, recordings: int) -> Meetings:
        """Where landmarks of `peaks` are found in the first so many recordings, each pair of frames once."""
        by_frame = peaks.by_frame()
        digest, frame = _triples(by_frame, peaks.step, True)
        pairs = _found(digest, frame, self.digest, self.place, self.directory, self.start[recordings], len(by_frame))
        there, here = np.divmod(np.unique(pairs), len(by_frame))
        recording = np.searchsorted(self.start, there, side="right") - 1
        return Meetings(recording, here, there - self.start[recording])


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _found(
    asked: NDArray[np.uint32],
    frames: NDArray[np.int64],
    digests: NDArray[np.uint32],
    places: NDArray[np.int64],
    directory: NDArray[np.int64],
    past: int,
    factor: int,
) -> NDArray[np.int64]:
    """Each place before `past` whose digest is asked for, times `factor`, plus the frame that asks [shape=(n,)]."""
    found = [np.int64(0) for _ in range(0)]
    for number in range(len(asked)):
        bucket = asked[number] >> DIRECTORY_SHIFT
        first, last = directory[bucket], directory[bucket + 1]
        while first < last and digests[first] < asked[number]:
            first += 1
        end = first
        while end < last and digests[end] == asked[number]:
            end += 1
        if end - first <= MOST_OF_ONE_DIGEST:
            for other in range(first, end):
                if places[other] < past:
                    found.append(places[other] * factor + frames[number])
    return np.array(found, np.int64)


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _triples(
    by_frame: NDArray[np.int64], step: NDArray[np.uint16], tolerant: bool
) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """Digest and first frame of each landmark; if `tolerant`, of each that it would be a step or a frame elsewhere."""
    reach = 1 if tolerant else 0
    digests, frames = [np.uint32(0) for _ in range(0)], [np.int64(0) for _ in range(0)]
    for frame in range(len(by_frame) - 1):
        for first in range(by_frame[frame], by_frame[frame + 1]):
            seconds, apart = _partners(by_frame, step, frame, first)
            for number in range(len(seconds)):
                second, later = seconds[number], frame + apart[number]
                thirds, further = _partners(by_frame, step, later, second)
                if not len(thirds):
                    continue
                for begin in _pair_digests(np.int64(step[first]), apart[number], reach):
                    for last in range(len(thirds)):
                        for digest in _triple_digests(
                            begin, np.int64(step[second]), np.int64(step[thirds[last]]), further[last], reach
                        ):
                            digests.append(digest)
                            frames.append(np.int64(frame))
    return np.array(digests, np.uint32), np.array(frames, np.int64)


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _partners(
    by_frame: NDArray[np.int64], step: NDArray[np.uint16], frame: int, peak: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Numbers of the first peaks near `peak` in frequency that follow it, and how many frames later each does."""
    found, apart = np.empty(PARTNERS, np.int64), np.empty(PARTNERS, np.int64)
    count = 0
    for later in range(frame + 1, min(frame + NEXT_FRAMES + 1, len(by_frame) - 1)):
        for other in range(by_frame[later], by_frame[later + 1]):
            if count < PARTNERS and abs(np.int64(step[other]) - np.int64(step[peak])) <= NEXT_STEPS:
                found[count], apart[count] = other, later - frame
                count += 1
        if count == PARTNERS:
            break
    return found[:count], apart[:count]


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _pair_digests(step: int, apart: int, reach: int) -> list[np.uint64]:
    found = [np.uint64(0) for _ in range(0)]
    for frequency in range(step - reach, step + reach + 1):
        for distance in range(apart - reach, apart + reach + 1):
            digest = _mixed(np.uint64(frequency) * np.uint64(64) + np.uint64(distance + 1))
            if digest % np.uint64(FIRST_ONE_IN) == 0:
                found.append(digest)
    return found


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _triple_digests(begin: np.uint64, second: int, third: int, apart: int, reach: int) -> list[np.uint32]:
    found = [np.uint32(0) for _ in range(0)]
    for near in range(second - reach, second + reach + 1):
        for far in range(third - reach, third + reach + 1):
            for distance in range(apart - reach, apart + reach + 1):
                rest = np.uint64(near) << np.uint64(20) | np.uint64(far) << np.uint64(6) | np.uint64(distance + 1)
                digest = _mixed(begin ^ rest)
                if digest % np.uint64(THEN_ONE_IN) == 0:
                    found.append(np.uint32(digest >> np.uint64(32)))
    return found


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _mixed(value: np.uint64) -> np.uint64:
    """The finaliser of SplitMix64: every bit of `value` moves half of the bits of the answer."""
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))
