"""What is to be checked: that a track plays in a stretch of an item."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from earmark.core import Span
from earmark.media import Change
from earmark.music.finds import Find
from earmark.music.peaks import FRAME_MICROSECONDS

__all__ = ["Claim"]

SAME_FACTOR = 0.001
"""Factors of tempo and pitch that differ by less are one: it is played faster, not stretched too."""


@dataclass(frozen=True, slots=True)
class Claim:
    """That a track plays in a stretch of an item, as a find claims.

    Attributes:
        track: id of the track.
        span: from when to when.
        offset: where in the track it begins, microseconds.
        speed: seconds of the track per second of the item.
        pitch: how much higher it sounds, semitones.
        probability: how sure whoever claims it is, 0 to 1.
        title, artist: of the track; empty if unknown.
    """

    track: str
    span: Span
    offset: int
    speed: float = 1.0
    pitch: float = 0.0
    probability: float = 1.0
    title: str = ""
    artist: str = ""

    @classmethod
    def of_find(cls, find: Find) -> Self:
        track = find.track
        return cls(
            track=track.id,
            span=find.span,
            offset=find.offset,
            speed=find.speed,
            pitch=find.pitch,
            probability=find.score,
            title=track.title,
            artist=track.artist,
        )

    @property
    def change(self) -> Change:
        """What was done to the recording."""
        pitch = 2 ** (self.pitch / 12)
        return Change(self.speed, self.speed if abs(pitch / self.speed - 1) < SAME_FACTOR else pitch)

    @property
    def shift(self) -> float:
        """Frame of the track at frame 0 of the item."""
        return (self.offset - self.speed * self.span.start) / FRAME_MICROSECONDS

    def heard_at(self, at: float) -> float:
        """Which microsecond of the track is heard at microsecond `at` of the item; it may lie outside the track."""
        return self.offset + self.speed * (at - self.span.start)
