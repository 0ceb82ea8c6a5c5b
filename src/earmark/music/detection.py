"""Music detection: how sure it is, four times a second, that music sounds, known or not, alone or under a voice."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from earmark.models import Network, shipped
from earmark.music.peaks import FRAME_MICROSECONDS, Page
from earmark.music.texture import BANDS, CHANNELS, Texturer

__all__ = ["CONTEXT_STEPS", "MODEL", "STEP_FRAMES", "STEP_MICROSECONDS", "Detector", "detection_network"]

MODEL = "music-detection"
STEP_FRAMES = 8
"""Frames to each answer: 256 ms."""
STEP_MICROSECONDS = STEP_FRAMES * FRAME_MICROSECONDS
CONTEXT_STEPS = 24
"""How far the network looks on either side, at most: 6 s."""
STEPS_AT_ONCE = 256


@cache
def detection_network() -> Network:
    """The network, loaded once per process: texture [shape=(1, frames, CHANNELS, BANDS), uint8] to probabilities of
    music and of a voice [shape=(1, frames / STEP_FRAMES, 2)].

    Raises:
        BadInput: if its file is damaged.
    """
    return Network.open(shipped(MODEL))


class Detector:
    """Listens to the pages of a stream and says step by step how probable music and a voice are.

    Each step is judged with 6 s of sound on both sides, or what there is of it; how the stream is cut into pages makes
    no difference.

    Args:
        network: see :func:`detection_network`.
    """

    def __init__(self, network: Network) -> None:
        self._network = network
        self._texturer = Texturer()
        self._held = np.zeros((0, CHANNELS, BANDS), np.uint8)
        self._judged = 0
        """How many of the held steps were judged."""

    def add(self, page: Page) -> NDArray[np.float32]:
        """Probabilities of music and of a voice for the steps that can be judged now [shape=(steps, 2)]."""
        self._held = np.concatenate([self._held, self._texturer.add(page)])
        complete = len(self._held) // STEP_FRAMES - CONTEXT_STEPS
        return self._judge(complete) if complete - self._judged >= STEPS_AT_ONCE else _NOTHING

    def finish(self) -> NDArray[np.float32]:
        """The steps that waited for what might follow [shape=(steps, 2)]; the last may be shorter."""
        held = np.concatenate([self._held, self._texturer.finish()])
        missing = -len(held) % STEP_FRAMES
        self._held = np.concatenate([held, np.repeat(held[-1:], missing, axis=0)])
        return self._judge(len(self._held) // STEP_FRAMES)

    def _judge(self, past: int) -> NDArray[np.float32]:
        """The steps from the first that was not judged to `past`, of those held."""
        if past <= self._judged:
            return _NOTHING
        said = self._network(self._held[None])[0, self._judged : past]
        keep = max(0, past - CONTEXT_STEPS)
        self._held, self._judged = self._held[keep * STEP_FRAMES :], past - keep
        return said


_NOTHING = np.zeros((0, 2), np.float32)
