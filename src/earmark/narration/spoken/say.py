"""Text as it is said: numbers, sums, dates and signs in words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from earmark.narration.spoken.rules import RULES, Rule

__all__ = ["Piece", "Spoken", "spoken"]

_QUOTES = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "\u00a0": " ", "\u202f": " ", "\u00ad": None}
)
_SHOUTED = re.compile(r"\b[A-Z][A-Z'’]+(?:[ ,;:-]+[A-Z][A-Z'’]*){2,}\b")
_LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A change: characters [start, end) of the written text are said as `said`, characters [said_start, said_end)."""

    kind: str
    start: int
    end: int
    said_start: int
    said_end: int


@dataclass(frozen=True, slots=True)
class Spoken:
    """What is to be said, and where it differs from what is written."""

    text: str
    pieces: tuple[Piece, ...] = ()


def spoken(written: str, *, language: str = "en") -> Spoken:
    """`written` as a voice is to say it.

    Rules exist for English; in other languages the voice's own are left to it.

    Args:
        written: a sentence or paragraph, at most 20 000 characters.
        language: a BCP 47 tag; empty counts as English.
    """
    if (language or "en").split("-")[0].lower() != "en" or len(written) > _LONGEST:
        return Spoken(written)
    text = _calm(written)
    said: list[str] = []
    pieces: list[Piece] = []
    at = length = 0
    for start, end, kind, words in _found(text):
        said.append(text[at:start])
        length += start - at
        pieces.append(Piece(kind, start, end, length, length + len(words)))
        said.append(words)
        length, at = length + len(words), end
    return Spoken("".join((*said, text[at:])), tuple(pieces))


def _calm(written: str) -> str:
    """Plain quotes and blanks, and no shouting, without a change of length."""
    text = written.translate(_QUOTES)
    return _SHOUTED.sub(lambda found: found[0][:1] + found[0][1:].lower(), text)


def _found(text: str) -> list[tuple[int, int, str, str]]:
    """What is written short, in order: start, end, kind and words. Earlier rules take precedence over later ones."""
    taken: list[tuple[int, int, str, str]] = []
    free = bytearray(len(text))
    for rule in RULES:
        for found in rule.pattern.finditer(text):
            start, end = found.span()
            if end > start and not any(free[start:end]):
                words = _said(rule, found)
                if words is not None:
                    free[start:end] = b"\1" * (end - start)
                    taken.append((start, end, rule.kind, words))
    return sorted(taken)


def _said(rule: Rule, found: re.Match[str]) -> str | None:
    try:
        return rule.say(found)
    except (ValueError, KeyError):
        return None
