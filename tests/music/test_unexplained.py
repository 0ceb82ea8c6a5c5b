"""Notes that a find leaves unexplained speak against it; voices and noise do not."""

from __future__ import annotations

import numpy as np
import pytest

from earmark.core import Span
from earmark.music.peaks import FRAME_MICROSECONDS, Peaks
from earmark.music.unexplained import MOST, Unexplained
from tests.music.sounds import peaks_of_sound, tune, voice

SECONDS = Span(2_000_000, 12_000_000)


def against(peaks: Peaks, explained: int) -> float:
    return Unexplained(peaks, np.zeros(len(peaks.frame), np.bool_)).against(SECONDS, explained)


def test_music_that_nothing_explains_speaks_against_a_find():
    assert against(peaks_of_sound(tune(1)), 100) == MOST


def test_a_voice_does_not():
    assert against(peaks_of_sound(voice(14.0)), 300) < 1.0


def test_nothing_is_left_where_all_is_explained():
    peaks = peaks_of_sound(tune(1))
    left = Unexplained(peaks, np.ones(len(peaks.frame), np.bool_))
    assert left.against(SECONDS, 0) == 0.0


def test_a_level_needs_the_power_of_the_peaks():
    silent = Peaks(np.zeros(0, np.int32), np.zeros(0, np.uint16), 400)
    assert Unexplained(silent, np.zeros(0, np.bool_)).level(SECONDS, np.zeros(0, np.int64)) is None


def test_half_of_the_power_is_the_level_of_two_equal_sounds():
    frame = np.repeat(np.arange(0, 380, 2), 2).astype(np.int32)
    step = np.tile([400, 900], 190).astype(np.uint16)
    peaks = Peaks(frame, step, 400, np.ones(len(frame), np.float32))
    used = step == 400
    inside = used & (frame >= SECONDS.start // FRAME_MICROSECONDS) & (frame < SECONDS.end // FRAME_MICROSECONDS)
    assert Unexplained(peaks, used).level(SECONDS, np.flatnonzero(inside)) == pytest.approx(3.1, abs=0.1)
