"""The conditions under which music is to be found, each with the passages that pose it."""

from __future__ import annotations

from dataclasses import dataclass

from earmark.lab.episodes.passages import Draw, layers, loop, medley, one_of, single, twice
from earmark.media.change import Change

__all__ = ["CHANGES", "CONDITIONS", "TREATMENTS", "Condition", "Treatment"]


@dataclass(frozen=True, slots=True)
class Condition:
    """What is laid into episodes, and how often.

    Attributes:
        name: as it stands in reports.
        passages: how many at full size.
        draw: makes each of them.
        known: whether the music is in the catalogue.
        recordings: how many a passage takes.
    """

    name: str
    passages: int
    draw: Draw
    known: bool = True
    recordings: int = 1


@dataclass(frozen=True, slots=True)
class Treatment:
    """What is done to a whole episode.

    Attributes:
        codec: suffix of the file format, e.g. ``mp3``.
        bit_rate: bits per second; None for the format's usual.
        compressed: whether a compressor works on the sum of voice and music.
    """

    codec: str
    bit_rate: int | None = None
    compressed: bool = False

    @property
    def name(self) -> str:
        """E.g. ``mp3-64k``."""
        rate = f"-{self.bit_rate // 1000}k" if self.bit_rate else ""
        return f"{self.codec}{rate}{'-compressor' if self.compressed else ''}"


TREATMENTS = (
    Treatment("wav"),
    Treatment("mp3", 128_000),
    Treatment("mp3", 64_000),
    Treatment("opus", 24_000),
    Treatment("m4a", 48_000),
    Treatment("mp3", 64_000, compressed=True),
)

_STING = (1.0, 5.0)
_BED = (6.0, 30.0)
_LONG = (40.0, 80.0)
_SPEED = tuple(Change.parse(f"speed:{factor}") for factor in (0.94, 0.96, 0.98, 0.99, 1.01, 1.02, 1.04, 1.06))
_TEMPO = tuple(Change.parse(f"tempo:{factor}") for factor in (0.9, 0.95, 1.05, 1.1))
_PITCH = tuple(Change.parse(f"pitch:{semitones}") for semitones in (-1, 1))
CHANGES = (*_SPEED, *_TEMPO, *_PITCH)
_UNDER = -5.0
"""Level of changed music, layers, medleys and repeats under speech, dB."""


def _ducked(level_db: float) -> Draw:
    """A long bed: alone at first, 12 dB down under the voice, alone again, and faded at both ends."""
    return single(level_db, _LONG, fade=2.0, duck_db=12.0, alone=3.0)


CONDITIONS = (
    Condition("sting", 20, single(None, _STING)),
    Condition("bed +10", 20, single(10, _BED)),
    Condition("bed 0", 20, single(0, _BED)),
    Condition("bed -5", 20, single(-5, _BED)),
    Condition("bed -10", 20, single(-10, _BED)),
    Condition("bed -15", 20, single(-15, _BED)),
    Condition("ducked", 20, _ducked(3)),
    Condition("speed clear", 16, single(None, _BED, changes=_SPEED)),
    Condition("speed speech", 16, single(_UNDER, _BED, changes=_SPEED)),
    Condition("tempo clear", 8, single(None, _BED, changes=_TEMPO)),
    Condition("tempo speech", 8, single(_UNDER, _BED, changes=_TEMPO)),
    Condition("pitch clear", 6, single(None, _BED, changes=_PITCH)),
    Condition("pitch speech", 6, single(_UNDER, _BED, changes=_PITCH)),
    Condition("layers", 8, layers(_UNDER, (15.0, 30.0)), recordings=2),
    Condition("medley", 5, medley(4, _UNDER, (4.0, 10.0)), recordings=4),
    Condition("twice", 6, twice(_UNDER, (6.0, 15.0), (8.0, 15.0))),
    Condition("loop", 8, loop(_UNDER, (4.0, 8.0), (3, 5))),
    Condition(
        "unknown", 44, one_of([single(None, _STING), *(single(db, _BED) for db in (5, 0, -5, -10))]), known=False
    ),
    Condition(
        "unknown changed",
        20,
        one_of([single(None, _BED, changes=CHANGES), single(_UNDER, _BED, changes=CHANGES)]),
        known=False,
    ),
)
