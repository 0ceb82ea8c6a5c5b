"""Sound from a file or a stream, in blocks, at the time a listener hears it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Self

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.codec.context import ThreadType
from av.container import InputContainer
from av.stream import Discard
from numpy.typing import NDArray

from earmark.core.errors import UnreadableMedia
from earmark.media.container import SAMPLE_RATES, is_gapless, open_container, sound_of, time_zero
from earmark.media.damage import Damage, Faults
from earmark.media.packets import packets
from earmark.media.promise import promised_end
from earmark.media.stream import ByteStream
from earmark.media.timeline import Timeline

__all__ = ["Audio", "AudioReader", "read_audio"]

_LOUDEST = 1e6
"""Amplitudes beyond this are no sound."""


@dataclass(frozen=True, slots=True)
class Audio:
    """Sound in memory.

    Attributes:
        samples: amplitudes, nominally in [-1, 1] [shape=(channels, n)].
        rate: samples per second.
        damage: what could not be read; None if all could.
    """

    samples: NDArray[np.float32]
    rate: int
    damage: Damage | None = None

    @property
    def seconds(self) -> float:
        """Length in seconds."""
        return int(self.samples.shape[1]) / self.rate


class AudioReader:
    """Decodes the sound of a file or a stream in blocks, with flat memory.

    Sample k of all blocks together is what a listener hears at k/rate seconds: encoder delay is taken out, sound
    that starts after the picture has silence before it, gaps in the time stamps are silence, repeats are dropped.
    What cannot be decoded is silence too, and :attr:`damage` says so once the blocks are exhausted.

    Use it as a context manager and iterate over it once. Blocks are float32, finite, nominally in [-1, 1], at least
    a second long except the last [shape=(channels, samples)].

    Args:
        source: a local file with sound in it, or the bytes of one as they come.
        rate: samples per second wanted, > 0.
        channels: 1 for the mean of all channels, None for those of the file.

    Raises:
        BadInput: on entering, if `source` is missing, a folder or may not be read.
        UnreadableMedia: on entering or at the end, if there is no sound that can be decoded.
    """

    def __init__(self, source: Path | ByteStream, *, rate: int, channels: int | None = 1) -> None:
        if rate <= 0 or channels not in (1, None):
            raise ValueError("rate must be positive and channels 1 or None")
        self.source = source
        self.rate = rate
        self.channels = channels
        self.damage: Damage | None = None
        self._length = 0
        self._faults = Faults()
        self._open = ExitStack()
        self._blocks: Iterator[NDArray[np.float32]] | None = None

    def __enter__(self) -> Self:
        with ExitStack() as opening:
            container = opening.enter_context(open_container(self.source))
            stream = sound_of(container, self.source)
            _prepare(container, stream)
            layout = "mono" if self.channels == 1 else stream.layout.name
            self.channels = self.channels or stream.channels
            timeline = Timeline(rate=self.rate, layout=layout, channels=self.channels)
            self._blocks = self._read(container, stream, timeline)
            self._open = opening.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._blocks = None
        self._open.close()

    @property
    def seconds(self) -> float:
        """Length of what was handed out so far."""
        return self._length / self.rate

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> NDArray[np.float32]:
        if self._blocks is None:
            raise RuntimeError("an AudioReader is iterated over inside its with block")
        block = next(self._blocks)
        self._length += block.shape[1]
        return block

    def _read(
        self, container: InputContainer, stream: AudioStream, timeline: Timeline
    ) -> Iterator[NDArray[np.float32]]:
        sound = self._laid_out(container, stream, timeline)
        for block in _at_least(self.rate, sound):
            yield self._finite(block)
        if isinstance(self.source, ByteStream):
            self.source.check()
        if not self._length:
            mend = self.source.mend if isinstance(self.source, ByteStream) else None
            raise UnreadableMedia("there is no sound in it that can be decoded", where=str(self.source), mend=mend)
        promised = promised_end(self.source, container, stream)
        self.damage = self._faults.verdict(end=timeline.end, promised=promised)

    def _laid_out(
        self, container: InputContainer, stream: AudioStream, timeline: Timeline
    ) -> Iterator[NDArray[np.float32]]:
        zero, tick, gapless = time_zero(container), float(stream.time_base or 0), is_gapless(container)
        for frame in _frames(container, stream, self._faults):
            at = None if frame.pts is None else frame.pts * tick - zero
            if self._faults.pending or (gapless and at is not None and timeline.leaps(at)):
                self._faults.inside(timeline.end)
                yield from timeline.flush()
            try:
                yield from timeline.add(frame, at)
            except av.FFmpegError:
                self._faults.add()
        yield from timeline.flush()

    def _finite(self, block: NDArray[np.float32]) -> NDArray[np.float32]:
        """`block` with silence where a broken file holds numbers that are none."""
        # Not-a-number passes through min and max, and is never less than anything.
        if block.min() > -_LOUDEST and block.max() < _LOUDEST:
            return block
        self._faults.inside(self.seconds)
        return np.where(np.abs(block) < _LOUDEST, block, np.float32(0))


def read_audio(path: Path, *, rate: int, channels: int | None = 1) -> Audio:
    """The whole sound of a file in memory; see :class:`AudioReader`."""
    with AudioReader(path, rate=rate, channels=channels) as reader:
        samples = np.concatenate(list(reader), axis=1)
    return Audio(samples, rate, reader.damage)


def _prepare(container: InputContainer, stream: AudioStream) -> None:
    """Leave the other streams unread, and use one thread: catalogues are decoded many files at a time."""
    for other in container.streams:
        if other.index != stream.index:
            other.discard = Discard.all
    stream.codec_context.thread_type = ThreadType.NONE
    stream.codec_context.thread_count = 1
    if stream.codec_context.name == "flac":
        # Without this a flipped bit is decoded as noise. MP3's own checksums are too often wrong to go by.
        stream.codec_context.options = {"err_detect": "crccheck"}


def _frames(container: InputContainer, stream: AudioStream, faults: Faults) -> Iterator[AudioFrame]:
    """Every frame that can be decoded; `faults` hears of the rest."""
    for packet in chain(packets(container, [stream], faults), [None]):
        try:
            frames = stream.decode(packet)
        except av.FFmpegError:
            faults.add()
            continue
        for frame in frames:
            if frame.sample_rate in SAMPLE_RATES:
                yield frame
            else:
                faults.add()


def _at_least(samples: int, blocks: Iterable[NDArray[np.float32]]) -> Iterator[NDArray[np.float32]]:
    """The same sound in blocks of at least `samples`, except the last."""
    waiting: list[NDArray[np.float32]] = []
    length = 0
    for block in blocks:
        waiting.append(block)
        length += block.shape[1]
        if length >= samples:
            yield np.concatenate(waiting, axis=1) if len(waiting) > 1 else waiting[0]
            waiting, length = [], 0
    if waiting:
        yield np.concatenate(waiting, axis=1)
