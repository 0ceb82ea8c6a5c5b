"""What a voice is: anything that turns words into sound and says when each word starts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

__all__ = ["Speech", "Voice", "WordTime"]


@dataclass(frozen=True, slots=True)
class WordTime:
    """A word: characters [start, end) of what was to be said, and the sample at which it begins."""

    start: int
    end: int
    sample: int


@dataclass(frozen=True, slots=True)
class Speech:
    """Sound of one utterance.

    Attributes:
        samples: mono, full scale 1 [shape=(n,)].
        rate: samples per second.
        words: in order; empty if the voice does not know.
    """

    samples: NDArray[np.float32]
    rate: int
    words: tuple[WordTime, ...] = ()


class Voice(Protocol):
    """A cast of speakers behind one engine."""

    @property
    def name(self) -> str:
        """The engine and its version: what is kept of it is thrown away when this changes."""

    @property
    def rate(self) -> int:
        """Samples per second of all it says."""

    def speak(self, text: str, *, part: str, speed: float, language: str) -> Speech:
        """`text` as the speaker of `part` says it.

        Args:
            text: what to say.
            part: one of :data:`~earmark.narration.script.VOICES`.
            speed: 1 for that of the speaker.
            language: a BCP 47 tag.

        Raises:
            EarmarkError: if it cannot be said.
        """
