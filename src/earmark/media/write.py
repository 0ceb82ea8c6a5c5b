"""Sound to a file, with tags and chapters."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import Literal

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import OutputContainer
from numpy.typing import NDArray

from earmark.core.errors import BadInput
from earmark.media.tags import Chapter

__all__ = ["write_audio"]


@dataclass(frozen=True, slots=True)
class _Format:
    """How a suffix is written: muxer, encoder, its sample rates (empty: all) and what it can hold."""

    muxer: str
    encoder: str
    rates: tuple[int, ...] = ()
    bits_per_channel: int | None = None
    chapters: Literal["muxer", "comments"] | None = "muxer"
    options: Mapping[str, str] | None = None


_MPEG_RATES = (8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000)
_AAC = _Format("ipod", "aac", _MPEG_RATES, 64_000)
_FORMATS = {
    ".wav": _Format("wav", "pcm_s16le", chapters=None),
    ".flac": _Format("flac", "flac", chapters="comments"),
    ".mp3": _Format("mp3", "libmp3lame", _MPEG_RATES, 64_000),
    # Its muxer rounds the seconds of a chapter up from the half.
    ".opus": _Format("opus", "libopus", (8000, 12000, 16000, 24000, 48000), 48_000, "comments"),
    ".m4a": _AAC,
    ".m4b": _AAC,
    ".ogg": _Format("ogg", "vorbis", (), 64_000, "comments", options={"strict": "experimental"}),
}


def write_audio(
    path: Path,
    samples: NDArray[np.float32] | Iterable[NDArray[np.float32]],
    *,
    rate: int,
    tags: Mapping[str, str] | None = None,
    chapters: Sequence[Chapter] = (),
    bit_rate: int | None = None,
) -> None:
    """Write sound in the format that the suffix names: wav, flac, mp3, opus, m4a, m4b (AAC) or ogg (Vorbis).

    The file appears under its name only when it is complete. Blocks are encoded as they come, with flat memory.
    Wav and flac are 16 bit; amplitudes beyond [-1, 1] are clipped. Ogg is always stereo, as its encoder needs it.

    Args:
        path: where to; a file that is there is replaced.
        samples: mono or stereo, nominally in [-1, 1] [shape=(channels, n) or (n,)], or an iterable of such blocks.
        rate: samples per second, > 0. A rate the format lacks is resampled to the next higher one it has.
        tags: by the names of :func:`~earmark.media.tags.normalised_tags`. In m4a and m4b an ``isrc`` makes all tags
            QuickTime keys instead of iTunes atoms, which have no place for it.
        chapters: in order; wav cannot hold them. In flac, opus and ogg a chapter ends where the next one starts.
        bit_rate: bits per second; None for the format's usual. Wav and flac have none.

    Raises:
        BadInput: if the suffix is unknown, the format cannot hold what is asked, or the file cannot be written.
        ValueError: if there are no samples, or neither one nor two channels.
    """
    kind = _format_for(path, chapters=bool(chapters), bit_rate=bit_rate)
    blocks = _seconds(iter([samples]) if isinstance(samples, np.ndarray) else iter(samples), rate)
    first = next(blocks, None)
    if first is None:
        raise ValueError("there are no samples to write")
    partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        # The index goes to the front, so that a player can start, and a cut copy can be read.
        options = {"movflags": "faststart+use_metadata_tags" if tags and "isrc" in tags else "faststart"}
        # Without this Ogg streams have a random serial number, and no two files are the same.
        exact = {"fflags": "+bitexact"} if kind.muxer in ("opus", "ogg") else {}
        with av.open(
            str(partial), "w", format=kind.muxer, container_options=options if kind is _AAC else exact
        ) as container:
            channels = 2 if kind.encoder == "vorbis" else first.shape[0]
            stream = _stream(container, kind, rate=rate, channels=channels, bit_rate=bit_rate)
            container.metadata.update(_tags(kind, tags or {}))
            if kind.chapters == "muxer":
                container.set_chapters(_muxed(chapters))
            else:
                container.metadata.update(_commented(chapters))
            _encode(container, stream, chain([first], blocks), rate=rate, channels=channels)
        partial.replace(path)
    except (av.FFmpegError, OSError) as error:
        raise BadInput(f"cannot be written ({error.strerror or error})", where=str(path)) from error
    finally:
        with suppress(OSError):
            partial.unlink()


def _format_for(path: Path, *, chapters: bool, bit_rate: int | None) -> _Format:
    kind = _FORMATS.get(path.suffix.lower())
    if kind is None:
        known = ", ".join(suffix[1:] for suffix in _FORMATS)
        raise BadInput(f"'{path.suffix}' is no sound format we write", where=str(path), mend=f"Use one of {known}")
    if chapters and not kind.chapters:
        raise BadInput(
            f"{path.suffix[1:]} cannot hold chapters", where=str(path), mend="Use m4b, mp3, opus, flac or ogg"
        )
    if bit_rate is not None and kind.bits_per_channel is None:
        raise BadInput(f"{path.suffix[1:]} has no bit rate to choose", where=str(path))
    return kind


def _stream(
    container: OutputContainer, kind: _Format, *, rate: int, channels: int, bit_rate: int | None
) -> AudioStream:
    encoded_rate = min((known for known in kind.rates if known >= rate), default=max(kind.rates, default=rate))
    stream = container.add_stream(kind.encoder, rate=encoded_rate, options=dict(kind.options or {}))
    assert isinstance(stream, AudioStream)
    stream.layout = "stereo" if channels == 2 else "mono"
    stream.time_base = Fraction(1, encoded_rate)
    if kind.bits_per_channel is not None:
        stream.bit_rate = bit_rate or kind.bits_per_channel * channels
    return stream


def _tags(kind: _Format, tags: Mapping[str, str]) -> dict[str, str]:
    names = {"isrc": "TSRC" if kind.muxer == "mp3" else "ISRC"}
    return {names.get(name, name): value for name, value in tags.items()}


def _muxed(chapters: Sequence[Chapter]) -> list[av.container.core.Chapter]:
    return [
        {
            "id": number,
            "start": round(chapter.start * 1000),
            "end": round(chapter.end * 1000),
            "time_base": Fraction(1, 1000),
            "metadata": {"title": chapter.title},
        }
        for number, chapter in enumerate(chapters)
    ]


def _commented(chapters: Sequence[Chapter]) -> dict[str, str]:
    """Chapters as the Vorbis comments ``CHAPTER000=00:00:00.000`` and ``CHAPTER000NAME``, which players read."""
    comments: dict[str, str] = {}
    for number, chapter in enumerate(chapters):
        minutes, milliseconds = divmod(round(chapter.start * 1000), 60_000)
        clock = f"{minutes // 60:02}:{minutes % 60:02}:{milliseconds // 1000:02}.{milliseconds % 1000:03}"
        comments |= {f"CHAPTER{number:03}": clock, f"CHAPTER{number:03}NAME": chapter.title}
    return comments


def _encode(
    container: OutputContainer,
    stream: AudioStream,
    blocks: Iterable[NDArray[np.float32]],
    *,
    rate: int,
    channels: int,
) -> None:
    written = 0
    for block in blocks:
        if block.shape[0] < channels:
            block = np.repeat(block, channels, axis=0)
        frame = AudioFrame.from_ndarray(block, "fltp", "stereo" if channels == 2 else "mono")
        frame.sample_rate, frame.time_base, frame.pts = rate, Fraction(1, rate), written
        written += block.shape[1]
        container.mux(stream.encode(frame))
    container.mux(stream.encode(None))


def _seconds(blocks: Iterator[NDArray[np.float32]], rate: int) -> Iterator[NDArray[np.float32]]:
    """The blocks cut into pieces of at most one second, as contiguous float32 [shape=(channels, samples)]."""
    channels = None
    for block in blocks:
        whole = np.atleast_2d(block)
        channels = channels or whole.shape[0]
        if whole.ndim != 2 or whole.shape[0] != channels or channels not in (1, 2):
            raise ValueError(f"samples must be mono or stereo throughout, shape (channels, n), got {whole.shape}")
        for start in range(0, whole.shape[1], rate):
            yield np.ascontiguousarray(whole[:, start : start + rate], np.float32)
