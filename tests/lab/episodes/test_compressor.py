"""The compressor: what is loud presses down, quickly; what was pressed comes back, slowly."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from earmark.lab.episodes.compressor import compressed

RATE = 8000


def _tone(seconds: float, amplitude: float) -> NDArray[np.float32]:
    tone: NDArray[np.float32] = (amplitude * np.sin(np.arange(round(seconds * RATE)) * 0.7))[None, :].astype(np.float32)
    return tone


def _levels(samples: NDArray[np.float32]) -> NDArray[np.float64]:
    """RMS of blocks of 20 ms, dB."""
    framed = samples[0].astype(float).reshape(-1, RATE // 50)
    levels: NDArray[np.float64] = 10 * np.log10((framed**2).mean(axis=1))
    return levels


def test_twenty_decibels_become_five_above_the_threshold():
    quiet, loud = 0.0447, 0.447  # -30 and -10 dB of full scale, RMS
    levels = _levels(compressed(np.concatenate([_tone(2, quiet), _tone(2, loud), _tone(2, quiet)], axis=1), rate=RATE))
    assert levels[190] - levels[90] == pytest.approx(20 / 4, abs=0.5)
    assert levels[103] - levels[190] == pytest.approx(0, abs=0.5), "pressed within 60 ms"
    assert levels[202] - levels[290] < -3, "let go slowly"
    assert levels[290] == pytest.approx(levels[90], abs=0.5)


def test_what_is_quiet_and_what_is_silent_stay():
    quiet = _tone(1, 0.01)
    np.testing.assert_allclose(compressed(quiet, rate=RATE), quiet, atol=1e-6)
    silent = np.zeros((1, RATE), np.float32)
    np.testing.assert_array_equal(compressed(silent, rate=RATE), silent)
    assert compressed(silent[:, :3], rate=RATE).shape == (1, 3)


def test_the_loudness_stays():
    sound = np.concatenate([_tone(2, 0.1), _tone(2, 0.6)], axis=1)
    pressed = compressed(sound, rate=RATE)
    assert np.sqrt((pressed**2).mean()) == pytest.approx(np.sqrt((sound**2).mean()), rel=1e-3)
