"""Candidates whose speed, tempo or pitch was changed.

Pairs of peaks that agree in ratio and distance give the change of frequency at once; each then votes for where in
the catalogue it would lie if time had changed by the same factor (speed), not at all (pitch), or by one of a range of
factors while frequency stayed (tempo). A window's votes for one track pile up at one factor and one place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numba import njit
from numpy.typing import NDArray

from earmark.music.pairs import DISTANCES, RATIOS, Pairs, pairs_of
from earmark.music.peaks import STEPS, Peaks
from earmark.music.segment import GAP_FRAMES, Segment
from earmark.music.votes import outstanding

__all__ = ["Warped", "warped_candidates"]

WINDOW_FRAMES = 300
HOP_FRAMES = 150
CELL_FRAMES = 4
FACTOR_STEP = 0.004
"""Factors of frequency are counted in steps of 0.4 %."""
FACTORS = 16
"""Steps on either side: 6.6 %, a little over a semitone."""
TEMPOS = np.concatenate([np.arange(0.88, 0.9901, 0.01), np.arange(1.01, 1.1201, 0.01)])
LEAST_Z = 6.0
PER_WINDOW = 6
LEAST_VOTES = 9
VOTES_PER_WINDOW = 200_000
"""The rarest pairs vote first, until so many have: what a window costs does not grow with the catalogue."""
NEIGHBOURS = 15
"""Codes that agree: one ratio and two distances to either side."""
MARGIN_FRAMES = 400
"""Room before the first track for a window that begins before it, at the fastest tempo."""


@dataclass(frozen=True, slots=True)
class Warped:
    """A track that may play at another speed, tempo or pitch, roughly.

    Attributes:
        segment: which of the index's segments holds the track.
        track: its number there.
        at: a frame of the query inside the window that proposed it.
        place: the frame of the track that is heard there.
        tempo: frames of the track per frame of the query.
        pitch: frequency heard over frequency of the track.
        z: how far its votes stand out, in standard deviations.
    """

    segment: int
    track: int
    at: int
    place: int
    tempo: float
    pitch: float
    z: float

    def readings(self) -> tuple[Warped, ...]:
        """It, and if its pitch was changed, the other way that happens: with or without a change of tempo.

        Held notes tell little of time, so the votes may have chosen wrongly; both agree in the window's middle.
        """
        if self.pitch == 1.0:
            return (self,)
        tempo = 1.0 if self.tempo != 1.0 else self.pitch
        place = self.place + round((self.tempo - tempo) * WINDOW_FRAMES / 2)
        return self, replace(self, tempo=tempo, place=place)


def warped_candidates(query: Peaks, free: NDArray[np.bool_], segments: Sequence[Segment]) -> Iterator[Warped]:
    """What stands out in the windows of `query` that are free, window by window.

    Args:
        query: the query's peaks.
        free: frames that nothing explains yet [shape=(query.frames,)].
        segments: the index.
    """
    pairs = pairs_of(query)
    for start in range(0, max(1, query.frames - HOP_FRAMES), HOP_FRAMES):
        past = min(start + WINDOW_FRAMES, query.frames)
        if free[start:past].sum() < HOP_FRAMES // 2:
            continue
        first, last = np.searchsorted(pairs.frame, [start, past])
        inside = Pairs(pairs.frame[first:last] - np.int32(start), pairs.step[first:last], pairs.code[first:last])
        found = [one for number, segment in enumerate(segments) for one in _in_window(inside, start, segment, number)]
        yield from sorted(found, key=lambda one: -one.z)[:PER_WINDOW]


def _in_window(pairs: Pairs, start: int, segment: Segment, number: int) -> Iterator[Warped]:
    low, high = _matches(pairs.step, pairs.code.astype(np.int64), segment.pair_start, segment.pair_steps)
    cost = (high - low).sum(axis=1)
    rarest = np.argsort(cost, kind="stable")
    chosen = rarest[: int(np.searchsorted(np.cumsum(cost[rarest]), VOTES_PER_WINDOW)) + 1]
    places, frames, start_of = _by_factor(
        pairs.frame[chosen],
        pairs.step[chosen],
        low[chosen],
        high[chosen],
        segment.pair_frames,
        segment.pair_steps,
        _LOGARITHMS,
    )
    votes = np.zeros((segment.axis_frames + MARGIN_FRAMES) // CELL_FRAMES + 2, np.uint16)
    bounds = (segment.track_start.astype(np.int64) - GAP_FRAMES + MARGIN_FRAMES) // CELL_FRAMES
    for bucket, tempo, pitch in _HYPOTHESES:
        inside = slice(start_of[bucket], start_of[bucket + 1])
        votes[:] = 0
        if _pile(places[inside], frames[inside], tempo, votes) < LEAST_VOTES:
            continue
        for track, cell, z in outstanding(votes, bounds, LEAST_Z):
            if track not in segment.dropped:
                place = int(cell) * CELL_FRAMES - MARGIN_FRAMES - int(segment.track_start[track])
                yield Warped(number, track, start, place, tempo, pitch, z)


BUCKETS = 2 * FACTORS + 2
"""One for each factor of frequency, and one for frequencies that are the same to the step."""
_FREQUENCIES = [float(np.exp(step * FACTOR_STEP)) for step in range(-FACTORS, FACTORS + 1)]
_HYPOTHESES = [
    *((bucket, factor, factor) for bucket, factor in enumerate(_FREQUENCIES) if bucket != FACTORS),
    *((bucket, 1.0, factor) for bucket, factor in enumerate(_FREQUENCIES) if bucket != FACTORS),
    *((BUCKETS - 1, float(tempo), 1.0) for tempo in TEMPOS),
]
"""Whose pairs, tempo and pitch: speed, pitch alone, tempo alone."""
_LOGARITHMS = np.log(np.maximum(np.arange(STEPS), 1)) / FACTOR_STEP
"""Natural log of each frequency step, in steps of the factor."""


@njit(cache=True)  # type: ignore[untyped-decorator]
def _matches(
    steps: NDArray[np.uint16],
    codes: NDArray[np.int64],
    pair_start: NDArray[np.uint32],
    pair_steps: NDArray[np.uint16],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where the index's pairs lie that agree with each pair: first and past, by neighbouring code [shape=(n, 15)]."""
    widest = np.exp((FACTORS + 0.5) * FACTOR_STEP)
    low = np.zeros((len(steps), NEIGHBOURS), np.int64)
    high = np.zeros((len(steps), NEIGHBOURS), np.int64)
    for pair in range(len(steps)):
        ratio, distance = divmod(int(codes[pair]), DISTANCES)
        lowest, highest = np.ceil(steps[pair] / widest), np.floor(steps[pair] * widest)
        neighbour = 0
        for near_ratio in range(max(0, ratio - 1), min(RATIOS, ratio + 2)):
            for near_distance in range(max(0, distance - 2), min(DISTANCES, distance + 3)):
                code = near_ratio * DISTANCES + near_distance
                first = np.int64(pair_start[code])
                of_code = pair_steps[first : np.int64(pair_start[code + 1])]
                low[pair, neighbour] = first + np.searchsorted(of_code, np.uint16(lowest))
                high[pair, neighbour] = first + np.searchsorted(of_code, np.uint16(highest), side="right")
                neighbour += 1
    return low, high


@njit(cache=True)  # type: ignore[untyped-decorator]
def _by_factor(
    frames: NDArray[np.int32],
    steps: NDArray[np.uint16],
    low: NDArray[np.int64],
    high: NDArray[np.int64],
    pair_frames: NDArray[np.uint32],
    pair_steps: NDArray[np.uint16],
    logarithms: NDArray[np.float64],
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int64]]:
    """Every agreement, sorted by factor of frequency, so that one hypothesis at a time can be counted in the cache.

    Returns:
        Axis frame and query frame of each agreement [shape=(n,)]; where each bucket begins, and n
        [shape=(BUCKETS + 1,)]. Those of equal frequency stand in the last bucket too.
    """
    total = (high - low).sum()
    bucket = np.empty(2 * total, np.int8)
    place = np.empty(2 * total, np.int32)
    frame = np.empty(2 * total, np.int32)
    count = 0
    for pair in range(len(frames)):
        for neighbour in range(low.shape[1]):
            for other in range(low[pair, neighbour], high[pair, neighbour]):
                difference = np.round(logarithms[steps[pair]] - logarithms[pair_steps[other]])
                bucket[count] = min(FACTORS, max(-FACTORS, difference)) + FACTORS
                place[count] = pair_frames[other]
                frame[count] = frames[pair]
                count += 1
                if abs(np.int64(steps[pair]) - np.int64(pair_steps[other])) <= 1:
                    bucket[count] = BUCKETS - 1
                    place[count] = pair_frames[other]
                    frame[count] = frames[pair]
                    count += 1
    start_of = np.zeros(BUCKETS + 1, np.int64)
    for each in range(count):
        start_of[bucket[each] + 1] += 1
    start_of = np.cumsum(start_of)
    free = start_of.copy()
    places = np.empty(count, np.int32)
    heard = np.empty(count, np.int32)
    for each in range(count):
        to = free[bucket[each]]
        free[bucket[each]] += 1
        places[to] = place[each]
        heard[to] = frame[each]
    return places, heard, start_of


@njit(cache=True)  # type: ignore[untyped-decorator]
def _pile(places: NDArray[np.int32], frames: NDArray[np.int32], tempo: float, votes: NDArray[np.uint16]) -> int:
    """Count agreements at the place heard at the window's first frame, each in two cells that overlap; the highest."""
    highest = 0
    for each in range(len(places)):
        cell = int(places[each] + MARGIN_FRAMES - frames[each] * tempo) // CELL_FRAMES
        votes[cell] += 1
        votes[cell + 1] += 1
        highest = max(highest, votes[cell], votes[cell + 1])
    return highest
