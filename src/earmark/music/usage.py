"""Usage reports: how long each track is used in each episode, from marks or from finds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from earmark.core import MICROSECONDS, Mark, Span

__all__ = ["TrackUsage", "cue_sheet", "usage_report"]


@dataclass(frozen=True, slots=True)
class TrackUsage:
    """One track in one episode.

    Attributes:
        item: id of the episode.
        track: id of the track.
        title, artist, isrc: of the track; empty if unknown.
        seconds: how long it is heard; stretches that overlap count once.
        first: start of the first use, seconds.
        last: end of the last use, seconds.
        uses: how many stretches.
        probability: of the surest stretch.
    """

    item: str
    track: str
    title: str
    artist: str
    isrc: str
    seconds: float
    first: float
    last: float
    uses: int
    probability: float


def usage_report(marks: Iterable[Mark], *, least: float = 0.5) -> Iterator[TrackUsage]:
    """Seconds per episode and track, by episode, then by first use.

    Args:
        marks: of kind ``usage``, in any order; others are passed over.
        least: marks less probable than this do not count.
    """
    used = [mark for mark in marks if mark.kind == "usage" and mark.span and mark.probability >= least]
    used.sort(key=lambda mark: (mark.item, mark.target or ""))
    for _, of_item in groupby(used, key=lambda mark: mark.item):
        rows = [_of_track(list(group)) for _, group in groupby(of_item, key=lambda mark: mark.target)]
        yield from sorted(rows, key=lambda row: (row.first, row.track))


def _of_track(marks: Sequence[Mark]) -> TrackUsage:
    spans = _united(mark.span for mark in marks if mark.span)
    surest = max(marks, key=lambda mark: mark.probability)
    return TrackUsage(
        item=surest.item,
        track=surest.target or "",
        title=str(surest.evidence.get("title", "")),
        artist=str(surest.evidence.get("artist", "")),
        isrc=str(surest.evidence.get("isrc", "")),
        seconds=sum(span.end - span.start for span in spans) / MICROSECONDS,
        first=spans[0].start / MICROSECONDS,
        last=spans[-1].end / MICROSECONDS,
        uses=len(spans),
        probability=surest.probability,
    )


def _united(spans: Iterable[Span]) -> list[Span]:
    """`spans` in order, those that touch or overlap made one."""
    united: list[Span] = []
    for span in sorted(spans):
        if united and span.start <= united[-1].end:
            united[-1] = Span(united[-1].start, max(united[-1].end, span.end))
        else:
            united.append(span)
    return united


def cue_sheet(title: str, marks: Iterable[Mark], *, least: float = 0.5) -> str:
    """What plays in one episode in order of time, as broadcasters file it with collecting societies.

    One line per use: number, start, end and length as hours:minutes:seconds, title, artist, ISRC, probability.
    """
    cues = [mark for mark in marks if mark.kind == "usage" and mark.span and mark.probability >= least]
    cues.sort(key=lambda mark: (mark.span.start if mark.span else 0, mark.target or ""))
    lines = [
        f"CUE SHEET  {_one_line(title)}",
        f"{'#':>4}  {'start':>10}  {'end':>10}  {'length':>10}  title / artist / ISRC",
    ]
    for number, mark in enumerate(cues, start=1):
        if mark.span:
            times = [mark.span.start, mark.span.end, mark.span.end - mark.span.start]
            clock = "  ".join(f"{_clock(time):>10}" for time in times)
            names = " / ".join(_one_line(str(mark.evidence.get(key) or "-")) for key in ("title", "artist", "isrc"))
            lines.append(f"{number:>4}  {clock}  {names}  ({mark.probability:.2f})")
    total = sum(span.end - span.start for span in _united(mark.span for mark in cues if mark.span))
    lines.append(f"      {len(cues)} {'cue' if len(cues) == 1 else 'cues'}, {_clock(total)} of music")
    return "\n".join(lines) + "\n"


def _clock(microseconds: int) -> str:
    tenths = round(microseconds / 100_000)
    minutes, tenths = divmod(tenths, 600)
    return f"{minutes // 60}:{minutes % 60:02d}:{tenths // 10:02d}.{tenths % 10}"


def _one_line(text: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
