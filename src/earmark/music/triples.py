"""Triples of peaks: a few thousand of their votes say as much of changed music as half a million of pairs.

Three peaks that follow each other have two ratios of frequency and two distances in time. A change of speed or pitch
leaves the ratios alone, one of tempo hardly moves the distances. Two recordings agree in all four by chance a hundred
times less often than in one ratio and one distance, so what agrees is worth counting without sorting out more first.

Reference:
    J. Six and M. Leman, "Panako - a scalable acoustic fingerprinting system handling time-scale and pitch
    modification", ISMIR 2014: ratios over three peaks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from earmark.music.peaks import STEPS, Peaks

__all__ = [
    "DISTANCES",
    "FINER",
    "HEIGHT_BITS",
    "HEIGHT_STEP",
    "KEYS",
    "RATIOS",
    "Triples",
    "table_of",
    "triples_of",
]

RATIO_STEP = 0.003
RATIOS = 128
"""Ratios of successive frequencies are counted in 128 steps, half of them down, half of them up: of 0.003 octaves
near 1, and wider as they go away from it,"""
EVEN_RATIO = 0.08
"""from about so many octaves on: only low frequencies go so far, and theirs are less exactly known."""
LEAST_RATIO = 0.01
"""Octaves below which a ratio says nothing: a note that goes on."""
FARTHEST = (140, 40)
"""Frequency steps between two that follow each other, at most: so many for the lowest, so many for the highest; else
most triples would be made of high ones."""
NEAREST = 1
DISTANCES = 6
"""Each peak follows 1 to 6 frames after the one before."""
KEYS = RATIOS * DISTANCES * DISTANCES * RATIOS
HEIGHT_BITS = 10
HEIGHT_STEP = 0.00365
"""Natural log of frequency to which the mean height of three peaks is kept."""
FINER = 8
"""Parts of such a step to which the query's is read."""
LEGS_PER_PEAK = 8
"""Peaks that may follow one, on an average at most; usual are one to two."""

_OCTAVE = 4096
_WIDEST = EVEN_RATIO * np.sinh(RATIOS / 2 * RATIO_STEP / EVEN_RATIO)
"""Octaves that the steps of ratios reach."""


class _Scale(NamedTuple):
    """Frequencies as triples see them.

    Attributes:
        octaves: log2 of each frequency step, in 4096ths [shape=(STEPS,)].
        ratio_of: the step that each 4096th of an octave falls into, from the lowest on, 0 to RATIOS - 1.
        heights: height of each frequency step, from a little below the lowest peak on [shape=(STEPS,)].
        partners: the steps that may follow each: first and last below it, first and last above [shape=(STEPS, 4)].
    """

    octaves: NDArray[np.int32]
    ratio_of: NDArray[np.int32]
    heights: NDArray[np.float32]
    partners: NDArray[np.int32]


def _scale() -> _Scale:
    steps = np.maximum(np.arange(STEPS), 1)
    octaves = (np.arange(-int(_WIDEST * _OCTAVE) - 1, int(_WIDEST * _OCTAVE) + 2) + 0.5) / _OCTAVE
    ratio_of = np.floor(np.arcsinh(octaves / EVEN_RATIO) * EVEN_RATIO / RATIO_STEP) + RATIOS // 2
    reach = np.linspace(*FARTHEST, STEPS)
    partners = [
        np.maximum(steps * 2**-_WIDEST, steps - reach) + 1,
        steps * 2**-LEAST_RATIO,
        steps * 2**LEAST_RATIO + 1,
        np.minimum(steps * 2**_WIDEST, steps + reach),
    ]
    return _Scale(
        np.round(np.log2(steps) * _OCTAVE).astype(np.int32),
        np.clip(ratio_of, 0, RATIOS - 1).astype(np.int32),
        np.maximum(np.log(steps / 50.0) / HEIGHT_STEP, 0.0).astype(np.float32),
        np.stack(partners, axis=1).astype(np.int32),
    )


_SCALE = _scale()


@dataclass(frozen=True, slots=True)
class Triples:
    """Triples in order of time.

    Attributes:
        frame: frame of the first peak [shape=(triples,)].
        key: ratio, distance, distance and ratio, 0 to KEYS - 1 [shape=(triples,)].
        height: mean log of the three frequencies in parts of `HEIGHT_STEP`, `FINER` to each [shape=(triples,)].
    """

    frame: NDArray[np.int32]
    key: NDArray[np.int32]
    height: NDArray[np.int32]


def triples_of(peaks: Peaks) -> Triples:
    """Every triple of `peaks` whose ratios and distances are in range."""
    legs = _legs(peaks.step, peaks.by_frame(), _SCALE)
    first, key, height = _triples(*legs, peaks.step, _SCALE)
    return Triples(peaks.frame[first], key, height)


def table_of(counts: NDArray[np.uint8], steps: NDArray[np.uint16]) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """The triples of an axis of recordings, by key.

    Args:
        counts: number of peaks in each axis frame, of which there are at most 2^22 [shape=(axis_frames,)].
        steps: frequency step of each peak [shape=(peaks,)].

    Returns:
        Where each key's entries begin, and one past the last [shape=(KEYS + 1,)]; axis frame of each triple's first
        peak above `HEIGHT_BITS` bits of its height, in order of key, then frame [shape=(triples,)].
    """
    by_frame = np.concatenate([[0], np.cumsum(counts, dtype=np.int64)])
    made: tuple[NDArray[np.uint32], NDArray[np.uint32]] = _table(
        by_frame, *_legs(steps, by_frame, _SCALE), steps, _SCALE
    )
    return made


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _legs(
    steps: NDArray[np.uint16], by_frame: NDArray[np.int64], scale: _Scale
) -> tuple[NDArray[np.uint32], NDArray[np.uint32], NDArray[np.uint16]]:
    """The peaks that may follow each: two such legs make a triple.

    Returns:
        Where the legs of each peak begin, and one past the last [shape=(peaks + 1,)]; number of the peak that follows
        [shape=(legs,)]; its ratio times DISTANCES plus distance [shape=(legs,)].
    """
    start = np.zeros(len(steps) + 1, np.uint32)
    room = LEGS_PER_PEAK * len(steps)
    follower, leg = np.empty(room, np.uint32), np.empty(room, np.uint16)
    count, last = 0, len(by_frame) - 1
    for frame in range(last):
        for peak in range(by_frame[frame], by_frame[frame + 1]):
            one = steps[peak]
            lowest, lower, higher, highest = scale.partners[one]
            later = frame + NEAREST
            for other in range(by_frame[min(last, later)], by_frame[min(last, later + DISTANCES)]):
                two = steps[other]
                if (lowest <= two <= lower or higher <= two <= highest) and count < room:
                    while by_frame[later + 1] <= other:
                        later += 1
                    ratio = scale.ratio_of[scale.octaves[two] - scale.octaves[one] + len(scale.ratio_of) // 2]
                    follower[count], leg[count] = other, ratio * DISTANCES + later - frame - NEAREST
                    count += 1
            start[peak + 1] = count
    return start, follower[:count], leg[:count]


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _table(
    by_frame: NDArray[np.int64],
    leg_start: NDArray[np.uint32],
    follower: NDArray[np.uint32],
    leg: NDArray[np.uint16],
    steps: NDArray[np.uint16],
    scale: _Scale,
) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Counted once and laid down once."""
    start = np.zeros(KEYS + 2, np.uint32)
    for one in range(len(steps)):
        for first in range(leg_start[one], leg_start[one + 1]):
            for second in range(leg_start[follower[first]], leg_start[follower[first] + 1]):
                start[_key(leg[first], leg[second]) + 2] += np.uint32(1)
    for key in range(KEYS):
        start[key + 2] += start[key + 1]
    entries = np.empty(start[KEYS + 1], np.uint32)
    for frame in range(len(by_frame) - 1):
        for one in range(by_frame[frame], by_frame[frame + 1]):
            for first in range(leg_start[one], leg_start[one + 1]):
                two = follower[first]
                for second in range(leg_start[two], leg_start[two + 1]):
                    key = _key(leg[first], leg[second])
                    level = _height(steps[one], steps[two], steps[follower[second]], scale) // FINER
                    entries[start[key + 1]] = np.uint32(frame << HEIGHT_BITS | level)
                    start[key + 1] += np.uint32(1)
    return start[:-1], entries


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _triples(
    leg_start: NDArray[np.uint32],
    follower: NDArray[np.uint32],
    leg: NDArray[np.uint16],
    steps: NDArray[np.uint16],
    scale: _Scale,
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]]:
    """Number of each triple's first peak, its key and its height."""
    count = 0
    for first in range(len(follower)):
        count += leg_start[follower[first] + 1] - leg_start[follower[first]]
    number, key, height = np.empty(count, np.int64), np.empty(count, np.int32), np.empty(count, np.int32)
    count = 0
    for one in range(len(steps)):
        for first in range(leg_start[one], leg_start[one + 1]):
            two = follower[first]
            for second in range(leg_start[two], leg_start[two + 1]):
                number[count], key[count] = one, _key(leg[first], leg[second])
                height[count] = _height(steps[one], steps[two], steps[follower[second]], scale)
                count += 1
    return number, key, height


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _key(first: int, second: int) -> int:
    """The key of two legs, as it stands in :class:`Triples`."""
    last, distance = np.int64(second) // DISTANCES, np.int64(second) % DISTANCES
    return int((np.int64(first) * DISTANCES + distance) * RATIOS + last)


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _height(one: int, two: int, three: int, scale: _Scale) -> int:
    """Mean height of three frequency steps, in parts of `HEIGHT_STEP`."""
    return int((scale.heights[one] + scale.heights[two] + scale.heights[three]) * (FINER / 3))
