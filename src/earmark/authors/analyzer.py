"""`authors.credits` as an analyzer: who is behind the contributor fields of an audiobook.

A mark of kind ``credit`` for each person or body that the item's metadata names: the label is the role, the target the
agent, or ``name:`` and the folded name while no agent is known.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path

from earmark.authors.contributor import AgentKind, Contributor
from earmark.authors.entities import Context, Credit
from earmark.authors.fields import parse_field
from earmark.authors.linking.linker import Link, Linker
from earmark.authors.linking.policy import LinkPolicy, Outcome
from earmark.authors.script import fold
from earmark.authors.tables import MOST_ON_RECORD, read_agents
from earmark.core import Item, Json, Kind, Mark, content_id

__all__ = ["AGENTS_NAME", "CREDIT", "ROLES", "STATE_NAME", "AuthorsCredits", "create"]

CREDIT = "credit"
"""Kind of the marks."""
AGENTS_NAME = "agents.csv"
"""The table of agents, beside the catalogue file."""
ROLES = {
    "author": "author",
    "authors": "author",
    "artist": "author",
    "album_artist": "author",
    "creator": "author",
    "contributor": "contributor",
    "contributors": "contributor",
    "narrator": "narrator",
    "narrators": "narrator",
    "reader": "narrator",
    "readers": "narrator",
    "composer": "narrator",
    "translator": "translator",
    "editor": "editor",
    "illustrator": "illustrator",
}
"""Fields of the metadata that name contributors, and what they are there if the field says nothing else. Audio files
have the author for artist and the narrator for composer."""
STATE_NAME = "credits.digest"
"""What the analyzer keeps beside the catalogue file: a digest of what the contributor fields said when it last ran."""
_CONTEXT = ("year", "date", "subjects", "genre", "language", "publisher", "series")
_WITHOUT_TABLE = "there is no table of agents"
_Named = tuple[str, str, Contributor]


class AuthorsCredits:
    """Reads and links the contributors of audiobooks.

    It never opens the sound; so that changed metadata is read again, what all books say is part of its state.

    Args:
        home: folder of the catalogue. If `AGENTS_NAME` is there, agents as `earmark authors link` takes them; else
            names are read and linked to nobody.
    """

    name = "authors.credits"
    version = "1"
    accepts = frozenset({Kind.audiobook})
    prepares_from = frozenset({Kind.audiobook})

    def __init__(self, home: Path) -> None:
        self.table, self.kept = home / AGENTS_NAME, home / STATE_NAME
        self._linker: Linker | None = None

    @property
    def state(self) -> str:
        """Digest of the table and of what the books say; `setup` says what is wrong with a table."""
        return content_id([_digest(self.table), _digest(self.kept)])

    def prepare(self, items: Iterable[Item]) -> Iterator[tuple[Item, Exception | None]]:
        """Note what the audiobooks of the catalogue say about their contributors."""
        total = 0
        for item in items:
            said = {name: item.metadata.get(name) for name in (*ROLES, *_CONTEXT)}
            total += int(content_id([item.id, item.title, said]), 16)
            yield item, None
        part = self.kept.with_suffix(".part")
        part.write_text(f"{total:x}\n", "utf-8")
        part.replace(self.kept)

    def setup(self) -> None:
        """Read the table, if there is one.

        Raises:
            BadInput: if it is no table of agents.
        """
        self._linker = Linker(read_agents(self.table)) if self.table.exists() else None

    def analyze(self, item: Item) -> Iterator[Mark]:
        """A mark for each contributor of `item`; the same person in the same role counts once."""
        seen: set[tuple[str, str]] = set()
        named = list(islice(_named(item.metadata), MOST_ON_RECORD))
        credits = [_credit(item, at, named) for at in range(len(named))]
        links = self._linker.link(credits) if self._linker else (_unlinked(credit) for credit in credits)
        for (field, text, person), link in zip(named, links, strict=True):
            target = _target(link, person)
            if (link.credit.role, target) not in seen:
                seen.add((link.credit.role, target))
                yield self._mark(item, field, text, person, link, target)

    def _mark(self, item: Item, field: str, text: str, person: Contributor, link: Link, target: str) -> Mark:
        return Mark(
            item=item.id,
            analyzer=self.name,
            version=self.version,
            kind=CREDIT,
            label=link.credit.role,
            target=target,
            probability=link.probability,
            evidence={
                "field": field,
                "delivered": text,
                "name": str(person.name),
                "given": person.name.given,
                "family": person.name.family,
                "kind": person.kind.value,
                "outcome": link.outcome.value,
                "reasons": list(link.evidence),
                "others": [{"agent": agent, "probability": round(chance, 4)} for agent, chance in link.others],
                "cost": round(link.cost, 4),
            },
        )


def _digest(path: Path) -> str:
    """Of the file's bytes; empty if it cannot be read."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "blake2b").hexdigest()
    except OSError:
        return ""


def _named(metadata: Mapping[str, Json]) -> Iterator[_Named]:
    """(field, text as delivered, person) for all whom the contributor fields name; placeholders name nobody."""
    for field in ROLES:
        for text in _texts(metadata.get(field)):
            for person in parse_field(text):
                if person.kind is not AgentKind.placeholder:
                    yield field, text, person


def _credit(item: Item, at: int, named: list[_Named]) -> Credit:
    field, _, person = named[at]
    metadata = item.metadata
    others = tuple(other.text for _, _, other in named if other.text != person.text)
    year = str(metadata.get("year", metadata.get("date", "")))[:4]
    context = Context(
        titles=(item.title,) if item.title else (),
        subjects=(*_texts(metadata.get("subjects")), *_texts(metadata.get("genre"))),
        languages=tuple(_texts(metadata.get("language"))),
        co_contributors=others,
        publishers=tuple(_texts(metadata.get("publisher"))),
        narrators=tuple(other.text for place, _, other in named if ROLES[place] == "narrator" and other is not person),
        series=tuple(_texts(metadata.get("series"))),
    )
    credit = Credit(item.id, person.text, person.role or ROLES[field], item.id, context=context, position=at + 1)
    return replace(credit, year=int(year)) if year.isascii() and year.isdigit() else credit


def _texts(value: Json) -> Iterator[str]:
    """The texts of a cell, a tag or a JSON list; several in one text are separated by ``|``."""
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, str):
            yield from (part.strip() for part in each.split("|") if part.strip())


def _unlinked(credit: Credit) -> Link:
    nobody = LinkPolicy().nobody(0.0)
    return Link(credit, Outcome.new, "", nobody, 0.0, (_WITHOUT_TABLE,), ())


def _target(link: Link, person: Contributor) -> str:
    """The agent's id, also where a person has to confirm it; else a stand-in, so that two strangers are two marks."""
    if link.outcome is not Outcome.new and link.agent:
        return link.agent
    return f"name:{fold(str(person.name))}"


def create(home: Path) -> AuthorsCredits:
    """The analyzer for the catalogue in folder `home`; the table of agents lies there too."""
    return AuthorsCredits(home)
