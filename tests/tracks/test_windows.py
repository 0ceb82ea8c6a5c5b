"""Windows of a stream: gapless, stereo, flat in memory."""

from __future__ import annotations

import numpy as np
import pytest

from earmark.tracks.windows import RATE, WINDOW, windows_of


@pytest.mark.parametrize("length", [1, 100, WINDOW, WINDOW + RATE, WINDOW + 2 * RATE, 3 * WINDOW + 5])
@pytest.mark.parametrize("block", [997, RATE, 400_000])
def test_all_of_it_comes_once_and_in_order(length, block):
    sound = np.arange(2 * length, dtype=np.float32).reshape(2, length)
    cut = [sound[:, at : at + block] for at in range(0, length, block)]
    windows = list(windows_of(cut))
    np.testing.assert_array_equal(np.concatenate([window.samples for window in windows], axis=1), sound)
    assert [window.span.start for window in windows[1:]] == [window.span.end for window in windows[:-1]]
    assert all(window.samples.shape[1] == WINDOW for window in windows[:-1])
    assert windows[-1].samples.shape[1] < WINDOW + 2 * RATE


def test_of_many_channels_two_are_kept():
    (window,) = windows_of([np.ones((6, 5 * RATE), np.float32)])
    assert window.samples.shape == (2, 5 * RATE)


def test_ten_hours_are_never_held():
    block, held = np.zeros((2, RATE), np.float32), 0
    for window in windows_of(block for _ in range(36_000)):
        held = max(held, window.samples.size)
    assert held <= 2 * (WINDOW + 3 * RATE)
