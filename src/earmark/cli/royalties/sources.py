"""What statements are made from, read from CSV files or a catalogue."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from earmark.cli.output import say
from earmark.core import Item

if TYPE_CHECKING:
    from earmark.catalog import Store
    from earmark.royalties import Material, Usage

__all__ = ["Sources"]

_Read = TypeVar("_Read")


@dataclass(frozen=True, slots=True)
class Sources:
    """The files that a command was given; all but `plays` may be left out."""

    plays: Path
    usage: Path | None
    verdicts: Path | None
    splits: Path | None

    def read(self) -> Material:
        """What they hold.

        Raises:
            BadInput: at the first that is wrong.
        """
        from earmark import royalties

        plays = royalties.read_plays(self.plays)
        unread = sorted(set(plays.table.columns) - set(royalties.PLAY_COLUMNS))
        if unread:
            say(f"{self.plays.name}: not read, only to tell rows apart: {', '.join(unread)}")
        material = royalties.Material(
            plays=plays,
            usage=_read(self.usage, royalties.read_usage, _usage_of_catalogue) or [],
            verdicts=_read(self.verdicts, royalties.read_verdicts, royalties.verdicts_of_catalogue),
            splits=_read(self.splits, royalties.read_splits, royalties.holders_of_catalogue),
        )
        return royalties.Naming.of(material.usage, self._items()).applied(material)

    def _items(self) -> Iterator[Item]:
        """What the catalogues among the files hold."""
        from earmark.catalog import existing_catalog

        for path in {path for path in (self.usage, self.verdicts, self.splits) if path and _is_catalogue(path)}:
            with closing(existing_catalog(path)) as store:
                yield from store.items()

    def digests(self) -> Mapping[str, str]:
        """SHA-256 of each file, by what it was given as; a catalogue, which changes as it is used, has none."""
        given = {"plays": self.plays, "usage": self.usage, "verdicts": self.verdicts, "splits": self.splits}
        return {name: f"{path.name} {_digest(path)}".strip() for name, path in given.items() if path}


def _digest(path: Path) -> str:
    if _is_catalogue(path):
        return ""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _is_catalogue(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(16) == b"SQLite format 3\0"


def _read(path: Path | None, of_csv: Callable[[Path], _Read], of_store: Callable[[Store], _Read]) -> _Read | None:
    from earmark.catalog import existing_catalog

    if path is None:
        return None
    if not _is_catalogue(path):
        return of_csv(path)
    with closing(existing_catalog(path)) as store:
        return of_store(store)


def _usage_of_catalogue(store: Store) -> list[Usage]:
    """As 'earmark music usage' reports it without options."""
    from earmark import music, royalties
    from earmark.cli.music.picking import Pick
    from earmark.cli.music.reported import episodes_with_uses

    marks: dict[tuple[str, str], list[str]] = {}
    for mark in store.marks(kind=music.USAGE):
        for version in music.picked_marks([mark], music.Pick.earliest):
            marks.setdefault((mark.item, version.target or ""), []).append(mark.id)
    uses = [use for _, of_item in episodes_with_uses(store, [], 0.5, Pick.earliest) for use in of_item]
    return royalties.usage_of_uses(uses, marks)
