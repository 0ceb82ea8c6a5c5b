"""Speech by an embedded voice, made in a process of its own."""

from __future__ import annotations

from dataclasses import dataclass
from math import gcd

import numpy as np
from numpy.typing import NDArray
from scipy.signal import resample_poly

from earmark.narration.espeak import Espeak

__all__ = ["VOICES", "Voice", "speak"]


@dataclass(frozen=True, slots=True)
class Voice:
    """How somebody speaks.

    Attributes:
        name: an espeak-ng voice, with a variant after ``+``.
        speed: words per minute, 80 to 450.
        pitch: 0 (low) to 99 (high).
        inflection: how much the pitch moves, 0 (flat) to 99.
    """

    name: str = "en-us"
    speed: int = 165
    pitch: int = 45
    inflection: int = 55


VOICES = (
    Voice("en-us", 168, 42, 60),
    Voice("en+f3", 160, 52, 62),
    Voice("en-gb-scotland+m3", 158, 40, 66),
    Voice("en-us+f2", 172, 55, 55),
    Voice("en-gb-x-rp+m7", 150, 36, 58),
    Voice("en-us+m1", 178, 48, 50),
    Voice("en-029+f5", 155, 50, 64),
)
"""A cast: tell them apart by accent, timbre, speed and pitch."""


def speak(text: str, voice: Voice = VOICES[0], *, rate: int = 22050) -> NDArray[np.float32]:
    """`text` read aloud.

    Args:
        text: what to say; an empty line is a longer pause.
        voice: who says it.
        rate: samples per second of the result, Hz.

    Returns:
        Speech [shape=(1, n)], full scale 1; the same for the same arguments.

    Raises:
        MissingExtra: if no voice is installed.
        TimedOut: if it takes longer than five minutes.
        EarmarkError: if the voice cannot say it.
    """
    with Espeak() as engine:
        said = engine.say(text, voice=voice.name, speed=voice.speed, pitch=voice.pitch, inflection=voice.inflection)
    samples = said.samples.astype(np.float64)
    if said.rate != rate:
        shared = gcd(said.rate, rate)
        samples = resample_poly(samples, rate // shared, said.rate // shared)
    return np.asarray(samples[None, :], dtype=np.float32)
