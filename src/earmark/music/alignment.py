"""Where a track lies against a query, and how it was changed."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Alignment"]


@dataclass(frozen=True, slots=True)
class Alignment:
    """A track that may play, at one place, speed and pitch.

    Frame t of the query is frame ``shift + tempo * t`` of the track.

    Attributes:
        segment: which of the index's segments holds the track.
        track: its number there.
        shift: frame of the track at frame 0 of the query; may be negative.
        tempo: frames of the track per frame of the query; above 1 the track is played faster.
        pitch: frequency heard over frequency of the track.
        z: how far its votes stood out when it was proposed, in standard deviations.
    """

    segment: int
    track: int
    shift: float
    tempo: float = 1.0
    pitch: float = 1.0
    z: float = 0.0

    @property
    def changed(self) -> bool:
        """Whether the track was changed in tempo or pitch."""
        return self.tempo != 1.0 or self.pitch != 1.0
