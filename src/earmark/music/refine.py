"""From a rough change of speed or pitch to an exact one, by the peaks that meet."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from earmark.music.alignment import Alignment
from earmark.music.evidence import Line, meetings
from earmark.music.peaks import STEPS, Peaks
from earmark.music.segment import Segment, first_peak
from earmark.music.warps import WINDOW_FRAMES, Warped

__all__ = ["polished", "refined"]

FAR_FRAMES = 10
FAR_PITCH = 0.004
PITCH_STEP = 0.0005
TEMPO_STEPS = np.arange(-0.024, 0.02401, 0.001)
LEAST_MEETINGS = 12
"""Fewer peaks than this say nothing about a factor."""
STEADY = 0.0006
"""A factor that is not measurably different from 1 is 1."""


def refined(rough: Warped, query: Peaks, by_frame: NDArray[np.int64], segment: Segment) -> Alignment | None:
    """The alignment near `rough` at which most peaks of its window meet; None if hardly any do.

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
    chosen = int(np.argmax(counts)) - 1 + int(bins.min())
    near = np.abs(bins - chosen) <= 1
    factor = rough.pitch * float(np.exp(np.median(pitch[near])))
    place, frame = place[near], frame[near]
    tempos = rough.tempo * (1 + TEMPO_STEPS)
    shifts = place[:, None] - np.outer(frame - rough.at, tempos)
    best, tempo, start = 0, rough.tempo, float(rough.place)
    for column, each in enumerate(tempos):
        rounded = np.round(shifts[:, column]).astype(np.int64)
        low = rounded.min()
        counts = np.convolve(np.bincount(rounded - low), np.ones(3))
        top = int(np.argmax(counts))
        if counts[top] > best:
            best, tempo, start = int(counts[top]), float(each), float(top - 1 + low)
    if best < LEAST_MEETINGS:
        return None
    return Alignment(rough.segment, rough.track, start - tempo * rough.at, tempo, factor, rough.z)


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
        for near in range(max(begin, frame - FAR_FRAMES), min(end, frame + FAR_FRAMES + 1)):
            for peak in range(first, past):
                step = line.reference_steps[peak] * line.pitch
                if step >= STEPS:
                    continue
                for other in range(line.query_start[near], line.query_start[near + 1]):
                    factor = np.log(line.query_steps[other] / step)
                    if abs(factor) <= FAR_PITCH:
                        places.append(np.int64(reference))
                        heard.append(np.int64(near))
                        factors.append(factor)
    return np.array(places), np.array(heard), np.array(factors)
