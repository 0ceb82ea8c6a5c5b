"""`tracks.category` as an analyzer: one mark of kind ``category`` for each track."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from earmark.core import Item, Kind, Mark
from earmark.tracks.categorize import categorize
from earmark.tracks.network import category_model, category_network

__all__ = ["CATEGORY", "TracksCategory", "create"]

CATEGORY = "category"
"""Kind of the marks."""
RULES = "1"
"""Changes with the code that makes verdicts; the model's digest stands beside it."""


class TracksCategory:
    """Says what each track is: music, speech, functional content, mixed, or undetermined."""

    name = "tracks.category"
    state = ""
    accepts = frozenset({Kind.track})

    def __init__(self) -> None:
        self.version = f"{RULES}-{category_model().sha256[:8]}"

    def setup(self) -> None:
        """Load the network.

        Raises:
            BadInput: if its file is damaged.
        """
        category_network()

    def analyze(self, item: Item) -> Iterator[Mark]:
        """The verdict on `item`, with its timeline in the evidence.

        Raises:
            UnreadableMedia: if there is no sound that can be decoded.
        """
        category = categorize(item.path)
        yield Mark(
            item=item.id,
            analyzer=self.name,
            version=self.version,
            kind=CATEGORY,
            label=category.label,
            probability=category.probability,
            evidence=category.evidence,
        )


def create(home: Path) -> TracksCategory:  # noqa: ARG001 - the contract of entry points
    """The analyzer; it keeps nothing in folder `home`."""
    return TracksCategory()
