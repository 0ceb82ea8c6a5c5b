"""Changed recordings: as long and as high as was asked."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from earmark.media.change import UNCHANGED, Change, changed

RATE = 24_000
SECONDS = 4.0
TONE_HZ = 1000.0


def tone(seconds: float = SECONDS, *, start: float = 0.0, end: float | None = None) -> NDArray[np.float32]:
    """A sine that sounds from `start` to `end` [shape=(1, n)]."""
    time = np.arange(round(seconds * RATE)) / RATE
    sounding = (time >= start) & (time < (seconds if end is None else end))
    return (0.5 * np.sin(2 * np.pi * TONE_HZ * time) * sounding)[None, :].astype(np.float32)


def frequency(sound: NDArray[np.float32]) -> float:
    """Of the strongest part of the middle second, Hz."""
    middle = sound[0, sound.shape[1] // 2 - RATE // 2 :][:RATE]
    power = np.abs(np.fft.rfft(middle * np.hanning(RATE), 8 * RATE))
    return float(np.argmax(power)) / 8


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("speed:1.04", Change(1.04, 1.04)),
        ("speed:.96", Change(0.96, 0.96)),
        ("tempo:0.9", Change(0.9, 1.0)),
        ("pitch:12", Change(1.0, 2.0)),
        ("pitch:-12", Change(1.0, 0.5)),
        ("speed:1", UNCHANGED),
        ("pitch:0", UNCHANGED),
    ],
)
def test_a_change_is_read(text, change):
    assert Change.parse(text) == change
    assert hash(Change.parse(text)) == hash(change)


@pytest.mark.parametrize("text", ["", "1.04", "speed", "speed:", "speed:fast", "Speed:1.04", "volume:2", "pitch:1:2"])
def test_what_is_no_change_is_refused(text):
    with pytest.raises(ValueError, match=r".+"):
        Change.parse(text)


def test_changes_are_values():
    assert Change(1.04, 1.04) == Change(1.04, 1.04) != Change(1.04, 1.0)
    assert Change(1.0, 1.0) == UNCHANGED
    assert pickle.loads(pickle.dumps(Change(1.04, 1.0))) == Change(1.04, 1.0)  # noqa: S301
    assert len({Change(1.1, 1.0), Change(1.1, 1.0), Change(1.0, 1.1)}) == 2


def test_unchanged_is_the_same_samples():
    samples = tone()
    assert changed(samples, UNCHANGED, rate=RATE) is samples
    assert changed(samples, Change.parse("pitch:0"), rate=RATE) is samples


@pytest.mark.parametrize(
    "text", ["speed:0.94", "speed:1.01", "speed:1.06", "tempo:0.9", "tempo:1.1", "pitch:-1", "pitch:1", "pitch:4"]
)
def test_length_and_frequency_are_what_was_asked(text):
    change = Change.parse(text)
    sound = changed(tone(), change, rate=RATE)
    assert sound.dtype == np.float32
    assert sound.shape[0] == 1
    assert sound.shape[1] / RATE == pytest.approx(SECONDS / change.tempo, abs=0.06)
    assert frequency(sound) == pytest.approx(TONE_HZ * change.pitch, rel=0.002)
    assert float(np.abs(sound).max()) == pytest.approx(0.5, rel=0.1)


@pytest.mark.parametrize("text", ["speed:0.94", "speed:1.06", "tempo:0.9", "tempo:1.1", "pitch:-1", "pitch:1"])
def test_what_sounds_lies_where_it_should(text):
    change = Change.parse(text)
    sound = changed(tone(start=1.0, end=3.0), change, rate=RATE)
    heard = np.flatnonzero(np.abs(sound[0]) > 0.1)
    assert heard[0] / RATE == pytest.approx(1.0 / change.tempo, abs=0.06)
    assert heard[-1] / RATE == pytest.approx(3.0 / change.tempo, abs=0.06)


def test_the_samples_given_stay_as_they_were():
    samples = tone(1.0)
    before = samples.copy()
    first = changed(samples, Change(1.05, 1.0), rate=RATE)
    np.testing.assert_array_equal(samples, before)
    np.testing.assert_array_equal(changed(samples, Change(1.05, 1.0), rate=RATE), first)


@given(tempo=st.floats(0.7, 1.4), pitch=st.floats(0.75, 1.3))
def test_any_change_is_about_as_long_as_it_says(tempo, pitch):
    sound = changed(tone(1.0), Change(tempo, pitch), rate=RATE)
    assert sound.shape[1] / RATE == pytest.approx(1.0 / tempo, abs=0.08)
    assert np.isfinite(sound).all()
