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
MOST_PER_PEAK = 64
"""Triples that begin with one peak; hardly any has so many."""

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
    return Triples(*_triples(peaks.frame, peaks.step, peaks.by_frame(), _SCALE))


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
    made: tuple[NDArray[np.uint32], NDArray[np.uint32]] = _table(steps, by_frame, _SCALE)
    return made


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _table(
    steps: NDArray[np.uint16],
    by_frame: NDArray[np.int64],
    scale: _Scale,
) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Counted once and laid down once: no more memory than what it makes."""
    keys, levels = np.empty(MOST_PER_PEAK, np.int32), np.empty(MOST_PER_PEAK, np.int32)
    start = np.zeros(KEYS + 2, np.uint32)
    for frame in range(len(by_frame) - 1):
        for peak in range(by_frame[frame], by_frame[frame + 1]):
            for number in range(_from(peak, frame, steps, by_frame, scale, keys, levels)):
                start[keys[number] + 2] += np.uint32(1)
    for key in range(KEYS):
        start[key + 2] += start[key + 1]
    entries = np.empty(start[KEYS + 1], np.uint32)
    for frame in range(len(by_frame) - 1):
        for peak in range(by_frame[frame], by_frame[frame + 1]):
            for number in range(_from(peak, frame, steps, by_frame, scale, keys, levels)):
                to = start[keys[number] + 1]
                start[keys[number] + 1] += np.uint32(1)
                entries[to] = np.uint32(frame << HEIGHT_BITS | levels[number] // FINER)
    return start[:-1], entries


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _triples(
    frames: NDArray[np.int32],
    steps: NDArray[np.uint16],
    by_frame: NDArray[np.int64],
    scale: _Scale,
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    keys, levels = np.empty(MOST_PER_PEAK, np.int32), np.empty(MOST_PER_PEAK, np.int32)
    room = 4 * len(frames) + MOST_PER_PEAK
    frame, key, height = np.empty(room, np.int32), np.empty(room, np.int32), np.empty(room, np.int32)
    count = 0
    for peak in range(len(frames)):
        found = _from(peak, frames[peak], steps, by_frame, scale, keys, levels)
        for number in range(min(found, room - count)):
            frame[count], key[count], height[count] = frames[peak], keys[number], levels[number]
            count += 1
    return frame[:count], key[:count], height[:count]


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _from(
    peak: int,
    frame: int,
    steps: NDArray[np.uint16],
    by_frame: NDArray[np.int64],
    scale: _Scale,
    keys: NDArray[np.int32],
    levels: NDArray[np.int32],
) -> int:
    """Put the keys and heights of the triples that begin with `peak` into `keys` and `levels`; how many they are."""
    last = len(by_frame) - 1
    one = steps[peak]
    count, second_frame = 0, frame + NEAREST
    for second in range(by_frame[min(last, frame + NEAREST)], by_frame[min(last, frame + NEAREST + DISTANCES)]):
        two = steps[second]
        if not _follows(one, two, scale.partners):
            continue
        ratio = _ratio(one, two, scale)
        while by_frame[second_frame + 1] <= second:
            second_frame += 1
        third_frame = second_frame + NEAREST
        for third in range(
            by_frame[min(last, second_frame + NEAREST)], by_frame[min(last, second_frame + NEAREST + DISTANCES)]
        ):
            three = steps[third]
            if not _follows(two, three, scale.partners) or count == MOST_PER_PEAK:
                continue
            while by_frame[third_frame + 1] <= third:
                third_frame += 1
            key = (ratio * DISTANCES + second_frame - frame - NEAREST) * DISTANCES
            key = (key + third_frame - second_frame - NEAREST) * RATIOS
            key += _ratio(two, three, scale)
            keys[count] = key
            levels[count] = int((scale.heights[one] + scale.heights[two] + scale.heights[three]) * (FINER / 3))
            count += 1
    return count


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _follows(one: int, two: int, partners: NDArray[np.int32]) -> bool:
    below = partners[one, 0] <= two <= partners[one, 1]
    return bool(below or partners[one, 2] <= two <= partners[one, 3])


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _ratio(one: int, two: int, scale: _Scale) -> int:
    """The step that the ratio of two frequency steps falls into, 0 to RATIOS - 1."""
    return int(scale.ratio_of[scale.octaves[two] - scale.octaves[one] + len(scale.ratio_of) // 2])
