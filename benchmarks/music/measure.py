"""Every system on the same episodes: claims, rows and CPU seconds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from earmark.lab import Row
from earmark.lab.claims import Claim, event_rows, joined
from earmark.lab.episodes import Episode
from earmark.lab.listeners import Listener, cpu_seconds

__all__ = ["Heard", "best_threshold", "listen", "rows_of"]


@dataclass
class Heard:
    """What one system said of every episode, and what it cost.

    Attributes:
        system: its name.
        least: score from which on its claims count.
        index_bytes: size of its index.
        index_cpu: CPU seconds to index, decoding included.
        find_cpu: CPU seconds to find, decoding included.
        claims: by episode, unjoined, at any score.
    """

    system: str
    least: float
    index_bytes: int
    index_cpu: float
    find_cpu: float = 0.0
    claims: list[list[Claim]] = field(default_factory=list)


def listen(
    listener: Listener, tracks: Sequence[Path], episodes: Sequence[Episode], folder: Path, say: Callable[[str], None]
) -> Heard:
    """Index `tracks` in `folder` and find them in `episodes`."""
    folder.mkdir(parents=True)
    begun = cpu_seconds()
    size = listener.index(tracks, folder)
    heard = Heard(listener.name, listener.least, size, cpu_seconds() - begun)
    for episode in episodes:
        begun = cpu_seconds()
        heard.claims.append(listener.find(episode.path))
        heard.find_cpu += cpu_seconds() - begun
        say(f"{listener.name}: {episode.path.name}")
    return heard


def rows_of(heard: Heard, episodes: Sequence[Episode], least: float, system: str) -> list[Row]:
    """The rows of a system's claims with a score of at least `least`."""
    rows: list[Row] = []
    for episode, claims in zip(episodes, heard.claims, strict=True):
        kept = joined([claim for claim in claims if claim.score >= least])
        rows += [{"system": system, **row} for row in event_rows(episode, kept)]
    return rows


def best_threshold(heard: Heard, episodes: Sequence[Episode], steps: int = 40) -> float:
    """The score at which segment F1 is highest on these very episodes: what a system could do if it were told."""
    scores = sorted({claim.score for claims in heard.claims for claim in claims})
    tried = {scores[number * (len(scores) - 1) // steps] for number in range(steps + 1)} if scores else {heard.least}
    return max(sorted(tried), key=lambda least: _segment_f1(rows_of(heard, episodes, least, heard.system)))


def _segment_f1(rows: Sequence[Row]) -> float:
    hits, finds, events = (sum(row.get(name) or 0 for row in rows) for name in ("hits", "finds", "events"))
    return 2 * hits / (finds + events) if finds + events else 0.0
