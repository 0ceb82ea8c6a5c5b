import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from earmark.media.timeline import Timeline

RATE = 8000


def frame(values: NDArray[np.float64], *, rate: int = RATE) -> av.AudioFrame:
    made = av.AudioFrame.from_ndarray(np.atleast_2d(np.asarray(values, np.float32)), "fltp", "mono")
    made.sample_rate = rate
    return made


def laid(*parts: tuple[av.AudioFrame, float | None]) -> NDArray[np.float32]:
    timeline = Timeline(rate=RATE, layout="mono", channels=1)
    blocks = [block for part, at in parts for block in timeline.add(part, at)]
    joined: NDArray[np.float32] = np.concatenate([*blocks, *timeline.flush()], axis=1)[0]
    return joined


def test_overlap_is_dropped_once():
    ones, twos = frame(np.full(4000, 1.0)), frame(np.full(4000, 2.0))
    sound = laid((ones, 0.0), (twos, 0.3))
    assert len(sound) == round(0.8 * RATE)
    assert (sound[:4000] == 1).all()
    assert (sound[4000:] == 2).all()


def test_a_gap_is_silence_to_the_sample():
    sound = laid((frame(np.ones(800)), 0.0), (frame(np.ones(800)), 0.25))
    assert np.flatnonzero(sound == 0).tolist() == list(range(800, 2000))
    assert len(sound) == 2800


def test_frames_without_a_time_follow_each_other():
    assert len(laid((frame(np.ones(800)), 0.0), (frame(np.ones(800)), None))) == 1600


def test_a_clock_set_back_plays_on():
    sound = laid((frame(np.ones(16_000)), 0.0), (frame(np.ones(8000)), 0.0), (frame(np.ones(8000)), 1.0))
    assert len(sound) == 32_000
    assert sound.all()


def test_a_change_of_rate_keeps_time():
    sound = laid((frame(np.ones(800)), 0.0), (frame(np.full(4800, 2.0), rate=48_000), 0.1))
    assert len(sound) == 1600
    assert sound[1200] == pytest.approx(2.0, abs=0.01)


@settings(max_examples=50)
@given(
    st.lists(st.tuples(st.integers(300, 3000), st.floats(-0.5, 2.0)), min_size=1, max_size=8),
    st.sampled_from([8000, 44_100]),
)
def test_sound_always_ends_where_the_clock_says(steps, rate):
    timeline = Timeline(rate=RATE, layout="mono", channels=1)
    length, furthest, at = 0, 0.0, 0.0
    for samples, step in steps:
        at = max(0.0, timeline.end + step)
        length += sum(block.shape[1] for block in timeline.add(frame(np.ones(samples), rate=rate), at))
        furthest = max(furthest, timeline.end)
    length += sum(block.shape[1] for block in timeline.flush())
    assert length / RATE == pytest.approx(furthest, abs=len(steps) * 2 / RATE)
