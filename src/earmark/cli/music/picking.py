"""`--pick`: which of several recordings that fit equally is named."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

__all__ = ["Pick", "PickOption"]


class Pick(StrEnum):
    """The words of :class:`earmark.music.Pick`, which takes too long to import for a command that prints its help."""

    earliest = "earliest"
    longest = "longest"
    all = "all"


PickOption = Annotated[
    Pick,
    typer.Option(
        help="Of recordings that fit equally, name the one with the earliest ISRC, the longest, or all of them."
    ),
]
