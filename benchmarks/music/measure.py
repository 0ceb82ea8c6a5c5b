"""Every system on the same episodes, each in processes of its own: claims, rows, CPU seconds, memory."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import ParamSpec, TypeVar

from benchmarks.peers.program import Peer, peak_bytes
from earmark.lab import Row
from earmark.lab.claims import Claim, event_rows, joined
from earmark.lab.episodes import Episode
from earmark.lab.listeners import Listener, cpu_seconds

__all__ = ["Heard", "listen", "rows_of", "sweep"]

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Heard:
    """What one system said of every episode, and what it cost.

    Attributes:
        system: its name.
        least: score from which on its claims count.
        claims: by episode, unjoined, at any score.
        index_bytes: size of its index.
        index_cpu: CPU seconds to index, decoding and children included.
        find_cpu: CPU seconds to find, likewise.
        index_memory: the most memory that a process of it held while indexing, bytes.
        find_memory: the same while finding.
    """

    system: str
    least: float
    claims: tuple[list[Claim], ...]
    index_bytes: int
    index_cpu: float
    find_cpu: float
    index_memory: int
    find_memory: int


def listen(listener: Listener, tracks: Sequence[Path], episodes: Sequence[Path], folder: Path) -> Heard:
    """Index `tracks` in `folder` and find them in `episodes`; what a first use loads and compiles is not counted."""
    index = folder / "index"
    for each in (index, folder / "warm-up"):
        each.mkdir(parents=True)
    index_cpu, index_memory = _apart(_index, listener, tracks, index, folder / "warm-up")
    claims, find_cpu, find_memory = _apart(_find, listener, episodes, index, tracks[0])
    size = sum(path.stat().st_size for path in index.rglob("*") if path.is_file())
    return Heard(listener.name, listener.least, tuple(claims), size, index_cpu, find_cpu, index_memory, find_memory)


def rows_of(heard: Heard, episodes: Sequence[Episode], least: float) -> list[Row]:
    """The rows of a system's claims with a score of at least `least`."""
    rows: list[Row] = []
    for episode, claims in zip(episodes, heard.claims, strict=True):
        kept = joined([claim for claim in claims if claim.score >= least])
        rows += [{"system": heard.system, **row} for row in event_rows(episode, kept)]
    return rows


def sweep(heard: Heard, episodes: Sequence[Episode], steps: int = 40) -> list[dict[str, float]]:
    """What a system would do at other scores, the lowest first.

    Returns:
        For each: ``least`` score, ``segment F1``, ``seconds recall`` and ``false per hour``: claims of a track that
        does not play there, whatever does.
    """
    scores = sorted({claim.score for claims in heard.claims for claim in claims})
    tried = {scores[number * (len(scores) - 1) // steps] for number in range(steps + 1)} if scores else set()
    hours = sum(episode.seconds for episode in episodes) / 3600
    points = []
    for least in sorted({*tried, heard.least}):
        rows = rows_of(heard, episodes, least)
        total = {name: float(sum(row.get(name) or 0 for row in rows)) for name in _SUMS}
        false = total["false_in_speech"] + total["false_of_known"] + total["false_of_unknown"]
        points.append(
            {
                "least": least,
                "segment F1": 2 * total["hits"] / max(1.0, total["finds"] + total["events"]),
                "seconds recall": total["hit_seconds"] / max(1e-9, total["event_seconds"]),
                "false per hour": false / hours,
            }
        )
    return points


_SUMS = (
    "hits",
    "finds",
    "events",
    "hit_seconds",
    "event_seconds",
    "false_in_speech",
    "false_of_known",
    "false_of_unknown",
)


def _apart(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """The answer of a function in a fresh process, whose memory is its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(function, *args, **kwargs).result()


def _index(listener: Listener, tracks: Sequence[Path], folder: Path, scratch: Path) -> tuple[float, int]:
    listener.index(tracks[:1], scratch)
    begun = cpu_seconds()
    listener.index(tracks, folder)
    return cpu_seconds() - begun, _memory(listener)


def _find(
    listener: Listener, episodes: Sequence[Path], folder: Path, track: Path
) -> tuple[list[list[Claim]], float, int]:
    listener.open(folder)
    listener.find(track)
    begun = cpu_seconds()
    claims = []
    for episode in episodes:
        claims.append(listener.find(episode))
        print(f"{listener.name}: {episode.name}", file=sys.stderr)
    return claims, cpu_seconds() - begun, _memory(listener)


def _memory(listener: Listener) -> int:
    """The most that the process that searches held at a time, bytes."""
    program = listener.program.peak_bytes if isinstance(listener, Peer) and listener.searches_itself else 0
    return program or peak_bytes()
