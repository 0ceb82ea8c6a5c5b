"""Categorize: a file's verdict, its timeline and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from earmark.core import MICROSECONDS, Json
from earmark.media import AudioReader, ByteStream
from earmark.tracks.descriptors import DESCRIPTORS
from earmark.tracks.moments import Moment, moments_of
from earmark.tracks.network import category_model, category_network
from earmark.tracks.repeats import Repeats, Repetition
from earmark.tracks.rules import Ruling, ruled
from earmark.tracks.scores import Belief
from earmark.tracks.windows import RATE, windows_of
from earmark.tracks.words import sentence

__all__ = ["Category", "categorize", "categorize_sound"]


@dataclass(frozen=True, slots=True)
class Category:
    """What a recording is.

    Attributes:
        ruling: the verdict and what it rests on.
        repetition: what of it was there before.
        moments: each window.
        damage: what could not be read, in words; empty if all could.
    """

    ruling: Ruling
    repetition: Repetition
    moments: tuple[Moment, ...]
    damage: str = ""

    @property
    def label(self) -> str:
        """``music``, ``speech``, ``functional:CLASS``, ``mixed`` or ``undetermined``."""
        return self.ruling.label

    @property
    def probability(self) -> float:
        """That the label is right, 0 to 1."""
        return self.ruling.probability

    @property
    def seconds(self) -> float:
        """Length of the recording."""
        return self.moments[-1].span.end / MICROSECONDS

    @property
    def evidence(self) -> dict[str, Json]:
        """What a person needs to check the verdict, JSON values."""
        ruling, repetition = self.ruling, self.repetition
        return {
            "sentence": sentence(ruling, repetition, self.seconds),
            "rule": ruling.rule,
            "would_change": ruling.change,
            "guess": ruling.guess,
            "seconds": round(self.seconds, 3),
            "audible_seconds": repetition.seconds,
            "unique_seconds": repetition.unique_seconds,
            "loop_seconds": repetition.loop_seconds,
            "shares": dict(ruling.shares),
            "longest_seconds": dict(ruling.longest),
            "interaural_beat_hz": self._beat(),
            "descriptors": self._descriptors(),
            "timeline": [
                {
                    "start": stretch.span.start / MICROSECONDS,
                    "end": stretch.span.end / MICROSECONDS,
                    "kind": stretch.kind,
                    "probability": stretch.probability,
                }
                for stretch in ruling.stretches
            ],
            "damage": self.damage,
            "model": f"{category_model().name} {category_model().version}",
        }

    def _beat(self) -> float | None:
        beats = [moment.beat.beat for moment in self.moments if moment.beat is not None]
        return round(float(np.median(beats)), 2) if len(beats) * 2 > len(self.moments) else None

    def _descriptors(self) -> dict[str, Json]:
        """Median of each over the windows that can be heard, and how it lies among music and functional sound."""
        heard = [moment.descriptors.array() for moment in self.moments if moment.heard]
        if not heard:
            return {}
        population = category_model().settings["population"]
        middle = np.median(np.stack(heard), axis=0)
        return {
            name: {
                "value": round(float(value), 3),
                "percentile_of_music": _percentile(float(value), population["music"][name]),
                "percentile_of_functional": _percentile(float(value), population["functional"][name]),
            }
            for name, value in zip(DESCRIPTORS, middle, strict=True)
        }


def categorize(source: Path | ByteStream) -> Category:
    """What the recording in a file or a stream is. The whole of it is heard, whatever its length, with flat memory.

    Raises:
        BadInput: if there is no such file.
        UnreadableMedia: if there is no sound that can be decoded.
    """
    with AudioReader(source, rate=RATE, channels=None) as reader:
        category = categorize_sound(reader)
        damage = "" if reader.damage is None else reader.damage.reason
    return Category(category.ruling, category.repetition, category.moments, damage)


def categorize_sound(blocks: Iterable[NDArray[np.float32]]) -> Category:
    """What some sound is.

    Args:
        blocks: consecutive, at 16 kHz, at least one [shape=(channels, n)].
    """
    repeats = Repeats()
    moments = tuple(moments_of(windows_of(blocks), category_network(), repeats))
    return Category(ruled(moments, Belief.of(category_model().settings)), repeats.finish(), moments)


def _percentile(value: float, edges: list[float]) -> int:
    """Which percentile of a population `value` is, from its values at 0, 5, … 100 percent."""
    return round(float(np.interp(value, edges, np.linspace(0, 100, len(edges)))))
