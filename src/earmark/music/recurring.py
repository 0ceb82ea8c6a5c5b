"""What comes back from episode to episode though no catalogue has it: jingles, signatures, sponsors' spots.

Each episode is searched for the ones before it as if they were tracks. Stretches that match are the same; what is the
same in enough episodes recurs.
"""

from __future__ import annotations

import tempfile
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from earmark.core import Span
from earmark.music.finds import find_in_peaks
from earmark.music.index import Index, IndexWriter
from earmark.music.peaks import Peaks
from earmark.music.segment import Track
from earmark.music.themes import AMONG, RECURS_IN

__all__ = ["Recurrence", "recurring"]

LEAST = 0.5
"""Probability of a match, at least."""
SAME = 0.5
"""Stretches of one episode are the same if both have this share of what either has."""


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A stretch of an episode that other episodes have too.

    Attributes:
        number: of what recurs, from 1, in the order in which it is first heard.
        episode: which.
        span: where.
        episodes: how many have it.
    """

    number: int
    episode: str
    span: Span
    episodes: int


_Place = tuple[str, Span]


def recurring(episodes: Iterable[tuple[str, Peaks]]) -> list[Recurrence]:
    """What at least 3 of the episodes share, each with one of the 9 before it.

    Memory is that of ten episodes' indexes. Speech recurs too, where it is the very same recording.

    Args:
        episodes: names, each once, and peaks, in the order of publication.

    Returns:
        By number, then in the order of the episodes.
    """
    order: dict[str, int] = {}
    alike = _Alike()
    with tempfile.TemporaryDirectory() as scratch, ExitStack() as open_indexes:
        before: deque[Index] = deque(maxlen=AMONG - 1)
        for name, peaks in episodes:
            for here, there in _matches(name, peaks, before):
                alike.join(here, there)
            before.append(open_indexes.enter_context(_index(Path(scratch) / str(len(order)), name, peaks)))
            order[name] = len(order)
    groups = [sorted(group, key=lambda place: (order[place[0]], place[1])) for group in alike.groups()]
    groups = [group for group in groups if len({name for name, _ in group}) >= RECURS_IN]
    return [
        Recurrence(number, name, span, len({name for name, _ in group}))
        for number, group in enumerate(sorted(groups, key=lambda group: (order[group[0][0]], group[0][1])), start=1)
        for name, span in group
    ]


def _index(folder: Path, name: str, peaks: Peaks) -> Index:
    """An index of one episode as a track."""
    with IndexWriter.open(folder) as writer:
        writer.add([(Track(id=name, uri="", digest=name), peaks)])
    return Index.open(folder)


def _matches(name: str, peaks: Peaks, before: Iterable[Index]) -> Iterator[tuple[_Place, _Place]]:
    """Stretches of the episode and of an earlier one that are the same."""
    for find in find_in_peaks(peaks, [segment for index in before for segment in index.segments]):
        if find.score >= LEAST:
            end = find.offset + round(find.speed * (find.span.end - find.span.start))
            yield (name, find.span), (find.track.id, Span(find.offset, end))


@dataclass
class _Alike:
    """Groups of places that hold the same; each place is known by the first of its episode that overlaps it enough.

    Attributes:
        places: by episode.
        above: another place of the same group; of its last place, itself.
    """

    places: dict[str, list[_Place]] = field(default_factory=dict)
    above: dict[_Place, _Place] = field(default_factory=dict)

    def join(self, one: _Place, other: _Place) -> None:
        self.above[self._last(self._known(one))] = self._last(self._known(other))

    def groups(self) -> list[list[_Place]]:
        together: dict[_Place, list[_Place]] = {}
        for place in self.above:
            together.setdefault(self._last(place), []).append(place)
        return list(together.values())

    def _known(self, place: _Place) -> _Place:
        of_episode = self.places.setdefault(place[0], [])
        for known in of_episode:
            if _same(known[1], place[1]):
                return known
        of_episode.append(place)
        self.above[place] = place
        return place

    def _last(self, place: _Place) -> _Place:
        while self.above[place] != place:
            place = self.above[place]
        return place


def _same(one: Span, other: Span) -> bool:
    either = max(one.end, other.end) - min(one.start, other.start)
    return one.overlap(other) >= SAME * either
