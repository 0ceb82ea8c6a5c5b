"""One unbroken stretch of sound, brought to another rate by FFmpeg's resampler."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from av.audio.frame import AudioFrame
from av.error import BlockingIOError as NotYet
from av.error import EOFError as Drained
from av.filter import Graph
from numpy.typing import NDArray

__all__ = ["Resampler"]


class Resampler:
    """Turns frames that follow each other without a gap into blocks of about one second.

    Frames only queue up when pushed; they run through the graph when blocks are pulled, which saves most of the
    cost per frame. The delay of the resampling filter is taken out: output sample k is input time k/rate.

    Args:
        like: a frame with the format that all frames will have.
        rate: samples per second of the blocks.
        layout: channel layout of the blocks; ``mono`` is the mean of all channels.
    """

    def __init__(self, like: AudioFrame, *, rate: int, layout: str) -> None:
        graph = Graph()
        graph.threads = 1
        chain = [
            graph.add(
                "abuffer",
                sample_rate=str(like.sample_rate),
                sample_fmt=like.format.name,
                channel_layout=like.layout.name,
                time_base=f"1/{like.sample_rate}",
            ),
            # A codec's frames are short: each further step costs less on a second at once.
            graph.add("asetnsamples", f"n={like.sample_rate}:p=0"),
        ]
        channels = like.layout.nb_channels
        if layout == "mono" and channels > 1:
            mean = "+".join(f"{1 / channels:.9f}*c{channel}" for channel in range(channels))
            # The mean is taken in floating point: in 16 bits it would be rounded before the filter.
            chain += [graph.add("aformat", sample_fmts="fltp"), graph.add("pan", f"mono|c0={mean}")]
        chain += [
            graph.add("aresample", str(rate)),
            graph.add("aformat", sample_fmts="flt", channel_layouts=layout),
            graph.add("abuffersink"),
        ]
        for upstream, downstream in pairwise(chain):
            upstream.link_to(downstream)
        graph.configure()
        self._graph = graph
        self.push = graph.push

    def pull(self) -> Iterator[NDArray[np.float32]]:
        """Blocks that are ready [shape=(channels, samples)]."""
        while True:
            try:
                frame = self._graph.pull()
            except (NotYet, Drained):
                return
            assert isinstance(frame, AudioFrame)
            # Interleaved, as PyAV reads past the end of planar frames with more than eight channels.
            interleaved = frame.to_ndarray().reshape(-1, frame.layout.nb_channels)
            yield np.ascontiguousarray(interleaved.T, np.float32)

    def flush(self) -> Iterator[NDArray[np.float32]]:
        """All that is left; nothing may be pushed afterwards."""
        self._graph.push(None)
        yield from self.pull()
