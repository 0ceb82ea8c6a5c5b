"""Loops are found through gain, crossfades and codecs; what does not repeat is not."""

from __future__ import annotations

import numpy as np
import pytest

from earmark.media import read_audio, write_audio
from earmark.tracks.repeats import Repeats, Repetition
from earmark.tracks.spectrum import spectrum_of
from earmark.tracks.windows import windows_of
from tests.tracks.sounds import RATE, Sound, noise


def repetition(sound: Sound) -> Repetition:
    repeats = Repeats()
    for window in windows_of([sound]):
        repeats.add(spectrum_of(window.samples).mel, heard=True)
    return repeats.finish()


def crossfaded(piece: Sound, times: int, seconds: float) -> Sound:
    fade = round(seconds * RATE)
    step = piece.shape[1] - fade
    ramp = np.linspace(0, 1, fade)
    piece = piece.copy()
    piece[:, :fade] *= ramp
    piece[:, -fade:] *= ramp[::-1]
    sound = np.zeros((piece.shape[0], step * times + fade), np.float32)
    for number in range(times):
        sound[:, number * step : number * step + piece.shape[1]] += piece * (0.6 + 0.1 * (number % 4))
    return sound


@pytest.mark.parametrize("seconds", [10.0, 30.037])
def test_a_loop_has_as_many_unique_seconds_as_it_is_long(seconds):
    piece = noise("rain", 40)[:, : round(seconds * RATE)]
    found = repetition(np.tile(piece, (1, 8)))
    assert found.unique_seconds == pytest.approx(seconds, abs=3)
    assert found.loop_seconds == pytest.approx(seconds, abs=0.15)


def test_crossfades_gain_and_a_codec_do_not_hide_it(tmp_path):
    sound = crossfaded(noise("rain", 20), 6, 0.5)
    write_audio(tmp_path / "loop.mp3", sound, rate=RATE, bit_rate=96_000)
    found = repetition(read_audio(tmp_path / "loop.mp3", rate=RATE, channels=None).samples)
    assert found.unique_seconds < 27
    assert found.loop_seconds == pytest.approx(19.5, abs=0.15)


@pytest.mark.parametrize("kind", ["rain", "white noise", "fan", "ocean waves", "crickets"])
def test_what_goes_on_is_new_all_the_time(kind):
    found = repetition(noise(kind, 60))
    assert found.unique_seconds == found.seconds
    assert found.loop_seconds == 0


def test_silence_counts_for_nothing():
    repeats = Repeats()
    repeats.add(spectrum_of(np.zeros((1, 10 * RATE), np.float32)).mel, heard=False)
    assert repeats.finish() == Repetition(0.0, 0.0, 0.0)
    assert Repeats().finish() == Repetition(0.0, 0.0, 0.0)
