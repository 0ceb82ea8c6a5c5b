"""From the finds of overlapping sections to those of the stream.

Sections say what may play. Over all that is still open they are weighed once more, together, so that evidence, edges
and the choice between tracks that share sound come out as a search of the whole would have them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from earmark.core import Span
from earmark.music.alignment import Alignment
from earmark.music.finds import Find, explained
from earmark.music.peaks import FRAME_MICROSECONDS, Peaks
from earmark.music.sections import GRID_FRAMES, Section, joined, part_of
from earmark.music.segment import Segment

__all__ = ["Stitcher"]

NEAR = 3 * FRAME_MICROSECONDS
"""Two alignments of a track that are no further apart are one."""
NEAR_SPEED = 0.003
NEAR_SEMITONES = 0.1


class Stitcher:
    """Takes the finds of one section after the other and hands out those of the stream.

    Args:
        segments: the index that was searched.
    """

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._segments = segments
        self._places = {
            track.id: (number, place)
            for number, segment in enumerate(segments)
            for place, track in enumerate(segment.tracks)
            if place not in segment.dropped
        }
        self._first = 0
        self._heard = Peaks(np.zeros(0, np.int32), np.zeros(0, np.uint16), 0)
        self._open: list[Find] = []
        self._told: list[Find] = []
        self.settled = 0
        """Microsecond of the stream before which nothing more will be told."""

    def add(self, section: Section, finds: Iterable[Find]) -> Iterator[Find]:
        """Take the next section and what was found in it, by its own clock; what is final comes out, in order of time.

        A find is final when it ends before the next section begins, and nothing is open that begins before it or is
        the same track going on.
        """
        self._hear(section)
        found = [_moved(find, section.first) for find in finds]
        if section.first:
            found = list(self._untold(self._weighed([*self._told, *self._open, *found])))
        border = section.border * FRAME_MICROSECONDS
        final = found[: _first_open(found, border)]
        self._open = found[len(final) :]
        self._told += final
        self.settled = min([border, *(find.span.start for find in self._open)])
        self._forget(self.settled)
        yield from final

    def finish(self) -> Iterator[Find]:
        """What is open when the stream has ended."""
        yield from self._open
        self._open = []

    def _hear(self, section: Section) -> None:
        """Append the section to what is heard, in the place of what it shares with the one before."""
        new, since = section.peaks, section.first - self._first
        more = Peaks(new.frame + np.int32(since), new.step, new.frames + since, new.power)
        self._heard = joined(part_of(self._heard, 0, since), more)

    def _forget(self, needed: int) -> None:
        """Let go of what was heard and told before microsecond `needed`, but for what overlaps what is still open."""
        beside = [find.span.start for find in self._told if find.span.end > needed]
        frames = min([needed, *beside]) // FRAME_MICROSECONDS // GRID_FRAMES * GRID_FRAMES - GRID_FRAMES
        first = max(self._first, frames)
        self._heard = part_of(self._heard, first - self._first, self._heard.frames)
        self._first = first
        self._told = [find for find in self._told if find.span.end > first * FRAME_MICROSECONDS]

    def _weighed(self, finds: Iterable[Find]) -> list[Find]:
        """The finds of all that is heard among the alignments of `finds`, in order of time.

        Where two sections read a track's alignment a little differently both are proposed, and the better takes all.
        """
        proposed = dict.fromkeys(self._alignment(version) for find in finds for version in find.versions())
        return [_moved(find, self._first) for find in explained(self._heard, self._segments, list(proposed))]

    def _alignment(self, find: Find) -> Alignment:
        """How the track lies along what is heard."""
        segment, track = self._places[find.track.id]
        shift = find.offset / FRAME_MICROSECONDS - find.speed * (find.span.start / FRAME_MICROSECONDS - self._first)
        return Alignment(segment, track, shift, find.speed, 2 ** (find.pitch / 12), find.z)

    def _untold(self, finds: Iterable[Find]) -> Iterator[Find]:
        """Those that were not handed out before."""
        for find in finds:
            versions = list(find.versions())
            if not any(_agree(one, told) and _touch(one, told) for told in self._told for one in versions):
                yield find


def _first_open(finds: Sequence[Find], border: int) -> int:
    """Number of the first find, in order of time, that the section from microsecond `border` on may change.

    What a section sees only the beginning of it may read in pieces, one of which reaches over the border.
    """
    going_on: list[Find] = []
    for find in reversed(finds):
        if find.span.end > border or any(_goes_on(find, later) for later in going_on):
            going_on.append(find)
    return min((finds.index(find) for find in going_on), default=len(finds))


def _goes_on(find: Find, later: Find) -> bool:
    return find.track.id == later.track.id and later.span.start - find.span.end < GRID_FRAMES * FRAME_MICROSECONDS


def _moved(find: Find, frames: int) -> Find:
    """`find`, `frames` later."""
    later = frames * FRAME_MICROSECONDS
    return replace(find, span=Span(find.span.start + later, find.span.end + later)) if later else find


def _agree(one: Find, other: Find) -> bool:
    """Whether both lay the same track along the stream in the same way."""
    if one.track.id != other.track.id:
        return False
    if abs(one.speed - other.speed) > NEAR_SPEED or abs(one.pitch - other.pitch) > NEAR_SEMITONES:
        return False
    between = (max(one.span.start, other.span.start) + min(one.span.end, other.span.end)) / 2
    return abs(_heard_at(one, between) - _heard_at(other, between)) <= NEAR


def _heard_at(find: Find, at: float) -> float:
    """Which microsecond of the track is heard at microsecond `at` of the stream."""
    return find.offset + find.speed * (at - find.span.start)


def _touch(one: Find, other: Find) -> bool:
    return one.span.start <= other.span.end and other.span.start <= one.span.end
