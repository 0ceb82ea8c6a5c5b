"""Verdicts: what a track is, who says so and who agreed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from earmark.royalties.table import read_table

__all__ = ["LABEL", "TrackVerdict", "read_verdicts"]

LABEL = re.compile(r"music|speech|mixed|undetermined|functional(:[a-z][a-z0-9_-]*)?")
"""What a track can be."""


@dataclass(frozen=True, slots=True)
class TrackVerdict:
    """What a track is.

    Attributes:
        label: such as ``music`` or ``functional:rain``; see :data:`LABEL`.
        probability: that it is right, 0 to 1.
        source: where that is said: a line of a file, or a mark.
        seconds: how long the track is; None if that is not known.
        confirmed_by: people who accepted it.
    """

    label: str
    probability: Fraction
    source: str
    seconds: Fraction | None = None
    confirmed_by: frozenset[str] = frozenset()


class _Exact(dict[str, Fraction]):
    """The number that a text says; few are different."""

    def __missing__(self, text: str) -> Fraction:
        self[text] = Fraction(text)
        return self[text]


def read_verdicts(path: Path) -> dict[str, TrackVerdict]:
    """Verdicts by track from a CSV file: ``track``, ``verdict``, ``probability``, and if it has them ``seconds`` and
    ``confirmed_by``, names with semicolons between.

    Raises:
        BadInput: at the first row that is wrong, or is about a track that stands above already.
    """
    table = read_table(path).by_track()
    table.require(["track", "verdict", "probability"])
    tracks = table.texts("track")
    table.refuse_repeats(["track"], "this track stands above already")
    labels = table.texts("verdict")
    for row, label in enumerate(labels):
        if not LABEL.fullmatch(label):
            mend = "Write music, speech, mixed, undetermined, functional, or functional: and its class"
            raise table.bad(row, "verdict", f"there is no verdict {label!r}", mend)
    table.numbers("probability", most=1)
    exact, at = _Exact(), table.lines.tolist()
    sure = table.texts("probability")
    lengths = table.optional_texts("seconds")
    people = table.optional_texts("confirmed_by")
    if table.has("seconds"):
        table.numbers("seconds")
    return {
        track: TrackVerdict(
            label=labels[row],
            probability=exact[sure[row]],
            source=f"{path.name} line {at[row]}",
            seconds=exact[lengths[row]] if lengths[row] else None,
            confirmed_by=frozenset(filter(None, (name.strip() for name in people[row].split(";")))),
        )
        for row, track in enumerate(tracks)
    }
