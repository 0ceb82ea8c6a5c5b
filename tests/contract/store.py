"""The databases that the store's contract is tested on. A new one joins by one more entry in `ADDRESSES`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from earmark.catalog import Store, open_catalog
from earmark.core import Failure, Item, Kind, Mark, Outcome, Run, Span, item_id

ADDRESSES: dict[str, Callable[[Path], str]] = {
    "sqlite": lambda folder: str(folder / "earmark.db"),
}
"""By name, what gives `open_catalog` an empty database of its own."""

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture(params=sorted(ADDRESSES))
def address(request, tmp_path) -> str:
    return ADDRESSES[request.param](tmp_path)


@pytest.fixture
def store(address) -> Iterator[Store]:
    with closing(open_catalog(address)) as opened:
        yield opened


def an_item(name: str, kind: Kind = Kind.episode, digest: str | None = "d1") -> Item:
    uri = f"file:///media/{name}"
    return Item(item_id(uri), kind, uri, name, {"artist": "Ana"}, digest)


def a_run(id: str = "run-1") -> Run:
    return Run(id, NOON, "local", {"music.find": "1"})


def a_mark(item: Item, start: int | None = 0, *, target: str = "song", version: str = "1", kind: str = "usage") -> Mark:
    span = None if start is None else Span(start, start + 10)
    return Mark(item.id, "music.find", version, kind, target=target, span=span, probability=0.9, evidence={"z": 12.5})


def said(item: Item, *marks: Mark, version: str = "1", state: str = "s1", digest: str | None = None) -> Outcome:
    return Outcome(item.id, digest or item.digest, "music.find", version, state, marks, seconds=0.5)


def failed(item: Item, message: str = "cut", *, version: str = "1", state: str = "s1") -> Outcome:
    failure = Failure("UnreadableMedia", message)
    return Outcome(item.id, item.digest, "music.find", version, state, failure=failure, attempts=3)
