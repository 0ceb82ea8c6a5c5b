"""Text of a name as it arrives, made comparable: entities, broken encodings, scripts, diacritics."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache

__all__ = ["clean", "fold", "in_own_case", "script_runs", "scripts"]

_SPACES = re.compile(r"\s+")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_APOSTROPHES = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "ʼ": "'",
        "`": "'",
        "´": "'",
        "“": '"',
        "”": '"',
        "„": '"',
        "‐": "-",
        "‑": "-",
        "–": "-",
        "—": "-",
        "；": ";",
        "，": ",",
        "（": "(",
        "）": ")",
        "・": " ",
        "·": " ",
        "،": ",",
    }
)
_ENTITY = re.compile(r"&#?\w+;")
_CUT_ENTITY = re.compile(r"&amp$")
_SHARED = {"COMMON", ""}


def clean(text: str) -> str:
    """`text` with entities resolved, mended if its UTF-8 was read as Latin-1, in NFC, on one line.

    Marks that cannot be seen (direction, joiners, controls) go; quotes and dashes get their plain form.
    """
    for _ in range(3):
        if not _ENTITY.search(text):
            break
        text = html.unescape(text)
    text = _mended(_CUT_ENTITY.sub("&", text))
    text = unicodedata.normalize("NFC", text).translate(_APOSTROPHES)
    text = "".join(
        " " if char.isspace() or unicodedata.category(char) == "Cc" else char
        for char in text
        if unicodedata.category(char) not in ("Cf", "Cs", "Co", "Cn")
    )
    return _SPACES.sub(" ", text).strip()


def _mended(text: str) -> str:
    """`text`, decoded once more where it is UTF-8 that somebody read as Latin-1."""
    if "Ã" not in text and "Â" not in text:
        return text
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text


@lru_cache(maxsize=200_000)
def fold(text: str) -> str:
    """`text` in lower-case ASCII letters, digits and single spaces; other scripts are transliterated.

    Reference:
        anyascii's tables, which follow the national romanisations (pinyin, Hepburn, BGN/PCGN).
    """
    if text.isascii():
        plain = text.lower()
    else:
        from anyascii import anyascii

        plain = anyascii(unicodedata.normalize("NFC", text)).lower()
    return _NOT_WORD.sub(" ", plain.replace("'", "")).strip()


@lru_cache(maxsize=4096)
def _script(char: str) -> str:
    if not char.isalpha():
        return ""
    name = unicodedata.name(char, "")
    first = name.split(" ", 1)[0]
    return {"HIRAGANA": "CJK", "KATAKANA": "CJK", "HANGUL": "CJK", "IDEOGRAPHIC": "CJK"}.get(first, first)


def scripts(text: str) -> frozenset[str]:
    """Names of the scripts of the letters in `text`, e.g. ``{"LATIN"}``; Han, kana and hangul are all ``CJK``."""
    if text.isascii():
        return frozenset({"LATIN"}) if any(char.isalpha() for char in text) else frozenset()
    return frozenset(_script(char) for char in text) - _SHARED


def script_runs(text: str) -> list[tuple[str, str]]:
    """(script, words) for each run of words of one script, in order; a word without letters joins the run before."""
    runs: list[tuple[str, list[str]]] = []
    for word in text.split(" "):
        found = scripts(word)
        script = next(iter(sorted(found)), "")
        if runs and script in ("", runs[-1][0]):
            runs[-1][1].append(word)
        else:
            runs.append((script, [word]))
    return [(script, " ".join(words).strip(" -/=,;:")) for script, words in runs]


def in_own_case(text: str) -> str:
    """`text` in title case if it was shouted or whispered; else as it is."""
    letters = [char for char in text if char.isalpha()]
    if len(letters) < 4 or scripts(text) - {"LATIN", "CYRILLIC", "GREEK"}:
        return text
    shouted = all(char.isupper() for char in letters) and any(len(word) > 3 for word in re.split(r"[\s.]", text))
    if not shouted and not all(char.islower() for char in letters):
        return text
    return re.sub(r"[^\W\d_]+('s\b)?", lambda word: word[0][:1].upper() + word[0][1:].lower(), text)
