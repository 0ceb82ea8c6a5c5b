"""What a file itself says about where its sound ends, to tell a cut file from a whole one."""

from __future__ import annotations

import math
import os
import struct
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from av.audio.stream import AudioStream
from av.container import InputContainer

from earmark.media.container import time_zero
from earmark.media.stream import TAIL_BYTES, ByteStream

__all__ = ["promised_end"]

_HEAD = 1 << 16
_OPEN_SIZE = 0xFFFFFFFF


def promised_end(source: Path | ByteStream, container: InputContainer, stream: AudioStream) -> float | None:
    """Where the sound ends according to the file's own headers. A stream has to be at its end.

    Returns:
        Seconds of item time; infinity where the file says only that there is more (an Ogg without its last page);
        None where it says nothing reliable.
    """
    formats = container.format.name.split(",")
    if "mp3" in formats:
        with _beginning(source) as file:
            return _mp3_seconds(file)
    if "wav" in formats:
        with _beginning(source) as file:
            return _wav_seconds(file)
    if "ogg" in formats and not _ogg_is_complete(_ending(source)):
        return math.inf
    if "matroska" in formats:
        end = _clock(stream.metadata.get("DURATION", ""))
    elif {"ogg", "w64", "aiff", "flac", "mov", "caf"} & set(formats) and stream.duration and stream.time_base:
        end = float(((stream.start_time or 0) + stream.duration) * stream.time_base)
    else:
        end = None
    return None if end is None else end - time_zero(container)


def _beginning(source: Path | ByteStream) -> BinaryIO:
    """The file, or what is remembered of how it began."""
    return BytesIO(source.head) if isinstance(source, ByteStream) else source.open("rb")


def _ending(source: Path | ByteStream) -> bytes:
    """The last bytes."""
    if isinstance(source, ByteStream):
        return source.tail
    with source.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - TAIL_BYTES))
        return file.read()


def _mp3_seconds(file: BinaryIO) -> float | None:
    """Frames counted by the Xing or Info header, less the encoder's delay and padding if LAME's fields are there.

    FFmpeg forgets that count when the file is much shorter, so it is read here.
    """
    head = file.read(10)
    if head[:3] == b"ID3" and len(head) == 10:
        size = head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9]
        file.seek(10 + size)
        head = b""
    head += file.read(_HEAD)
    sync = next((at for at in range(min(4096, len(head) - 4)) if _is_layer_3(head[at : at + 4])), None)
    if sync is None:
        return None
    version, index = head[sync + 1] >> 3 & 3, head[sync + 2] >> 2 & 3
    rate = (44100, 48000, 32000)[index] >> {3: 0, 2: 1, 0: 2}[version]
    mono = head[sync + 3] >> 6 == 3
    side = (17 if mono else 32) if version == 3 else (9 if mono else 17)
    tag = head[sync + 4 + side : sync + 4 + side + 148]
    if tag[:4] not in (b"Xing", b"Info") or len(tag) < 148 or not tag[7] & 1:
        return None
    samples = struct.unpack(">I", tag[8:12])[0] * (1152 if version == 3 else 576)
    # Frames, bytes, table of contents and quality are each there only if flagged; LAME's fields come after them.
    lame = 8 + sum(size for bit, size in enumerate((4, 4, 100, 4)) if tag[7] >> bit & 1)
    if tag[lame : lame + 4] in (b"LAME", b"Lavf", b"Lavc"):
        delay_padding = int.from_bytes(tag[lame + 21 : lame + 24], "big")
        samples -= (delay_padding >> 12) + (delay_padding & 0xFFF)
    return float(samples / rate) if samples > 0 else None


def _is_layer_3(header: bytes) -> bool:
    """True for a plausible MPEG audio frame header of layer III."""
    return (
        header[0] == 0xFF
        and header[1] & 0xE6 == 0xE2
        and header[1] >> 3 & 3 != 1
        and header[2] >> 4 not in (0, 15)
        and header[2] >> 2 & 3 != 3
    )


def _wav_seconds(file: BinaryIO) -> float | None:
    """Length of the data chunk, which FFmpeg quietly shortens to what is there; None if it was left open."""
    riff, _, wave = struct.unpack("<4sI4s", file.read(12).ljust(12, b"\0"))
    bytes_per_second, long_size = 0, 0
    while riff in (b"RIFF", b"RF64") and wave == b"WAVE":
        header = file.read(8)
        if len(header) < 8:
            break
        name, size = struct.unpack("<4sI", header)
        if name == b"data":
            size = long_size if size == _OPEN_SIZE else size
            return size / bytes_per_second if size and bytes_per_second else None
        body = file.read(min(size, 64))
        if name == b"fmt " and len(body) >= 12:
            bytes_per_second = struct.unpack_from("<I", body, 8)[0]
        elif name == b"ds64" and len(body) >= 16:
            long_size = struct.unpack_from("<Q", body, 8)[0]
        file.seek(size + size % 2 - len(body), os.SEEK_CUR)
    return None


def _ogg_is_complete(tail: bytes) -> bool:
    """True if the last page in `tail` is flagged as the end of its stream (RFC 3533) and is all there."""
    at = tail.rfind(b"OggS")
    if at < 0 or len(tail) < at + 27:
        return False
    segments = tail[at + 26]
    sizes = tail[at + 27 : at + 27 + segments]
    return bool(tail[at + 5] & 4) and len(sizes) == segments and at + 27 + segments + sum(sizes) <= len(tail)


def _clock(text: str) -> float | None:
    """Seconds of ``HH:MM:SS.fraction``; None for anything else."""
    try:
        hours, minutes, seconds = text.split(":")
        return int(hours) * 3600 + int(minutes) * 60 + float(seconds)
    except ValueError:
        return None
