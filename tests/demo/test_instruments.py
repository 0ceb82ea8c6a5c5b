"""Instruments and drums: in tune, finite, no click at the end."""

from __future__ import annotations

import numpy as np
import pytest

from earmark.demo.drums import DRUMS, draw_kit, hit
from earmark.demo.instruments import INSTRUMENTS, Played
from earmark.demo.synthesis import Samples

RATE = 22050


def _note(name: str, hz: float, touch: float = 0.7) -> Samples:
    return INSTRUMENTS[name](Played(np.random.default_rng(0), hz, 0.6, touch, 0.5, RATE))


@pytest.mark.parametrize("name", sorted(INSTRUMENTS))
@pytest.mark.parametrize("hz", [82.4, 440.0])
def test_notes_are_finite_and_end_in_silence(name, hz):
    samples = _note(name, hz)
    assert np.isfinite(samples).all()
    assert 0.2 < np.abs(samples).max() < 2.0
    assert np.abs(samples[-8:]).max() < 0.05


@pytest.mark.parametrize("name", sorted(set(INSTRUMENTS) - {"bells", "choir", "organ"}))
def test_notes_are_in_tune(name):
    """The strongest partial lies on a multiple of the fundamental (a stiff or beating one within 15 cents)."""
    samples = _note(name, 330.0)
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(samples.size), 2**18))
    ratio = spectrum.argmax() * RATE / 2**18 / 330.0
    assert 1200 * abs(np.log2(ratio / round(ratio))) < 15


@pytest.mark.parametrize("name", ["piano", "nylon guitar", "brass", "lead"])
def test_a_harder_touch_is_brighter(name):
    assert _centroid(_note(name, 220.0, touch=0.95)) > _centroid(_note(name, 220.0, touch=0.2))


@pytest.mark.parametrize("drum", DRUMS)
def test_drums_sound_and_two_hits_differ(drum):
    rng = np.random.default_rng(2)
    kit = draw_kit(rng, electric=0.3)
    one, other = hit(drum, kit, rng, RATE), hit(drum, kit, rng, RATE)
    assert np.isfinite(one).all()
    assert 0.05 < np.abs(one).max() < 4
    assert not np.array_equal(one, other)


def _centroid(samples: Samples) -> float:
    spectrum = np.abs(np.fft.rfft(samples)) ** 2
    return float((spectrum * np.arange(spectrum.size)).sum() / spectrum.sum() / samples.size)
