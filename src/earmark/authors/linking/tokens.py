"""Words of names as numbers, so that pairs of names are compared without Python."""

from __future__ import annotations

import csv
from array import array
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

__all__ = ["WIDTH", "TokenArrays", "Tokens", "sound_of"]

WIDTH = 24
"""Letters of a word that are kept."""
STEM = 4
"""Signs of a sound that stay when a language puts its own ending to a name (Frontinus, Frontino)."""
_TABLE = Path(__file__).parent.with_name("data") / "nicknames.csv"
_SOUNDS = str.maketrans("bpfvwckqgjxszdtlmnr", "bbfffkkkkkssstylnnr".replace("y", "t"))
_SILENT = str.maketrans("", "", "aeiouhy")


@cache
def sound_of(word: str) -> str:
    """How a folded word sounds, roughly: classes of consonants without doubles, the first letter's class in front.

    A Soundex without its cut after four signs; the classes are those of spellings that transliterations mix up.
    """
    if not word:
        return ""
    word = word.replace("ph", "f")
    first = "a" if word[0] in "aeiouhy" else word[0].translate(_SOUNDS)
    rest = word[1:].replace("w", "").translate(_SILENT).translate(_SOUNDS)
    kept = first
    for sign in rest:
        if sign != kept[-1]:
            kept += sign
    return kept


@cache
def _nicknames() -> dict[str, int]:
    """Each short or full form to the number of a group; a short form of several names is in the first one's."""
    with _TABLE.open(encoding="utf-8", newline="") as stream:
        groups = [[row["name"], *row["short"].split()] for row in csv.DictReader(stream)]
    found: dict[str, int] = {}
    for number, words in enumerate(groups, start=1):
        for word in words:
            found.setdefault(word, number)
    return found


class TokenArrays:
    """What is known of each token, as arrays.

    Attributes:
        letters: ASCII codes, zero-filled [shape=(tokens, WIDTH)].
        length: letters kept [shape=(tokens,)].
        sound: number of its sound [shape=(tokens,)].
        stem: number of how it begins to sound [shape=(tokens,)].
        nickname: number of its group of nicknames, 0 for none [shape=(tokens,)].
    """

    def __init__(
        self, letters: bytearray, length: array[int], sound: array[int], stem: array[int], nickname: array[int]
    ) -> None:
        self.letters: NDArray[np.uint8] = np.frombuffer(bytes(letters), np.uint8).reshape(-1, WIDTH)
        self.length: NDArray[np.int32] = np.array(length, np.int32)
        self.sound: NDArray[np.int32] = np.array(sound, np.int32)
        self.stem: NDArray[np.int32] = np.array(stem, np.int32)
        self.nickname: NDArray[np.int32] = np.array(nickname, np.int32)


class Tokens:
    """A numbering of folded words that grows; number 0 is the empty word."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._sounds: dict[str, int] = {}
        self._letters = bytearray()
        self._length = array("i")
        self._sound = array("i")
        self._stem = array("i")
        self._nickname = array("i")
        self._arrays: TokenArrays | None = None
        self.number("")

    def __len__(self) -> int:
        return len(self._length)

    def number(self, word: str) -> int:
        """The number of the folded `word`, a new one if it was never seen."""
        found = self._numbers.get(word)
        if found is not None:
            return found
        kept = word.replace(" ", "")[:WIDTH].encode("ascii", "replace")
        self._letters += kept.ljust(WIDTH, b"\0")
        self._length.append(len(kept))
        sound = sound_of(word)
        self._sound.append(self._sounds.setdefault(sound, len(self._sounds)))
        self._stem.append(self._sounds.setdefault(sound[:STEM], len(self._sounds)))
        self._nickname.append(_nicknames().get(word, 0))
        self._numbers[word] = len(self._length) - 1
        return self._numbers[word]

    def arrays(self) -> TokenArrays:
        """All tokens so far."""
        if self._arrays is None or len(self._arrays.length) != len(self):
            self._arrays = TokenArrays(self._letters, self._length, self._sound, self._stem, self._nickname)
        return self._arrays
