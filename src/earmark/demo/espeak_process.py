"""espeak-ng in a process of its own: text on standard input, 16-bit mono PCM on standard output.

espeak-ng is GPL-3, so nothing of it may be loaded into the process that imports earmark. This module is only
ever run, as ``python -m earmark.demo.espeak_process VOICE SPEED PITCH RANGE``. The first four bytes it writes
are the sampling rate in Hz, little-endian; samples follow as they are spoken.
"""

from __future__ import annotations

import ctypes
import sys
from ctypes import CFUNCTYPE, c_char_p, c_int, c_short, c_uint, c_void_p

_SYNCHRONOUS = 2  # AUDIO_OUTPUT_SYNCHRONOUS: samples go to the callback, espeak_Synth returns when all are made
_RATE, _VOLUME, _PITCH, _RANGE = 1, 2, 3, 4
_HEADROOM = 65  # of 100: at full volume some voices clip
_UTF8 = 1

_Callback = CFUNCTYPE(c_int, c_void_p, c_int, c_void_p)


def _library() -> ctypes.CDLL:
    import espeakng_loader

    library = ctypes.CDLL(espeakng_loader.get_library_path())
    rate = library.espeak_Initialize(_SYNCHRONOUS, 0, c_char_p(str(espeakng_loader.get_data_path()).encode()), 0)
    if rate <= 0:
        raise RuntimeError("espeak-ng did not start")
    sys.stdout.buffer.write(int(rate).to_bytes(4, "little"))
    return library


def _write(samples: int | None, count: int, _events: int | None) -> int:
    if samples and count > 0:
        sys.stdout.buffer.write(ctypes.string_at(samples, count * ctypes.sizeof(c_short)))
    return 0


def _speak(text: bytes, voice: str, speed: int, pitch: int, inflection: int) -> None:
    library = _library()
    on_samples = _Callback(_write)  # must outlive the synthesis
    library.espeak_SetSynthCallback(on_samples)
    if library.espeak_SetVoiceByName(c_char_p(voice.encode())) != 0:
        raise RuntimeError(f"espeak-ng has no voice {voice!r}")
    for parameter, value in ((_RATE, speed), (_VOLUME, _HEADROOM), (_PITCH, pitch), (_RANGE, inflection)):
        library.espeak_SetParameter(parameter, value, 0)
    size = ctypes.c_size_t(len(text) + 1)
    library.espeak_Synth(c_char_p(text), size, c_uint(0), c_int(0), c_uint(0), c_uint(_UTF8), None, None)
    library.espeak_Synchronize()
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    _speak(sys.stdin.buffer.read(), sys.argv[1], *(int(argument) for argument in sys.argv[2:5]))
