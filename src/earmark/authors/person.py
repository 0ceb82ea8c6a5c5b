"""One person's name, taken into its parts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from earmark.authors.given import given_share
from earmark.authors.lexicon import (
    DEGREES,
    FAMILY_FIRST,
    NOBILITY,
    NUMERALS,
    PARTICLES,
    SPANISH_FAMILIES,
    SUFFIXES,
    TITLES,
)
from earmark.authors.script import fold, scripts

__all__ = ["OFTEN_GIVEN", "Name", "direct_name", "folded", "inverted_name", "is_degree", "is_initial", "is_title"]

_QUOTED = re.compile(r'\s*"([^"]{1,40})"\s*')
_EPITHET = re.compile(r"^(\S+(?: \S+)?) ((?:[Oo]f|[Tt]he) .+)$")
OFTEN_GIVEN = frozenset(
    {"dean", "earl", "don", "duke", "judge", "king", "major", "justice", "bart", "dom", "chief", "prince", "st"}
)
"""Titles that are given names too."""
_INNER_TITLES = frozenset({"lord", "lady", "sir", "baron", "baroness"})
"""Alfred Lord Tennyson."""
_CONNECTORS = frozenset({"y", "e", "i"})
_COMPOUND_HAN = ("司馬", "司马", "歐陽", "欧阳", "諸葛", "诸葛", "夏目", "芥川", "村上", "三島", "川端")


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name.

    Attributes:
        given: given names as written, initials included; empty for a mononym.
        family: family name with its particles; the one name of a mononym.
        suffix: what tells namesakes apart (Jr., III, fils, the Elder), or Esq. and degrees.
        titles: Sir, Rev., Earl of Chesterfield.
        nickname: what stands in quotation marks.
        epithet: "of Avila", "the Great".
        family_first: the text has the family name first without a comma.
    """

    given: str = ""
    family: str = ""
    suffix: str = ""
    titles: tuple[str, ...] = ()
    nickname: str = ""
    epithet: str = ""
    family_first: bool = False

    def __str__(self) -> str:
        order = (self.family, self.given) if self.family_first else (self.given, self.family)
        return " ".join(part for part in (*order, self.epithet, self.suffix) if part)


@lru_cache(maxsize=100_000)
def folded(word: str) -> str:
    """`word` folded without spaces."""
    return fold(word).replace(" ", "")


def is_initial(word: str) -> bool:
    """A letter, or letters with dots or hyphens between them: J., J.R.R., J.-F., JRR."""
    letters = re.sub(r"[.\-' ]", "", word)
    if not letters.isalpha() or scripts(word) == {"CJK"}:
        return False
    parts = [part for part in re.split(r"[.\-' ]", word) if part]
    return all(len(part) == 1 for part in parts) or (len(letters) <= 3 and word.isupper() and "." not in word[:-1])


def is_title(word: str) -> bool:
    """Sir, Rev., Baroness."""
    return folded(word) in TITLES


def is_degree(word: str, *, alone: bool) -> bool:
    """M.D., Ph.D., S.J.; inside a name (not `alone`) only in capitals, as Ma and Ba are names too."""
    plain = folded(word)
    if plain not in DEGREES:
        return False
    return alone or (len(plain) > 1 and sum(char.isupper() for char in word) >= 2)


def direct_name(text: str, *, extra_titles: tuple[str, ...] = (), suffix: str = "") -> Name:
    """The name in reading order: given names first, or last where the language or the words say so."""
    text, nickname = _without_nickname(text)
    words, titles = _without_titles(text.split())
    words, found = _without_suffix(words)
    name = _parted(words)
    return Name(
        given=name.given,
        family=name.family,
        suffix=suffix or found or name.suffix,
        titles=(*titles, *name.titles, *extra_titles),
        nickname=nickname,
        epithet=name.epithet,
        family_first=name.family_first,
    )


def inverted_name(family: str, given: str, *, extra_titles: tuple[str, ...] = (), suffix: str = "") -> Name:
    """The name of "family, given"; or of "fils, Alexandre Dumas", turned round by somebody who took the last word."""
    if family.islower() and folded(family) in SUFFIXES:
        return direct_name(given, extra_titles=extra_titles, suffix=SUFFIXES[folded(family)])
    given, nickname = _without_nickname(given)
    words, titles = _without_titles(given.split(), keep=0)
    words, found = _without_suffix(words, keep=0)
    while words and folded(words[0]) in SUFFIXES:
        found, words = SUFFIXES[folded(words[0])], words[1:]
    family_words = family.split()
    more_titles: tuple[str, ...] = ()
    if len(family_words) > 1 and folded(family_words[0]) in NOBILITY:
        family_words, more_titles = family_words[1:], (family_words[0],)
    family_words, family_suffix = _without_suffix(family_words)
    moved = len(words)
    while moved and folded(words[moved - 1]) in PARTICLES and words[moved - 1][:1].islower():
        moved -= 1
    family_words = [*words[moved:], *family_words]
    return Name(
        given=" ".join(words[:moved]),
        family=" ".join(family_words),
        suffix=suffix or found or family_suffix,
        titles=(*more_titles, *titles, *extra_titles),
        nickname=nickname,
    )


def _without_nickname(text: str) -> tuple[str, str]:
    found = _QUOTED.search(text)
    if found is None or not (rest := _QUOTED.sub(" ", text).strip()):
        return text.replace('"', "").strip(), ""
    return rest.replace('"', ""), found[1].strip()


def _without_titles(words: list[str], *, keep: int = 1) -> tuple[list[str], tuple[str, ...]]:
    titles: list[str] = []
    while len(words) > keep and is_title(words[0]) and not _rather_given(words, titles, keep):
        titles.append(words[0])
        words = words[1:]
        if words[:1] and folded(words[0]) in ("of", "von", "de") and titles and keep == 0:
            if all(folded(word) in PARTICLES for word in words):
                break
            return [], (*titles[:-1], " ".join([titles[-1], *words]))
    return words, tuple(titles)


def _rather_given(words: list[str], titles: list[str], keep: int) -> bool:
    """Dean Koontz, Earl Derr Biggers, St. John Hankin: a title's word, but a given name here."""
    word = folded(words[0])
    if word not in OFTEN_GIVEN or titles or (keep == 0 and len(words) > 1):
        return False
    if word == "st":
        return len(words) > 2 and folded(words[2]) not in ("of", "the")
    return len(words) > 1 and given_share(word) >= 0.3 and "of" not in words


def _without_suffix(words: list[str], *, keep: int = 1) -> tuple[list[str], str]:
    found: list[str] = []
    while len(words) > keep:
        plain = folded(words[-1])
        if plain in SUFFIXES and not (plain in ("sen", "jun") and "." not in words[-1]):
            found.insert(0, SUFFIXES[plain])
        elif plain in NUMERALS and len(plain) > 1 and words[-1].isupper():
            found.insert(0, plain.upper())
        elif is_degree(words[-1], alone=False) and len(words) > keep + 1:
            found.insert(0, words[-1])
        else:
            break
        words = words[:-1]
    return words, " ".join(found)


def _parted(words: list[str]) -> Name:
    if not words:
        return Name()
    if scripts(" ".join(words)) == {"CJK"}:
        return _family_first_script(words)
    epithet = _EPITHET.match(" ".join(words))
    if epithet and len(words) < 7:
        return _with_epithet(epithet[1], epithet[2])
    if len(words) == 1:
        return Name(family=words[0])
    if _puts_family_first(words):
        return Name(given=" ".join(words[1:]), family=words[0], family_first=True)
    inner = tuple(word for word in words[1:-1] if folded(word) in _INNER_TITLES)
    words = [words[0], *(word for word in words[1:-1] if word not in inner), words[-1]]
    start = _family_start(words)
    return Name(given=" ".join(words[:start]), family=" ".join(words[start:]), titles=inner)


def _with_epithet(name: str, epithet: str) -> Name:
    before = _parted(name.split())
    if fold(epithet) in SUFFIXES:
        return Name(given=before.given, family=before.family, suffix=SUFFIXES[fold(epithet)])
    return Name(given=before.given, family=before.family, epithet=epithet)


def _family_first_script(words: list[str]) -> Name:
    """Han, kana and hangul: the family name is the first word, or the first sign or two of the only one."""
    if len(words) > 1:
        return Name(given=" ".join(words[1:]), family=words[0], family_first=True)
    text = words[0]
    if not 2 <= len(text) <= 5 or any(ord(char) in range(0x3040, 0x3100) for char in text):
        return Name(family=text)
    cut = 2 if len(text) > 3 or (len(text) == 3 and text.startswith(_COMPOUND_HAN)) else 1
    return Name(given=text[cut:], family=text[:cut], family_first=True)


def _puts_family_first(words: list[str]) -> bool:
    first, last = folded(words[0]), folded(words[-1])
    if is_initial(words[0]) or len(words) > 4:
        return False
    if is_initial(words[-1]):
        return len(words) > 2 and not is_initial(words[1])
    known_order = (
        len(words) == 2
        and given_share(first) <= 0.5
        and given_share(last) > (0.88 if given_share(first) < 0.12 else 0.95)
    )
    asian = first in FAMILY_FIRST and given_share(first) < 0.6 and given_share(last) >= 0.4 and len(words) < 4
    return (known_order and not any(folded(word) in PARTICLES for word in words)) or asian


def _family_start(words: list[str]) -> int:
    """Where the family name begins in given-first `words`, at least 1 unless a particle opens the name."""
    start = len(words) - 1
    if start >= 3 and folded(words[start - 1]) in _CONNECTORS and not is_initial(words[start - 1].upper() + "x"):
        start -= 2
    elif start >= 2 and _first_of_two(words, start - 1):
        start -= 1
    while start > 1 and _is_particle(words[start - 1]):
        start -= 1
    if start == 1 and words[0][:1].islower() and folded(words[0]) in PARTICLES:
        return 0
    return start


def _is_particle(word: str) -> bool:
    return folded(word) in PARTICLES and (word.islower() or not is_initial(word))


def _first_of_two(words: list[str], at: int) -> bool:
    """Pérez Galdós, Castelo Branco: two family names."""
    word = folded(words[at])
    return word in SPANISH_FAMILIES and given_share(word) < 0.5 and not is_initial(words[at])
