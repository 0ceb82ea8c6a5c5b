"""espeak-ng in a process of its own: requests on standard input, sound and word times on standard output.

espeak-ng is GPL-3, so nothing of it may be loaded into the process that imports earmark. This module is only
ever run, as ``python -m earmark.narration.espeak_process``. A request is a line of JSON: ``text``, ``voice``,
``speed``, ``pitch``, ``inflection``. An answer is a line of JSON, ``rate`` (Hz), ``samples``, ``words`` (triples of
first character, number of characters, sample), then the samples as 16-bit little-endian mono; or ``error``.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
from ctypes import CFUNCTYPE, POINTER, Structure, Union, c_char_p, c_int, c_short, c_uint, c_void_p

_SYNCHRONOUS = 2  # AUDIO_OUTPUT_SYNCHRONOUS: samples go to the callback, espeak_Synth returns when all are made
_RATE, _VOLUME, _PITCH, _RANGE = 1, 2, 3, 4
_HEADROOM = 65  # of 100: at full volume some voices clip
_UTF8 = 1
_END, _WORD = 0, 1


class _Id(Union):
    _fields_ = (("number", c_int), ("name", c_char_p), ("string", ctypes.c_char * 8))


class _Event(Structure):
    """``espeak_EVENT`` of speak_lib.h."""

    _fields_ = (
        ("type", c_int),
        ("unique_identifier", c_uint),
        ("text_position", c_int),
        ("length", c_int),
        ("audio_position", c_int),
        ("sample", c_int),
        ("user_data", c_void_p),
        ("id", _Id),
    )


_Callback = CFUNCTYPE(c_int, c_void_p, c_int, POINTER(_Event))


class _Voice:
    """The library, and what it says while it speaks."""

    def __init__(self) -> None:
        import espeakng_loader

        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        data = c_char_p(str(espeakng_loader.get_data_path()).encode())
        self.rate = int(self._library.espeak_Initialize(_SYNCHRONOUS, 0, data, 0))
        if self.rate <= 0:
            raise RuntimeError("espeak-ng did not start")
        self._on_samples = _Callback(self._hear)  # must outlive the synthesis
        self._library.espeak_SetSynthCallback(self._on_samples)
        self._heard = bytearray()
        self._words: list[tuple[int, int, int]] = []

    def speak(self, text: str, voice: str, speed: int, pitch: int, inflection: int) -> tuple[bytes, object]:
        """Samples, and words with the sample at which each starts."""
        self._heard, self._words = bytearray(), []
        self._library.espeak_ng_SetRandSeed(ctypes.c_long(1))  # breath is noise, which is seeded with the time of day
        if self._library.espeak_SetVoiceByName(c_char_p(voice.encode())) != 0:
            raise ValueError(f"espeak-ng has no voice {voice!r}")
        for parameter, value in ((_RATE, speed), (_VOLUME, _HEADROOM), (_PITCH, pitch), (_RANGE, inflection)):
            self._library.espeak_SetParameter(parameter, value, 0)
        encoded = text.encode()
        size = ctypes.c_size_t(len(encoded) + 1)
        self._library.espeak_Synth(c_char_p(encoded), size, c_uint(0), c_int(0), c_uint(0), c_uint(_UTF8), None, None)
        self._library.espeak_Synchronize()
        return bytes(self._heard), self._words

    def _hear(self, samples: int | None, count: int, events: ctypes._Pointer[_Event]) -> int:
        at = 0
        while events[at].type != _END:
            event = events[at]
            if event.type == _WORD:
                self._words.append((event.text_position - 1, event.length, event.sample))
            at += 1
        if samples and count > 0:
            self._heard += ctypes.string_at(samples, count * ctypes.sizeof(c_short))
        return 0


def _answer(voice: _Voice, line: bytes) -> None:
    try:
        heard, words = voice.speak(**json.loads(line))
        answer: dict[str, object] = {"rate": voice.rate, "samples": len(heard) // 2, "words": words}
    except ValueError as error:
        heard, answer = b"", {"error": str(error)}
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + heard)
    sys.stdout.buffer.flush()


def _serve() -> None:
    """Answer each request in a copy of the fresh process: the library's noise depends on what was said before."""
    voice = _Voice()
    for line in sys.stdin.buffer:
        child = os.fork()
        if child == 0:
            _answer(voice, line)
            os._exit(0)
        os.waitpid(child, 0)


if __name__ == "__main__":
    _serve()
