"""Composed music: repeatable, unlike any other piece, and safe to listen to."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from earmark.demo.music import compose, piece
from earmark.demo.styles import STYLES

RATE = 22050


@pytest.mark.parametrize("seed", range(len(STYLES)))
def test_every_style_sounds(seed):
    samples = compose(seed, seconds=8)
    assert samples.shape == (2, 8 * RATE)
    assert samples.dtype == np.float32
    assert np.isfinite(samples).all()
    assert np.abs(samples).max() <= 0.9
    loudness = 20 * np.log10(np.sqrt((samples[:, : 6 * RATE] ** 2).mean()))
    assert -26 < loudness < -10
    assert not np.array_equal(samples[0], samples[1])


def test_neighbouring_seeds_have_different_styles():
    assert len({piece(seed).style for seed in range(12)}) == 12
    assert len(STYLES) >= 12


def test_same_seed_same_samples():
    np.testing.assert_array_equal(compose(3, seconds=5), compose(3, seconds=5))


def test_pieces_of_one_style_share_no_loop():
    seeds = [seed for seed in range(200) if piece(seed).style == "house"][:3]
    pieces = [compose(seed, seconds=10).mean(axis=0) for seed in seeds]
    for one, other in ((0, 1), (0, 2), (1, 2)):
        assert _best_correlation(pieces[one], pieces[other]) < 0.2
    assert _best_correlation(pieces[0], np.roll(pieces[0], 5000)) > 0.9


def test_no_two_pieces_share_tempo_or_tuning():
    about = [piece(seed) for seed in range(100)]
    assert len({one.tempo for one in about}) == 100
    assert len({one.key.root for one in about}) == 100
    assert len({one.title for one in about}) == 100
    assert len({one.isrc for one in about}) == 100


def test_isrc_is_in_form_and_in_the_demo_range():
    about = piece(7)
    assert about.isrc == "QZDEM2600007"
    assert len(about.isrc) == 12


@pytest.mark.parametrize("seconds", [0.5, 2.0, 3.7])
def test_short_pieces_have_the_length_that_was_asked(seconds):
    assert compose(5, seconds=seconds).shape == (2, round(seconds * RATE))


def test_rate_changes_the_samples_not_the_music():
    low, high = compose(2, seconds=6, rate=11025), compose(2, seconds=6, rate=22050)
    assert high.shape[1] == 2 * low.shape[1]
    envelopes = [np.sqrt((x.mean(axis=0) ** 2).reshape(50, -1).mean(axis=1)) for x in (low, high)]
    assert np.corrcoef(envelopes[0], envelopes[1])[0, 1] > 0.6


def _best_correlation(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    size = 2 ** int(np.ceil(np.log2(one.size + other.size)))
    spectrum = np.fft.rfft(one, size) * np.fft.rfft(other, size).conj()
    return float(np.abs(np.fft.irfft(spectrum)).max() / np.sqrt((one**2).sum() * (other**2).sum()))
