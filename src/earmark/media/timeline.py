"""Decoded frames laid on one time line, at another rate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from av.audio.frame import AudioFrame
from numpy.typing import NDArray

from earmark.media.container import JITTER_SECONDS
from earmark.media.resample import Resampler

__all__ = ["Timeline"]

_OVERLAP_SECONDS = 1.0
"""Sound that repeats up to this much is dropped; a larger step back is a clock that was set anew."""

_SILENCE_SECONDS = 4 * 3600.0
"""Silence put into gaps, all together. A few bytes of forged time stamps must not make days of it."""


class Timeline:
    """Output sample k is time k/rate: gaps become silence, overlaps are dropped.

    An unbroken stretch of frames is resampled in one go, by its count of samples; only :meth:`flush` or a time stamp
    that differs from that count by more than jitter starts a new stretch. Where the clock jumps in a way that no
    recording does, the sound is played on and the clock set anew.

    Args:
        rate: samples per second of the output.
        layout: channel layout of the output; ``mono`` is the mean of all channels.
        channels: number of channels in it.
    """

    def __init__(self, *, rate: int, layout: str, channels: int) -> None:
        self._rate = rate
        self._layout = layout
        self._channels = channels
        self._resampler: Resampler | None = None
        self._kind: tuple[int, str, str] | None = None
        self._start = 0.0
        self._samples = 0
        self._queued = 0
        self._placed = 0
        self._skip = 0
        self._clock = 0.0
        self._silence_left = _SILENCE_SECONDS

    @property
    def end(self) -> float:
        """Seconds at which the next frame is expected."""
        return self._start + (self._samples / self._kind[0] if self._kind else 0.0)

    def leaps(self, at: float) -> bool:
        """True if sound is missing between the last frame and one heard at `at` seconds."""
        return self._kind is not None and at + self._clock - self.end > JITTER_SECONDS

    def add(self, frame: AudioFrame, at: float | None) -> Iterator[NDArray[np.float32]]:
        """Take a frame that is heard at `at` seconds (None: right after the last); what is ready comes out.

        Raises:
            av.FFmpegError: if a frame cannot be brought to the output's layout; later ones may still be added.
        """
        kind = (frame.sample_rate, frame.format.name, frame.layout.name)
        step = 0.0 if at is None else at + self._clock - self.end
        if self._resampler is None or kind != self._kind or abs(step) > JITTER_SECONDS:
            yield from self.flush()
            yield from self._move(kind, step)
            self._resampler = Resampler(frame, rate=self._rate, layout=self._layout)
        self._resampler.push(frame)
        self._samples += frame.samples
        self._queued += frame.samples
        if self._queued >= frame.sample_rate:
            self._queued = 0
            yield from self._place(self._resampler.pull())

    def flush(self) -> Iterator[NDArray[np.float32]]:
        """The rest of the stretch at hand. A frame that follows is placed by its own time, to the sample."""
        if self._resampler:
            yield from self._place(self._resampler.flush())
            self._resampler = None

    def _move(self, kind: tuple[int, str, str], step: float) -> Iterator[NDArray[np.float32]]:
        """Go `step` seconds on, or back, to where a new stretch begins."""
        if step > self._silence_left or (step < -_OVERLAP_SECONDS and self._kind):
            self._clock -= step
            step = 0.0
        self._silence_left -= max(0.0, step)
        self._start, self._samples, self._kind, self._queued = self.end + step, 0, kind, 0
        first = round(self._start * self._rate)
        self._skip = max(0, self._placed - first)
        while self._placed < first:
            silence = np.zeros((self._channels, min(self._rate, first - self._placed)), np.float32)
            self._placed += silence.shape[1]
            yield silence

    def _place(self, blocks: Iterable[NDArray[np.float32]]) -> Iterator[NDArray[np.float32]]:
        for block in blocks:
            dropped = min(self._skip, block.shape[1])
            self._skip -= dropped
            self._placed += block.shape[1] - dropped
            if dropped < block.shape[1]:
                yield block[:, dropped:]
