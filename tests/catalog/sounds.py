"""Small media made on the spot."""

from __future__ import annotations

import math
import struct
import wave
from pathlib import Path

import av
import numpy as np

from earmark.catalog.addition import Addition
from earmark.core import Item

__all__ = ["described", "item_of", "mp3", "picture", "wav"]


def wav(path: Path, seconds: float = 0.2, *, pitch: int = 440) -> Path:
    rate = 8000
    samples = (int(9000 * math.sin(2 * math.pi * pitch * at / rate)) for at in range(int(seconds * rate)))
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(b"".join(struct.pack("<h", sample) for sample in samples))
    return path


def mp3(path: Path, seconds: float = 2.0, *, seed: int = 0, **tags: str) -> Path:
    samples = (np.random.default_rng(seed).normal(0, 3000, (1, int(seconds * 44100)))).astype(np.int16)
    with av.open(str(path), "w", format="mp3") as container:
        container.metadata.update(tags)
        stream = container.add_stream("mp3", rate=44100, layout="mono")
        frame = av.AudioFrame.from_ndarray(samples, "s16", "mono")
        frame.rate, frame.pts = 44100, 0
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def picture(path: Path) -> Path:
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 30)
    return path


def described(additions: list[Addition]) -> list[tuple[str, str]]:
    """State and file name of each."""
    return [(addition.state.value, Path(addition.source).name) for addition in additions]


def item_of(addition: Addition) -> Item:
    assert addition.item is not None, addition.reason
    return addition.item
