"""Functional sounds: what their names promise."""

from __future__ import annotations

import numpy as np
import pytest

from earmark.demo.sounds import KINDS, functional

RATE = 22050


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_sounds_and_is_repeatable(kind):
    samples = functional(kind, 1, 4.0)
    assert samples.shape == (2, 4 * RATE)
    assert samples.dtype == np.float32
    assert np.isfinite(samples).all()
    assert np.abs(samples).max() == pytest.approx(0.8, abs=1e-6)
    np.testing.assert_array_equal(samples, functional(kind, 1, 4.0))
    assert not np.array_equal(samples, functional(kind, 2, 4.0))


@pytest.mark.parametrize(("kind", "slope"), [("white noise", 0), ("pink noise", -3), ("brown noise", -6)])
def test_coloured_noise_falls_as_it_should(kind, slope):
    spectrum = np.abs(np.fft.rfft(functional(kind, 3, 20)[0])) ** 2
    hz = np.fft.rfftfreq(20 * RATE, 1 / RATE)
    octaves = [spectrum[(hz >= low) & (hz < 2 * low)].mean() for low in (250, 500, 1000, 2000)]
    assert np.diff(10 * np.log10(octaves)).mean() == pytest.approx(slope, abs=0.5)


def test_binaural_tones_differ_by_a_beat():
    left, right = functional("binaural tones", 5, 20)
    peaks = [np.abs(np.fft.rfft(side)).argmax() / 20 for side in (left, right)]
    assert 2 <= peaks[1] - peaks[0] <= 14


def test_unknown_kind_is_an_error():
    with pytest.raises(KeyError):
        functional("elevator", 1, 1)
