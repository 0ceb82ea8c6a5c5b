"""Texture: level, stillness and tonality of bands."""

from __future__ import annotations

import numpy as np
import pytest

from earmark.music.peaks import RATE, pages_of
from earmark.music.texture import BANDS, CHANNELS, Texturer, texture_of

LEVEL, STILLNESS, TONALITY = range(CHANNELS)


def texture(sound: np.ndarray) -> np.ndarray:
    return texture_of(np.concatenate([page.power for page in pages_of([sound.astype(np.float32)])]))


def moments(seconds: float = 3.0) -> np.ndarray:
    return np.arange(round(seconds * RATE)) / RATE


def test_ten_times_the_amplitude_is_fifty_steps_of_level_and_nothing_else():
    noise = np.random.default_rng(0).standard_normal(3 * RATE) * 0.01
    quiet, loud = texture(noise)[10:-10].astype(int), texture(10 * noise)[10:-10].astype(int)
    assert np.median(loud[:, LEVEL] - quiet[:, LEVEL]) == pytest.approx(7.5 * np.log2(100), abs=1)
    assert np.abs(loud[:, 1:] - quiet[:, 1:]).max() <= 2


def test_a_note_is_still_and_tonal_a_glide_is_tonal_and_noise_is_neither():
    band = 12
    note = texture(0.1 * np.sin(2 * np.pi * 1000 * moments()))[20:-20]
    glide = texture(0.1 * np.sin(2 * np.pi * (900 + 100 * np.sin(5 * moments())) * moments()))[20:-20]
    noise = texture(0.1 * np.random.default_rng(0).standard_normal(len(moments())))[20:-20]
    loudest = np.argmax(np.median(note[:, LEVEL], axis=0))
    assert np.median(note[:, STILLNESS, loudest]) > 250
    assert np.median(noise[:, STILLNESS, band]) < 220
    gliding = [frame[STILLNESS, np.argmax(frame[LEVEL])] for frame in glide]
    assert np.median(gliding) < np.median(note[:, STILLNESS, loudest]) - 5
    assert np.median(note[:, TONALITY, loudest]) < np.median(noise[:, TONALITY, band]) - 20


def test_silence_is_faint_even_noise():
    still = texture(np.zeros(RATE))
    assert (still[:, LEVEL] == 0).all()
    assert (still[:, 1:] == 255).all()


@pytest.mark.parametrize("cuts", [(1,), (7, 8, 9), (40, 100)])
def test_how_a_stream_is_cut_makes_no_difference(cuts):
    sound = np.random.default_rng(1).standard_normal(6 * RATE).astype(np.float32) * 0.1
    pages = list(pages_of([sound]))
    whole = texture_of(np.concatenate([page.power for page in pages]))
    texturer = Texturer()
    parts = [texturer.add(page) for page in pages_of(np.split(sound, [cut * RATE // 20 for cut in cuts]))]
    assert np.array_equal(np.concatenate([*parts, texturer.finish()]), whole)
    assert whole.shape[1:] == (CHANNELS, BANDS)
