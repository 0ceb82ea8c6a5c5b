"""Project Gutenberg's and LibriVox's catalogues, and who is one person across them."""

from __future__ import annotations

import csv
import gzip
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from earmark.authors import AgentKind, fold, parse_field

__all__ = [
    "CALIBRATE",
    "FOLDS",
    "HELD_OUT",
    "LEARN",
    "Book",
    "Catalogue",
    "Person",
    "fold_of",
    "gutenberg",
    "librivox",
    "one_person",
]

FOLDS = 5
LEARN, CALIBRATE, HELD_OUT = (0, 1, 2), (3,), (4,)
"""Parts that what ships learned from, was calibrated on, and never saw."""


@dataclass(frozen=True, slots=True)
class Person:
    """An author of a catalogue: id, preferred name, aliases, years of life."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    born: int | None = None
    died: int | None = None


@dataclass(frozen=True, slots=True)
class Book:
    """A book of a catalogue.

    Attributes:
        id: in its catalogue.
        title: as catalogued.
        authors: ids of persons.
        language: code or name.
        subjects: headings or genres.
        year: of publication, if known.
        narrators: ids.
        gutenberg_id: of the book it was read from.
        creator: the free text that archive.org has for it.
    """

    id: str
    title: str
    authors: tuple[str, ...]
    language: str = ""
    subjects: tuple[str, ...] = ()
    year: int | None = None
    narrators: tuple[str, ...] = ()
    gutenberg_id: str = ""
    creator: str = ""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """People and books by id, and each person's books."""

    people: dict[str, Person]
    books: dict[str, Book]
    books_of: dict[str, list[Book]]


def gutenberg(folder: Path) -> Catalogue:
    """Project Gutenberg's authors and books."""
    people = {
        row["author_id"]: Person(
            row["author_id"],
            row["name"],
            tuple(alias for alias in row["aliases"].split(" | ") if alias),
            _year(row["birth"]),
            _year(row["death"]),
        )
        for row in _rows(folder / "authors.csv.gz")
    }
    books = (
        Book(
            row["gutenberg_id"],
            row["title"],
            (row["author_id"],) if row["author_id"] else (),
            row["language"],
            tuple(subject for subject in row["subjects"].split(" | ") if subject),
        )
        for row in _rows(folder / "books.csv.gz")
    )
    return _catalogue(people, books)


def librivox(folder: Path) -> Catalogue:
    """LibriVox's authors and audiobooks, with the creator strings of archive.org."""
    creators = {row["book_id"]: row["archive_creator"] for row in _rows(folder / "archive_creators.csv.gz")}
    people = {
        row["person_id"]: Person(
            row["person_id"],
            f"{row['first_name'].strip()} {row['last_name'].strip()}".strip(),
            (),
            _year(row["dob"]),
            _year(row["dod"]),
        )
        for row in _rows(folder / "people.csv.gz")
        if row["role"] == "author"
    }
    books = (
        Book(
            row["book_id"],
            row["title"],
            tuple(row["author_ids"].split()),
            row["language"],
            tuple(part.strip() for part in row["genres"].split("|") if part.strip()),
            _year(row["copyright_year"]),
            tuple(row["reader_ids"].split()[:10]),
            row["gutenberg_id"],
            creators.get(row["book_id"], ""),
        )
        for row in _rows(folder / "books.csv.gz")
    )
    return _catalogue(people, books)


def one_person(*catalogues: Catalogue) -> list[dict[str, str]]:
    """For each catalogue, who is kept on one side of a split: person id to the name of a group.

    People fall together who share family name and first initial in any of their names, in any catalogue, so that
    namesakes and pseudonyms are never on both sides.
    """
    parent: dict[str, str] = {}

    def root(key: str) -> str:
        while parent.setdefault(key, key) != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    firsts: list[dict[str, str]] = []
    for catalogue in catalogues:
        first: dict[str, str] = {}
        for person in catalogue.people.values():
            keys = list(dict.fromkeys(_split_key(name) for name in (person.name, *person.aliases)))
            first[person.id] = keys[0]
            for key in keys[1:]:
                parent[root(key)] = root(keys[0])
        firsts.append(first)
    return [{id: root(key) for id, key in first.items()} for first in firsts]


def fold_of(group: str) -> int:
    """The part, 0 to 4, that a group of people is in."""
    return zlib.crc32(group.encode()) % FOLDS


def _split_key(name: str) -> str:
    found = parse_field(name)
    if not found or found[0].kind is not AgentKind.person:
        return fold(name)
    return f"{fold(found[0].name.family)} {fold(found[0].name.given)[:1]}"


def _catalogue(people: dict[str, Person], books: Iterable[Book]) -> Catalogue:
    held = {book.id: book for book in books}
    books_of: dict[str, list[Book]] = defaultdict(list)
    for book in held.values():
        for author in book.authors:
            books_of[author].append(book)
    return Catalogue(people, held, books_of)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def _year(text: str) -> int | None:
    digits = text.strip().lstrip("-")
    if not digits.isdigit() or not 1 <= int(digits) <= 2100:
        return None
    return -int(digits) if text.strip().startswith("-") else int(digits)
