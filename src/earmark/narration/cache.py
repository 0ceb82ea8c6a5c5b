"""Sentences that were spoken before, kept by what was asked of the voice."""

from __future__ import annotations

import hashlib
import json
import secrets
from contextlib import suppress
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from earmark.core.errors import BadInput
from earmark.narration.script import Utterance
from earmark.narration.voices import Speech, Voice, WordTime

__all__ = ["Cache"]

_FORMAT = 1


class Cache:
    """Speech in a folder, a file per sentence.

    Attributes:
        made: sentences that were spoken anew.
        kept: sentences that were there.
    """

    def __init__(self, folder: Path, voice: Voice, *, language: str) -> None:
        self._folder = folder
        self._voice = voice
        self._language = language
        self.made = 0
        self.kept = 0
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise BadInput(f"the folder cannot be made ({error.strerror})", where=str(folder)) from error

    def speech(self, utterance: Utterance) -> Speech:
        """The sound of `utterance`, spoken only if it is not there."""
        path = self._path(utterance)
        with suppress(OSError, ValueError, KeyError, BadZipFile):
            found = _read(path)
            self.kept += 1
            return found
        made = self._voice.speak(
            utterance.say,
            part=utterance.voice,
            speed=utterance.rate,
            language=utterance.language or self._language,
        )
        _write(path, made)
        self.made += 1
        return made

    def again(self, utterance: Utterance) -> Speech:
        """The sound of an utterance that :meth:`speech` gave before; it counts once."""
        return _read(self._path(utterance))

    def _path(self, utterance: Utterance) -> Path:
        language = utterance.language or self._language
        asked = [_FORMAT, self._voice.name, utterance.voice, utterance.rate, language, utterance.say]
        return self._folder / f"{hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:32]}.npz"


def _read(path: Path) -> Speech:
    with path.open("rb") as file, np.load(file, allow_pickle=False) as held:
        words = tuple(WordTime(*map(int, row)) for row in held["words"])
        return Speech(held["samples"].astype(np.float32) / 32768, int(held["rate"]), words)


def _write(path: Path, speech: Speech) -> None:
    words = np.array([(each.start, each.end, each.sample) for each in speech.words], np.int32).reshape(-1, 3)
    partial = path.with_name(f".{path.stem}.{secrets.token_hex(4)}.npz")
    try:
        np.savez(partial, samples=np.round(speech.samples * 32768).astype(np.int16), rate=speech.rate, words=words)
        partial.replace(path)
    except OSError as error:
        raise BadInput(f"cannot be written ({error.strerror})", where=str(path)) from error
    finally:
        partial.unlink(missing_ok=True)
