from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.signal import ShortTimeFFT, get_window

from earmark.media.spectra import Framer, frames, hz_to_mel, mel_filters, mel_to_hz, spectra_of, stft

NOISE = np.random.default_rng(7).standard_normal(3000).astype(np.float32)


def test_the_transform_is_scipys_with_frames_that_start_at_k_hop():
    window = get_window("hann", 256)
    reference = ShortTimeFFT(window, hop=64, fs=1, phase_shift=None)
    # SciPy centres its frame p at p * hop; ours k is centred at k * hop + 128, which is SciPy's k + 2.
    theirs = reference.stft(NOISE.astype(np.float64))[:, 2 - reference.p_min :]
    ours = stft(NOISE, n_fft=256, hop=64)
    assert ours.shape == (1 + (3000 - 256) // 64, 129)
    assert ours.dtype == np.complex64
    np.testing.assert_allclose(ours, theirs.T[: len(ours)], atol=2e-4)


def test_a_sine_has_the_documented_magnitude():
    tone = (0.5 * np.sin(2 * np.pi * 10 * np.arange(1024) / 256)).astype(np.float32)
    magnitude = np.abs(stft(tone, n_fft=256, hop=128, window="hann"))
    assert magnitude[:, 10] == pytest.approx(0.5 * get_window("hann", 256).sum() / 2, rel=1e-4)


def test_a_stream_has_the_spectra_of_the_whole():
    framer = Framer(size=128, hop=32)
    streamed = np.concatenate([spectra_of(framer.push(NOISE[:1000])), spectra_of(framer.push(NOISE[1000:]))])
    np.testing.assert_array_equal(streamed, stft(NOISE, n_fft=128, hop=32))


@given(
    sizes=st.lists(st.integers(0, 300), max_size=12),
    size=st.integers(1, 200),
    hop=st.integers(1, 300),
)
def test_a_stream_in_blocks_has_the_frames_of_the_whole(sizes, size, hop):
    framer = Framer(size=size, hop=hop)
    edges = np.cumsum([0, *sizes])
    found = [framer.push(NOISE[first:last]) for first, last in pairwise(edges)]
    whole = frames(NOISE[: edges[-1]], size=size, hop=hop)
    np.testing.assert_array_equal(np.concatenate([np.zeros((0, size), np.float32), *found]), whole)


def test_mel_scale_has_slaneys_published_values():
    assert hz_to_mel(1000.0) == pytest.approx(15.0)
    assert hz_to_mel(60.0) == pytest.approx(0.9)
    assert hz_to_mel(6400.0) == pytest.approx(15.0 + 27.0)
    assert hz_to_mel(np.array([110.0, 220.0, 440.0])) == pytest.approx([1.65, 3.3, 6.6])
    assert mel_to_hz(np.array([1.0, 2.0, 3.0, 4.0, 5.0])) == pytest.approx(
        [66.667, 133.333, 200.0, 266.667, 333.333], abs=1e-3
    )


@given(st.floats(0, 96_000))
def test_mel_to_hz_is_the_inverse(hz):
    assert mel_to_hz(hz_to_mel(hz)) == pytest.approx(hz, abs=1e-6)


def test_mel_filters_have_unit_area_and_meet_at_their_neighbours_peaks():
    filters = mel_filters(rate=22_050, n_fft=16_384, bands=40)
    assert filters.shape == (40, 8193)
    assert filters.sum(axis=1) * 22_050 / 16_384 == pytest.approx(1.0, abs=0.01)
    # The second filter of librosa.filters.mel(sr=22050, n_fft=2048), as its documentation prints it.
    assert mel_filters(rate=22_050, n_fft=2048, bands=128)[0, 1] == pytest.approx(0.016, abs=5e-4)


def test_impossible_settings_are_refused():
    with pytest.raises(ValueError, match="high"):
        mel_filters(rate=8000, n_fft=256, bands=4, low=4000)
    with pytest.raises(ValueError, match="window"):
        stft(NOISE, n_fft=256, hop=64, window=np.ones(3, np.float32))
    with pytest.raises(ValueError, match="hop"):
        Framer(size=10, hop=0)
