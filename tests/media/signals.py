"""Sound with known times in it, and ways to put it into files."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.audio.stream import AudioStream
from av.packet import Packet
from numpy.typing import NDArray
from scipy.signal import correlate

__all__ = ["chirps", "encode_packets", "lag_seconds", "sine", "write_film"]


def sine(
    *, frequency: float, dbfs: float, seconds: float, rate: int = 48_000, channels: int = 2
) -> NDArray[np.float32]:
    """A tone with its peak at `dbfs`, the same in all channels [shape=(channels, n)]."""
    wave = 10 ** (dbfs / 20) * np.sin(2 * np.pi * frequency * np.arange(round(seconds * rate)) / rate)
    return np.tile(wave.astype(np.float32), (channels, 1))


def chirps(*, rate: int, seconds: float = 3.0, at: tuple[float, ...] = (0.5, 2.1)) -> NDArray[np.float32]:
    """Silence with a short sweep from 300 Hz to 3 kHz at each time of `at` [shape=(1, n)]."""
    t = np.arange(round(rate * 0.2)) / rate
    sweep = 0.5 * np.sin(2 * np.pi * (300 * t + 6750 * t * t)) * np.hanning(len(t))
    sound = np.zeros((1, round(rate * seconds)), np.float32)
    for start in at:
        first = round(start * rate)
        sound[0, first : first + len(t)] += sweep.astype(np.float32)
    return sound


def lag_seconds(found: NDArray[np.float32], wanted: NDArray[np.float32], rate: int) -> float:
    """How much later `found` is than `wanted`, from the peak of their cross-correlation, to a part of a sample."""
    likeness = correlate(found[0], wanted[0], method="fft")
    peak = int(np.argmax(likeness))
    left, top, right = likeness[peak - 1 : peak + 2]
    return float(peak - (wanted.shape[1] - 1) + 0.5 * (left - right) / (left - 2 * top + right)) / rate


def encode_packets(stream: AudioStream, sound: NDArray[np.float32], *, rate: int) -> list[Packet[Any]]:
    """All packets of mono `sound`."""
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound), "fltp", "mono")
    frame.sample_rate, frame.pts, frame.time_base = rate, 0, Fraction(1, rate)
    return [*stream.encode(frame), *stream.encode(None)]


def write_film(path: Path, sound: NDArray[np.float32], *, codec: str, rate: int, sound_starts: float) -> None:
    """A film whose picture starts at 0 and whose sound starts later."""
    with av.open(str(path), "w") as container:
        picture = container.add_stream("mpeg4", rate=25)
        picture.width, picture.height, picture.pix_fmt = 64, 48, "yuv420p"
        track = container.add_stream(codec, rate=rate, layout="mono")
        assert isinstance(track, AudioStream)
        packets: list[Packet[Any]] = []
        for number in range(100):
            image = av.VideoFrame.from_ndarray(np.full((48, 64, 3), number, np.uint8), "rgb24")
            image.pts, image.time_base = number, Fraction(1, 25)
            packets += picture.encode(image)
        packets += picture.encode(None)
        for packet in encode_packets(track, sound, rate=rate):
            delay = round(sound_starts / packet.time_base)
            assert packet.pts is not None
            packet.pts += delay
            packet.dts = packet.pts
            packets.append(packet)
        for packet in sorted(packets, key=lambda packet: (packet.dts or 0) * packet.time_base):
            container.mux(packet)
