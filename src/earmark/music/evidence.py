"""Evidence: for one track at one alignment, what each of its peaks says, frame by frame.

Along the alignment every peak of the track is looked for in the query. If the track plays, a share of them survives
voice and codec; if it does not, one is met only as often as the query has peaks at that frequency at that time
anyway. The log-likelihood ratio of the two, peak by peak, says where the track plays to a few frames.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from earmark.music.alignment import Alignment
from earmark.music.peaks import STEPS, Peaks
from earmark.music.segment import Segment, first_peak

__all__ = ["SURVIVAL", "Line", "chance_of_meeting", "frame_evidence", "meetings"]

SURVIVAL = (0.06, 0.15, 0.35, 0.75)
"""Shares of a track's peaks that survive: far below speech, below it, beside it, in the clear."""
NEAR_FRAMES = 1
NEAR_STEPS = 2
BLOCK_FRAMES = 125
"""Chance is measured in blocks of 4 s, each with its two neighbours."""
BLOCKS_AT_ONCE = 64
SMOOTHING = 24
"""Half-width, in steps, of the band over which the rate of peaks is smoothed."""
PRIOR_FRAMES = 60.0
"""Weight of the smooth rate against the rate at the very frequency, in frames."""
LEAST_CHANCE, MOST_CHANCE = 0.002, 0.95
NOTE_FRAMES = 24
"""A peak of the track that had another at its frequency within so long before, 0.8 s, continues a note, and"""
CONTINUED = 0.3
"""counts so much of what is new: whoever strikes the same note at the same time has all of it in common, and who does
not misses all of it."""


def chance_of_meeting(query: Peaks) -> NDArray[np.float32]:
    """How often the query has a peak within the tolerance by chance, by block and step [shape=(blocks, STEPS)].

    A held note, or a key and tuning that two recordings share, makes agreement at that frequency cheap; so the rate
    is taken at the frequency itself, drawn towards the rate of its surroundings where little was heard.
    """
    blocks = query.frames // BLOCK_FRAMES + 1
    counts = np.zeros((blocks + 2, STEPS), np.uint8)  # with a silent block on either side
    np.add.at(counts, (query.frame // BLOCK_FRAMES + 1, query.step), 1)
    lengths = np.zeros(blocks + 2, np.float32)
    lengths[1:-1] = BLOCK_FRAMES
    lengths[-2] = query.frames - BLOCK_FRAMES * (blocks - 1)
    chance = np.empty((blocks, STEPS), np.float32)
    for first in range(0, blocks, BLOCKS_AT_ONCE):
        past = min(first + BLOCKS_AT_ONCE, blocks)
        near = [slice(first + side, past + side) for side in (0, 1, 2)]
        around = np.stack([counts[rows] for rows in near]).astype(np.float32).sum(axis=0)
        heard = np.stack([lengths[rows] for rows in near]).sum(axis=0)[:, None]
        smooth = _moving_sum(around, SMOOTHING) * (2 * NEAR_STEPS + 1) / (2 * SMOOTHING + 1) / np.maximum(heard, 1)
        rate = (_moving_sum(around, NEAR_STEPS) + PRIOR_FRAMES * smooth) / (heard + PRIOR_FRAMES)
        chance[first:past] = np.clip(1 - np.exp(-(2 * NEAR_FRAMES + 1) * rate), LEAST_CHANCE, MOST_CHANCE)
    return chance


def _moving_sum(table: NDArray[np.float32], half: int) -> NDArray[np.float32]:
    """Sum over ±`half` columns; columns beyond the edge count as zero."""
    sums = np.cumsum(np.pad(table, ((0, 0), (half + 1, half))), axis=1, dtype=np.float64)
    return (sums[:, 2 * half + 1 :] - sums[:, : -(2 * half + 1)]).astype(np.float32)


class Line(NamedTuple):
    """A track of the index laid along a query: all that the kernels need to know of both.

    Attributes:
        reference_counts: number of peaks in each axis frame of the index.
        reference_anchors: see :attr:`earmark.music.segment.Segment.anchors`.
        reference_steps: frequency steps of the index's peaks.
        first: axis frame at which the track begins.
        frames: length of the track in frames.
        query_start: where each query frame's peaks begin in `query_steps` [shape=(query frames + 1,)].
        query_steps: frequency steps of the query's peaks.
        shift, tempo, pitch: see :class:`~earmark.music.alignment.Alignment`.
    """

    reference_counts: NDArray[np.uint8]
    reference_anchors: NDArray[np.uint32]
    reference_steps: NDArray[np.uint16]
    first: int
    frames: int
    query_start: NDArray[np.int64]
    query_steps: NDArray[np.uint16]
    shift: float
    tempo: float
    pitch: float

    @classmethod
    def of(cls, alignment: Alignment, query: Peaks, by_frame: NDArray[np.int64], segment: Segment) -> Line:
        """The line of `alignment`, whose track is in `segment`; `by_frame` is the query's."""
        return cls(
            segment.counts,
            segment.anchors,
            segment.steps,
            int(segment.track_start[alignment.track]),
            int(segment.track_frames[alignment.track]),
            by_frame,
            query.step,
            alignment.shift,
            alignment.tempo,
            alignment.pitch,
        )


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def frame_evidence(
    line: Line,
    chance: NDArray[np.float32],
    survival: NDArray[np.float64],
    used: NDArray[np.bool_],
) -> tuple[int, NDArray[np.float32], NDArray[np.float32], NDArray[np.int32], NDArray[np.int32]]:
    """What the peaks of one track say, for each frame of the query on which it would lie.

    Args:
        line: the track along the query.
        chance: see :func:`chance_of_meeting`.
        survival: shares of peaks that may survive [shape=(levels,)].
        used: query peaks that another find explains already, by number; they count as absent.

    Returns:
        First query frame; natural log of the likelihood ratio against absence, by frame and level
        [shape=(n, levels)]; the same of what is new; peaks met by frame [shape=(n,)]; the track's peaks by frame
        [shape=(n,)].
    """
    query_frames = len(line.query_start) - 1
    begin = max(0, int(np.ceil(-line.shift / line.tempo)))
    end = min(query_frames, int(np.ceil((line.frames - line.shift) / line.tempo)))
    length = max(0, end - begin)
    ratio, fresh = (np.zeros((length, len(survival)), np.float32), np.zeros((length, len(survival)), np.float32))
    met, asked = np.zeros(length, np.int32), np.zeros(length, np.int32)
    missed = np.empty(len(survival))
    for level in range(len(survival)):
        missed[level] = np.log(1 - survival[level])
    changed = line.tempo != 1.0 or line.pitch != 1.0
    heard = np.full(STEPS + 1, -NOTE_FRAMES - 1, np.int32)
    low = max(0, int(line.shift + line.tempo * begin) - NOTE_FRAMES)
    past = first_peak(line.reference_counts, line.reference_anchors, line.first + low) if length else 0
    for place in range(low, line.frames if length else 0):
        first, past = past, past + line.reference_counts[line.first + place]
        frame = int(np.round((place - line.shift) / line.tempo))
        if frame < begin or frame >= end:
            heard[line.reference_steps[first:past]] = place
            continue
        number = frame - begin
        block = min(frame // BLOCK_FRAMES, len(chance) - 1)
        crowd = _crowd(line.query_start, frame, block) if changed else 1.0
        low_peak, high_peak = _near(line.query_start, frame)
        missing, missing_weight = 0, 0.0
        for peak in range(first, past):
            own = line.reference_steps[peak]
            weight = _weight(heard, own, place)
            heard[own] = place
            step = int(np.round(own * line.pitch))
            if step >= STEPS:
                continue
            asked[number] += 1
            if _meet(line.query_steps, used, low_peak, high_peak, step) < 0:
                missing, missing_weight = missing + 1, missing_weight + weight
                continue
            met[number] += 1
            by_chance = min(MOST_CHANCE, chance[block, step] * crowd)
            for level in range(len(survival)):
                said = np.log((survival[level] + (1 - survival[level]) * by_chance) / by_chance)
                ratio[number, level] += said
                fresh[number, level] += weight * said
        for level in range(len(survival)):
            ratio[number, level] += missing * missed[level]
            fresh[number, level] += missing_weight * missed[level]
    return begin, ratio, fresh, met, asked


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _weight(heard: NDArray[np.int32], step: int, place: int) -> float:
    """What a peak of the track at `step` in frame `place` counts; `heard` says where each frequency last had one."""
    before = max(heard[max(0, step - 1)], heard[step], heard[step + 1])
    return CONTINUED if place - before <= NOTE_FRAMES else 1.0


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _crowd(query_start: NDArray[np.int64], frame: int, block: int) -> float:
    """How many times more peaks the query has around a frame than in its block, at least 1.

    A click or a drum has peaks at all frequencies, and among thousands of tempos one fits any two rhythms: that
    drums fall together proves little there.
    """
    last = len(query_start) - 1
    low, high = max(0, frame - NEAR_FRAMES), min(last, frame + NEAR_FRAMES + 1)
    begin, end = block * BLOCK_FRAMES, min(last, (block + 1) * BLOCK_FRAMES)
    here = (query_start[high] - query_start[low]) / max(1, high - low)
    usual = (query_start[end] - query_start[begin] + 1) / max(1, end - begin)
    return float(max(1.0, here / usual))


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def meetings(
    line: Line,
    begin: int,
    end: int,
    used: NDArray[np.bool_],
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Which peaks of the track meet which unused peaks of query frames [begin, end), as :func:`frame_evidence` asks.

    Returns:
        Frames of the track's peaks and numbers of the query's, each [shape=(met,)].
    """
    low, high = (
        max(0, int(line.shift + line.tempo * begin) - 1),
        min(line.frames, int(line.shift + line.tempo * end) + 2),
    )
    places, numbers = [np.int32(0) for _ in range(0)], [np.int64(0) for _ in range(0)]
    past = first_peak(line.reference_counts, line.reference_anchors, line.first + low) if low < high else 0
    for place in range(low, high):
        first, past = past, past + line.reference_counts[line.first + place]
        frame = int(np.round((place - line.shift) / line.tempo))
        if frame < begin or frame >= end:
            continue
        low_peak, high_peak = _near(line.query_start, frame)
        for peak in range(first, past):
            step = int(np.round(line.reference_steps[peak] * line.pitch))
            if step < STEPS:
                met = _meet(line.query_steps, used, low_peak, high_peak, step)
                if met >= 0:
                    places.append(np.int32(place))
                    numbers.append(met)
    return np.array(places, np.int32), np.array(numbers, np.int64)


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _near(query_start: NDArray[np.int64], frame: int) -> tuple[int, int]:
    """First query peak within the tolerance of `frame`, and one past the last."""
    return query_start[max(0, frame - NEAR_FRAMES)], query_start[min(len(query_start) - 1, frame + NEAR_FRAMES + 1)]


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _meet(query_steps: NDArray[np.uint16], used: NDArray[np.bool_], first: int, past: int, step: int) -> int:
    """Number of an unused one of query peaks [first, past) within the tolerance of `step`; -1 if there is none."""
    for peak in range(first, past):
        if abs(np.int32(query_steps[peak]) - np.int32(step)) <= NEAR_STEPS and not used[peak]:
            return peak
    return -1
