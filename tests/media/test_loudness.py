import math

import numpy as np
import pytest
from numpy.typing import NDArray

from earmark.media.loudness import LoudnessMeter, measure_loudness
from tests.media.signals import sine

RATE = 48_000


def in_turn(*parts: tuple[float, float], rate: int = RATE) -> NDArray[np.float32]:
    """1 kHz tones in stereo, as (dBFS, seconds) one after the other."""
    return np.concatenate([sine(frequency=1000, dbfs=level, seconds=length, rate=rate) for level, length in parts], 1)


@pytest.mark.parametrize(
    ("parts", "lufs"),
    [
        pytest.param([(-23, 20)], -23.0, id="3341-1"),
        pytest.param([(-33, 20)], -33.0, id="3341-2"),
        pytest.param([(-36, 10), (-23, 60), (-36, 10)], -23.0, id="3341-3"),
        pytest.param([(-72, 10), (-36, 10), (-23, 60), (-36, 10), (-72, 10)], -23.0, id="3341-4"),
        pytest.param([(-26, 20), (-20, 20.1), (-26, 20)], -23.0, id="3341-5"),
    ],
)
def test_integrated_loudness_of_ebu_tech_3341(parts, lufs):
    assert measure_loudness(in_turn(*parts), rate=RATE).integrated == pytest.approx(lufs, abs=0.1)


def test_five_channels_of_ebu_tech_3341_case_6():
    levels = (-28, -28, -24, -30, -30)
    sound = np.concatenate([sine(frequency=1000, dbfs=level, seconds=20, channels=1) for level in levels])
    assert measure_loudness(sound, rate=RATE).integrated == pytest.approx(-23.0, abs=0.1)


@pytest.mark.parametrize("rate", [8000, 16_000, 22_050, 44_100, 96_000])
def test_the_rate_does_not_matter(rate):
    assert measure_loudness(in_turn((-23, 5), rate=rate), rate=rate).integrated == pytest.approx(-23.0, abs=0.1)


@pytest.mark.parametrize(
    ("parts", "units"),
    [
        pytest.param([(-20, 20), (-30, 20)], 10, id="3342-1"),
        pytest.param([(-20, 20), (-15, 20)], 5, id="3342-2"),
        pytest.param([(-40, 20), (-20, 20)], 20, id="3342-3"),
        pytest.param([(-50, 20), (-35, 20), (-20, 20), (-35, 20), (-50, 20)], 15, id="3342-4"),
    ],
)
def test_loudness_range_of_ebu_tech_3342(parts, units):
    assert measure_loudness(in_turn(*parts), rate=RATE).range == pytest.approx(units, abs=1)


@pytest.mark.parametrize(("divisor", "degrees"), [(4, 0), (4, 45), (6, 60), (8, 67.5)])
def test_true_peak_of_ebu_tech_3341_cases_15_to_18(divisor, degrees):
    phase = 2 * np.pi * np.arange(RATE) / divisor + math.radians(degrees)
    # The cases' tones start and end inside silence-free material; a fade keeps the switch-on from counting.
    fade = np.minimum(1, np.minimum(np.arange(RATE), np.arange(RATE)[::-1]) / 2400)
    sound = np.tile((0.5 * fade * np.sin(phase)).astype(np.float32), (2, 1))
    measured = measure_loudness(sound, rate=RATE)
    assert -6.4 <= measured.true_peak <= -5.8
    assert measured.sample_peak <= measured.true_peak


def test_a_stream_in_odd_blocks_measures_the_same():
    sound = in_turn((-30, 3), (-20, 4)) + np.float32(0.01)
    meter = LoudnessMeter(rate=RATE, channels=2)
    for start in range(0, sound.shape[1], 7919):
        meter.push(sound[:, start : start + 7919])
    whole, streamed = measure_loudness(sound, rate=RATE), meter.result()
    assert streamed.integrated == pytest.approx(whole.integrated, abs=1e-9)
    assert streamed.range == pytest.approx(whole.range, abs=1e-9)
    assert streamed.true_peak == pytest.approx(whole.true_peak, abs=1e-6)


def test_silence_and_nothing_have_no_loudness():
    silence = measure_loudness(np.zeros((1, RATE), np.float32), rate=RATE)
    assert (silence.integrated, silence.range, silence.true_peak) == (-math.inf, 0.0, -math.inf)
    assert measure_loudness(np.zeros((2, 0), np.float32), rate=RATE).integrated == -math.inf


def test_the_filters_are_those_listed_for_48_khz():
    from earmark.media.loudness import _k_weighting

    listed = [
        [1.53512485958697, -2.69169618940638, 1.19839281085285, 1.0, -1.69065929318241, 0.73248077421585],
        [1.0, -2.0, 1.0, 1.0, -1.99004745483398, 0.99007225036621],
    ]
    np.testing.assert_allclose(_k_weighting(48_000), listed, atol=1e-8)


def test_more_channels_than_the_standard_knows_are_refused():
    with pytest.raises(ValueError, match="channels"):
        LoudnessMeter(rate=RATE, channels=7)
