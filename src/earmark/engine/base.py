"""The contract between `understand` and whatever spreads the work."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from typing import Protocol

from earmark.core import Analyzer, Item, Outcome
from earmark.engine.stage import Localize, as_is

__all__ = ["Engine"]


class Engine(Protocol):
    """Runs the stage over many items. Knows no store."""

    @property
    def name(self) -> str:
        """``local``, ``spark`` or ``beam``."""

    def run(
        self, analyzer: Analyzer, items: Iterator[Item], *, localize: Localize = as_is
    ) -> Generator[Sequence[Outcome], None, None]:
        """Exactly one outcome for each item, in any order, grouped as they arrive.

        `localize` travels to the workers with the analyzer and brings each item to them; `items` is read as
        there is room. A group is never held back to grow, so whoever records each group at once loses no
        finished work; a consumer that is slow gets larger groups. Transient failures are tried again before
        they become outcomes. Closing the generator stops all work at once.

        Raises:
            Exception: what the analyzer's `setup` raised; the items without an outcome are untouched.
        """
