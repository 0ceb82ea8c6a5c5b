"""A run to be killed: ``python -m tests.engine.killable HOME LOG``."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from earmark.catalog import open_catalog
from earmark.core import Item, Kind, Mark
from earmark.core.errors import UnreadableMedia
from earmark.engine import Begun, Local, understand
from tests.engine.analyzers import Obedient


@dataclass
class Logged(Obedient):
    """Writes down the items it begins; prepares from tracks, of which one is unreadable."""

    log: str = os.devnull

    @property
    def prepares_from(self) -> frozenset[Kind]:
        return frozenset({Kind.track})

    def prepare(self, items: Iterable[Item]) -> Iterator[tuple[Item, Exception | None]]:
        for item in items:
            yield item, UnreadableMedia("torn", where=item.uri) if item.title == "torn" else None

    def analyze(self, item: Item) -> Iterator[Mark]:
        with Path(self.log).open("a") as log:
            log.write(f"{item.id}\n")
        yield from super().analyze(item)

    def _catastrophe(self, item: Item, argument: str) -> None:
        """Never lets go of the interpreter's lock."""
        re.match(r"(a+)+b", "a" * 64)


def main(home: Path, log: str) -> None:
    store = open_catalog(home / "earmark.db")
    for event in understand(store, [Logged(log=log)], home=home, engine=Local(workers=2)):
        if isinstance(event, Begun):
            sys.stdout.write("begun\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
