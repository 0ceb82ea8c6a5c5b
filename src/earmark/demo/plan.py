"""What the demo's media are to be, before any of it is made."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from earmark.core import content_id

__all__ = ["DEMO", "EpisodePlan", "Plan", "SoundPlan", "TrackPlan"]

_EDITION = 1
"""Raised when the same plan would come out differently, so that old demo folders are composed again."""


@dataclass(frozen=True, slots=True)
class TrackPlan:
    """A piece of music: `seed` and `seconds` for :func:`~earmark.demo.music.compose`, written as `suffix`."""

    seed: int
    seconds: float
    suffix: str


@dataclass(frozen=True, slots=True)
class SoundPlan:
    """A functional recording: `kind`, `seed` and `seconds` for :func:`~earmark.demo.sounds.functional`."""

    kind: str
    seed: int
    seconds: float
    suffix: str


@dataclass(frozen=True, slots=True)
class EpisodePlan:
    """A podcast episode of about `words` words, written as `suffix` with `bit_rate` bits per second."""

    seed: int
    words: int
    suffix: str
    bit_rate: int


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything the demo folder will hold; tracks are what the episodes play."""

    tracks: tuple[TrackPlan, ...]
    episodes: tuple[EpisodePlan, ...]
    sounds: tuple[SoundPlan, ...] = ()
    rate: int = 22050

    @property
    def digest(self) -> str:
        """Names this plan: a folder that carries it holds exactly this."""
        return content_id({"edition": _EDITION, "plan": asdict(self)})


DEMO = Plan(
    tracks=tuple(
        TrackPlan(seed, seconds, suffix)
        for seed, (seconds, suffix) in enumerate(
            zip((75, 62, 88, 70, 66, 60, 80, 64, 84, 78, 61, 72), ("flac", "mp3", "opus") * 4, strict=True), start=16
        )
    ),
    episodes=(
        EpisodePlan(0, 640, "mp3", 64_000),
        EpisodePlan(1, 700, "opus", 24_000),
        EpisodePlan(2, 620, "m4a", 64_000),
    ),
    sounds=(
        SoundPlan("rain", 1, 60, "flac"),
        SoundPlan("brown noise", 2, 60, "mp3"),
        SoundPlan("ocean waves", 3, 60, "opus"),
        SoundPlan("birds", 4, 60, "mp3"),
    ),
)
"""What `earmark demo` composes."""
