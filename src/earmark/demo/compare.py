"""What was found in the demo's episodes beside what was laid there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from earmark.catalog import Store
from earmark.catalog.lookup import title_of
from earmark.core import MICROSECONDS, Mark
from earmark.demo.papers import read_truth
from earmark.lab.metrics.segments import Segment, match_segments, overlap_over_union
from earmark.lab.mix import Placed
from earmark.music import USAGE

__all__ = ["Compared", "beside_truth"]


@dataclass(frozen=True, slots=True)
class Compared:
    """One stretch of a track in an episode: laid there, found there, or both.

    Attributes:
        episode: file of the episode, relative to the demo folder.
        track: title of the track.
        start: where it was laid, seconds; None if it was found but never laid.
        end: see `start`.
        level_db: music over speech, dB; None if it was never laid.
        found_start: where it was found, seconds; None if it was laid but not found.
        found_end: see `found_start`.
        overlap: shared time over covered time, 0 to 1; 0 unless laid and found.
        probability: of the mark; None without one.
    """

    episode: str
    track: str
    start: float | None
    end: float | None
    level_db: float | None
    found_start: float | None
    found_end: float | None
    overlap: float
    probability: float | None


def beside_truth(store: Store, folder: Path) -> list[Compared]:
    """Marks of kind ``usage`` beside the truth, by episode and time.

    A find counts if it is the right track with an overlap over union of at least 0.5.

    Args:
        store: a catalogue that the demo was added to.
        folder: what :func:`~earmark.demo.catalogue.compose_demo` composed.

    Raises:
        BadInput: if there is no demo in `folder`.
    """
    compared: list[Compared] = []
    for episode, placed in sorted(read_truth(folder).items()):
        item = store.item_by_uri(_uri(folder, episode))
        marks = [mark for mark in store.marks(item=item.id, kind=USAGE) if mark.span] if item else []
        rows = _of_episode(store, folder, episode, placed, marks)
        compared += sorted(rows, key=lambda row: row.found_start or 0.0 if row.start is None else row.start)
    return compared


def _of_episode(
    store: Store, folder: Path, episode: str, placed: Sequence[Placed], marks: Sequence[Mark]
) -> list[Compared]:
    laid = [Segment(_track_id(store, folder, one.track), one.start, one.end) for one in placed]
    found = [_segment(mark) for mark in marks]
    found_for = dict(match_segments(laid, found))
    rows = []
    for i, one in enumerate(placed):
        j = found_for.get(i)
        rows.append(
            Compared(
                episode=episode,
                track=title_of(store, laid[i].track),
                start=one.start,
                end=one.end,
                level_db=one.level_db,
                found_start=None if j is None else found[j].start,
                found_end=None if j is None else found[j].end,
                overlap=0.0 if j is None else overlap_over_union(laid[i], found[j]),
                probability=None if j is None else marks[j].probability,
            )
        )
    for j in sorted(set(range(len(found))) - set(found_for.values())):
        title = title_of(store, found[j].track)
        rows.append(Compared(episode, title, None, None, None, found[j].start, found[j].end, 0.0, marks[j].probability))
    return rows


def _segment(mark: Mark) -> Segment:
    assert mark.span is not None
    return Segment(mark.target or "", mark.span.start / MICROSECONDS, mark.span.end / MICROSECONDS)


def _track_id(store: Store, folder: Path, file: str) -> str:
    item = store.item_by_uri(_uri(folder, file))
    return item.id if item else file


def _uri(folder: Path, file: str) -> str:
    return (folder.absolute() / file).as_uri()
