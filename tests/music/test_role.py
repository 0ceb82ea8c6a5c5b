"""What music does in an episode, told from how loud it is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from earmark.music import Index, Role, find_in_peaks, role_of
from earmark.music.level import HIGHEST_DB, LOWEST_DB, level_db
from tests.music.sounds import Laid, alone, index_of, peaks_of_sound, tune, under_speech


def test_roles():
    assert role_of(3.0, 60.0) is Role.foreground
    assert role_of(-3.0, 60.0) is Role.background
    assert role_of(14.0, 3.0) is Role.sting
    assert role_of(14.0, 30.0) is Role.foreground
    assert role_of(2.0, 3.0) is Role.foreground
    assert role_of(None, 3.0) is None


@given(music=st.floats(0, 1e6), more=st.floats(0, 1e6), rest=st.floats(0, 1e6))
def test_more_power_is_never_less_level(music, more, rest):
    assert LOWEST_DB <= level_db(music, rest) <= level_db(music + more, rest) <= HIGHEST_DB
    assert level_db(music, rest + more) <= level_db(music, rest)


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    return index_of(tmp_path_factory.mktemp("index"), {str(seed): peaks_of_sound(tune(seed)) for seed in (1, 2, 3)})


def levels(index: Index, sound: NDArray[np.float32]) -> list[float]:
    told = [found.level for found in find_in_peaks(peaks_of_sound(sound), index.segments)]
    assert None not in told
    return [level for level in told if level is not None]


def test_louder_music_has_a_higher_level(index):
    told = [levels(index, under_speech([Laid(1, 4.0)], seconds=20.0, level_db=level)) for level in (-12, 0, 12)]
    (deep,), (even,), (loud,) = told
    assert deep < even < loud
    assert deep < -5
    assert loud > 5


def test_music_alone_is_clear_of_speech(index):
    (level,) = levels(index, alone([Laid(1, 4.0)], seconds=20.0))
    assert level > 10


def test_one_track_is_not_set_against_another(index):
    both = levels(index, alone([Laid(1, 4.0), Laid(2, 4.0)], seconds=20.0))
    assert len(both) == 2
    assert min(both) > 0


def test_no_level_without_power(index):
    peaks = peaks_of_sound(alone([Laid(1, 4.0)], seconds=20.0))
    bare = type(peaks)(peaks.frame, peaks.step, peaks.frames)
    assert [found.level for found in find_in_peaks(bare, index.segments)] == [None]
    assert len(peaks.power) == len(peaks.frame)
    assert np.all(peaks.power > 0)
