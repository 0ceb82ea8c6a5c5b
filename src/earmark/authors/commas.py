"""What a comma separates: a family from a given name, a person from a person, a name from a title."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from earmark.authors.given import given_share
from earmark.authors.lexicon import NOBILITY, PARTICLES, SUFFIXES
from earmark.authors.person import (
    OFTEN_GIVEN,
    Name,
    direct_name,
    folded,
    inverted_name,
    is_degree,
    is_initial,
    is_title,
)
from earmark.authors.roles import ROLE_WORDS
from earmark.authors.script import fold

__all__ = ["Written", "is_date", "people_between_commas", "years"]

_YEAR = r"(?:1\d{3}|20\d\d|[1-9]\d{1,2})"
_DATE_WORDS = re.compile(
    r"\b(?:b|d|c|ca|fl|born|died|active|approximately|circa|century|bc|ad|ce|bce|st|nd|rd|th|or|and|after|before|"
    r"january|february|march|april|may|june|july|august|september|october|november|december|floruit|geb|gest)\b"
)
_SPAN = re.compile(rf"({_YEAR})?\s*\??\s*-\s*(?:\D*?)({_YEAR})?")


@dataclass(frozen=True, slots=True)
class Written:
    """A person as the text has it between commas: the name, years of life, a role behind it, other names."""

    name: Name
    born: int | None = None
    died: int | None = None
    role: str = ""
    also: tuple[str, ...] = ()


@dataclass(slots=True)
class _Core:
    """A part that is a name or half of one, and what hangs on it."""

    words: list[str]
    titles: list[str] = field(default_factory=list)
    noble: list[str] = field(default_factory=list)
    suffix: str = ""
    epithet: str = ""
    role: str = ""
    dates: str = ""

    @property
    def text(self) -> str:
        return " ".join(self.words)

    @property
    def closed(self) -> bool:
        """Something that only follows a whole name hangs on it."""
        return bool(self.epithet or self.role or self.dates or self.noble)


def is_date(part: str) -> bool:
    """Years of life or of work: 1809-1865, active 12th century, b. 1840."""
    plain = fold(part)
    if not any(char.isdigit() for char in plain):
        return False
    left = re.sub(r"\d+(?:st|nd|rd|th)?", " ", plain)
    return not _DATE_WORDS.sub(" ", left).replace("x", "").strip()


def years(part: str) -> tuple[int | None, int | None]:
    """(born, died) of a date part; None where it does not say, or says only when somebody was at work."""
    plain = part.lower()
    if re.search(r"active|century|fl\.|floruit", plain):
        return None, None
    span = _SPAN.search(re.sub(r"[a-z]+\.? \d{1,2}, (?=\d{3})", "", plain))
    if span and (span[1] or span[2]):
        return (int(span[1]) if span[1] else None), (int(span[2]) if span[2] else None)
    year = re.search(_YEAR, plain)
    if year is None:
        return None, None
    return (None, int(year[0])) if re.match(r"\W*(?:d|died|gest)\b", plain) else (int(year[0]), None)


def people_between_commas(piece: str) -> list[Written]:
    """The people of `piece`, which holds no other separator than commas."""
    cores = _cores([part.strip() for part in piece.split(",") if part.strip(" .-")])
    found: list[Written] = []
    at = 0
    alone = (
        len(cores) > 2
        and all(len(core.words) == 1 for core in cores)
        and not _alternate(cores)
        and given_share(folded(cores[1].words[0])) < 0.8
    )
    while at < len(cores):
        if at + 1 < len(cores) and not alone and _is_inverted(cores[at], cores[at + 1], lone=len(cores) == 2):
            found.append(_written(cores[at], cores[at + 1]))
            at += 2
        else:
            found.append(_written(cores[at], None))
            at += 1
    plural = next((core.role for core in cores if core.role), "") if cores and cores[-1].role else ""
    return [replace(person, role=person.role or plural) for person in found]


def _cores(parts: list[str]) -> list[_Core]:
    cores: list[_Core] = []
    for part in parts:
        if not cores and len(parts) > 1 and is_degree(part, alone=True):
            continue
        if not cores or not _hangs_on(part, cores[-1], bare=len(cores) == 1):
            cores.append(_Core(part.split()))
    return cores


def _hangs_on(part: str, core: _Core, *, bare: bool) -> bool:
    """Whether `part` is no name of its own; it then hangs on `core`."""
    words, plain = part.split(), fold(part)
    if plain in SUFFIXES:
        core.suffix = SUFFIXES[plain]
    elif is_degree(
        words[0] if len(words) == 2 and words[1].endswith(".") and len(words[1]) > 3 else part, alone=True
    ) and not (bare and _are_initials(part, core)):
        core.suffix = f"{core.suffix} {part}".strip()
    elif plain in ROLE_WORDS and not (plain == "con" or (len(plain) == 2 and not part.islower() and plain != "ed")):
        core.role = ROLE_WORDS[plain]
    elif is_date(part):
        core.dates = part
    elif all(is_title(word) or folded(word) in ("bart", "the") for word in words):
        core.titles.append(part)
    elif _is_noble(words):
        core.noble.append(part)
    elif (words[0] in ("of", "the") or _is_byname(words, core)) and len(words) < 6:
        core.epithet = part
    else:
        return False
    return True


def _are_initials(part: str, core: _Core) -> bool:
    """Date, C. J.: what looks like a degree stands for the given names if there are no others."""
    return len(core.words) == 1 and not core.closed and all(is_initial(word) for word in part.split())


def _is_byname(words: list[str], core: _Core) -> bool:
    """Marie, de France: where somebody is from, behind a mononym."""
    return len(core.words) == 1 and len(words) > 1 and words[0] in ("de", "da", "von", "d'", "di", "z")


def _is_noble(words: list[str]) -> bool:
    """Earl of Chesterfield, comte de, 1st Baron, Lord Byron."""
    if folded(words[0]) in ("1st", "2nd", "3rd") or re.fullmatch(r"\d+th", folded(words[0])):
        words = words[1:]
    if not words or folded(words[0]) not in NOBILITY or len(words) > 8:
        return False
    return (
        words[0][:1].islower()
        or (folded(words[0]) in ("lord", "lady", "baron") and len(words) == 2)
        or any(folded(word) in PARTICLES or word == "of" for word in words[1:2])
    )


def _alternate(cores: list[_Core]) -> bool:
    """Family, given, family, given."""
    shares = [given_share(folded(core.words[0])) for core in cores]
    return len(cores) % 2 == 0 and sum(shares[1::2]) > sum(shares[::2]) + 0.3 * len(cores) / 2


def _is_inverted(first: _Core, second: _Core, *, lone: bool) -> bool:
    """Whether `first` is a family name and `second` the given names before it."""
    if first.closed and not first.noble:
        return False
    if _is_family(first) and _is_given(second) and (lone or not _is_full(second)):
        return True
    if len(first.words) == 1:
        return lone or not _is_full(second)
    if len(second.words) == 1:
        known_family = given_share(folded(second.words[0])) < 0.3 and not is_initial(second.words[0])
        return not (known_family and _is_full(first)) and (lone or not _is_full(first))
    return not (_is_full(first) and _is_full(second)) and lone


def _is_family(core: _Core) -> bool:
    words = core.words
    if len(words) == 1 or folded(words[0]) in PARTICLES:
        return not is_initial(words[0])
    return len(words) < 4 and given_share(folded(words[0])) < 0.25 and not any(is_initial(word) for word in words)


def _is_given(core: _Core) -> bool:
    words = _without_leading_titles(core.words)
    if words and folded(words[-1]) in PARTICLES and not is_initial(words[-1]):
        return True
    return bool(words) and (is_initial(words[-1]) or given_share(folded(words[-1])) > 0.6 or len(words) == 1)


def _without_leading_titles(words: list[str]) -> list[str]:
    while len(words) > 1 and is_title(words[0]) and folded(words[0]) not in OFTEN_GIVEN:
        words = words[1:]
    return words


def _is_full(core: _Core) -> bool:
    """Given name and family name in reading order."""
    words = _without_leading_titles(core.words)
    if len(words) < 2 or is_initial(words[-1]) or folded(words[-1]) in PARTICLES:
        return False
    return is_initial(words[0]) or given_share(folded(words[0])) >= 0.3 or len(words) < len(core.words)


def _written(first: _Core, second: _Core | None) -> Written:
    cores = [core for core in (first, second) if core]
    titles = tuple(title for core in cores for title in core.titles)
    suffix = " ".join(core.suffix for core in cores if core.suffix)
    if second:
        name = inverted_name(first.text, second.text, extra_titles=titles, suffix=suffix)
    else:
        name = direct_name(first.text, extra_titles=titles, suffix=suffix)
    name, also = _with_peerage(name, [part for core in cores for part in core.noble], whole=second is not None)
    epithet = next((core.epithet for core in cores if core.epithet), name.epithet)
    if epithet and fold(epithet) in SUFFIXES:
        name, epithet = replace(name, suffix=SUFFIXES[fold(epithet)]), name.epithet
    born, died = years(next((core.dates for core in cores if core.dates), ""))
    role = next((core.role for core in cores if core.role), "")
    return Written(replace(name, epithet=epithet), born, died, role, also)


def _with_peerage(name: Name, noble: list[str], *, whole: bool) -> tuple[Name, tuple[str, ...]]:
    """`name` with its peerage: "Alfred, Lord Tennyson" has its family name there."""
    also: list[str] = []
    for part in noble:
        words = part.split()
        place = [word for word in words[1:] if folded(word) not in PARTICLES and word != "of"]
        if whole or not place:
            if whole and not place and folded(words[-1]) in PARTICLES | {"of"}:
                part = f"{part} {name.family}"
            name = replace(name, titles=(*name.titles, part))
        elif not name.given and words[1] != "of":
            name = replace(name, given=name.family, family=" ".join(words[1:]), titles=(*name.titles, words[0]))
        else:
            name = replace(name, titles=(*name.titles, part))
            also.append(part)
    return name, tuple(also)
