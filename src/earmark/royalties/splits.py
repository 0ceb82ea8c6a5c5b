"""Split sheets: who owns which share of a track."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from earmark.core.errors import BadInput
from earmark.royalties.table import Table, read_table

__all__ = ["UNCLAIMED", "Split", "read_splits"]

UNCLAIMED = ""
"""The holder of a share that nobody claims."""

_SHARE = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,12})?)(?:(%)|/([0-9]{1,9}))?")


@dataclass(frozen=True, slots=True)
class Split:
    """Who owns a track.

    Attributes:
        shares: share of each holder, by name; they add up to one. :data:`UNCLAIMED` may be among them.
        source: where that is said.
        title, artist, isrc: of the track; empty if that is not said there.
    """

    shares: Sequence[tuple[str, Fraction]] = ((UNCLAIMED, Fraction(1)),)
    source: str = ""
    title: str = ""
    artist: str = ""
    isrc: str = ""

    @property
    def claimed(self) -> Fraction:
        """What of the track somebody owns, 0 to 1."""
        return 1 - dict(self.shares).get(UNCLAIMED, Fraction(0))


def read_splits(path: Path) -> dict[str, Split]:
    """Splits by track from a CSV file: ``track``, ``holder`` (empty where nobody claims the share) and ``share``, such
    as ``0.5``, ``50%`` or ``1/3``; ``title``, ``artist`` and ``isrc`` if it has them.

    Raises:
        BadInput: if a share is 0, above one or no number, a holder stands twice at a track, or the shares of a track
            do not add up to one.
    """
    table = read_table(path).by_track()
    table.require(["track", "holder", "share"])
    tracks = table.texts("track")
    holders = table.optional_texts("holder")
    table.refuse_repeats(["track", "holder"], "this track and holder stand above already")
    shares = _shares(table)
    at = table.lines.tolist()
    rows: dict[str, list[int]] = {}
    for row, track in enumerate(tracks):
        rows.setdefault(track, []).append(row)
    told = {name: table.optional_texts(name) for name in ("title", "artist", "isrc")}
    found = {}
    for track, places in rows.items():
        whole = shares[places[0]] if len(places) == 1 else sum(shares[row] for row in places)
        lines = ", ".join(str(at[row]) for row in places)
        if whole != 1:
            raise BadInput(
                f"the shares of {track} add up to {_shown(whole)}, not to 1",
                where=f"{path} line {lines}, share",
                mend="Give what nobody claims a row with an empty holder",
            )
        found[track] = Split(
            shares=tuple(sorted((holders[row], shares[row]) for row in places)),
            source=f"{path.name} line {lines}",
            **{name: column[places[0]] for name, column in told.items()},
        )
    return found


def _shares(table: Table) -> list[Fraction]:
    texts = table.texts("share")
    known = {text: _share(text) for text in set(texts)}
    for row, text in enumerate(texts):
        if isinstance(known[text], str):
            raise table.bad(row, "share", f"{text!r} {known[text]}", "Write it so: 0.5, 50% or 1/3")
    return [known[text] for text in texts]  # type: ignore[misc]


def _share(text: str) -> Fraction | str:
    """The share, or what is wrong with it."""
    found = _SHARE.fullmatch(text)
    if not found or (found[3] and ("." in found[1] or not int(found[3]))):
        return "is negative" if text.startswith("-") else "is no share"
    share = Fraction(found[1]) / (100 if found[2] else int(found[3] or 1))
    if share > 1:
        return "is more than 1"
    return share or "is nothing"


def _shown(share: Fraction | int) -> str:
    text = f"{float(share):.6f}".rstrip("0").rstrip(".")
    return text if Fraction(text) == share else f"{Fraction(share)}"
