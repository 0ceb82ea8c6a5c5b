"""Who wrote a book when suppliers say different things: authors and the suppliers' reliability, estimated together.

A supplier's list is read into people. Lists differ in form (order, initials, the family name alone) without differing
in substance, and many are cut short. So each person whom somebody names for a book is a question of its own, with two
kinds of mistake for each supplier: to name one who is no author, and to leave an author out. A list of one name is
incomplete, not contradictory: of several authors it can name but one. The same text from
several suppliers was copied, and counts for little more than one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from earmark.authors.contributor import AgentKind
from earmark.authors.fields import parse_field
from earmark.authors.given import given_share
from earmark.authors.script import clean, fold
from earmark.authors.tables import rows_of

__all__ = ["AuthorClaim", "Settled", "family_sets", "read_claims", "settle"]

ROUNDS = 40
STRENGTH = 8.0
"""Claims that the average supplier counts for when one supplier's rates are estimated."""
PRIOR = 20.0
"""Claims that what is usual counts for when the average supplier's rates are estimated: few books settle little."""
_NAMES_AUTHOR, _NAMES_OTHER, _RIGHT = 0.8, 0.05, 0.95
_LEAST = 0.002
"""No rate is estimated closer to 0 or 1."""


@dataclass(frozen=True, slots=True)
class AuthorClaim:
    """One supplier's author list for one book, as text."""

    book: str
    authors: str
    source: str


@dataclass(frozen=True, slots=True)
class Settled:
    """One person whom somebody names for a book.

    Attributes:
        book: the book.
        family: folded family name, by which people of one book are told apart.
        name: the form that most claims give, one with given names if possible.
        probability: that this is an author of the book, 0 to 1.
        named: claims that name the person.
        claims: claims about the book that name anybody.
    """

    book: str
    family: str
    name: str
    probability: float
    named: int
    claims: int


def read_claims(path: Path) -> Iterator[AuthorClaim]:
    """The claims of a CSV file with the columns book, authors and source.

    Raises:
        BadInput: as `earmark.authors.tables.rows_of`.
    """
    for _, row in rows_of(path, ("book", "authors", "source")):
        yield AuthorClaim(row["book"], row["authors"], row["source"])


def family_sets(text: str) -> dict[str, str]:
    """Folded family names of the people that `text` names, each with the form given."""
    people = (person for person in parse_field(text) if person.kind is AgentKind.person)
    found = {fold(person.name.family).replace(" ", ""): str(person) for person in people}
    return {family: name for family, name in found.items() if len(family) > 1 and not family.isdigit()}


def settle(claims: Sequence[AuthorClaim]) -> list[Settled]:
    """Whom to believe, for each book and person in the order of the claims.

    Reference:
        B. Zhao et al., "A Bayesian Approach to Discovering Truth from Conflicting Sources for Data Integration",
        PVLDB 5, 2012: two-sided reliability; here by expectation maximisation, apart for lists of one name and of
        several, each supplier drawn towards the average one.
    """
    questions = _questions(claims)
    if not questions.people:
        return []
    truth = _believed(questions)
    return [
        Settled(book, family, name, float(truth[at]), int(questions.named[questions.person == at].sum()), count)
        for at, (book, family, name, count) in enumerate(questions.people)
    ]


@dataclass(frozen=True, slots=True)
class _Questions:
    """Every (person of a book, claim about the book) pair as a row.

    Attributes:
        people: (book, family, name, claims about the book).
        person: place in `people` [shape=(rows,)].
        source: number of the supplier, twice as many as there are: even for lists of one name [shape=(rows,)].
        named: whether the claim names the person [shape=(rows,)].
        weight: how much the claim counts among copies of its text [shape=(rows,)].
        sources: how many numbers there are.
    """

    people: list[tuple[str, str, str, int]]
    person: NDArray[np.int64]
    source: NDArray[np.int64]
    named: NDArray[np.bool_]
    weight: NDArray[np.float64]
    sources: int


def _questions(claims: Sequence[AuthorClaim]) -> _Questions:
    by_book: dict[str, list[AuthorClaim]] = defaultdict(list)
    for claim in claims:
        by_book[claim.book].append(claim)
    people: list[tuple[str, str, str, int]] = []
    numbers: dict[str, int] = {}
    rows: list[tuple[int, int, bool, float]] = []
    for book, about in by_book.items():
        lists = [(claim, family_sets(claim.authors)) for claim in about]
        lists = [(claim, found) for claim, found in lists if found]
        same = _spellings([found for _, found in lists])
        copies = Counter(fold(claim.authors) for claim, _ in lists)
        names: dict[str, Counter[str]] = defaultdict(Counter)
        for _, found in lists:
            for family, name in found.items():
                names[same[family]][name] += 1
        for family, forms in names.items():
            people.append((book, family, max(forms, key=lambda form: _telling(form, forms)), len(lists)))
            for claim, found in lists:
                kind = 2 * numbers.setdefault(claim.source, len(numbers)) + (len(found) > 1)
                named = family in {same[each] for each in found} or _mentioned(family, claim.authors, found)
                rows.append((len(people) - 1, kind, named, _weight(copies[fold(claim.authors)])))
    columns = np.array(rows, np.float64).reshape(-1, 4)
    person, source, named_by = (columns[:, at].astype(np.int64) for at in range(3))
    return _Questions(people, person, source, named_by == 1, columns[:, 3], 2 * len(numbers))


def _telling(form: str, forms: Counter[str]) -> tuple[int, bool, int]:
    """What makes a form the one to show: that many give it, that it has given names, that it has no others' too."""
    return forms[form], " " in form, -len(form)


def _weight(copies: int) -> float:
    """What one of `copies` equal texts counts, so that all together count 1 + ln(copies)."""
    return (1 + float(np.log(copies))) / copies


def _mentioned(family: str, text: str, found: dict[str, str]) -> bool:
    """Whether the words of a list that could not be taken apart hold the family name, and not as a given name."""
    if given_share(family) >= 0.5 or family not in fold(clean(text)).split():
        return False
    return not any(family in fold(name).split()[:-1] for name in found.values())


def _spellings(lists: Sequence[dict[str, str]]) -> dict[str, str]:
    """Each family name of one book to the most frequent one that it is a slip or the beginning of."""
    counts = Counter(family for found in lists for family in found)
    ordered = sorted(counts, key=lambda family: (-counts[family], -len(family), family))
    same: dict[str, str] = {}
    for family in ordered:
        like = (other for other in dict.fromkeys(same.values()) if _nearly(family, other))
        same[family] = next(like, family)
    return same


def _nearly(one: str, other: str) -> bool:
    """One letter apart, or one cut short, or glued to a given name."""
    short, long = sorted((one, other), key=len)
    if len(short) < 4:
        return False
    if long.startswith(short) or (len(short) > 4 and long.endswith(short)):
        return True
    if len(long) - len(short) > 1:
        return False
    at = next((i for i, letter in enumerate(short) if letter != long[i]), len(short))
    return short[at:] == long[at + 1 :] or (len(short) == len(long) and short[at + 1 :] == long[at + 1 :])


def _believed(questions: _Questions) -> NDArray[np.float64]:
    """Probability of each person by expectation maximisation, begun with the share of claims that name them."""
    people = len(questions.people)
    total = np.bincount(questions.person, minlength=people)
    named = np.bincount(questions.person, weights=questions.named, minlength=people)
    truth = np.clip(named / np.maximum(total, 1), 0.05, 0.95)
    for _ in range(ROUNDS):
        truth = _next(questions, truth)
    return truth


def _next(questions: _Questions, truth: NDArray[np.float64]) -> NDArray[np.float64]:
    right, several = truth[questions.person], questions.source % 2 == 1
    names_author = _rates(questions, right, questions.named, usual=_NAMES_AUTHOR)
    names_other = _rates(questions, 1 - right, questions.named, usual=_NAMES_OTHER)
    named = np.log(names_author) - np.log(names_other)
    left_out = np.log1p(-names_author) - np.log1p(-names_other)
    chosen = (
        _rates(questions, questions.named.astype(float), right, usual=_RIGHT)
        / _authors(questions, truth)[questions.person]
    )
    alone = np.where(questions.named, np.log(chosen) - np.log(names_other), np.log1p(-chosen))
    evidence = np.where(several, np.where(questions.named, named, left_out), alone) * questions.weight
    share = float(np.clip(truth.mean(), 0.05, 0.9))
    odds = np.bincount(questions.person, weights=evidence, minlength=len(truth)) + np.log(share / (1 - share))
    return np.asarray(1 / (1 + np.exp(-np.clip(odds, -30, 30))), np.float64)


def _authors(questions: _Questions, truth: NDArray[np.float64]) -> NDArray[np.float64]:
    """How many authors each person's book has if the person is one of them [shape=(people,)]."""
    numbers: dict[str, int] = {}
    book = np.array([numbers.setdefault(each[0], len(numbers)) for each in questions.people])
    return np.asarray(1 + np.bincount(book, weights=truth)[book] - truth, np.float64)


def _rates(
    questions: _Questions,
    of: NDArray[np.float64],
    value: NDArray[np.float64] | NDArray[np.bool_],
    *,
    usual: float,
) -> NDArray[np.float64]:
    """For each row, its supplier's mean `value` over rows that count `of`, drawn to that of all [shape=(rows,)]."""
    weight = of * questions.weight
    several = questions.source % 2 == 1
    average = np.empty(len(weight))
    for kind in (several, ~several):
        average[kind] = ((weight[kind] * value[kind]).sum() + PRIOR * usual) / (weight[kind].sum() + PRIOR)
    yes = np.bincount(questions.source, weights=weight * value, minlength=questions.sources)
    all_of = np.bincount(questions.source, weights=weight, minlength=questions.sources)
    rate = (yes[questions.source] + STRENGTH * average) / (all_of[questions.source] + STRENGTH)
    return np.asarray(np.clip(rate, _LEAST, 1 - _LEAST), np.float64)
