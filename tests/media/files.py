"""Files that no honest encoder makes."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from earmark.media import write_audio

__all__ = ["noise_file", "wav_bytes", "without_middle"]


def wav_bytes(
    data: bytes, *, rate: int = 44_100, channels: int = 1, bits: int = 16, float_: bool = False, size: int | None = None
) -> bytes:
    """A wav file whose header says what it is told to say."""
    frame = channels * bits // 8
    header = struct.pack("<HHIIHH", 3 if float_ else 1, channels, rate, (rate * frame) % 2**32, frame % 2**16, bits)
    claimed = len(data) if size is None else size
    body = b"WAVEfmt " + struct.pack("<I", 16) + header + b"data" + struct.pack("<I", claimed) + data
    return b"RIFF" + struct.pack("<I", len(body) % 2**32) + body


def noise_file(path: Path, *, seconds: float = 10.0, rate: int = 44_100) -> NDArray[np.float32]:
    """Write noise, which no encoder can make small, and return it [shape=(1, n)]."""
    noise = np.random.default_rng(1).standard_normal((1, round(seconds * rate))).astype(np.float32) * np.float32(0.1)
    write_audio(path, noise, rate=rate)
    return noise


def without_middle(path: Path, *, fill: bytes | None) -> None:
    """Overwrite a twentieth of the file with `fill` repeated; None takes it out."""
    whole = path.read_bytes()
    first, length = len(whole) // 2, len(whole) // 20
    patch = b"" if fill is None else (fill * length)[:length]
    path.write_bytes(whole[:first] + patch + whole[first + length :])
