"""One name for each track and episode, however the files name it: ids, ISRCs, addresses, paths, guids of feeds."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Self, TypeVar

import numpy as np

from earmark.core import Item, Kind, normal_isrc
from earmark.core.errors import BadInput
from earmark.royalties.plays import Plays
from earmark.royalties.statement import Material
from earmark.royalties.table import Ints
from earmark.royalties.usage import Usage

__all__ = ["Naming"]

_Value = TypeVar("_Value")


@dataclass(slots=True)
class Naming:
    """Ids of tracks and episodes, and other names that lead to them.

    Attributes:
        ids: what is known by its id.
        others: ids by other name.
    """

    ids: set[str] = field(default_factory=set)
    others: dict[str, set[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, usage: Iterable[Usage], items: Iterable[Item]) -> Self:
        """The names that usage and a catalogue's items have."""
        naming = cls()
        for row in usage:
            naming.ids |= {row.item, row.track}
            naming._add(normal_isrc(row.isrc), row.track)
        for item in items:
            naming.ids.add(item.id)
            for name in _names(item):
                naming._add(name, item.id)
        return naming

    def _add(self, name: str | None, id: str) -> None:
        if name:
            self.others.setdefault(name, set()).add(id)

    def id_of(self, name: str, where: str) -> str:
        """The id that `name` means; `name` itself if nobody knows another.

        Raises:
            BadInput: if it means several.
        """
        if name in self.ids:
            return name
        found = self.others.get(name) or self.others.get(normal_isrc(name) or "") or {name}
        if len(found) > 1:
            ids = ", ".join(sorted(found)[:3])
            raise BadInput(f"{len(found)} are called {name!r}: {ids}", where=where, mend="Name it by its id")
        return next(iter(found))

    def applied(self, material: Material) -> Material:
        """`material` with the id of each track and episode in place of its name.

        Raises:
            BadInput: if a name means several, or one file has two names for one track.
        """
        return replace(
            material,
            plays=self._plays(material.plays),
            verdicts=self._keys(material.verdicts, "the verdicts", lambda verdict: verdict.source),
            splits=self._keys(material.splits, "the splits", lambda split: split.source),
        )

    def _plays(self, plays: Plays) -> Plays:
        path = str(plays.table.path)
        tracks, track = self._codes(plays.tracks, plays.track, path)
        items, item = self._codes(plays.items, plays.item, path)
        return replace(plays, tracks=tracks, items=items, track=track, item=item)

    def _codes(self, names: Collection[str], codes: Ints, where: str) -> tuple[list[str], Ints]:
        """`names` as ids, sorted, and the codes of rows in their order."""
        renamed = self._ids(names, where)
        ids = sorted(renamed)
        places = {id: place for place, id in enumerate(ids)}
        moved = np.asarray([places[id] for id in renamed] + [-1], np.int64)
        return ids, moved[codes]

    def _keys(
        self, rows: Mapping[str, _Value] | None, where: str, source: Callable[[_Value], str]
    ) -> dict[str, _Value] | None:
        if rows is None:
            return None
        first = next((source(value) for value in rows.values()), where)
        return dict(zip(self._ids(rows, first.partition(" ")[0]), rows.values(), strict=True))

    def _ids(self, names: Collection[str], where: str) -> list[str]:
        """The ids of `names`, in their order."""
        found: dict[str, str] = {}
        for name in names:
            id = self.id_of(name, where)
            if id in found:
                what = f"{found[id]!r} and {name!r} are both {id}"
                raise BadInput(what, where=where, mend="Name it in one way, and add its rows up")
            found[id] = name
        return list(found)


def _names(item: Item) -> Iterator[str]:
    """What else an item is called."""
    yield item.uri
    if item.uri.startswith("file:"):
        yield str(item.path)
        yield item.path.name
    entry = item.metadata.get("entry")
    if isinstance(entry, Mapping) and isinstance(entry.get("guid"), str):
        yield str(entry["guid"])
    isrc = item.metadata.get("isrc")
    if item.kind is Kind.track and isinstance(isrc, str):
        yield normal_isrc(isrc) or isrc
