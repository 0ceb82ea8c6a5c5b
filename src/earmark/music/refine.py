"""From a rough change of speed or pitch to an exact one, by the peaks that meet."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from earmark.music.alignment import Alignment
from earmark.music.evidence import meetings
from earmark.music.peaks import STEPS, Peaks
from earmark.music.segment import Segment
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
    first = int(segment.track_start[rough.track])
    place, frame, pitch = _near_misses(
        segment.frame_start,
        segment.steps,
        first,
        int(segment.track_frames[rough.track]),
        by_frame,
        query.step,
        rough.at,
        min(rough.at + WINDOW_FRAMES, query.frames),
        float(rough.place),
        rough.tempo,
        rough.pitch,
    )
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
    alignment: Alignment,
    query: Peaks,
    by_frame: NDArray[np.int64],
    segment: Segment,
    begin: int,
    end: int,
    used: NDArray[np.bool_],
) -> Alignment:
    """The alignment fitted to all peaks that meet in query frames [begin, end), by least squares and medians."""
    first = int(segment.track_start[alignment.track])
    place, number = meetings(
        segment.frame_start,
        segment.steps,
        first,
        int(segment.track_frames[alignment.track]),
        by_frame,
        query.step,
        alignment.shift,
        alignment.tempo,
        alignment.pitch,
        begin,
        end,
        used,
    )
    frame = query.frame[number].astype(np.float64)
    if len(place) < LEAST_MEETINGS or np.ptp(frame) < WINDOW_FRAMES / 4:
        return alignment
    tempo, shift = np.polyfit(frame, place.astype(np.float64), 1)
    if abs(tempo - 1) * np.ptp(frame) < 1 and abs(tempo - 1) < STEADY:
        tempo, shift = 1.0, float(np.median(place - frame))
    return Alignment(alignment.segment, alignment.track, float(shift), float(tempo), alignment.pitch, alignment.z)


@njit(cache=True)  # type: ignore[untyped-decorator]
def _near_misses(
    reference_start: NDArray[np.uint32],
    reference_steps: NDArray[np.uint16],
    first: int,
    frames: int,
    query_start: NDArray[np.int64],
    query_steps: NDArray[np.uint16],
    begin: int,
    end: int,
    place: float,
    tempo: float,
    pitch: float,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Peaks of the track and of query frames [begin, end) that nearly meet.

    Returns:
        Frame in the track, frame in the query, natural log of the frequency heard over that expected [shape=(n,)].
    """
    places, heard, factors = [np.int64(0) for _ in range(0)], [np.int64(0) for _ in range(0)], [0.0 for _ in range(0)]
    low = max(0, int(place) - FAR_FRAMES)
    high = min(frames, int(place + tempo * (end - begin)) + FAR_FRAMES)
    for reference in range(low, high):
        frame = begin + int(np.round((reference - place) / tempo))
        for near in range(max(begin, frame - FAR_FRAMES), min(end, frame + FAR_FRAMES + 1)):
            for peak in range(reference_start[first + reference], reference_start[first + reference + 1]):
                step = reference_steps[peak] * pitch
                if step >= STEPS:
                    continue
                for other in range(query_start[near], query_start[near + 1]):
                    factor = np.log(query_steps[other] / step)
                    if abs(factor) <= FAR_PITCH:
                        places.append(np.int64(reference))
                        heard.append(np.int64(near))
                        factors.append(factor)
    return np.array(places), np.array(heard), np.array(factors)
