"""Bytes to arrays and back: decoding, probing, spectra, loudness, writing."""

from earmark.media.audio import Audio, AudioReader, read_audio
from earmark.media.damage import Damage

__all__ = ["Audio", "AudioReader", "Damage", "read_audio"]
