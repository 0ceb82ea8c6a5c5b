"""What was said of the demo's recordings, beside what they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from earmark.core import Kind
from earmark.tracks import CATEGORY

if TYPE_CHECKING:
    from earmark.catalog import Store

__all__ = ["Categorized", "categories_beside_truth"]


@dataclass(frozen=True, slots=True)
class Categorized:
    """A recording and its verdict.

    Attributes:
        title: what people call it.
        truth: ``music`` or ``functional``.
        said: the verdict, such as ``functional:rain``.
    """

    title: str
    truth: str
    said: str

    @property
    def right(self) -> bool:
        """Whether the verdict is of the right kind."""
        return self.said.partition(":")[0] == self.truth


def categories_beside_truth(store: Store) -> Iterator[Categorized]:
    """Each recording of the demo that has a verdict; functional sounds lie in ``sounds/``."""
    for item in store.items(kinds={Kind.track}):
        for mark in store.marks(item=item.id, kind=CATEGORY):
            truth = "functional" if "/sounds/" in item.uri else "music"
            yield Categorized(item.title or item.id, truth, mark.label)
