"""What stands in brackets behind a name: a role, years, given names spelled out, another name."""

from __future__ import annotations

import re
from dataclasses import replace

from earmark.authors.bodies import CREDENTIAL
from earmark.authors.commas import is_date, years
from earmark.authors.contributor import Contributor
from earmark.authors.given import given_share
from earmark.authors.lexicon import SUFFIXES
from earmark.authors.person import is_degree
from earmark.authors.roles import ROLE_WORDS
from earmark.authors.script import fold

__all__ = ["CONJUNCTION", "role_in", "with_bracket"]

CONJUNCTION = re.compile(r",?\s+(?:and|AND|And|&|und|et|og|och|\+)(?:\s+|$)|\s*&(?=[A-Z])\s*|^(?:and|&)\s+")
"""Between two people: and, &, und."""


def role_in(bracket: str) -> str:
    plain = fold(bracket)
    return ROLE_WORDS.get(plain) or ROLE_WORDS.get(
        plain.split(" ")[0] if " by " in plain or " and " in plain else "", ""
    )


def with_bracket(person: Contributor, bracket: str) -> Contributor:
    plain = fold(bracket)
    if not plain:
        return person
    if plain in ROLE_WORDS or role_in(bracket):
        return replace(person, role=role_in(bracket) or person.role)
    if is_date(bracket):
        born, died = years(bracket)
        return replace(person, born=born or person.born, died=died or person.died)
    if plain in SUFFIXES or is_degree(bracket, alone=True):
        return replace(person, name=replace(person.name, suffix=SUFFIXES.get(plain, bracket)))
    if CREDENTIAL.search(bracket) or any(char.isdigit() for char in plain):
        return person
    if not person.name.given and person.name.titles and all(given_share(word) > 0.5 for word in plain.split()):
        return replace(person, name=replace(person.name, given=bracket))
    if _spells_out(bracket, person.name.given):
        return replace(person, full_given=bracket)
    other = re.sub(
        r"^(?:a\.?k\.?a\.?|alias|pseud(?:onym)?\.?(?: of| for)?|i\.e\.,?|attrib\.?:?|born|née?)\s+",
        "",
        bracket,
        flags=re.I,
    )
    names = [name for piece in CONJUNCTION.split(other) if piece and fold(name := piece.strip(" ,."))]
    return replace(person, also=(*person.also, *names))


def _spells_out(full: str, given: str) -> bool:
    """Whether `full` has the initials of `given` in order."""
    short, long = [fold(part) for part in re.split(r"[\s.]+", given) if fold(part)], fold(full).split()
    return (
        bool(short)
        and len(long) >= len(short)
        and long[0][0] == short[0][0]
        and any(len(word) == 1 for word in short)
        and all(any(word[0] == part[0] for word in long) for part in short)
    )
