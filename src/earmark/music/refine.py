"""From a rough change of speed or pitch to an exact one, by the peaks that meet."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from earmark.music.alignment import Alignment
from earmark.music.evidence import Line, meetings
from earmark.music.glance import told_between
from earmark.music.peaks import Peaks
from earmark.music.segment import Segment, first_peak
from earmark.music.warps import WINDOW_FRAMES, Warped

__all__ = ["polished", "refined"]

FAR_FRAMES = 10
FAR_PITCH = 0.004
PITCH_STEP = 0.0005
TEMPO_STEPS = np.arange(-0.024, 0.02401, 0.001)
LEAST_MEETINGS = 12
"""Fewer peaks than this say nothing about a factor."""
LEAST_TOLD = 8.0
"""Evidence in its window, turns not paid, without which a change is not looked at more closely."""
STEADY = 0.0006
"""A factor that is not measurably different from 1 is 1."""


def refined(
    rough: Warped, query: Peaks, by_frame: NDArray[np.int64], chance: NDArray[np.float32], segment: Segment
) -> Alignment | None:
    """The alignment near `rough` at which most peaks of its window meet; None if they say too little for it.

    First the pitch at which most peaks meet at all, then the tempo and place by a Hough transform over those.
    """
    shift = rough.place - rough.tempo * rough.at
    guess = Alignment(rough.segment, rough.track, shift, rough.tempo, rough.pitch, rough.z)
    past = min(rough.at + WINDOW_FRAMES, query.frames)
    place, frame, pitch = _near_misses(Line.of(guess, query, by_frame, segment), rough.at, past)
    if len(place) < LEAST_MEETINGS:
        return None
    bins = np.round(pitch / PITCH_STEP).astype(np.int64)
    counts = np.convolve(np.bincount(bins - bins.min()), np.ones(3))
    near = np.abs(bins - (int(np.argmax(counts)) - 1 + int(bins.min()))) <= 1
    votes, tempo, start = _densest(place[near], frame[near] - rough.at, rough.tempo * (1 + TEMPO_STEPS))
    if votes < LEAST_MEETINGS:
        return None
    factor = rough.pitch * float(np.exp(np.median(pitch[near])))
    found = Alignment(rough.segment, rough.track, start - tempo * rough.at, tempo, factor, rough.z)
    told = told_between(rough.at, past, found, query, by_frame, chance, segment)
    return found if told >= LEAST_TOLD else None


def polished(
    alignment: Alignment, line: Line, query: Peaks, begin: int, end: int, used: NDArray[np.bool_]
) -> Alignment:
    """The alignment, whose line is `line`, fitted to all peaks that meet in query frames [begin, end)."""
    place, number = meetings(line, begin, end, used)
    frame = query.frame[number].astype(np.float64)
    if len(place) < LEAST_MEETINGS or np.ptp(frame) < WINDOW_FRAMES / 4:
        return alignment
    tempo, shift = np.polyfit(frame, place.astype(np.float64), 1)
    if abs(tempo - 1) * np.ptp(frame) < 1 and abs(tempo - 1) < STEADY:
        tempo, shift = 1.0, float(np.median(place - frame))
    return Alignment(alignment.segment, alignment.track, float(shift), float(tempo), alignment.pitch, alignment.z)


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _near_misses(line: Line, begin: int, end: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Peaks of the track and of query frames [begin, end) that nearly meet.

    Returns:
        Frame in the track, frame in the query, natural log of the frequency heard over that expected [shape=(n,)].
    """
    places, heard, factors = [np.int64(0) for _ in range(0)], [np.int64(0) for _ in range(0)], [0.0 for _ in range(0)]
    place = line.shift + line.tempo * begin
    low = max(0, int(place) - FAR_FRAMES)
    high = min(line.frames, int(place + line.tempo * (end - begin)) + FAR_FRAMES)
    past = first_peak(line.reference_counts, line.reference_anchors, line.first + low) if low < high else 0
    for reference in range(low, high):
        first, past = past, past + line.reference_counts[line.first + reference]
        frame = begin + int(np.round((reference - place) / line.tempo))
        low_frame, high_frame = max(begin, frame - FAR_FRAMES), min(end, frame + FAR_FRAMES + 1)
        if low_frame >= high_frame:
            continue
        for peak in range(first, past):
            step = line.reference_steps[peak] * line.pitch
            least, most = step * (1 - FAR_PITCH), step * (1 + FAR_PITCH)
            near = low_frame
            for other in range(line.query_start[low_frame], line.query_start[high_frame]):
                if least <= line.query_steps[other] <= most:
                    while line.query_start[near + 1] <= other:
                        near += 1
                    places.append(np.int64(reference))
                    heard.append(np.int64(near))
                    factors.append(np.log(line.query_steps[other] / step))
    return np.array(places), np.array(heard), np.array(factors)


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _densest(
    places: NDArray[np.int64], frames: NDArray[np.int64], tempos: NDArray[np.float64]
) -> tuple[int, float, float]:
    """How many lie within a frame of one line at most, its tempo, and its place at frame 0."""
    best, best_tempo, start = 0, 1.0, 0.0
    for tempo in tempos:
        low = int(np.floor((places - frames * tempo).min()))
        counts = np.zeros(int(np.ceil((places - frames * tempo).max())) - low + 3, np.int64)
        for number in range(len(places)):
            counts[int(np.round(places[number] - frames[number] * tempo)) - low + 1] += 1
        for top in range(1, len(counts) - 1):
            votes = counts[top - 1] + counts[top] + counts[top + 1]
            if votes > best:
                best, best_tempo, start = votes, tempo, float(low + top - 1)
    return best, best_tempo, start
