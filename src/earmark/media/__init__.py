"""Bytes to arrays and back: decoding, probing, spectra, loudness, writing."""

from earmark.media.audio import Audio, AudioReader, read_audio
from earmark.media.damage import Damage
from earmark.media.probe import AudioInfo, MediaInfo, probe
from earmark.media.tags import Chapter
from earmark.media.write import write_audio

__all__ = [
    "Audio",
    "AudioInfo",
    "AudioReader",
    "Chapter",
    "Damage",
    "MediaInfo",
    "probe",
    "read_audio",
    "write_audio",
]
