"""The name that somebody meant."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches

__all__ = ["nearest"]


def nearest(name: str, known: Collection[str]) -> str:
    """How to mend `name`, which is none of `known`: the one it is close to, or else what there is."""
    close = get_close_matches(name, known, n=1)
    return f"Did you mean {close[0]}?" if close else f"There is: {', '.join(known) or 'none'}"
