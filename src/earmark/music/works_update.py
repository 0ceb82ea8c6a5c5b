"""Keeping the works of an index up to date: what is new is compared with all, what is gone drops out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from time import monotonic

from earmark.core.errors import IndexBroken
from earmark.music.index import Held
from earmark.music.works import Kin, Recording, Works
from earmark.music.works_group import grouped
from earmark.music.works_join import compared
from earmark.music.works_pick import release_order

__all__ = ["update_works"]

SECONDS_BETWEEN_WRITES = 60.0
"""What a power cut may cost."""


def update_works(folder: Path, held: Mapping[str, Held], *, workers: int = 1) -> None:
    """Bring the works beside the index in `folder` up to date with the tracks that it holds.

    A track is compared once, unless its sound changes; what is compared is written every minute, so that a run which
    dies is taken up again. For the writer of the index only: one at a time.

    Args:
        folder: the index.
        held: all tracks that it holds, by id.
        workers: threads that compare.
    """
    before = _before(folder)
    known = {id: one for id, one in before.recordings.items() if id in held and held[id].track.digest == one.digest}
    kin = [pair for pair in before.kin if pair.one in known and pair.other in known]
    new = [held[id] for id in held if id not in known]
    if not new and len(known) == len(before.recordings):
        return
    since = monotonic()
    for one, found in compared(new, [held[id] for id in known], workers):
        known[one.track.id] = Recording(one.track.digest, one.frames)
        kin.extend(found)
        if monotonic() - since > SECONDS_BETWEEN_WRITES:
            _write(folder, held, known, kin)
            since = monotonic()
    _write(folder, held, known, kin)


def _before(folder: Path) -> Works:
    """What is known already; nothing if the file is damaged, since it can be made again."""
    try:
        return Works.read(folder)
    except IndexBroken:
        return Works()


def _write(folder: Path, held: Mapping[str, Held], known: Mapping[str, Recording], kin: list[Kin]) -> None:
    founders = sorted(known, key=lambda id: release_order(held[id].track.isrc, id))
    grouped(known, kin, founders).write(folder)
