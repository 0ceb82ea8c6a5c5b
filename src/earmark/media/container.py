"""Opening a local media file, or a stream of bytes, and nothing but that."""

from __future__ import annotations

import stat
from pathlib import Path

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.stream import Disposition

from earmark.core.errors import BadInput, UnreadableMedia
from earmark.media.stream import ByteStream

__all__ = ["JITTER_SECONDS", "SAMPLE_RATES", "is_gapless", "local_file", "open_container", "sound_of", "time_zero"]

# Demuxers that read one file and no other. Playlists and the like (hls, dash, concat, sdp, image sequences) would
# make FFmpeg open paths and addresses that the file's author chose.
_FORMATS = (
    "aac,ac3,ac4,aiff,alaw,amr,amrnb,amrwb,ape,asf,ast,au,avi,caf,dsf,dts,dtshd,dv,eac3,f4v,flac,flv,g722,gsm,h264,hevc,"
    "ivf,m4v,matroska,mlp,mov,mp3,mpc,mpc8,mpeg,mpegts,mpegvideo,mulaw,mxf,nut,ogg,oma,rm,shn,sox,spx,tak,truehd,tta,"
    "voc,w64,wav,webm,wtv,wv,xwma"
)
# Formats of a single run of sound: a gap in their time stamps is a loss. Films and streams may have gaps by right.
_GAPLESS = {"aac", "aiff", "flac", "mp3", "ogg", "wav"}
_CHANNELS = range(1, 65)

SAMPLE_RATES = range(1_000, 768_001)
"""Rates a recording can have; other numbers are forged or broken."""

JITTER_SECONDS = 0.03
"""Time stamps may be off by this; more is a gap. Whole pages of sound Ogg files are off by up to 20.3 ms."""


def local_file(path: Path) -> Path:
    """`path`, absolute, once it is known to be an ordinary file with something in it.

    Raises:
        BadInput: if it is missing, a folder, a pipe or a device, or may not be read.
        UnreadableMedia: if it is empty.
    """
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise BadInput("this is a folder", where=str(path), mend="Name the files in it")
        if not stat.S_ISREG(status.st_mode):
            raise BadInput("this is not an ordinary file", where=str(path))
        with path.open("rb"):
            pass
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise BadInput(f"cannot be read ({reason})", where=str(path)) from error
    if not status.st_size:
        raise UnreadableMedia("the file is empty", where=str(path))
    return path.absolute()


def open_container(source: Path | ByteStream) -> InputContainer:
    """The open container of a local file or a stream. Follows no reference to another file or address.

    Raises:
        BadInput: if `source` is a path to no readable file.
        UnreadableMedia: if it is no media file, or of a format that points to other files.
    """
    stream = source if isinstance(source, ByteStream) else None
    # A stream needs no protocol at all, so it gets none: there is none of this name.
    options = {"protocol_whitelist": "none" if stream else "file", "format_whitelist": _FORMATS}
    try:
        name = stream if isinstance(source, ByteStream) else f"file:{local_file(source)}"
        return av.open(name, "r", options=options, metadata_errors="replace")
    except av.error.ArgumentError as error:
        raise UnreadableMedia("not a sound or film format that is opened here", where=str(source)) from error
    except (av.FFmpegError, ValueError) as error:
        if stream:
            stream.check()
        if stream and not stream.head:
            raise UnreadableMedia("nothing came", where=str(source)) from error
        reason = getattr(error, "strerror", None) or str(error)
        raise UnreadableMedia(f"not a media file that can be read ({reason})", where=str(source)) from error


def sound_of(container: InputContainer, source: Path | ByteStream) -> AudioStream:
    """The audio stream that a player would choose.

    Raises:
        UnreadableMedia: if there is none, or its parameters cannot be those of a recording.
    """
    stream = container.streams.best("audio")
    if not isinstance(stream, AudioStream):
        raise UnreadableMedia("there is no sound in it", where=str(source))
    if stream.codec_context is None:
        raise UnreadableMedia("its sound is in a format that cannot be decoded", where=str(source))
    if stream.sample_rate not in SAMPLE_RATES or stream.channels not in _CHANNELS:
        declared = f"{stream.sample_rate} Hz, {stream.channels} channels"
        raise UnreadableMedia(f"its sound claims to have {declared}", where=str(source))
    return stream


def is_gapless(container: InputContainer) -> bool:
    """True if a gap between packets means that something was lost."""
    return not _GAPLESS.isdisjoint(container.format.name.split(","))


def time_zero(container: InputContainer) -> float:
    """The time stamp, in seconds, at which a player shows 0:00.

    The first stream to start decides: sound may set in after the picture. Negative starts are an encoder's
    run-in, which decoders throw away.
    """
    starts = [
        float(stream.start_time * stream.time_base)
        for stream in (*container.streams.audio, *container.streams.video)
        if stream.start_time is not None and stream.time_base and not stream.disposition & Disposition.attached_pic
    ]
    return max(0.0, min(starts, default=0.0))
