"""Texture: what the spectra of the front end look like in bands, as the music detector reads them.

Three numbers tell a band: how loud it is; how much of its power holds still, bin by bin, for a fifth of a second, as
notes do and the gliding harmonics of a voice do not; and how far its power stands in few bins, as tones do and noise
does not. The second shows notes far below a voice, because minima pick the gaps of the voice.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from earmark.media import hz_to_mel, mel_to_hz
from earmark.music.peaks import RATE, WINDOW, Page

__all__ = ["BANDS", "CHANNELS", "HOLD_FRAMES", "Texturer", "texture_of"]

BANDS = 32
"""Bands, evenly wide on the mel scale."""
CHANNELS = 3
"""Level, stillness, tonality."""
HOLD_FRAMES = 3
"""What holds still does so for so many frames on either side: 224 ms together."""
LOWEST_HZ, HIGHEST_HZ = 62.5, 4000.0
FLOOR_LOG2 = -17.0
FLOOR = 2.0**FLOOR_LOG2
"""Power that is added everywhere, below which the front end hears nothing: silence is faint, even noise."""
LEVEL_STEPS = 7.5
"""Steps of the level per doubling of power: 0.4 dB each, 100 dB in a byte."""
RATIO_STEPS = 16.0
"""Steps of the other two per halving: 0.19 dB each."""
FLOAT_LOG_UNIT, FLOAT_LOG_BIAS = 2.0**23, 126.94
"""The bits of a float32 read as an integer, over the one, minus the other, are its log2 to a tenth."""


class Texturer:
    """Takes the pages of a stream and hands out its texture, as many frames as the pages have.

    How the stream is cut into pages makes no difference.
    """

    def __init__(self) -> None:
        self._held = np.zeros((0, WINDOW // 2 + 1), np.float32)
        self._before = 0
        """How many of the held frames were handed out."""

    def add(self, page: Page) -> NDArray[np.uint8]:
        """The frames that are complete now [shape=(frames, CHANNELS, BANDS)]."""
        self._held = np.concatenate([self._held, page.power])
        return self._take(max(self._before, len(self._held) - HOLD_FRAMES))

    def finish(self) -> NDArray[np.uint8]:
        """The frames that waited for what might follow [shape=(frames, CHANNELS, BANDS)]."""
        return self._take(len(self._held))

    def _take(self, past: int) -> NDArray[np.uint8]:
        out: NDArray[np.uint8] = _texture(self._held, self._before, past, _EDGES)
        keep = max(0, past - HOLD_FRAMES)
        self._held, self._before = self._held[keep:], past - keep
        return out


def texture_of(power: NDArray[np.float32]) -> NDArray[np.uint8]:
    """The texture of a whole sound, from its power spectra [shape=(frames, WINDOW // 2 + 1)], full scale 1.

    Level counts up from silence; stillness and tonality count down from 255: 255 minus the ratio to all the power.

    Returns:
        [shape=(frames, CHANNELS, BANDS)].
    """
    texture: NDArray[np.uint8] = _texture(power, 0, len(power), _EDGES)
    return texture


def _edges() -> NDArray[np.int64]:
    """First bin of each band, and one past the last [shape=(BANDS + 1,)]."""
    mel = np.linspace(float(hz_to_mel(LOWEST_HZ)), float(hz_to_mel(HIGHEST_HZ)), BANDS + 1)
    edges: NDArray[np.int64] = np.round(mel_to_hz(mel) * WINDOW / RATE).astype(np.int64)
    return edges


_EDGES = _edges()


@njit(cache=True, nogil=True, fastmath=True)  # type: ignore[untyped-decorator]
def _texture(power: NDArray[np.float32], first: int, past: int, edges: NDArray[np.int64]) -> NDArray[np.uint8]:
    """Texture of rows [first, past) of `power`; rows beside them are looked at where there are any."""
    frames = len(power)
    out = np.empty((past - first, CHANNELS, len(edges) - 1), np.uint8)
    still = np.empty(power.shape[1], np.float32)
    for frame in range(first, past):
        row = power[frame]
        still[:] = row
        for near in range(max(0, frame - HOLD_FRAMES), min(frames, frame + HOLD_FRAMES + 1)):
            other = power[near]
            for bin_ in range(len(still)):
                still[bin_] = min(still[bin_], other[bin_])
        bits = row.view(np.int32)
        for band in range(len(edges) - 1):
            begin, end = edges[band], edges[band + 1]
            width = end - begin
            loud = holding = width * FLOOR
            logs = 0
            for bin_ in range(begin, end):
                loud += row[bin_]
                holding += still[bin_]
                logs += bits[bin_]
            level = math.log2(loud / width)
            mean_log = logs / (width * FLOAT_LOG_UNIT) - FLOAT_LOG_BIAS
            step = frame - first
            out[step, 0, band] = _byte((level - FLOOR_LOG2) * LEVEL_STEPS)
            out[step, 1, band] = _byte(255.0 + RATIO_STEPS * math.log2(holding / loud))
            out[step, 2, band] = _byte(255.0 + RATIO_STEPS * (max(mean_log, FLOOR_LOG2) - level))
    return out


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _byte(value: float) -> int:
    return int(min(255.0, max(0.0, np.round(value))))
