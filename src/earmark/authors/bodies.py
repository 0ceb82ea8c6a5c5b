"""Bodies: societies, companies, agencies, and the words that tell them from people."""

from __future__ import annotations

import re

from earmark.authors.given import given_share
from earmark.authors.lexicon import words
from earmark.authors.person import is_initial
from earmark.authors.script import fold

__all__ = ["CREDENTIAL", "is_body"]

BODIES = frozenset(
    {
        "united states",
        "united states of america",
        "great britain",
        "canada",
        "france",
        "germany",
        "new zealand",
        "australia",
        "united kingdom",
        "england",
        "ireland",
        "scotland",
        "india",
        "japan",
        "china",
        "russia",
        "mexico",
        "california",
        "texas",
        "prussia",
        "spain",
        "italy",
        "national geographic",
        "new york",
    }
)
"""Folded names of bodies that no word betrays."""

BODY_WORDS = words(
    "society company co corporation corp inc ltd limited firm press university college school institute "
    "institution association department dept committee commission council board office bureau library museum "
    "church club government ministry agency service congress parliament senate convention conference laboratory "
    "labs union league foundation academy publishers publishing publications editors magazine version bible "
    "testament project staff orchestra orchester bibel biblia bijbel band choir chorus volunteers survey "
    "administration army navy infantry regiment corps hospital bank railroad railway works manufacturing "
    "societe gesellschaft verein akademie ministerio universidad assembly authority center centre federation "
    "fellowship fund group guild house nations order organization organisation team trust usda nasa cia eff "
    "republic commonwealth station syndicate bros brothers tribune times gazette cortes confederation brigade "
    "observatory seminary librivox archives exposition exchange court colony mission party fathers cos gmbh "
    "verlag ag llc plc studio studios systems microsoft ibm cisco oracle adobe amis divines lab productions "
    "associates apostles quartet trio singers"
)
"""Folded; one of these, in a name of at least two words, speaks of a body."""

_FIRM = frozenset({"firm", "company", "u s", "organization"})
_AGENCY = re.compile(r"^(?:[A-Z][\w.'-]+ ?){1,4}(?: \([^)]*\))?\. [A-Z]\w{3,}")
CREDENTIAL = re.compile(r"\b(?:professor|university|lecturer|editor in chief|both)\b", re.I)
"""Where somebody teaches, in brackets or behind a comma."""


def is_body(text: str, brackets: list[str]) -> bool:
    """Whether `text`, a name without what stands in `brackets` behind it, is that of a body."""
    plain = fold(text).split()
    if any(fold(bracket) in _FIRM for bracket in brackets) or " ".join(plain) in BODIES:
        return True
    if not plain or (len(plain) == 1 and plain[0] not in ("librivox", "nasa", "usda", "cia")):
        return False
    if CREDENTIAL.search(text) and "," in text:
        return False
    return _has_word_of_bodies(plain) or _is_agency(text, plain)


def _is_agency(text: str, plain: list[str]) -> bool:
    """A state and its parts: "Illinois. Department of Conservation"."""
    first = text.strip().split(". ")[0]
    return bool(_AGENCY.match(text.strip())) and len(plain) > 2 and len(first) > 4 and not is_initial(first.split()[-1])


def _has_word_of_bodies(plain: list[str]) -> bool:
    """One of `BODY_WORDS`, except as a family name: Robert Church."""
    found = [word for word in plain if word in BODY_WORDS]
    rest = [word for word in plain if word not in BODY_WORDS]
    if not found or plain[:2] == ["u", "s"]:
        return bool(found)
    is_name = 0 < len(rest) <= 2 and all(len(word) == 1 or given_share(word) > 0.7 for word in rest)
    return len(found) > 1 or not is_name
