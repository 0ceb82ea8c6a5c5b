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

from earmark.music.agreements import (
    NEIGHBOURS,
    agreeing,
    bucket_of,
    commonness,
    neighbour,
    place_of,
    step_of,
)
from earmark.music.pairs import Pairs, pairs_of
from earmark.music.peaks import STEPS, Peaks
from earmark.music.piles import piles
from earmark.music.segment import GAP_FRAMES, Segment
from earmark.music.tonal import sustained

__all__ = ["Warped", "warped_candidates"]

WINDOW_FRAMES = 300
HOP_FRAMES = 150
FACTOR_STEP = 0.005
"""Factors of frequency are counted in steps of 0.5 %, two steps together: the frequency of one peak is no surer."""
FACTORS = 13
"""Steps on either side: 6.7 %, a little over a semitone."""
TEMPOS = np.concatenate([np.arange(0.88, 0.9901, 0.01), np.arange(1.01, 1.1201, 0.01)])
LEAST_Z = 5.7
PER_WINDOW = 8
VOTES, VOTES_IF_TONAL = 100_000, 500_000
"""The rarest pairs of a window vote first, until so many have: the cost does not grow with the catalogue."""
TONAL = 1.2
"""How much oftener than chance peaks go on at their frequency where music may sound; in most speech they do not."""


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
    tonal = sustained(query)
    for start in range(0, max(1, query.frames - HOP_FRAMES), HOP_FRAMES):
        past = min(start + WINDOW_FRAMES, query.frames)
        if free[start:past].sum() < HOP_FRAMES // 2:
            continue
        first, last = np.searchsorted(pairs.frame, [start, past])
        inside = Pairs(pairs.frame[first:last] - np.int32(start), pairs.step[first:last], pairs.code[first:last])
        rare = _rarest(inside, segments, VOTES_IF_TONAL if tonal[start:past].mean() > TONAL else VOTES)
        found = [one for number, segment in enumerate(segments) for one in _in_window(rare, start, segment, number)]
        yield from sorted(found, key=lambda one: -one.z)[:PER_WINDOW]


def _rarest(pairs: Pairs, segments: Sequence[Segment], votes: int) -> Pairs:
    """Those of `pairs` that agree with least of the index, as many as have `votes` agreements."""
    common = np.zeros(len(pairs.frame), np.int64)
    for segment in segments:
        common += commonness(pairs.step, pairs.code, _REACH, segment.pair_start)
    rarest = np.argsort(common, kind="stable")
    chosen = rarest[: int(np.searchsorted(np.cumsum(common[rarest]), votes)) + 1]
    return Pairs(pairs.frame[chosen], pairs.step[chosen], pairs.code[chosen])


def _in_window(pairs: Pairs, start: int, segment: Segment, number: int) -> Iterator[Warped]:
    places, frames, start_of = _votes(
        pairs.frame, pairs.step, pairs.code, _REACH, _LOGARITHMS, segment.pair_start, segment.pairs
    )
    starts = segment.track_start.astype(np.int64) - GAP_FRAMES
    best: dict[int, Warped] = {}
    for kind, tempo, pitch in _HYPOTHESES:
        inside = slice(start_of[kind + FACTORS], start_of[kind + FACTORS + (1 if kind == SAME else 2)])
        for track, middle, z in piles(places[inside], frames[inside], tempo, starts, LEAST_Z):
            if track not in segment.dropped and (track not in best or z > best[track].z):
                place = middle - int(segment.track_start[track]) - round(tempo * WINDOW_FRAMES / 2)
                best[track] = Warped(number, track, start, place, tempo, pitch, z)
    yield from best.values()


SAME = FACTORS + 1
"""Stands for frequencies that are the same to the step."""
_FREQUENCIES = [(step, float(np.exp((step + 0.5) * FACTOR_STEP))) for step in range(-FACTORS, FACTORS)]
_HYPOTHESES = [
    *((step, factor, factor) for step, factor in _FREQUENCIES),
    *((step, 1.0, factor) for step, factor in _FREQUENCIES),
    *((SAME, float(tempo), 1.0) for tempo in TEMPOS),
]
"""Which agreements, tempo and pitch: speed, pitch alone, tempo alone."""
_WIDEST = np.exp((FACTORS + 0.5) * FACTOR_STEP)
_REACH = np.stack([np.ceil(np.arange(STEPS) / _WIDEST), np.floor(np.arange(STEPS) * _WIDEST)], axis=1).astype(np.int32)
"""Lowest and highest frequency step that each may have been."""
_LOGARITHMS = np.round(np.log(np.maximum(np.arange(STEPS), 1)) * (256 / FACTOR_STEP)).astype(np.int32)
"""Natural log of each frequency step, in 256ths of the factor's step."""


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _votes(
    frames: NDArray[np.int32],
    steps: NDArray[np.uint16],
    codes: NDArray[np.uint16],
    reach: NDArray[np.int32],
    logarithms: NDArray[np.int32],
    pair_start: NDArray[np.uint32],
    pairs: NDArray[np.uint32],
) -> tuple[NDArray[np.int32], NDArray[np.int16], NDArray[np.int64]]:
    """Every agreement, sorted by factor of frequency, so that one hypothesis at a time can be counted in the cache.

    Returns:
        Axis frame of each agreement, and query frame from the window's middle [shape=(n,)]; where each factor begins,
        and n [shape=(2 * FACTORS + 3,)]. Those of equal frequency stand once more at the end.
    """
    low, high = agreeing(steps, codes, reach, pair_start, pairs)
    most = 2 * (high - low).sum()
    factor, place, frame = np.empty(most, np.uint8), np.empty(most, np.int32), np.empty(most, np.int16)
    start_of = np.zeros(2 * FACTORS + 4, np.int64)
    count = 0
    for pair in range(len(frames)):
        logarithm = logarithms[steps[pair]] + np.int32(128 + 256 * FACTORS)
        for number in range(NEIGHBOURS):
            if low[pair, number] == high[pair, number]:
                continue
            bucket = bucket_of(neighbour(codes[pair], number), reach[steps[pair], 0])
            for entry in range(low[pair, number], high[pair, number]):
                while entry >= pair_start[bucket + 1]:
                    bucket += 1
                step = step_of(bucket, pairs[entry])
                kind = (logarithm - logarithms[step]) >> 8
                factor[count], place[count], frame[count] = kind, place_of(pairs[entry]), frames[pair]
                start_of[kind + 1] += 1
                count += 1
                if abs(np.int64(steps[pair]) - step) <= 1:
                    kind = SAME + FACTORS
                    factor[count], place[count], frame[count] = kind, place[count - 1], frames[pair]
                    start_of[kind + 1] += 1
                    count += 1
    start_of = np.cumsum(start_of)
    free = start_of.copy()
    places, heard = np.empty(count, np.int32), np.empty(count, np.int16)
    for each in range(count):
        to = free[factor[each]]
        free[factor[each]] += 1
        places[to], heard[to] = place[each], frame[each] - WINDOW_FRAMES // 2
    return places, heard, start_of
