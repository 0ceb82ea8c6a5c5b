"""Accounts: what every second of an item is: known music, unknown music, or none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from earmark.core import MICROSECONDS, Span
from earmark.music.uses import Use, united

__all__ = ["Account", "account_of"]


@dataclass(frozen=True, slots=True)
class Account:
    """An item's time, in whole microseconds; the last three add up to the first.

    Attributes:
        item: its id.
        duration: its length.
        known: in which a track of the catalogue is heard.
        unknown: in which music is heard, but no track that is known.
        none: in which there is no music.
    """

    item: str
    duration: int
    known: int
    unknown: int
    none: int


def account_of(item: str, uses: Iterable[Use], duration: float) -> Account:
    """The account of one item. What uses say of the time after its end does not count.

    Args:
        item: its id.
        uses: of it, in any order; see :func:`~earmark.music.uses.uses_of`.
        duration: its length, seconds, at least 0.
    """
    length = round(duration * MICROSECONDS)
    inside = [(use.known, Span(use.span.start, min(use.span.end, length))) for use in uses if use.span.start < length]
    known = _time(span for is_known, span in inside if is_known)
    music = _time(span for _, span in inside)
    return Account(item, length, known, music - known, length - music)


def _time(spans: Iterable[Span]) -> int:
    return sum(span.end - span.start for span in united(spans))
