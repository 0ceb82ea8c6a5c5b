"""Bytes to arrays and back: decoding, probing, spectra, loudness, writing."""

from earmark.media.audio import Audio, AudioReader, read_audio
from earmark.media.change import UNCHANGED, Change, changed
from earmark.media.damage import Damage
from earmark.media.digest import file_digest
from earmark.media.excerpt import excerpts
from earmark.media.loudness import Loudness, LoudnessMeter, measure_loudness
from earmark.media.probe import AudioInfo, MediaInfo, probe
from earmark.media.spectra import Framer, frames, hz_to_mel, mel_filters, mel_to_hz, spectra_of, stft
from earmark.media.stream import ByteStream
from earmark.media.tags import Chapter
from earmark.media.write import write_audio

__all__ = [
    "UNCHANGED",
    "Audio",
    "AudioInfo",
    "AudioReader",
    "ByteStream",
    "Change",
    "Chapter",
    "Damage",
    "Framer",
    "Loudness",
    "LoudnessMeter",
    "MediaInfo",
    "changed",
    "excerpts",
    "file_digest",
    "frames",
    "hz_to_mel",
    "measure_loudness",
    "mel_filters",
    "mel_to_hz",
    "probe",
    "read_audio",
    "spectra_of",
    "stft",
    "write_audio",
]
