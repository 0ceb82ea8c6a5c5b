"""Usage: which track is heard in which episode, for how long and as what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np

from earmark.core import MICROSECONDS
from earmark.royalties.table import Table, read_table

__all__ = ["ROLES", "Usage", "read_usage"]

ROLES = ("foreground", "background", "sting", "theme")
"""What music can do in an episode, as the usage report has it."""


@dataclass(frozen=True, slots=True)
class Usage:
    """One track in one episode; times in microseconds.

    Attributes:
        item, track: ids.
        title, artist, isrc: of the track; empty if unknown.
        heard, counted, expected: ``seconds``, ``seconds_counted``, ``seconds_expected`` of the usage report.
        roles: how long in each role.
        probability: of the surest stretch.
        source: where that is said: a line of a file, or marks.
    """

    item: str
    track: str
    title: str
    artist: str
    isrc: str
    heard: int
    counted: int
    expected: int
    roles: Mapping[str, int]
    probability: Fraction
    source: str


def read_usage(path: Path) -> list[Usage]:
    """The usage in a CSV file as ``earmark music usage --format csv`` prints it.

    Needed are ``item``, ``track`` and ``seconds``; without the others all seconds count, in no known role.

    Raises:
        BadInput: at the first row that is wrong, or repeats another.
    """
    table = read_table(path)
    table.require(["item", "track", "seconds"])
    texts = {name: table.optional_texts(name) for name in ("title", "artist", "isrc")}
    items, tracks = (table.texts(name) for name in ("item", "track"))
    table.refuse_repeats(["item", "track"], "this episode and track stand above already")
    heard = _micros(table, "seconds", [])
    counted, expected = (_micros(table, f"seconds_{name}", heard) for name in ("counted", "expected"))
    roles = {role: _micros(table, role, []) for role in ROLES if table.has(role)}
    at = table.lines.tolist()
    sure = _probabilities(table)
    return [
        Usage(
            item=items[row],
            track=tracks[row],
            **{name: column[row] for name, column in texts.items()},
            heard=heard[row],
            counted=counted[row],
            expected=expected[row],
            roles={role: column[row] for role, column in roles.items() if column[row]},
            probability=sure[row],
            source=f"{path.name} line {at[row]}",
        )
        for row in range(table.rows)
    ]


def _micros(table: Table, name: str, otherwise: list[int]) -> list[int]:
    """A column of seconds in microseconds; an empty cell is 0."""
    if not table.has(name):
        return otherwise
    found: list[int] = np.rint(np.nan_to_num(table.numbers(name)) * MICROSECONDS).astype(np.int64).tolist()
    return found


def _probabilities(table: Table) -> list[Fraction]:
    if not table.has("probability"):
        return [Fraction(1)] * table.rows
    table.numbers("probability", most=1)
    texts = table.texts("probability")
    known = {text: Fraction(text) for text in set(texts)}
    return [known[text] for text in texts]
