"""A person's name as deliveries write it: inverted, with initials, a nickname, a title, a slip of the pen."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import numpy as np

import earmark.authors
from earmark.authors import parse_field
from earmark.authors.contributor import Contributor
from earmark.authors.script import fold

__all__ = ["KIN", "render", "render_kin", "render_woman"]

KIN = ("Jr.", "fils", "Mrs.")
"""What tells the son or the wife who bears a man's name from him."""
_LEFT_OUT = 0.15
"""Of the times that "Jr." would be due."""
_WAYS = ("direct", "inverted", "initials", "first only", "nickname", "typo", "title", "shouted", "run together")
_SHARES = (0.3, 0.22, 0.14, 0.1, 0.05, 0.07, 0.06, 0.04, 0.02)


def render(name: str, chance: np.random.Generator) -> str:
    """`name` in one of nine ways, drawn with the shares that deliveries show roughly."""
    found = parse_field(name)
    if not found or not found[0].name.given:
        return name if chance.random() > 0.1 else name.upper()
    person = found[0]
    given = person.full_given if person.full_given and chance.random() < 0.5 else person.name.given
    way = str(chance.choice(_WAYS, p=_SHARES))
    return _written(person, given.split(), way, chance)


def render_kin(name: str, word: str, chance: np.random.Generator) -> str:
    """The son's or wife's name, as `word` of `KIN` says, of somebody called `name`."""
    found = parse_field(name)
    if not found or not found[0].name.given or (word == "Jr." and chance.random() < _LEFT_OUT):
        return name
    given, family = found[0].name.given, found[0].name.family
    if word == "Mrs.":
        return str(chance.choice([f"Mrs. {given} {family}", f"{family}, {given}, Mrs.", f"{family}, Mrs. {given}"]))
    return str(chance.choice([f"{given} {family}, {word}", f"{given} {family} {word}", f"{family}, {given}, {word}"]))


def render_woman(name: str, chance: np.random.Generator) -> str:
    """The woman `name` with a title before her own given name."""
    found = parse_field(name)
    if not found or not found[0].name.given:
        return name
    return f"{chance.choice(['Mrs.', 'Miss', 'Mme.'])} {found[0].name.given} {found[0].name.family}"


def _written(person: Contributor, given: list[str], way: str, chance: np.random.Generator) -> str:
    family, suffix = person.name.family, person.name.suffix
    if way == "initials":
        dot = "." if chance.random() < 0.8 else ""
        given = [word[0] + dot for word in given]
    elif way == "run together":
        given = ["".join(word[0] + "." for word in given)]
    elif way == "first only":
        given = given[:1]
    elif way == "nickname":
        given = [_nicknames().get(fold(given[0]), given[0]).capitalize(), *given[1:]]
    elif way == "typo":
        family = _slip(family, chance)
    direct = " ".join([*given, family, *([suffix] if suffix else [])])
    if way == "title":
        return f"{chance.choice(['Dr.', 'Rev.', 'Prof.', 'Mr.'])} {direct}"
    if way == "shouted":
        return direct.upper()
    if way == "inverted" or chance.random() < 0.1:
        return f"{family}, {' '.join(given)}" + (f", {suffix}" if suffix else "")
    return direct


def _slip(word: str, chance: np.random.Generator) -> str:
    """One letter left out, doubled, or two exchanged."""
    if len(word) < 5:
        return word
    at = int(chance.integers(1, len(word) - 2))
    return str(
        chance.choice(
            [
                word[:at] + word[at + 1 :],
                word[:at] + word[at] + word[at:],
                word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            ]
        )
    )


@cache
def _nicknames() -> dict[str, str]:
    path = Path(earmark.authors.__file__).with_name("data") / "nicknames.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        return {row["name"]: row["short"].split()[0] for row in csv.DictReader(stream)}
