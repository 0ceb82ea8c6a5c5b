"""Mixes: levels measured back, spans exact to the sample."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from earmark.lab.mix import Bed, Placed, active_frames, active_rms, mix

RATE = 8000


def _speech(seconds: float = 6.0) -> NDArray[np.float32]:
    """Bursts of noise with pauses between them, as syllables come."""
    rng = np.random.default_rng(0)
    time = np.arange(round(seconds * RATE)) / RATE
    return (0.1 * rng.standard_normal(time.size) * (time % 1.0 < 0.7))[None, :].astype(np.float32)


def _music(seconds: float = 2.0, channels: int = 1) -> NDArray[np.float32]:
    return (0.2 * np.random.default_rng(1).standard_normal((channels, round(seconds * RATE)))).astype(np.float32)


def _rms(samples: NDArray[np.float32]) -> float:
    return float(np.sqrt(np.mean(samples.astype(np.float64) ** 2)))


@given(level=st.floats(-20, 6), start=st.floats(0, 3.9), channels=st.sampled_from([1, 2]))
def test_level_and_span_are_exact(level, start, channels):
    speech, music = _speech(), _music(channels=channels)
    mixed, (placed,) = mix(speech, [Bed("t", music, start, level, offset=7.5)], rate=RATE)
    first, last = round(placed.start * RATE), round(placed.end * RATE)
    assert (first, last) == (round(start * RATE), round(start * RATE) + music.shape[1])
    assert placed == Placed("t", first / RATE, last / RATE, level, 7.5)
    turned_down = _turned_down(mixed, speech, first, last)
    laid = mixed / turned_down - speech
    assert 20 * np.log10(_rms(laid[:, first:last]) / active_rms(speech, rate=RATE)) == pytest.approx(level, abs=0.01)
    outside = np.delete(laid, np.s_[first:last], axis=1)
    assert np.abs(outside).max(initial=0) < 1e-5


def _turned_down(mixed: NDArray[np.float32], speech: NDArray[np.float32], first: int, last: int) -> float:
    """By how much the whole was turned down, read off the speech beside the bed."""
    beside = np.delete(np.arange(speech.shape[1]), np.s_[first:last])
    loudest = beside[np.abs(speech[0, beside]).argmax()]
    return float(mixed[0, loudest] / speech[0, loudest])


def test_no_mix_clips():
    mixed, _ = mix(_speech(), [Bed("t", _music(6.0), 0.0, 24.0)], rate=RATE)
    assert np.abs(mixed).max() == pytest.approx(0.9, abs=1e-4)


def test_speech_alone_stays_as_it_is():
    speech = _speech()
    mixed, placed = mix(speech, [], rate=RATE)
    np.testing.assert_allclose(mixed, speech, atol=1e-7)
    assert placed == ()


def test_fades_reach_silence_and_leave_the_middle():
    music = np.ones((1, 2 * RATE), dtype=np.float32)
    speech = _speech()
    mixed, _ = mix(speech, [Bed("t", music, 1.0, 0.0, fade_in=0.5, fade_out=0.25)], rate=RATE)
    laid = (mixed - speech)[0, RATE : 3 * RATE] / active_rms(speech, rate=RATE)
    assert laid[0] == pytest.approx(0, abs=1e-3)
    assert laid[-1] == pytest.approx(0, abs=1e-3)
    assert laid[RATE // 4] == pytest.approx(0.5, abs=0.01)
    assert laid[RATE] == pytest.approx(1, abs=1e-3)


def test_ducking_follows_the_voice():
    speech = np.concatenate([_speech(3.0), np.zeros((1, 3 * RATE), np.float32)], axis=1)
    music = np.ones((1, 6 * RATE), dtype=np.float32)
    mixed, _ = mix(speech, [Bed("t", music, 0.0, 0.0, duck_db=12.0)], rate=RATE)
    laid = (mixed - speech)[0] / active_rms(speech, rate=RATE)
    assert 20 * np.log10(laid[RATE // 3]) == pytest.approx(-12, abs=0.5)
    assert laid[5 * RATE] == pytest.approx(1, abs=1e-3)


def test_pauses_are_not_active():
    active = active_frames(_speech(), rate=RATE)
    assert active.mean() == pytest.approx(0.7, abs=0.02)
    assert active_rms(_speech(), rate=RATE) == pytest.approx(0.1, rel=0.03)
    assert not active_frames(np.zeros((1, RATE), np.float32), rate=RATE).any()
    assert active_rms(np.zeros((1, 3), np.float32), rate=RATE) == 0


@pytest.mark.parametrize(
    ("bed", "reason"),
    [
        (Bed("late", _music(2.0), 5.0, 0.0), "outside"),
        (Bed("early", _music(2.0), -0.1, 0.0), "outside"),
        (Bed("empty", np.zeros((1, 0), np.float32), 1.0, 0.0), "empty"),
        (Bed("silent", np.zeros((1, 100), np.float32), 1.0, 0.0), "silent"),
    ],
)
def test_impossible_beds_are_refused(bed, reason):
    with pytest.raises(ValueError, match=reason):
        mix(_speech(), [bed], rate=RATE)


def test_a_level_needs_speech():
    with pytest.raises(ValueError, match="no active speech"):
        mix(np.zeros((1, 6 * RATE), np.float32), [Bed("t", _music(), 0.0, 0.0)], rate=RATE)
