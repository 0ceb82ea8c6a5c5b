"""The contract between an analyzer and whatever runs it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from pathlib import Path
from typing import Protocol, runtime_checkable

from earmark.core.item import Item, Kind
from earmark.core.mark import Mark
from earmark.core.outcome import Failure

__all__ = ["Analyzer", "Factory", "Installed", "Prepares", "installed_analyzers"]


class Analyzer(Protocol):
    """One item in, marks out. Knows no store, no engine, no network.

    An analyzer is pickled to its workers before `setup`, so it holds only settings until then. `analyze`
    streams: memory is flat in the length of the media. It raises an :class:`~earmark.core.errors.EarmarkError`
    for what the item's owner can mend.
    """

    @property
    def name(self) -> str:
        """Stable and unique, ``package.verb``."""

    @property
    def version(self) -> str:
        """Changes whenever the same item would give other marks by other code or another model."""

    @property
    def state(self) -> str:
        """Digest of what it reads besides the item (a music index); empty if nothing. A new state means
        that items are analysed again, while a statement that still holds keeps its mark's id."""

    @property
    def accepts(self) -> frozenset[Kind]:
        """The kinds of item it has something to say about."""

    def setup(self) -> None:
        """Load models and open indexes, once per worker."""

    def analyze(self, item: Item) -> Iterator[Mark]:
        """The marks of `item`, whose uri is a local file."""


@runtime_checkable
class Prepares(Protocol):
    """An analyzer that keeps something built from the catalogue itself, such as an index of its tracks."""

    @property
    def prepares_from(self) -> frozenset[Kind]:
        """The kinds of item it builds from."""

    def prepare(self, items: Iterable[Item]) -> Iterator[tuple[Item, Exception | None]]:
        """Bring the resource up to date with `items`, once per run, before any worker starts.

        Yields each item as it is done, with the error if it could not be used. `state` afterwards
        names the new content. May be cut short at any time and called again.
        """


class Factory(Protocol):
    """What an ``earmark.analyzers`` entry point names."""

    def __call__(self, home: Path) -> Analyzer:
        """The analyzer for the catalogue that lives in folder `home`."""


@dataclass(frozen=True, slots=True)
class Installed:
    """What the ``earmark.analyzers`` entry points gave.

    Attributes:
        analyzers: those that can be used, by name, sorted.
        broken: why the others cannot, by name, sorted.
    """

    analyzers: dict[str, Analyzer] = field(default_factory=dict)
    broken: dict[str, Failure] = field(default_factory=dict)


def installed_analyzers(home: Path) -> Installed:
    """Every analyzer that is installed, made for the catalogue in folder `home`; a broken one spoils no other."""
    installed = Installed()
    for entry in sorted(entry_points(group="earmark.analyzers"), key=lambda entry: entry.name):
        try:
            installed.analyzers[entry.name] = entry.load()(home)
        except Exception as error:  # noqa: BLE001  an import of somebody else's code: whatever it raises is told
            installed.broken[entry.name] = Failure.of(error)
    return installed
