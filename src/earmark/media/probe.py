"""What a media file says it is, and whether it is all there, without decoding it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from av.audio.stream import AudioStream
from av.container import InputContainer
from av.stream import Disposition

from earmark.core.errors import UnreadableMedia
from earmark.media.container import JITTER_SECONDS, is_gapless, open_container, sound_of, time_zero
from earmark.media.damage import MISSING_END_SECONDS, Damage, Faults
from earmark.media.packets import packets
from earmark.media.promise import promised_end
from earmark.media.tags import Chapter, normalised_tags

__all__ = ["AudioInfo", "MediaInfo", "probe"]

_PACKET_SECONDS = 1.0
"""No packet lasts longer; FFmpeg stretches the last one of a broken Ogg over all that is lost."""


@dataclass(frozen=True, slots=True)
class AudioInfo:
    """The sound as it is stored.

    Attributes:
        codec: ``mp3``, ``aac``, ``opus``, ``flac``, ``pcm_s16le``, …
        rate: samples per second.
        channels: how many.
        bit_rate: bits per second of the sound; None if unknown.
    """

    codec: str
    rate: int
    channels: int
    bit_rate: int | None


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """What is known of a file without decoding it.

    Attributes:
        container: FFmpeg's short name of the format, ``mp3``, ``mov``, ``matroska``, …
        seconds: length of what is there.
        audio: its sound; None if it has none.
        has_video: True if it has moving pictures.
        has_cover: True if it has a cover picture.
        tags: see :func:`~earmark.media.tags.normalised_tags`.
        chapters: in order.
        damage: what is missing; None if the file keeps what its header promises. Sound that is there but broken
            shows only when it is decoded.
    """

    container: str
    seconds: float
    audio: AudioInfo | None
    has_video: bool
    has_cover: bool
    tags: Mapping[str, str] = field(default_factory=dict)
    chapters: tuple[Chapter, ...] = ()
    damage: Damage | None = None


def probe(path: Path) -> MediaInfo:
    """Read the headers of a file, and run through its packets to see where it really ends.

    Raises:
        BadInput: if `path` is missing, a folder or may not be read.
        UnreadableMedia: if it is no sound or film that can be read.
    """
    with open_container(path) as container:
        covers = [stream for stream in container.streams.video if stream.disposition & Disposition.attached_pic]
        has_video = len(container.streams.video) > len(covers)
        sound = sound_of(container, path) if container.streams.audio else None
        if not sound and not has_video:
            raise UnreadableMedia("there is neither sound nor a film in it", where=str(path))
        faults = Faults()
        ends = _ends(container, faults)
        if not ends:
            raise UnreadableMedia("there is nothing in it after the header", where=str(path))
        seconds, damage = max(ends.values()), None
        if sound:
            end, promised = ends.get(sound.index, 0.0), promised_end(path, container, sound)
            damage = faults.verdict(end=end, promised=promised)
            if promised is not None and end == seconds and promised > end - MISSING_END_SECONDS:
                # The last packet is padded to a full frame; the header knows where the sound in it ends.
                seconds = min(end, promised)
        return MediaInfo(
            container=container.format.name.split(",")[0],
            seconds=seconds,
            audio=_audio_info(container, sound) if sound else None,
            has_video=has_video,
            has_cover=bool(covers),
            tags=normalised_tags(container.metadata, sound.metadata if sound else {}),
            chapters=_chapters(container),
            damage=damage,
        )


def _ends(container: InputContainer, faults: Faults) -> dict[int, float]:
    """Seconds of item time at which the last packet of each audio and video stream ends, by stream index."""
    zero, gapless = time_zero(container), is_gapless(container)
    ends: dict[int, float] = {}
    played = [
        stream
        for stream in (*container.streams.audio, *container.streams.video)
        if not stream.disposition & Disposition.attached_pic
    ]
    ticks = {stream.index: float(stream.time_base or 0) for stream in played}
    for packet in packets(container, played, faults):
        if packet.pts is None:
            continue
        stream, tick = packet.stream_index, ticks[packet.stream_index]
        start, before = packet.pts * tick - zero, ends.get(stream)
        if before is not None and (faults.pending or (gapless and start - before > JITTER_SECONDS)):
            faults.inside(before)
        end = start + min((packet.duration or 0) * tick, _PACKET_SECONDS)
        ends[stream] = end if before is None else max(end, before)
    return ends


def _audio_info(container: InputContainer, sound: AudioStream) -> AudioInfo:
    bit_rate = sound.bit_rate or (None if container.streams.video else container.bit_rate)
    return AudioInfo(
        codec=sound.codec_context.codec.canonical_name,
        rate=sound.sample_rate,
        channels=sound.channels,
        bit_rate=bit_rate or None,
    )


def _chapters(container: InputContainer) -> tuple[Chapter, ...]:
    return tuple(
        Chapter(
            title=chapter["metadata"].get("title", ""),
            start=float(chapter["start"] * chapter["time_base"]),
            end=float(chapter["end"] * chapter["time_base"]),
        )
        for chapter in container.chapters()
        if chapter["time_base"]
    )
