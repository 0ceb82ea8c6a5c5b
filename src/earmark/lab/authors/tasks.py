"""Tasks with known answers: credits, a base of agents, and which agent each credit is (None if it is not there)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from earmark.authors import Agent, AgentKind, Context, Credit, fold, parse_field
from earmark.authors.lexicon import WOMEN
from earmark.lab.authors.catalogues import Book, Catalogue, Person, one_person
from earmark.lab.authors.variants import KIN, render, render_kin, render_woman

__all__ = [
    "Task",
    "aliases",
    "context_of",
    "creators",
    "creators_to_gutenberg",
    "credit_of",
    "homonyms",
    "is_person",
    "renamed",
]

UNKNOWN = 0.3
"""Share of the authors that are taken out of a base."""
KINDRED = 0.04
"""Of the authors of `homonyms`: called as sons or wives of others."""
TITLED = 0.2
"""Of the credits of a woman: with a title before her own name."""


@dataclass(frozen=True, slots=True)
class Task:
    """A linking task.

    Attributes:
        name: of the task.
        credits: to link.
        truth: id of the agent for each credit; None where the base lacks it.
        groups: for each credit, what is kept on one side of a split.
        agents: the base.
    """

    name: str
    credits: list[Credit]
    truth: list[str | None]
    groups: list[str]
    agents: list[Agent]


def creators(librivox: Catalogue, *, seed: int, context: bool = True) -> Task:
    """archive.org's creator strings of LibriVox books with one author, to LibriVox's author ids."""
    (groups,) = one_person(librivox)
    known = _known(librivox.people, seed)
    seen: set[tuple[str, str]] = set()
    credits, truth, sides = [], [], []
    for book in librivox.books.values():
        author = book.authors[0] if len(book.authors) == 1 else ""
        if (
            not author
            or author not in librivox.people
            or (book.creator, author) in seen
            or not _one_person(book.creator)
        ):
            continue
        seen.add((book.creator, author))
        credits.append(credit_of(book, book.creator, context))
        truth.append(author if author in known else None)
        sides.append(groups[author])
    hidden = {credit.id for credit in credits}
    agents = [
        _agent(person, [b for b in librivox.books_of[id] if b.id not in hidden], context)
        for id, person in librivox.people.items()
        if id in known
    ]
    return Task("creators", credits, truth, sides, agents)


def creators_to_gutenberg(librivox: Catalogue, gutenberg: Catalogue, *, seed: int, context: bool = True) -> Task:
    """The same strings, to the author of the Gutenberg book that was read, among all Gutenberg authors.

    A pair counts if LibriVox's and Gutenberg's own names for the author share a family name: the link from book to
    book is LibriVox's, and now and then names a translation or another work.
    """
    _, groups = one_person(librivox, gutenberg)
    known = _known(gutenberg.people, seed)
    credits, truth, sides, seen = [], [], [], set()
    for book in librivox.books.values():
        read = gutenberg.books.get(book.gutenberg_id)
        if read is None or len(read.authors) != 1 or len(book.authors) != 1 or not _one_person(book.creator):
            continue
        author, person = read.authors[0], librivox.people.get(book.authors[0])
        if person is None or not _share_family(person, gutenberg.people[author]) or (book.creator, author) in seen:
            continue
        seen.add((book.creator, author))
        credits.append(replace(credit_of(book, book.creator, context), id=f"lv{book.id}"))
        truth.append(author if author in known else None)
        sides.append(groups[author])
    hidden = {book.gutenberg_id for book in librivox.books.values()}
    agents = [
        _agent(person, [b for b in gutenberg.books_of[id] if b.id not in hidden], context, aliases=person.aliases)
        for id, person in gutenberg.people.items()
        if id in known
    ]
    return Task("creators to Gutenberg", credits, truth, sides, agents)


def aliases(gutenberg: Catalogue, *, seed: int, context: bool, most: int | None = None) -> Task:
    """Gutenberg's aliases, to their authors by preferred name alone; a book of theirs as context, hidden there."""
    (groups,) = one_person(gutenberg)
    known = _known(gutenberg.people, seed)
    chance = np.random.default_rng(seed)
    credits, truth, sides, hidden = [], [], [], set()
    for id, person in gutenberg.people.items():
        books = gutenberg.books_of.get(id, [])
        for number, alias in enumerate(person.aliases):
            book = books[int(chance.integers(len(books)))] if books else Book("", "", ())
            hidden.add(book.id)
            credits.append(replace(credit_of(book, alias, context), id=f"{id}-{number}", record=""))
            truth.append(id if id in known else None)
            sides.append(groups[id])
    if most is not None and most < len(credits):
        chosen = sorted(chance.choice(len(credits), most, replace=False))
        credits, truth, sides = ([each[at] for at in chosen] for each in (credits, truth, sides))
    agents = [
        _agent(person, [b for b in gutenberg.books_of.get(id, []) if b.id not in hidden], context)
        for id, person in gutenberg.people.items()
        if id in known
    ]
    return Task("aliases", credits, truth, sides, agents)


def homonyms(gutenberg: Catalogue, *, seed: int, share: float, books: int = 8) -> Task:
    """Books of Gutenberg authors under rendered names, to agents of whom a share was renamed to another's name.

    Agents who kept their names have their aliases too. Some are called as the sons or wives of others, and women whom
    an alias gives a title have one now and then.
    """
    (groups,) = one_person(gutenberg)
    known = _known(gutenberg.people, seed)
    chance = np.random.default_rng(seed)
    people = [person for person in gutenberg.people.values() if is_person(person.name)]
    named = renamed(people, share, chance)
    kin = _kin(people, named, chance)
    credits, truth, sides, agents = [], [], [], []
    for person in people:
        own = gutenberg.books_of.get(person.id, [])
        order = chance.permutation(len(own))
        shown = [own[at] for at in order[: min(books, max(1, len(own) // 2))]]
        name = named[person.id]
        for book in shown:
            text = _text(person, name, kin.get(person.id, ""), chance)
            credits.append(replace(credit_of(book, text, True), record=""))
            truth.append(person.id if person.id in known else None)
            sides.append(groups[person.id])
        if person.id in known:
            rest = [own[at] for at in order[len(shown) :]]
            names = (name, *(person.aliases if name == person.name else ()))
            if person.id in kin:
                names = _names_of_kin(person, name, kin[person.id], chance)
            agents.append(_agent(replace(person, name=names[0]), rest, True, names[1:]))
    return Task(f"homonyms {share:g}", credits, truth, sides, agents)


def renamed(people: Sequence[Person], share: float, chance: np.random.Generator) -> dict[str, str]:
    """Each person's name; a `share` of them have that of another."""
    names = {person.id: person.name for person in people}
    for at in chance.permutation(len(people))[: int(share * len(people))]:
        donor = people[int(chance.integers(len(people)))]
        names[people[at].id] = donor.name
    return names


def _kin(people: Sequence[Person], names: dict[str, str], chance: np.random.Generator) -> dict[str, str]:
    """Renames `KINDRED` of `people` in `names` after others, and says for each the word that tells them apart."""
    kin = {}
    for at in chance.permutation(len(people))[: int(KINDRED * len(people))]:
        donor = people[int(chance.integers(len(people)))]
        if "," in donor.name and donor.id not in kin:
            names[people[at].id] = ",".join(donor.name.split(",")[:2])
            kin[people[at].id] = str(chance.choice(KIN))
    return kin


def _names_of_kin(person: Person, name: str, word: str, chance: np.random.Generator) -> tuple[str, ...]:
    """Preferred name and aliases; every other wife goes by a given name of her own, and her husband's is an alias."""
    written = f"{name}, {word}"
    if word != "Mrs." or "," not in person.name or chance.random() < 0.5:
        return (written,)
    return f"{name.split(',')[0]},{person.name.split(',')[1]}", written


def _text(person: Person, name: str, word: str, chance: np.random.Generator) -> str:
    if word:
        return render_kin(name, word, chance)
    if name == person.name and _is_woman(person) and chance.random() < TITLED:
        return render_woman(name, chance)
    return render(name, chance)


def _is_woman(person: Person) -> bool:
    words = {fold(word) for alias in person.aliases for word in alias.split()}
    return bool(words & WOMEN)


def _known(people: Iterable[str], seed: int) -> set[str]:
    ids = sorted(people)
    chance = np.random.default_rng(seed + 1)
    return {id for id, draw in zip(ids, chance.random(len(ids)), strict=True) if draw >= UNKNOWN}


def _one_person(text: str) -> bool:
    found = parse_field(text)
    return len(found) == 1 and found[0].kind is AgentKind.person


def is_person(name: str) -> bool:
    """Whether `name` is a person's with a given name."""
    found = parse_field(name)
    return bool(found) and found[0].kind is AgentKind.person and bool(found[0].name.given)


def _share_family(one: Person, other: Person) -> bool:
    families = [
        {
            word
            for name in (person.name, *person.aliases)
            for found in parse_field(name)[:1]
            for word in fold(found.name.family).split()
            if len(word) > 2
        }
        for person in (one, other)
    ]
    return bool(families[0] & families[1])


def credit_of(book: Book, text: str, context: bool) -> Credit:
    """The credit `text` on `book`, with what the book says about itself if `context`."""
    if not context:
        return Credit(book.id, text)
    return Credit(book.id, text, "author", book.id, book.year, context_of([book]))


def _agent(person: Person, books: Sequence[Book], context: bool, aliases: tuple[str, ...] = ()) -> Agent:
    found = parse_field(person.name)
    kind = found[0].kind if found else AgentKind.person
    return Agent(
        person.id,
        person.name,
        kind,
        aliases,
        person.born,
        person.died,
        context=context_of(books) if context else Context(),
    )


def context_of(books: Sequence[Book]) -> Context:
    """What `books` say about who wrote them."""
    return Context(
        titles=tuple(book.title for book in books if book.title),
        subjects=tuple(subject for book in books for subject in book.subjects),
        languages=tuple({book.language: None for book in books if book.language}),
        narrators=tuple({reader: None for book in books for reader in book.narrators}),
    )
