"""The one interface to a catalogue, whatever database holds it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from earmark.core import DeadLetter, Decision, Item, Kind, Mark, Outcome, Run

__all__ = ["Answered", "Counts", "Store", "existing_catalog", "open_catalog"]


@dataclass(frozen=True, slots=True)
class Answered:
    """How far one version of an analyzer has come.

    Attributes:
        analyzer: its name.
        version: its version.
        done: items it has answered for.
        failed: items it could not finish.
    """

    analyzer: str
    version: str
    done: int
    failed: int


@dataclass(frozen=True, slots=True)
class Counts:
    """A catalogue in numbers.

    Attributes:
        items: how many of each kind.
        answered: per analyzer and version, ordered by name.
        marks: current marks by analyzer.
        decisions: how many there are.
        runs: how many were started.
    """

    items: Mapping[Kind, int]
    answered: tuple[Answered, ...]
    marks: Mapping[str, int]
    decisions: int
    runs: int


class Store(Protocol):
    """Items, marks, decisions and runs.

    Every write is one transaction and safe to repeat; several processes may write at once. Iterators read in
    short transactions, page by page, so a reader may write while it reads and never holds a lock. Text and JSON
    come back exactly as they went in, times in UTC.

    Raises:
        CatalogError: from every method, if the database cannot be read or written.
    """

    def close(self) -> None:
        """Let the database go. The store is not used afterwards."""

    def put_items(self, items: Iterable[Item]) -> None:
        """Insert `items`, or update those whose id is known, all or none."""

    def item(self, id: str) -> Item | None:
        """The item with this id."""

    def item_by_uri(self, uri: str) -> Item | None:
        """The item whose bytes are at `uri`."""

    def items_by_digest(self, digest: str) -> tuple[Item, ...]:
        """The items that hold exactly these bytes, ordered by id."""

    def items(self, *, kinds: Collection[Kind] | None = None, ids: Collection[str] | None = None) -> Iterator[Item]:
        """Items ordered by id; None means any."""

    def pending(
        self,
        analyzer: str,
        version: str,
        state: str,
        kinds: Collection[Kind],
        *,
        retry_failed: bool = False,
        ids: Collection[str] | None = None,
    ) -> Iterator[Item]:
        """Items that an analyzer still has to look at, ordered by id.

        An item is done with when the analyzer answered for, or failed on, its present digest at this version
        and state. With `retry_failed` a failure does not count.
        """

    def record(self, run: str, outcomes: Sequence[Outcome]) -> None:
        """Keep what a started run found, in one transaction. Recording it again changes nothing.

        A success replaces the current marks of its item and analyzer and clears the dead letter. A failure
        leaves a dead letter and retires only marks of other content: what an earlier success said about the same
        bytes stays current, by whichever version it was said. Retired marks are kept, with the run that
        retired them, so that decisions about them stay readable. Of several outcomes for one item and analyzer
        the last holds.
        """

    def start_run(self, run: Run) -> None:
        """Note that `run` has begun."""

    def finish_run(self, run: Run) -> None:
        """Note how `run` ended, its manifest included."""

    def runs(self) -> Iterator[Run]:
        """All runs, ordered by id."""

    def marks(
        self,
        *,
        item: str | None = None,
        analyzer: str | None = None,
        kind: str | None = None,
        target: str | None = None,
    ) -> Iterator[Mark]:
        """Current marks that match all that is given, by item, start (none first), end and id."""

    def mark(self, id: str) -> Mark | None:
        """The mark with this id, current or retired."""

    def dead_letters(self) -> Iterator[DeadLetter]:
        """What could not be finished, by item and analyzer."""

    def decide(self, decision: Decision) -> None:
        """Append what a person said about a known mark."""

    def decisions(self, *, mark: str | None = None) -> Iterator[Decision]:
        """Decisions in the order they were made."""

    def counts(self) -> Counts:
        """The catalogue in numbers."""


def open_catalog(path: Path | str) -> Store:
    """The catalogue at `path`, made if there is none and brought up to date if it is older.

    Args:
        path: a file, or a SQLAlchemy URL (``postgresql+psycopg://…``).

    Raises:
        CatalogError: if it is foreign, newer than this program, or cannot be written.
    """
    from earmark.catalog.database import connect
    from earmark.catalog.sql import SqlStore

    return SqlStore(connect(path))


def existing_catalog(path: Path | str) -> Store:
    """As :func:`open_catalog`, for commands that only make sense on a catalogue that is there.

    Raises:
        CatalogError: also if there is none.
    """
    from earmark.core.errors import CatalogError

    if "://" not in str(path) and not Path(path).exists():
        raise CatalogError(
            "there is no catalogue here", where=str(path), mend="Make one with 'earmark add', or name it with --catalog"
        )
    return open_catalog(path)
