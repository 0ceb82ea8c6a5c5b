"""Parts of the data: what may be learned from, what decides when to stop, what is only ever tested on."""

from __future__ import annotations

import csv
import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from earmark.core.errors import BadInput
from earmark.lab.episodes.recordings import Recording, recordings

__all__ = ["Parts", "parted"]

TEST, DEVELOPMENT = 0.25, 0.12
"""Shares of the groups."""
_FREE = re.compile(r"(CC0|CC.?BY(?!.?(SA|NC|ND))|public domain|BSD)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Parts:
    """Recordings in three parts; no artist, speaker or source is in two of them.

    Attributes:
        training: what is learned from.
        development: what decides when to stop and how sure to be.
        test: what figures are reported on. Also holds what its licence keeps out of weights that ship.
    """

    training: Sequence[Recording]
    development: Sequence[Recording]
    test: Sequence[Recording]


def parted(folders: Iterable[Path]) -> Parts:
    """The sound files of `folders`, parted by group: the same group is in the same part, whatever else there is.

    A folder's ``clips.csv`` names the groups and licences (columns `artist_group`, `speaker` or `source_id`, and
    `licence`). Without one each file is its own group, files of the same name in several folders are one, and all may
    be learned from.

    Raises:
        BadInput: if a part is empty.
    """
    training: list[Recording] = []
    development: list[Recording] = []
    test: list[Recording] = []
    folders = list(folders)
    for folder in folders:
        free = _may_be_learned_from(folder)
        for recording in recordings(folder):
            place = zlib.crc32(recording.group.encode()) / 2**32
            allowed = free is None or recording.path.relative_to(folder).as_posix() in free
            part = test if place < TEST or not allowed else development if place < TEST + DEVELOPMENT else training
            part.append(recording)
    if not (training and development and test):
        names = ", ".join(str(folder) for folder in folders)
        raise BadInput("too few artists, speakers or sources to learn from some and test on others", where=names)
    return Parts(training, development, test)


def _may_be_learned_from(folder: Path) -> set[str] | None:
    """Names of the files whose licence allows it; None if nobody says."""
    table = folder / "clips.csv"
    if not table.is_file():
        return None
    with table.open(newline="", encoding="utf-8") as rows:
        return {row["filename"] for row in csv.DictReader(rows) if _FREE.match(row.get("licence") or "")}
