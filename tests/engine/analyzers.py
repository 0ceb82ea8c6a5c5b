"""Analyzers for the engine's tests: what they do with an item stands in its title."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from earmark.core import Item, Kind, Mark, Span, item_id
from earmark.core.errors import FetchFailed, FetchInterrupted, UnreadableMedia


@dataclass
class Obedient:
    """Does what the title says: ``what`` or ``what:argument``."""

    name: str = "test.obedient"
    version: str = "1"
    state: str = "s"
    accepts: frozenset[Kind] = frozenset({Kind.episode})

    def setup(self) -> None:
        self.count = 0

    def analyze(self, item: Item) -> Iterator[Mark]:
        what, _, argument = item.title.partition(":")
        yield self.mark(item, "first", evidence={"title": item.title, "number": 1.5})
        getattr(self, f"_{what}", self._nothing)(item, argument)
        yield from self._more(item, what, argument)

    def mark(self, item: Item, label: str, span: Span | None = None, evidence: Any = None) -> Mark:
        return Mark(item.id, self.name, self.version, "test", label, None, span, 0.5, evidence or {})

    def _more(self, item: Item, what: str, argument: str) -> Iterator[Mark]:
        yield self.mark(item, "second", Span(1, 2_000_000), {"none": None, "list": [1, "é", {"a": True}]})
        if what == "huge":
            yield self.mark(item, "huge", evidence={"text": "x" * int(argument)})
        if what == "many":
            yield from (self.mark(item, "many", Span(n, n + 1)) for n in range(int(argument)))
        if what == "unserialisable":
            yield self.mark(item, "odd", evidence={"object": object()})
        if what == "nan":
            yield self.mark(item, "odd", evidence={"number": float("nan")})
        if what == "stranger":
            yield Mark("0" * 32, self.name, self.version, "test")

    def _nothing(self, item: Item, argument: str) -> None:
        """Whatever else the title is, it asks for nothing."""

    def _raise(self, item: Item, argument: str) -> None:
        raise UnreadableMedia("not audio", where=item.uri, mend="Send another")

    def _fault(self, item: Item, argument: str) -> None:
        raise ZeroDivisionError("a fault of ours")

    def _flaky(self, item: Item, argument: str) -> None:
        """Succeeds at the third attempt, counted in the file `argument`."""
        with Path(argument).open("a+") as tries:
            tries.write(".")
            tries.seek(0)
            if len(tries.read()) < 3:
                raise FetchInterrupted("not yet", where=item.uri)

    def _down(self, item: Item, argument: str) -> None:
        raise FetchInterrupted("never", where=item.uri)

    def _gone(self, item: Item, argument: str) -> None:
        raise FetchFailed("gone", where=item.uri)

    def _exit(self, item: Item, argument: str) -> None:
        os._exit(int(argument))

    def _segfault(self, item: Item, argument: str) -> None:
        os.kill(os.getpid(), signal.SIGSEGV)

    def _sleep(self, item: Item, argument: str) -> None:
        time.sleep(float(argument))

    def _print(self, item: Item, argument: str) -> None:
        print(argument, flush=True)  # noqa: T201  what a careless library does


@dataclass
class Broken(Obedient):
    """Cannot be set up."""

    name: str = "test.broken"
    fault: Exception | None = None

    def setup(self) -> None:
        if self.fault is None:
            os._exit(3)
        raise self.fault


def items(*titles: str) -> list[Item]:
    """One episode for each title."""
    return [
        Item(item_id(f"file:///{n}"), Kind.episode, f"file:///{n}", title, {"n": n}, f"{n:032x}")
        for n, title in enumerate(titles)
    ]
