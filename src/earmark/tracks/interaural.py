"""Interaural beats: tones that differ a little between the ears, as binaural recordings have them.

Only stereo shows them: in a mono mix the difference becomes a beat of the level.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.fft import rfft
from scipy.signal.windows import hann

from earmark.tracks.windows import RATE

__all__ = ["InterauralBeat", "interaural_beat"]

LOWEST_HZ, HIGHEST_HZ = 50.0, 1500.0
"""Tones between these can beat in the head (J. Licklider et al., "On the frequency limits of binaural beats", JASA
1950)."""
SLOWEST_HZ, FASTEST_HZ = 0.4, 45.0
DOMINANT = 0.3
"""Least share of a channel's power, up to :data:`HIGHEST_HZ`, in its one tone."""
LEAST_SECONDS = 4


@dataclass(frozen=True, slots=True)
class InterauralBeat:
    """A tone in each ear.

    Attributes:
        carrier: the lower tone, Hz.
        beat: how much higher the other is, Hz.
        share: of the power in the two tones, the fainter ear's, 0 to 1.
    """

    carrier: float
    beat: float
    share: float


def interaural_beat(samples: NDArray[np.float32]) -> InterauralBeat | None:
    """The beat between the two channels of a window [shape=(channels, n)]; None if there is none."""
    if samples.shape[0] != 2 or samples.shape[1] < LEAST_SECONDS * RATE:
        return None
    tones = [_strongest(channel) for channel in samples]
    (left, left_share), (right, right_share) = tones
    beat, share = abs(left - right), min(left_share, right_share)
    if share < DOMINANT or not SLOWEST_HZ <= beat <= FASTEST_HZ:
        return None
    return InterauralBeat(min(left, right), beat, share)


def _strongest(channel: NDArray[np.float32]) -> tuple[float, float]:
    """Frequency of the strongest tone, Hz, and its share of the power."""
    spectrum = rfft(channel * _window(len(channel)))
    step = RATE / len(channel)
    first, past = round(LOWEST_HZ / step), round(HIGHEST_HZ / step)
    power = np.abs(spectrum[first:past]).astype(np.float64) ** 2
    total = float(power.sum())
    if total < 1e-9:
        return 0.0, 0.0
    top = int(power.argmax())
    near = slice(max(0, top - 3), top + 4)
    weights = power[near]
    centre = float(weights @ np.arange(first + near.start, first + near.start + len(weights)) / weights.sum())
    return centre * step, float(weights.sum()) / total


@lru_cache(maxsize=2)
def _window(length: int) -> NDArray[np.float32]:
    return np.asarray(hann(length, sym=False), np.float32)
