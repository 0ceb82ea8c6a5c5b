"""Candidates whose speed, tempo or pitch was changed.

What agrees with the catalogue in ratios of frequencies and distances in time votes, with the change of frequency, for
where in the catalogue it would lie if time had changed by the same factor (speed), not at all (pitch), or by one of a
range of factors while frequency stayed (tempo). A window's votes for one track pile up at one factor and one place.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from earmark.music.alignment import Alignment
from earmark.music.ballots import Votes, ballots_of
from earmark.music.peaks import Peaks
from earmark.music.piles import CHANGES, FINE_FRAMES, piles
from earmark.music.segment import GAP_FRAMES, Segment
from earmark.music.tonal import sustained

__all__ = ["WINDOW_FRAMES", "Warped", "warped_candidates"]

HOP_FRAMES = 150
"""Votes are counted in blocks of 4.8 s,"""
WINDOW_FRAMES = 2 * HOP_FRAMES
"""and judged two blocks together."""
SURPRISE = 8.5
"""How much less likely than once in a window what stands out is by chance, natural log: notes come in clumps."""
PER_WINDOW = 8
NEAR_FRAMES = 12
NEAR_PITCH = 0.005
"""How far a window's place and pitch may be from those that were found exactly."""
OTHER_TEMPOS, APART = (0.9, 0.94, 0.98, 1.02, 1.06, 1.1), 0.02
"""Tempos that are tried where the pitch is the same, if they are so far from the one that was voted for."""
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
        """It, and the other ways that its pitch may have come about: with a change of tempo or without.

        Held notes tell little of time, so the votes may have chosen wrongly; all agree in the window's middle.
        """
        same = abs(self.pitch - 1) < NEAR_PITCH
        others = OTHER_TEMPOS if same else (1.0 if self.tempo != 1.0 else self.pitch,)
        return self, *(self._at(tempo) for tempo in others if abs(tempo - self.tempo) > (APART if same else 0.0))

    def _at(self, tempo: float) -> Warped:
        return replace(self, tempo=tempo, place=self.place + round((self.tempo - tempo) * WINDOW_FRAMES / 2))

    def lies_along(self, fitted: Alignment, start: int, end: int) -> bool:
        """Whether it says no more than that `fitted` goes on between query frames `start` and `end`."""
        middle = self.at + WINDOW_FRAMES / 2
        heard = self.place + self.tempo * WINDOW_FRAMES / 2
        return (
            (self.segment, self.track) == (fitted.segment, fitted.track)
            and start <= middle <= end
            and abs(heard - fitted.shift - fitted.tempo * middle) <= NEAR_FRAMES
            and abs(self.pitch / fitted.pitch - 1) <= NEAR_PITCH
        )


def warped_candidates(query: Peaks, free: NDArray[np.bool_], segments: Sequence[Segment]) -> Iterator[Warped]:
    """What stands out in the windows of `query` that are free, window by window.

    Args:
        query: the query's peaks.
        free: frames that nothing explains yet [shape=(query.frames,)].
        segments: the index.
    """
    ballots, tonal = ballots_of(query, segments), sustained(query)
    places = CHANGES * sum(segment.axis_frames for segment in segments) / FINE_FRAMES
    least_z = math.sqrt(2 * (math.log(max(places, 1.0)) + SURPRISE))
    blocks: dict[int, list[Votes]] = {}
    for start in range(0, max(1, query.frames - HOP_FRAMES), HOP_FRAMES):
        past = min(start + WINDOW_FRAMES, query.frames)
        if free[start:past].sum() < HOP_FRAMES // 2:
            continue
        for first in range(start, past, HOP_FRAMES):
            if first not in blocks:
                last = min(first + HOP_FRAMES, past)
                blocks[first] = ballots.votes(first, last, bool(tonal[first:last].mean() > TONAL))
        inside = [blocks[first] for first in range(start, past, HOP_FRAMES)]
        blocks = {past - HOP_FRAMES: inside[-1]}
        found = [
            one
            for number, segment in enumerate(segments)
            for one in _standing_out([block[number] for block in inside], start, segment, number, least_z)
        ]
        yield from sorted(found, key=lambda one: -one.z)[:PER_WINDOW]


def _standing_out(
    blocks: Sequence[Votes], start: int, segment: Segment, number: int, least_z: float
) -> Iterator[Warped]:
    """The highest pile of each track of a segment, if it stands out among the votes of a window's blocks."""
    place, frame, higher = (np.concatenate(column) for column in zip(*blocks, strict=True))
    starts = segment.track_start.astype(np.int64) - GAP_FRAMES // 2
    middle = start + WINDOW_FRAMES // 2
    for track, at, tempo, pitch, z in piles(place, frame - np.int32(middle), higher, starts, least_z):
        if track not in segment.dropped:
            heard = at - int(segment.track_start[track]) - tempo * (WINDOW_FRAMES / 2)
            yield Warped(number, track, start, round(heard), tempo, pitch, z)
