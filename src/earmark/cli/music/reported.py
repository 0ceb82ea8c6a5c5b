"""What the reports of `earmark music` are made of: episodes and the uses that marks and people's decisions leave."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from earmark.cli.music.picking import Pick
from earmark.core import MICROSECONDS, Item, Mark, Verdict
from earmark.core.errors import BadInput

if TYPE_CHECKING:
    from earmark.catalog import Store
    from earmark.music import Use

__all__ = ["duration_of", "episodes_with_uses", "not_analysed"]


def episodes_with_uses(store: Store, names: Sequence[str], least: float, pick: Pick) -> list[tuple[Item, list[Use]]]:
    """Each episode that is named, or every one, show by show as they were published; and its uses in order.

    Themes are told from all episodes of the shows that these belong to. What people rejected is left out.

    Raises:
        BadInput: if a name means no item, or one in which no music is looked for.
    """
    from earmark import music
    from earmark.music import MusicFind, picked_marks, shows_of, uses_of, with_themes

    episodes = {item.id: item for item in store.items(kinds=MusicFind.accepts)}
    named = {item.id: item for item in (_episode_named(store, name) for name in names)}
    shows = [show for show in shows_of(episodes.values()) if not names or not named.keys().isdisjoint(show)]
    compared = {id for show in shows for id in show} | named.keys() if names else None
    rejected = _rejected(store)
    marks = (mark for mark in _music_marks(store, compared) if mark.id not in rejected)
    uses: dict[str, list[Use]] = {}
    named_marks = picked_marks(marks, music.Pick(pick))
    for use in with_themes(uses_of(named_marks, least=least), shows):
        uses.setdefault(use.item, []).append(use)
    in_order = named.values() if names else [episodes[id] for show in shows for id in show]
    return [(item, uses.get(item.id, [])) for item in in_order]


def _episode_named(store: Store, name: str) -> Item:
    from earmark.catalog.lookup import item_named
    from earmark.music import MusicFind

    item = item_named(store, name)
    if item.kind not in MusicFind.accepts:
        raise BadInput(f"no music is looked for in this: its kind is {item.kind}", where=name)
    return item


def _music_marks(store: Store, items: Collection[str] | None) -> Iterator[Mark]:
    for kind in ("usage", "music"):
        for item in sorted(items) if items is not None else [None]:
            yield from store.marks(item=item, kind=kind)


def _rejected(store: Store) -> set[str]:
    """Marks whose latest decision is that they are wrong."""
    latest = {decision.mark: decision.verdict for decision in store.decisions()}
    return {mark for mark, verdict in latest.items() if verdict is Verdict.reject}


def duration_of(item: Item, uses: Iterable[Use]) -> float | None:
    """Seconds; None if nobody knows. What a feed states, and no file has shown, holds unless music is heard later."""
    stated = item.metadata.get("duration")
    if not isinstance(stated, int | float):
        return None
    heard = 0.0 if "file" in item.metadata else max((use.span.end for use in uses), default=0) / MICROSECONDS
    return max(float(stated), heard)


def not_analysed(store: Store, catalog: Path, ids: Collection[str]) -> set[str]:
    """Those of `ids` that 'earmark understand' has still to look at with the index as it is."""
    from earmark.music import create

    finder = create(catalog.absolute().parent)
    waiting = store.pending(finder.name, finder.version, finder.state, finder.accepts, retry_failed=True, ids=ids)
    return {item.id for item in waiting}
