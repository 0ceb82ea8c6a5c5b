"""The embedded voice: espeak-ng, in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.metadata import version
from importlib.util import find_spec
from selectors import EVENT_READ, DefaultSelector
from types import TracebackType
from typing import Any, Self

import numpy as np

from earmark.core.errors import EarmarkError, MissingExtra, TimedOut
from earmark.narration.voices import Speech, WordTime

__all__ = ["Espeak", "EspeakVoice", "require_espeak"]

_LIMIT_SECONDS = 300
_CAST = {"narrator": ("", 165, 45, 55), "quote": ("+f3", 158, 52, 60), "aside": ("+m3", 172, 40, 45)}
"""By part: variant, words per minute, pitch and inflection (0 to 99)."""
_SLOWEST, _FASTEST = 80, 450


class Espeak:
    """The engine; a context manager, because the other process ends with it.

    The same words in the same voice are the same samples, whatever was said before.

    Raises:
        MissingExtra: if the engine is not installed.
    """

    def __init__(self) -> None:
        require_espeak()
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            with self._process as process:
                process.kill()
            self._process = None

    def say(self, text: str, *, voice: str, speed: int, pitch: int, inflection: int) -> Speech:
        """`text` read aloud.

        Args:
            text: what to say; an empty line is a longer pause.
            voice: an espeak-ng voice, with a variant after ``+``.
            speed: words per minute, 80 to 450.
            pitch: 0 (low) to 99 (high).
            inflection: how much the pitch moves, 0 (flat) to 99.

        Raises:
            TimedOut: if it takes longer than five minutes.
            EarmarkError: if the voice cannot say it.
        """
        request = {"text": text, "voice": voice, "speed": speed, "pitch": pitch, "inflection": inflection}
        answer, sound = self._asked(request)
        if "error" in answer:
            raise EarmarkError(f"the voice failed: {answer['error']}", where=text[:60])
        samples = np.frombuffer(sound, dtype="<i2").astype(np.float32) / np.float32(32768)
        words = tuple(WordTime(at, at + length, sample) for at, length, sample in answer["words"])
        return Speech(samples, answer["rate"], words)

    def _asked(self, request: dict[str, object]) -> tuple[dict[str, Any], bytes]:
        if self._process is None:
            command = [sys.executable, "-m", "earmark.narration.espeak_process"]
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        sink, source = self._process.stdin, self._process.stdout
        assert sink is not None
        assert source is not None
        try:
            sink.write(json.dumps(request).encode() + b"\n")
            sink.flush()
            with DefaultSelector() as ready:
                ready.register(source, EVENT_READ)
                if not ready.select(_LIMIT_SECONDS):
                    raise TimedOut(f"the voice did not answer in {_LIMIT_SECONDS} s", where=str(request["text"])[:60])
            line = source.readline()
        except BrokenPipeError:
            line = b""
        if not line:
            raise EarmarkError("the voice's process has ended", where=str(request["text"])[:60])
        answer = json.loads(line)
        return answer, source.read(2 * answer.get("samples", 0))


class EspeakVoice:
    """A cast of espeak-ng's voices; a context manager. See :class:`~earmark.narration.voices.Voice`.

    Raises:
        MissingExtra: if the engine is not installed.
    """

    rate = 22050

    def __init__(self) -> None:
        self._engine = Espeak()
        self.name = f"espeak-ng {version('espeakng-loader')}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._engine.__exit__(kind, error, trace)

    def speak(self, text: str, *, part: str, speed: float, language: str) -> Speech:
        """`text` as the speaker of `part` says it; see :meth:`Espeak.say` for what can go wrong."""
        variant, words_per_minute, pitch, inflection = _CAST[part]
        return self._engine.say(
            " ".join(text.split()),
            voice=_named(language) + variant,
            speed=min(max(round(words_per_minute * speed), _SLOWEST), _FASTEST),
            pitch=pitch,
            inflection=inflection,
        )


def require_espeak() -> None:
    """See that the engine is installed, without loading it.

    Raises:
        MissingExtra: if it is not.
    """
    if find_spec("espeakng_loader") is None:
        raise MissingExtra("no voice is installed", mend="Install one with: pip install 'earmark[voices]'")


def _named(language: str) -> str:
    """The engine's name of a language: English without a country is American."""
    tag = language.lower()
    return {"": "en-us", "en": "en-us"}.get(tag, tag if tag in ("en-us", "en-gb", "pt-br") else tag.split("-")[0])
