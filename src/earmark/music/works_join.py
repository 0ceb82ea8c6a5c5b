"""The self-join: which recordings of a catalogue share sound, where, and how nearly.

Landmarks propose; the evidence that finds music in episodes then looks for every peak of the one recording in the
other, and says from where to where it is there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numba import njit
from numpy.typing import NDArray

from earmark.music.alignment import Alignment
from earmark.music.evidence import SURVIVAL, Line, chance_of_meeting, frame_evidence, meetings
from earmark.music.index import Held
from earmark.music.refine import polished
from earmark.music.stretches import Stretch, stretches
from earmark.music.works import Kin, Part
from earmark.music.works_landmarks import Landmarks

__all__ = ["compared"]

LEAST_LANDMARKS = 3
"""Landmarks that agree on one alignment; chance seldom brings two together, and"""
ONE_EVENT = 31
"""those within a second, in frames, are one: four notes in common make several."""
NEAR_FRAMES = 4
"""They agree that are no further apart."""
SPEEDS = (1.0, *(1 + sign * 0.0005 * number for number in range(1, 13) for sign in (1, -1)))
"""Tried in this order: most copies run at one speed; tapes and clocks differ by less than 0.6 %."""
MOST_KIN = 100
"""Recordings that one is compared with: of a sample that thousands share, the nearest tell enough."""
MOST_ALIGNMENTS = 24
"""Places at which two recordings are compared: a loop comes again and again."""
LEAST_FRAMES = 125
"""4 s: what is shorter is a sample, a break, a cadence."""
LEAST_FIT = 0.35
"""Share of the peaks that meet where two recordings are one: codecs and mastering leave 0.5 to 0.95 of them."""
FITS = 3


def compared(new: Sequence[Held], known: Sequence[Held], workers: int) -> Iterator[tuple[Held, tuple[Kin, ...]]]:
    """Each of `new` with what it shares with `known` and with those of `new` before it.

    So many are compared at a time; the kernels leave the interpreter to the other threads.
    """
    recordings = [*known, *new]
    landmarks = Landmarks.of(held.peaks for held in recordings)

    def kin(number: int) -> tuple[Kin, ...]:
        return tuple(_Asking(recordings[number]).kin(landmarks, recordings[:number]))

    with ThreadPoolExecutor(workers, "works") as pool:
        try:
            yield from zip(new, pool.map(kin, range(len(known), len(recordings))), strict=True)
        finally:
            pool.shutdown(cancel_futures=True)


class _Asking:
    """One recording whose sound is looked for in others."""

    def __init__(self, held: Held) -> None:
        self.id = held.track.id
        self.peaks = held.peaks
        self.by_frame = self.peaks.by_frame()
        self.chance: NDArray[np.float32] | None = None

    def kin(self, landmarks: Landmarks, others: Sequence[Held]) -> Iterator[Kin]:
        """What it shares with each of `others`, which are the first that `landmarks` numbers."""
        for number, hits in self._proposed(landmarks, len(others)):
            parts = tuple(self._parts(others[number], hits))
            if parts:
                yield Kin(self.id, others[number].track.id, parts)

    def _proposed(self, landmarks: Landmarks, count: int) -> Iterator[tuple[int, NDArray[np.int64]]]:
        """Recordings numbered below `count`, nearest first, and where landmarks meet, here and there [shape=(2, n)]."""
        met = landmarks.meeting(self.peaks, count)
        shift = (met.there - met.here) // NEAR_FRAMES + self.peaks.frames
        event = (met.recording * self.peaks.frames + met.here // ONE_EVENT) * (1 << 32) + shift
        chosen = np.unique(event, return_index=True)[1]
        hits = np.stack([met.here, met.there])[:, chosen]
        first = np.unique(met.recording[chosen], return_index=True)[1]
        bounds = np.append(first, len(chosen))
        most = _most_agreeing(hits[0], hits[1], bounds, np.array(SPEEDS))
        for one in np.argsort(-most, kind="stable")[:MOST_KIN]:
            if most[one] >= LEAST_LANDMARKS:
                yield int(met.recording[chosen[first[one]]]), hits[:, bounds[one] : bounds[one + 1]]

    def _parts(self, other: Held, hits: NDArray[np.int64]) -> Iterator[Part]:
        """What the recording shares with `other`; each of its peaks counts once, however often a loop comes again."""
        used = np.zeros(len(self.peaks.frame), np.bool_)
        for _ in range(MOST_ALIGNMENTS):
            line = _line_through(hits)
            if line is None:
                return
            proposed = Alignment(0, other.number, line.shift, line.speed, line.speed)
            alignment = self._fitted(proposed, other, used)
            for stretch, met, asked in self._stretches(alignment, other, used):
                _, numbers = meetings(self._line(alignment, other), stretch.start, stretch.end, used)
                own = self.by_frame[stretch.end] - self.by_frame[stretch.start]
                fit = min(1.0, met / max(1, min(asked, int(own))))
                used[numbers] = True
                if stretch.end - stretch.start >= LEAST_FRAMES and fit >= LEAST_FIT:
                    there = alignment.shift + alignment.tempo * stretch.start
                    frames = stretch.end - stretch.start
                    yield Part(stretch.start, max(0, round(there)), frames, round(alignment.tempo, 6), round(fit, 3))
            hits = hits[:, ~line.near(hits)]

    def _fitted(self, alignment: Alignment, other: Held, used: NDArray[np.bool_]) -> Alignment:
        """The alignment, fitted to the peaks that meet along it; another speed is another pitch."""
        for _ in range(FITS):
            found = self._stretches(alignment, other, used)
            if not found:
                break
            longest = max((stretch for stretch, _, _ in found), key=lambda stretch: stretch.evidence)
            line = self._line(alignment, other)
            closer = polished(alignment, line, self.peaks, longest.start, longest.end, used)
            alignment = replace(closer, pitch=closer.tempo)
        return alignment

    def _stretches(self, alignment: Alignment, other: Held, used: NDArray[np.bool_]) -> list[tuple[Stretch, int, int]]:
        """Where `other` is heard along `alignment`; its peaks that are met there, and all of them."""
        if self.chance is None:
            self.chance = chance_of_meeting(self.peaks)
        line = self._line(alignment, other)
        begin, ratio, _, met, asked = frame_evidence(line, self.chance, np.array(SURVIVAL), used)
        return [
            (
                replace(stretch, start=begin + stretch.start, end=begin + stretch.end),
                int(met[stretch.start : stretch.end].sum()),
                int(asked[stretch.start : stretch.end].sum()),
            )
            for stretch in stretches(ratio)
        ]

    def _line(self, alignment: Alignment, other: Held) -> Line:
        return Line.of(alignment, self.peaks, self.by_frame, other.segment)


@dataclass(frozen=True, slots=True)
class _Through:
    """A line through landmarks: frame t here is frame ``shift + speed * t`` there; so many lie near it."""

    shift: float
    speed: float
    landmarks: int

    def near(self, hits: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which of `hits` lie near the line [shape=(n,)]."""
        near: NDArray[np.bool_] = np.abs(hits[1] - self.speed * hits[0] - self.shift) <= NEAR_FRAMES
        return near


def _line_through(hits: NDArray[np.int64]) -> _Through | None:
    """The line that most landmarks lie near; None if too few do.

    Args:
        hits: frames here and there [shape=(2, n)].
    """
    number, shift, landmarks = _best_line(hits[0], hits[1], np.array(SPEEDS))
    return _Through(shift, SPEEDS[number], landmarks) if landmarks >= LEAST_LANDMARKS else None


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _most_agreeing(
    here: NDArray[np.int64], there: NDArray[np.int64], bounds: NDArray[np.int64], speeds: NDArray[np.float64]
) -> NDArray[np.int64]:
    """How many landmarks lie near one line, for each recording; `bounds` says which are whose [shape=(n + 1,)]."""
    most = np.zeros(len(bounds) - 1, np.int64)
    drift = (speeds.max() - speeds.min()) * here.max() if len(here) else 0.0
    for one in range(len(most)):
        inside = slice(bounds[one], bounds[one + 1])
        most[one] = _within(np.sort(there[inside] - here[inside]), NEAR_FRAMES + drift)[2]
        if most[one] >= LEAST_LANDMARKS:
            most[one] = _best_line(here[inside], there[inside], speeds)[2]
    return most


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _best_line(
    here: NDArray[np.int64], there: NDArray[np.int64], speeds: NDArray[np.float64]
) -> tuple[int, float, int]:
    """Number of the best speed, the first that is; the middle shift of what lies near that line; how many do."""
    best_speed, best_shift, most = 0, 0.0, 0
    for number in range(len(speeds)):
        shifts = np.sort(there - speeds[number] * here)
        first, last, count = _within(shifts, NEAR_FRAMES)
        if count > most:
            best_speed, best_shift, most = number, shifts[(first + last) // 2], count
    return best_speed, best_shift, most


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _within(ordered: NDArray[np.float64], reach: float) -> tuple[int, int, int]:
    """First of the most numbers that lie within `reach` of each other, one past their last, and how many they are."""
    best, past, most, last = 0, 0, 0, 0
    for first in range(len(ordered)):
        while last < len(ordered) and ordered[last] <= ordered[first] + reach:
            last += 1
        if last - first > most:
            best, past, most = first, last, last - first
    return best, past, most
