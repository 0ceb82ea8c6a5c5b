"""Suites: what is measured, on which data, by which metrics. One per capability, registered by entry point.

[project.entry-points."earmark.suites"]
music = "earmark.lab.suites.music:MusicSuite"
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, Protocol, TypeAlias

from earmark.core.errors import BadInput
from earmark.core.nearest import nearest
from earmark.lab.metrics import Metric

__all__ = ["MAIN", "Progress", "Row", "Suite", "every_file", "installed_suite", "installed_suites"]

MAIN = "earmark"
"""The system of a row that names none; all others are baselines and peers."""

Row: TypeAlias = Mapping[str, Any]
"""One system's answer to one item.

    item    unique among the rows of its system
    group   what falls together and is resampled whole: artist, speaker, publisher
    loss    how wrong the answer is, a number >= 0; 0 where nothing is
    system  who answered; left out for earmark itself

Further columns (numbers, bools, text, lists of numbers) are the suite's: what its metrics and slices read, and
what a person needs to understand a mistake.
"""

Progress: TypeAlias = Callable[[int, int], None]
"""Called with (done, total) items now and then."""


class Suite(Protocol):
    """One capability's measure. A class that is made without arguments; knows no store and no run folder."""

    @property
    def name(self) -> str:
        """Stable and unique, e.g. ``music``."""

    @property
    def version(self) -> str:
        """Changes whenever the same system would get other rows or metrics; runs compare within one version."""

    @property
    def metrics(self) -> Sequence[Metric]:
        """What is computed from the rows; the first is the headline, shown by slice."""

    @property
    def slices(self) -> Sequence[str]:
        """Columns by whose values metrics are also given, e.g. ``level``; a null is in no slice."""

    def files(self, data: Path) -> Iterable[Path]:
        """Every file that `evaluate` reads; their digests name the data. :func:`every_file` is the usual answer."""

    def evaluate(self, data: Path, *, seed: int, progress: Progress) -> Iterator[Row]:
        """The rows of every system. The same data and seed pose the same items."""


def every_file(folder: Path) -> list[Path]:
    """All files under `folder` except hidden ones, sorted."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path for path in found if not any(part.startswith(".") for part in path.relative_to(folder).parts))


def installed_suites() -> dict[str, Suite]:
    """Every suite that is installed, by name."""
    suites: Iterable[Suite] = (entry.load()() for entry in entry_points(group="earmark.suites"))
    return {suite.name: suite for suite in sorted(suites, key=lambda suite: suite.name)}


def installed_suite(name: str) -> Suite:
    """The suite called `name`.

    Raises:
        BadInput: if there is none.
    """
    suites = installed_suites()
    if name not in suites:
        raise BadInput("no such suite", where=name, mend=nearest(name, suites))
    return suites[name]
