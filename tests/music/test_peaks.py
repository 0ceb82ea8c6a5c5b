"""Peaks: where the sound says they are, however it comes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from earmark.music import Peaks, peaks_of, peaks_of_signal
from earmark.music.peaks import FRAMES_PER_SECOND, HOP, NEAR_FRAMES, RATE, STEP_HZ, WINDOW

EDGE = WINDOW // HOP + NEAR_FRAMES
"""Frames that hear where the sound begins or ends."""


def _busy(seconds: float = 40.0) -> NDArray[np.float32]:
    """Noise and tones, longer than what is worked on at once."""
    time = np.arange(round(seconds * RATE)) / RATE
    noise = np.random.default_rng(5).standard_normal(len(time))
    tones = sum(np.sin(2 * np.pi * pitch * time) * (time % (pitch / 500) < 0.3) for pitch in (330, 441, 1200, 2700))
    return (0.02 * noise + 0.01 * tones).astype(np.float32)


BUSY = _busy()
OF_BUSY = peaks_of_signal(BUSY)


def _cells(peaks: Peaks) -> set[tuple[int, int]]:
    return set(zip(peaks.frame.tolist(), peaks.step.tolist(), strict=True))


@settings(max_examples=30, deadline=None)
@given(cuts=st.lists(st.integers(0, len(BUSY)), max_size=12))
def test_cuts_in_the_stream_make_no_difference(cuts):
    peaks = peaks_of(np.split(BUSY, sorted(cuts)))
    np.testing.assert_array_equal(peaks.frame, OF_BUSY.frame)
    np.testing.assert_array_equal(peaks.step, OF_BUSY.step)
    assert peaks.frames == OF_BUSY.frames


def test_a_stream_of_single_samples():
    short = BUSY[:3000]
    assert _cells(peaks_of(iter(short.reshape(-1, 1)))) == _cells(peaks_of_signal(short))


@settings(max_examples=20, deadline=None)
@given(gain=st.sampled_from([0.1, 10.0, 0.3, 0.125, 7.7]) | st.floats(0.1, 10.0))
def test_loudness_makes_no_difference(gain):
    other = _cells(peaks_of_signal((BUSY * np.float32(gain)).astype(np.float32)))
    assert len(other ^ _cells(OF_BUSY)) <= 0.002 * len(other), "but for rounding half way between two steps"


@pytest.mark.parametrize("frames", [1, 7, 500, 1024])
def test_a_delay_by_whole_frames_moves_the_peaks_and_changes_none(frames):
    delayed = peaks_of_signal(np.concatenate([np.zeros(frames * HOP, np.float32), BUSY]))
    assert delayed.frames == OF_BUSY.frames + frames
    moved = {(frame - frames, step) for frame, step in _cells(delayed) if frame - frames >= EDGE}
    kept = {cell for cell in _cells(OF_BUSY) if cell[0] >= EDGE}
    assert len(moved ^ kept) <= 0.002 * len(kept)


@settings(max_examples=40, deadline=None)
@given(hertz=st.floats(115, 3850), dbfs=st.floats(-60, 0), phase=st.floats(0, 6.3))
def test_a_sine_is_heard_at_its_frequency(hertz, dbfs, phase):
    time = np.arange(2 * RATE) / RATE
    peaks = peaks_of_signal((10 ** (dbfs / 20) * np.sin(2 * np.pi * hertz * time + phase)).astype(np.float32))
    inside = (peaks.frame >= EDGE) & (peaks.frame < peaks.frames - EDGE)
    heard = peaks.step[inside] * STEP_HZ
    assert len(heard) > 0
    assert np.abs(heard - hertz).max() <= 0.65 * STEP_HZ, "half a step is rounding"


def test_two_sines_side_by_side_are_two():
    time = np.arange(2 * RATE) / RATE
    pair = 0.1 * (np.sin(2 * np.pi * 700 * time) + np.sin(2 * np.pi * 800 * time))
    peaks = peaks_of_signal(pair.astype(np.float32))
    assert {round(step * STEP_HZ / 50) * 50 for step in peaks.step.tolist()} >= {700, 800}


def test_hum_below_the_range_is_not_heard():
    time = np.arange(2 * RATE) / RATE
    peaks = peaks_of_signal((0.5 * np.sin(2 * np.pi * 50 * time)).astype(np.float32))
    assert not ((peaks.frame >= EDGE) & (peaks.frame < peaks.frames - EDGE)).any()


@given(at=st.integers(WINDOW, 3 * RATE - WINDOW))
@settings(max_examples=30, deadline=None)
def test_a_click_is_heard_when_it_comes(at):
    sound = np.zeros(3 * RATE, np.float32)
    sound[at] = 0.5
    peaks = peaks_of_signal(sound)
    assert len(peaks.frame) > 0
    assert np.abs(peaks.frame * HOP - at).max() <= HOP


@pytest.mark.parametrize("sound", [np.zeros(5 * RATE), np.full(5 * RATE, 1e-6), np.zeros(0), np.zeros(1)])
def test_silence_and_nothing_have_no_peaks(sound):
    peaks = peaks_of_signal(sound.astype(np.float32))
    assert len(peaks.frame) == len(peaks.step) == 0


def test_a_stream_without_blocks_has_no_peaks():
    assert len(peaks_of(iter(())).frame) == 0


@given(samples=st.integers(0, 40_000))
@settings(max_examples=40, deadline=None)
def test_frames_count_the_length(samples):
    peaks = peaks_of_signal(BUSY[:samples])
    assert peaks.frames == samples // HOP + 1
    assert peaks.seconds == pytest.approx(samples / RATE, abs=1.01 / FRAMES_PER_SECOND)
    assert (peaks.frame < peaks.frames).all()


def test_peaks_come_in_order_and_can_be_looked_up_by_frame():
    order = OF_BUSY.frame.astype(np.int64) * 4096 + OF_BUSY.step
    assert (np.diff(order) > 0).all()
    bounds = OF_BUSY.by_frame()
    assert (bounds[0], bounds[-1], len(bounds)) == (0, len(OF_BUSY.frame), OF_BUSY.frames + 1)
    for frame in (0, 1, 500, OF_BUSY.frames - 1):
        assert (OF_BUSY.frame[bounds[frame] : bounds[frame + 1]] == frame).all()
