"""`music.find` as an analyzer: what every second of an item is.

A mark of kind ``usage`` for each stretch of a catalogue track, and one of kind ``music`` with the label ``unknown`` for
each stretch of music that no track explains; where there is neither there is no music.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from earmark.core import Item, Kind, Mark
from earmark.core.errors import BadInput
from earmark.music.build import index_items
from earmark.music.detection import MODEL, detection_network
from earmark.music.files import account_for
from earmark.music.finds import Find
from earmark.music.index import Index
from earmark.music.role import role_of
from earmark.music.unknown import Unknown
from earmark.music.uses import MUSIC, UNKNOWN, USAGE
from earmark.music.works_pick import Pick, equals_evidence, picked

__all__ = ["INDEX_NAME", "USAGE", "MusicFind", "create"]

INDEX_NAME = "catalogue.idx"
"""Folder of the index, beside the catalogue file."""


class MusicFind:
    """Finds the catalogue's tracks, and other music, in episodes, videos and audiobooks."""

    name = "music.find"
    version = "3"
    accepts = frozenset({Kind.episode, Kind.video, Kind.audiobook})
    prepares_from = frozenset({Kind.track})

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._index: Index | None = None

    @property
    def state(self) -> str:
        """Digest of the index; empty while there is none."""
        try:
            return Index.open(self.folder).state
        except BadInput:
            return ""

    def prepare(self, items: Iterable[Item]) -> Iterator[tuple[Item, Exception | None]]:
        """Bring the index up to date with the catalogue's tracks."""
        yield from index_items(self.folder, items)

    def setup(self) -> None:
        """Load the detector and open the index, and read it once: a damaged one must not reach the kernels.

        Raises:
            IndexBroken: if a byte has changed since it was written.
            BadInput: if the detector's file is damaged.
        """
        self._index = Index.open(self.folder)
        self._index.verify()
        detection_network()

    def analyze(self, item: Item) -> Iterator[Mark]:
        """A mark for each stretch of a track in `item`, and for each of unknown music.

        Raises:
            UnreadableMedia: if there is no sound that can be decoded.
        """
        if self._index is None:
            raise RuntimeError("setup() comes first")
        for heard in account_for(item.path, self._index):
            if isinstance(heard, Unknown):
                yield self._unknown(item, heard)
            else:
                yield from (self._usage(item, named) for named in picked(heard, Pick.earliest))

    def _unknown(self, item: Item, music: Unknown) -> Mark:
        return Mark(
            item=item.id,
            analyzer=self.name,
            version=self.version,
            kind=MUSIC,
            label=UNKNOWN,
            span=music.span,
            probability=music.score,
            evidence={"model": MODEL},
        )

    def _usage(self, item: Item, found: Find) -> Mark:
        return Mark(
            item=item.id,
            analyzer=self.name,
            version=self.version,
            kind=USAGE,
            target=found.track.id,
            span=found.span,
            probability=found.score,
            evidence={
                "title": found.track.title,
                "artist": found.track.artist,
                "isrc": found.track.isrc,
                "offset": found.offset / 1e6,
                "speed": round(found.speed, 4),
                "pitch": round(found.pitch, 3),
                "log_likelihood_ratio": round(found.evidence, 2),
                "peaks_met": found.met,
                "peaks_asked": found.asked,
                "votes_z": round(found.z, 2),
                "level_db": None if found.level is None else round(found.level, 1),
                "role": role_of(found.level, found.span.seconds),
                "track_seconds": round(found.track.seconds, 3),
                "work": found.work,
                "equals": equals_evidence(found),
            },
        )


def create(home: Path) -> MusicFind:
    """The analyzer for the catalogue in folder `home`; its index lies there too."""
    return MusicFind(home / INDEX_NAME)
