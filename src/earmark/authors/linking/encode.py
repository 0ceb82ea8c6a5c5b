"""Credits and agents as arrays: the forms of their names, their years, and the terms of their context."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from earmark.authors.contributor import AgentKind, Contributor
from earmark.authors.entities import Agent, Context, Credit
from earmark.authors.fields import parse_field
from earmark.authors.lexicon import PARTICLES, WOMEN
from earmark.authors.linking.tokens import Tokens
from earmark.authors.linking.topics import Topics, topic_terms
from earmark.authors.script import fold

__all__ = ["KINDS", "MOST_TOKENS", "TERMS", "WOMAN", "Encoded", "Encoder", "terms_about"]

MOST_TOKENS = 8
MOST_FORMS = 24
MOST_TERMS = 2000
"""Terms kept of one kind for one agent: what is more makes a comparison no surer."""
WOMAN, MAN = 1, 2
"""What titles say, in `Encoded.gender`."""
TERMS = (*(field.name for field in fields(Context)), "title_words")
"""Kinds of terms, in the order of `Encoded.terms`."""
KINDS = tuple(AgentKind)
_SUFFIX = {"Jr.": 1, "fils": 1, "the Younger": 1, "Sr.": 2, "père": 2, "the Elder": 2, "II": 3, "III": 4, "IV": 5}
_MEN = frozenset({"mr", "sir", "lord", "father", "brother", "king", "baron", "count", "earl", "duke", "monsieur"})
_EDITION = re.compile(r"\s*[(\[].*|\s*[:;].*| - .*|,? (?:vol(?:ume)?|part|book|version)\b.*", re.I)
_COMMON = frozenset("the a an of and in to for on by from with or der die das le la les el de du des und et".split())  # noqa: SIM905


@dataclass(frozen=True, slots=True)
class Encoded:
    """Credits or agents as arrays. A form is one name of one record; forms of record i are `start[i]:start[i + 1]`.

    Attributes:
        start: first form of each record [shape=(records + 1,)].
        tokens: given names, then family names, particles left out [shape=(forms, 8)].
        givens: how many of them are given names [shape=(forms,)].
        count: how many there are [shape=(forms,)].
        family: the family name as one token [shape=(forms,)].
        joined: the whole name as one token [shape=(forms,)].
        turned: likewise, the family name in front [shape=(forms,)].
        suffix: 0 none, else which [shape=(forms,)].
        gender: 0 unknown, `WOMAN` or `MAN`, as titles say [shape=(forms,)].
        kind: place in `KINDS` [shape=(records,)].
        years: of birth, death, publication; NaN where unknown [shape=(records, 3)].
        terms: per kind in `TERMS`: starts [shape=(records + 1,)] and sorted numbers of terms, -1 for unknown ones.
        topics: direction of what it is about, NaN where unknown [shape=(records, dimensions)].
    """

    start: NDArray[np.int64]
    tokens: NDArray[np.int32]
    givens: NDArray[np.int32]
    count: NDArray[np.int32]
    family: NDArray[np.int32]
    joined: NDArray[np.int32]
    turned: NDArray[np.int32]
    suffix: NDArray[np.int32]
    gender: NDArray[np.int32]
    kind: NDArray[np.int32]
    years: NDArray[np.float64]
    terms: tuple[tuple[NDArray[np.int64], NDArray[np.int32]], ...]
    topics: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.kind)


class Encoder:
    """Turns records into arrays with one numbering of words and terms; terms are learned from the base only."""

    def __init__(self, topics: Topics | None = None) -> None:
        self.tokens = Tokens()
        self._topics = topics or Topics.load()
        self._terms: dict[str, int] = {}
        self._learning = True

    @property
    def terms(self) -> int:
        """How many terms there are."""
        return len(self._terms)

    def agents(self, agents: Iterable[Agent]) -> Encoded:
        """Agents, whose terms become known."""
        self._learning = True
        return self._encoded(
            (_forms_of_agent(agent), agent.kind, (agent.born, agent.died, None), agent.context) for agent in agents
        )

    def credits(self, credits: Iterable[Credit], *, learn: bool = False) -> Encoded:
        """Credits. `learn` makes their terms known, as clustering needs."""
        self._learning = learn
        return self._encoded(map(_of_credit, credits))

    def _encoded(
        self, records: Iterable[tuple[list[Contributor], AgentKind, tuple[int | None, ...], Context]]
    ) -> Encoded:
        rows, topics = _Rows(), list[NDArray[np.float32]]()
        starts, terms = [array("q", [0]) for _ in TERMS], [array("i") for _ in TERMS]
        for forms, kind, years, context in records:
            for form in list(dict.fromkeys(self._form(each) for each in forms))[:MOST_FORMS]:
                rows.add(form)
            rows.close(KINDS.index(kind), years)
            topics.append(self._topics.vector(terms_about(context)))
            for place, name in enumerate(TERMS):
                terms[place].extend(sorted(set(self._numbers(name, context)))[:MOST_TERMS])
                starts[place].append(len(terms[place]))
        held = tuple(
            (np.array(start, np.int64), np.array(found, np.int32)) for start, found in zip(starts, terms, strict=True)
        )
        return rows.encoded(held, np.array(topics, np.float32).reshape(-1, self._topics.dimensions))

    def _form(self, name: Contributor) -> tuple[int, ...]:
        given = fold(name.name.given).split()
        family = fold(f"{name.name.family} {name.name.epithet}").split()
        bare = [word for word in family if word not in PARTICLES] or family
        words = [*given[: MOST_TOKENS - 1], *bare][:MOST_TOKENS]
        numbers = [self.tokens.number(word) for word in words]
        titles = {title for each in name.name.titles for title in fold(each).split()}
        gender = WOMAN if titles & WOMEN else MAN if titles & _MEN else 0
        return (
            *numbers,
            *[0] * (MOST_TOKENS - len(numbers)),
            min(len(given), MOST_TOKENS - 1),
            len(numbers),
            self.tokens.number("".join(family)),
            self.tokens.number("".join([*given, *family])),
            self.tokens.number("".join([*family, *given])),
            _SUFFIX.get(name.name.suffix.split(" ")[0] if name.name.suffix[:3] != "the" else name.name.suffix, 0),
            gender,
        )

    def _numbers(self, kind: str, context: Context) -> Iterator[int]:
        for term in _terms_of(kind, context):
            key = f"{kind}:{term}"
            if self._learning:
                yield self._terms.setdefault(key, len(self._terms))
            else:
                yield self._terms.get(key, -1)


class _Rows:
    """Columns that grow by forms and records."""

    def __init__(self) -> None:
        self._forms = array("i")
        self._count = 0
        self._start = array("q", [0])
        self._kind = array("i")
        self._years = array("d")

    def add(self, form: tuple[int, ...]) -> None:
        self._forms.extend(form)
        self._count += 1

    def close(self, kind: int, years: tuple[int | None, ...]) -> None:
        self._start.append(self._count)
        self._kind.append(kind)
        self._years.extend(float("nan") if year is None else float(year) for year in years)

    def encoded(
        self, terms: tuple[tuple[NDArray[np.int64], NDArray[np.int32]], ...], topics: NDArray[np.float32]
    ) -> Encoded:
        forms = np.array(self._forms, np.int32).reshape(-1, MOST_TOKENS + 7)
        givens, count, family, joined, turned, suffix, gender = np.ascontiguousarray(forms[:, MOST_TOKENS:].T)
        return Encoded(
            np.array(self._start, np.int64),
            np.ascontiguousarray(forms[:, :MOST_TOKENS]),
            givens,
            count,
            family,
            joined,
            turned,
            suffix,
            gender,
            np.array(self._kind, np.int32),
            np.array(self._years, np.float64).reshape(-1, 3),
            terms,
            topics,
        )


def _of_credit(credit: Credit) -> tuple[list[Contributor], AgentKind, tuple[int | None, ...], Context]:
    """A credit of several people is compared by the first; `earmark.authors.tables` splits fields before."""
    found = parse_field(credit.text)
    first = found[0] if found else None
    if first is None:
        return [], AgentKind.placeholder, (None, None, credit.year), credit.context
    return _forms(first), first.kind, (first.born, first.died, credit.year), credit.context


def _forms_of_agent(agent: Agent) -> list[Contributor]:
    found: list[Contributor] = []
    for name in (agent.name, *agent.aliases):
        for each in parse_field(name)[:1]:
            found.extend(_forms(each))
    return found


def _forms(name: Contributor) -> list[Contributor]:
    """The name and the others that stand beside it, each as a contributor of its own."""
    others = [each for other in (*name.also, *name.pen_names) for each in parse_field(other)[:1]]
    if name.full_given:
        others.extend(_with_given(name, name.full_given))
    if name.name.nickname and name.name.given:
        others.extend(_with_given(name, name.name.nickname))
    return [name, *others]


def _with_given(name: Contributor, given: str) -> list[Contributor]:
    return list(parse_field(f"{name.name.family}, {given}"))[:1]


def terms_about(context: Context) -> Iterator[str]:
    """What `Topics` knows vectors of: subjects and words of titles."""
    return topic_terms(_terms_of("subjects", context), _terms_of("title_words", context))


def _terms_of(kind: str, context: Context) -> Iterator[str]:
    if kind == "title_words":
        for title in context.titles:
            yield from (word for word in fold(title).split() if len(word) > 2 and word not in _COMMON)
    elif kind == "titles":
        for title in context.titles:
            short = fold(_EDITION.sub("", title))
            yield " ".join(word for word in (short or fold(title)).split() if word not in _COMMON)
    elif kind == "subjects":
        for subject in context.subjects:
            parts = [fold(part) for part in subject.split("--")]
            yield from (part for part in parts if part and not part.isdigit())
            yield fold(subject)
    elif kind in ("co_contributors", "narrators"):
        for other in getattr(context, kind):
            for person in parse_field(other):
                yield f"{fold(person.name.family)} {fold(person.name.given)[:1]}"
    else:
        yield from (fold(value) for value in getattr(context, kind))
