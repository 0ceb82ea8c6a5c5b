"""`authors.credits` as an analyzer: from metadata to marks."""

from __future__ import annotations

import pickle
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from earmark.authors.analyzer import CREDIT, create
from earmark.catalog import open_catalog
from earmark.core import Analyzer, Item, Json, Kind, Mark, Outcome, Prepares
from earmark.core.errors import BadInput
from earmark.engine import Inline, understand

AGENTS = "agent_id,name,aliases,redirect\na1,Fyodor Dostoevsky,,\na2,Constance Garnett,,\na3,C. Garnett,,a2\n"


def book(folder: Path, **metadata: Json) -> Item:
    path = folder / "book.mp3"
    path.write_bytes(b"the analyzer never reads it")
    return replace(Item.from_path(path, Kind.audiobook), title="The Idiot", metadata=metadata, digest="d")


def marks_of(folder: Path, item: Item) -> list[Mark]:
    analyzer: Analyzer = pickle.loads(pickle.dumps(create(folder)))  # noqa: S301
    analyzer.setup()
    return list(analyzer.analyze(item))


def test_it_keeps_the_contract(tmp_path):
    analyzer: Analyzer = create(tmp_path)
    assert isinstance(analyzer, Prepares)
    assert analyzer.name == "authors.credits"
    assert analyzer.accepts == {Kind.audiobook}


def test_without_a_table_names_are_read(tmp_path):
    item = book(tmp_path, author="Dostoyevsky, Fyodor; Various", narrator="Ann Lee & Bo Ek", artist="F. Dostoyevsky")
    marks = marks_of(tmp_path, item)
    assert [(mark.kind, mark.label, mark.target) for mark in marks] == [
        (CREDIT, "author", "name:fyodor dostoyevsky"),
        (CREDIT, "author", "name:f dostoyevsky"),
        (CREDIT, "narrator", "name:ann lee"),
        (CREDIT, "narrator", "name:bo ek"),
    ]
    assert marks[0].evidence["delivered"] == "Dostoyevsky, Fyodor; Various"
    assert len({mark.id for mark in marks}) == 4


def test_agents_are_targets(tmp_path):
    (tmp_path / "agents.csv").write_text(AGENTS)
    item = book(tmp_path, authors=["Dostoyevsky, Fyodor", "DOSTOEVSKY, FYODOR"], translator="Garnett, Constance")
    found = {(mark.label, mark.target): mark for mark in marks_of(tmp_path, item)}
    assert set(found) == {("author", "a1"), ("translator", "a2")}
    assert found["author", "a1"].probability > 0.8
    assert found["author", "a1"].evidence["outcome"] == "link"
    assert found["author", "a1"].evidence["reasons"]


def test_the_role_in_the_field_counts_more_than_the_field(tmp_path):
    (mark,) = marks_of(tmp_path, book(tmp_path, author="Garnett, Constance (translator)"))
    assert mark.label == "translator"


@pytest.mark.parametrize("metadata", [{}, {"author": ""}, {"author": "N/A"}, {"author": 7}, {"author": [None, {}]}])
def test_nothing_named_gives_no_marks(tmp_path, metadata):
    assert marks_of(tmp_path, book(tmp_path, **metadata)) == []


def test_ten_thousand_authors_are_bounded_work(tmp_path):
    item = book(tmp_path, author="; ".join(f"Given{at} Family{at}" for at in range(10_000)))
    assert 0 < len(marks_of(tmp_path, item)) <= 100


def test_a_broken_table_is_told(tmp_path):
    (tmp_path / "agents.csv").write_text("name\nAnn\n")
    with pytest.raises(BadInput, match="agent_id"):
        create(tmp_path).setup()
    (tmp_path / "agents.csv").unlink()
    (tmp_path / "agents.csv").mkdir()
    with pytest.raises(BadInput, match="cannot be read"):
        create(tmp_path).setup()


def test_a_new_table_or_new_metadata_makes_books_be_analysed_again(tmp_path):
    with closing(open_catalog(tmp_path / "earmark.db")) as store:
        store.put_items([book(tmp_path, author="Dostoevsky, Fyodor")])

        def run() -> list[Outcome]:
            events = list(understand(store, [create(tmp_path)], home=tmp_path, engine=Inline()))
            return [event for event in events if isinstance(event, Outcome)]

        assert len(run()) == 1
        assert run() == []
        (tmp_path / "agents.csv").write_text(AGENTS)
        assert len(run()) == 1
        assert [mark.target for mark in store.marks(kind=CREDIT)] == ["a1"]
        assert run() == []
        store.put_items([book(tmp_path, author="Garnett, Constance")])
        assert len(run()) == 1
        assert [mark.target for mark in store.marks(kind=CREDIT)] == ["a2"]
