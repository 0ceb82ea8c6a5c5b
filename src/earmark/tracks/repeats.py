"""Repeats: how much of a recording was there before, and how long its loop is.

A recording's own noise never comes twice. So where the levels of the bands move just as they did some time before, the
same sound was used again, through other codecs and at other levels too.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfft, next_fast_len, rfft

from earmark.core import MICROSECONDS
from earmark.tracks.spectrum import BANDS, HOP
from earmark.tracks.windows import RATE

__all__ = ["STEP_SECONDS", "Repeats", "Repetition", "repeats_of"]

FRAMES_PER_STEP = 4
STEP_SECONDS = FRAMES_PER_STEP * HOP / RATE
MOVEMENT_BANDS = 16
LOWEST_DB = -110.0
SLOW_STEPS = 15
"""Two seconds: what moves more slowly, a swell or a fade, is taken out."""
LEAST_LAG = 8
"""A second: what comes back sooner is a rhythm."""
BLOCK_STEPS = 31
"""Four seconds are compared at a time."""
ALIKE = 0.4
"""Correlation from which a block counts as heard before; half a step beside a perfect copy has
about one half, less after a codec. Unrelated noise has less than 0.2."""
CANDIDATES = 12
LOOPED = 0.5
SIGMAS = 8.0


@dataclass(frozen=True, slots=True)
class Repetition:
    """What of a recording is new and what was there before.

    Attributes:
        seconds: length of what can be heard.
        unique_seconds: of it, what was not there before.
        loop_seconds: the shortest distance after which more than half comes again; 0 if there is none.
    """

    seconds: float
    unique_seconds: float
    loop_seconds: float


class Repeats:
    """Remembers how the bands of a recording move, 130 bytes a second (10 hours: 4.5 MB)."""

    def __init__(self) -> None:
        self._levels: list[NDArray[np.int8]] = []

    def add(self, mel: NDArray[np.float32], *, heard: bool) -> None:
        """The next window.

        Args:
            mel: of its frames [shape=(frames, BANDS)].
            heard: whether anything can be heard in it.
        """
        whole = len(mel) // FRAMES_PER_STEP * FRAMES_PER_STEP
        steps = mel[:whole].reshape(-1, FRAMES_PER_STEP, MOVEMENT_BANDS, BANDS // MOVEMENT_BANDS).mean(axis=(1, 3))
        level = 10 * np.log10(steps + 1e-12) if heard else np.full(steps.shape, LOWEST_DB)
        self._levels.append(np.clip((level - LOWEST_DB) * 2 - 128, -128, 127).astype(np.int8))

    def finish(self) -> Repetition:
        """What was new and what was there before."""
        return repeats_of(np.concatenate(self._levels)) if self._levels else Repetition(0.0, 0.0, 0.0)


def repeats_of(levels: NDArray[np.int8]) -> Repetition:
    """Repeats in levels of bands, half decibels [shape=(steps, MOVEMENT_BANDS)]."""
    heard = levels.max(axis=1) > -128
    seconds = float(heard.sum()) * STEP_SECONDS
    movement = _movement(levels)
    lags = _lags(movement)
    before, covered = np.zeros(len(levels), bool), {}
    for lag in lags:
        again = _again(movement, lag) & heard
        covered[lag] = float(again.sum()) / max(1, int(heard[lag:].sum()))
        before |= again
    loop = min((lag for lag in lags if covered[lag] > LOOPED), default=0)
    unique = float((heard & ~before).sum()) * STEP_SECONDS
    return Repetition(round(seconds, 3), round(unique, 3), round(loop * STEP_SECONDS, 3))


def _movement(levels: NDArray[np.int8]) -> NDArray[np.float32]:
    """What moves within two seconds, at most so much that no single step decides [shape=(steps, MOVEMENT_BANDS)]."""
    level = levels.astype(np.float32)
    summed = np.cumsum(np.pad(level, ((SLOW_STEPS + 1, SLOW_STEPS), (0, 0)), mode="edge"), axis=0, dtype=np.float64)
    slow = (summed[2 * SLOW_STEPS + 1 :] - summed[: -2 * SLOW_STEPS - 1]) / (2 * SLOW_STEPS + 1)
    moving = level - slow.astype(np.float32)
    return moving / np.maximum(1.0, moving.std(axis=0)) if len(moving) else moving


def _lags(movement: NDArray[np.float32]) -> list[int]:
    """Distances, in steps, at which the recording is like itself beyond chance, the likest first."""
    steps = len(movement)
    if steps < 2 * LEAST_LAG + BLOCK_STEPS:
        return []
    size = next_fast_len(2 * steps, real=True)
    power = np.zeros(size // 2 + 1)
    for band in movement.T:
        power += np.abs(rfft(band.clip(-3, 3), size)) ** 2
    alike = irfft(power, size)[: steps - BLOCK_STEPS // 2]
    alike[:LEAST_LAG] = 0
    spread = float(np.median(np.abs(alike[LEAST_LAG:]))) / 0.6745
    peaks = np.flatnonzero((alike[1:-1] >= alike[:-2]) & (alike[1:-1] > alike[2:])) + 1
    peaks = peaks[alike[peaks] > SIGMAS * max(spread, 1e-6)]
    return [int(peak) for peak in peaks[np.argsort(-alike[peaks])][:CANDIDATES]]


def _again(movement: NDArray[np.float32], lag: int) -> NDArray[np.bool_]:
    """Which steps lie in a block that moves as it did `lag` steps before, or half a step more or less."""
    now = movement[lag:]
    earlier = movement[: len(now)]
    found = np.zeros(len(movement), bool)
    ones = np.ones(BLOCK_STEPS)
    total = np.convolve((now**2).sum(axis=1), ones, "same")
    for shift in (-1, 1, 0):
        other = earlier if not shift else (earlier + np.roll(earlier, shift, axis=0)) / 2
        shared = np.convolve((now * other).sum(axis=1), ones, "same")
        other_total = np.convolve((other**2).sum(axis=1), ones, "same")
        alike = shared / np.sqrt(np.maximum(total * other_total, 1e-3))
        found[lag:] |= (alike > ALIKE) & (total > BLOCK_STEPS)
    return found


assert STEP_SECONDS * MICROSECONDS == 128_000
