"""Speech by an embedded voice, made in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from math import gcd

import numpy as np
from numpy.typing import NDArray
from scipy.signal import resample_poly

from earmark.core.errors import EarmarkError, MissingExtra, TimedOut

__all__ = ["VOICES", "Voice", "require_voice", "speak"]

_LIMIT_SECONDS = 300


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
    require_voice()
    settings = (str(number) for number in (voice.speed, voice.pitch, voice.inflection))
    command = [sys.executable, "-m", "earmark.demo.espeak_process", voice.name, *settings]
    try:
        done = subprocess.run(command, input=text.encode(), capture_output=True, timeout=_LIMIT_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise TimedOut(f"the voice was not done after {_LIMIT_SECONDS} s", where=voice.name) from error
    if done.returncode != 0 or len(done.stdout) < 4:
        reason = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise EarmarkError(f"the voice failed: {reason or f'exit code {done.returncode}'}", where=voice.name)
    spoken_rate = int.from_bytes(done.stdout[:4], "little")
    samples = np.frombuffer(done.stdout, dtype="<i2", offset=4) / 32768
    if spoken_rate != rate:
        shared = gcd(spoken_rate, rate)
        samples = resample_poly(samples, rate // shared, spoken_rate // shared)
    return np.asarray(samples[None, :], dtype=np.float32)


def require_voice() -> None:
    """See that :func:`speak` has a voice, without loading it.

    Raises:
        MissingExtra: if no voice is installed.
    """
    if find_spec("espeakng_loader") is None:
        raise MissingExtra("no voice is installed", mend="Install one with: pip install 'earmark[voices]'")
