"""What became of one thing that was to be added."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from earmark.core import Item

__all__ = ["Addition", "State"]


class State(StrEnum):
    """What adding did."""

    added = "added"
    updated = "updated"
    """It was known and has new content or new facts."""
    moved = "moved"
    """It was known in another place."""
    unchanged = "unchanged"
    ignored = "ignored"
    """It is nothing for a catalogue, and nobody asked for it by name."""
    rejected = "rejected"


@dataclass(frozen=True, slots=True)
class Addition:
    """What became of a file, a feed entry or a row of a metadata table.

    Attributes:
        source: the file, address or row.
        state: what was done.
        item: the item as it is now; None if there is none.
        reason: why it was rejected, or a warning about what was added; may be empty.
    """

    source: str
    state: State
    item: Item | None = None
    reason: str = ""
