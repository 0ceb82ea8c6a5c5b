"""Recordings played faster, stretched or transposed, as they are in podcasts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import av
import numpy as np
from av.filter import Graph
from numpy.typing import NDArray

__all__ = ["UNCHANGED", "Change", "changed"]

BLOCK = 4096


@dataclass(frozen=True, slots=True)
class Change:
    """How a recording was changed.

    Attributes:
        tempo: seconds of the recording per second heard; 1.04 is 4 % faster.
        pitch: frequency heard over frequency recorded. Equal to `tempo` where it is simply played faster.
    """

    tempo: float
    pitch: float

    @classmethod
    def parse(cls, text: str) -> Change:
        """From ``speed:1.04`` (resampled), ``tempo:0.95`` (stretched) or ``pitch:-1`` (semitones).

        Raises:
            ValueError: if it is none of these.
        """
        kind, _, amount = text.partition(":")
        if kind == "speed":
            return cls(float(amount), float(amount))
        if kind == "tempo":
            return cls(float(amount), 1.0)
        if kind == "pitch":
            return cls(1.0, 2 ** (float(amount) / 12))
        raise ValueError(f"{text!r} is not speed:FACTOR, tempo:FACTOR or pitch:SEMITONES")


UNCHANGED = Change(1.0, 1.0)


def changed(samples: NDArray[np.float32], change: Change, *, rate: int) -> NDArray[np.float32]:
    """`samples` as they sound after `change`: resampled for the pitch, then stretched to the tempo by WSOLA.

    Args:
        samples: mono [shape=(1, n)].
        change: what to do; its tempo at least half its pitch.
        rate: samples per second.

    Returns:
        [shape=(1, about n / tempo)].

    Reference:
        W. Verhelst and M. Roelands, "An overlap-add technique based on waveform similarity (WSOLA)", ICASSP 1993,
        as in FFmpeg's ``atempo``.
    """
    if change == UNCHANGED:
        return samples
    graph = Graph()
    nodes = [
        graph.add_abuffer(sample_rate=rate, format="flt", layout="mono"),
        graph.add("asetrate", str(round(rate * change.pitch))),
        graph.add("aresample", str(rate)),
    ]
    if change.tempo != change.pitch:
        nodes.append(graph.add("atempo", f"{change.tempo / change.pitch:.9f}"))
    nodes.append(graph.add("abuffersink"))
    graph.link_nodes(*nodes).configure()
    return np.concatenate(list(_through(graph, samples, rate)), axis=1)


def _through(graph: Graph, samples: NDArray[np.float32], rate: int) -> Iterator[NDArray[np.float32]]:
    for first in range(0, samples.shape[1], BLOCK):
        block = np.ascontiguousarray(samples[:, first : first + BLOCK])
        frame = av.AudioFrame.from_ndarray(block, format="flt", layout="mono")
        frame.sample_rate = rate
        graph.push(frame)
        yield from _ready(graph)
    graph.push(None)
    yield from _ready(graph)


def _ready(graph: Graph) -> Iterator[NDArray[np.float32]]:
    while True:
        try:
            frame = graph.pull()
        except (av.BlockingIOError, av.EOFError):
            return
        if isinstance(frame, av.AudioFrame):
            yield frame.to_ndarray().astype(np.float32)
