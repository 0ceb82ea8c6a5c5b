"""Descriptors mean what they say, whatever the level and length."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from earmark.tracks.descriptors import DESCRIPTORS, Descriptors, descriptors_of
from earmark.tracks.interaural import interaural_beat
from earmark.tracks.level import audible, level_db
from earmark.tracks.spectrum import BANDS, FRAMES, mel_input, spectrum_of
from tests.tracks.sounds import RATE, Sound, level, noise, tone, tune


def described(sound: Sound) -> Descriptors:
    return descriptors_of(spectrum_of(sound[:, : 10 * RATE]))


@pytest.mark.parametrize(("kind", "slope"), [("white noise", 0), ("pink noise", -3), ("brown noise", -6)])
def test_noise_of_any_colour_is_flat_over_its_surroundings(kind, slope):
    one = described(noise(kind, 10)[:1])
    assert one.flatness == pytest.approx(0.56, abs=0.03)
    assert one.slope == pytest.approx(slope, abs=0.3)
    assert one.bend < 1
    assert one.tonality < 0.02
    assert one.steadiness < 0.3


def test_music_is_tonal_and_a_steady_tone_is_steady():
    assert described(tune(5, 10)).tonality > 0.12
    assert described(tone(440, 10)).steadiness > 0.7


def test_clicks_have_a_beat():
    clicks = np.random.default_rng(0).standard_normal((1, 10 * RATE)) * 1e-3
    clicks[0, :: RATE // 2] = 1.0
    assert described(clicks.astype("f4")).beat > 0.7
    assert described(noise("white noise", 10)).beat < 0.3


@pytest.mark.parametrize("samples", [1, 600, RATE, 3 * RATE])
def test_short_sound_has_descriptors_too(samples):
    sound = noise("rain", 10)[:, :samples]
    assert np.isfinite(descriptors_of(spectrum_of(sound)).array()).all()
    assert mel_input(spectrum_of(sound).mel).shape == (FRAMES, BANDS)


def test_level_and_phase_make_no_difference():
    sound = tune(5, 10)
    one, other = described(sound), described(sound * np.float32(0.1))
    assert_allclose(one.array(), other.array(), rtol=0.02, atol=0.05)
    against = np.concatenate([sound[:1], -sound[:1]])
    assert_allclose(described(against).array(), described(sound[:1]).array(), rtol=1e-3)
    loud, faint = (mel_input(spectrum_of(sound * np.float32(gain)).mel).astype(int) for gain in (1, 0.1))
    assert np.percentile(np.abs(loud - faint), 99) <= 1


def test_names_are_those_of_the_numbers():
    assert len(DESCRIPTORS) == len(described(tone(440, 5)).array()) == 12


@pytest.mark.parametrize(
    "silence",
    [
        np.zeros((1, 10 * RATE), np.float32),
        level(np.random.default_rng(1).random((2, 10 * RATE)) - 0.5, -95),
        tone(12, 10, -3),
        tone(20, 10, -10),
        tone(440, 10, -85),
    ],
    ids=["digital", "dither", "12 Hz", "20 Hz", "too faint"],
)
def test_what_nobody_hears_is_silence(silence):
    assert not audible(spectrum_of(silence))


def test_quiet_music_is_heard():
    assert audible(spectrum_of(level(tune(5, 10), -50)))
    assert level_db(spectrum_of(tone(1000, 5, 0))) == pytest.approx(-3, abs=0.3)


@pytest.mark.parametrize("beat", [2.0, 10.0, 40.0])
def test_a_beat_between_the_ears_is_measured(beat):
    found = interaural_beat(np.concatenate([tone(200, 10), tone(200 + beat, 10)]))
    assert found is not None
    assert found.beat == pytest.approx(beat, abs=0.05)
    assert found.carrier == pytest.approx(200, abs=0.1)


def test_music_and_mono_have_no_beat_between_the_ears():
    both = tone(200, 10) + tone(210, 10)
    assert interaural_beat(np.concatenate([both, both])) is None
    assert interaural_beat(both) is None
    assert interaural_beat(tune(5, 10)) is None
    assert interaural_beat(np.zeros((2, 10 * RATE), np.float32)) is None
