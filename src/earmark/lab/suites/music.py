"""Music under speech: which catalogue track plays when, in episodes whose truth is known."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from earmark.lab.claims import event_rows, joined
from earmark.lab.episodes import (
    CONDITIONS,
    TREATMENTS,
    Cast,
    Episode,
    Shelf,
    episodes,
    hold_out,
    recordings,
    speech_alone,
)
from earmark.lab.listeners import Earmark, Listener, Pairs, cpu_seconds
from earmark.lab.metrics import calibration_error, detection, of_rows, quantile, ratio
from earmark.lab.suite import Progress, Row, every_file

__all__ = ["MusicSuite"]

SCALE = 0.25
"""A quarter of the benchmark's passages."""
HELD_OUT = 0.25
"""Share of the artists whose music is in no catalogue."""
SPEECH_ALONE = 20 * 60.0


class MusicSuite:
    """Every condition of the music benchmark at a quarter of its size, and speech alone.

    A quarter of the artists are in no catalogue; their music lies in the episodes too. A system's claims count from
    the score that it names itself; claims of one track less than five seconds apart are joined.

    Data: a folder with ``music/`` and ``speech/``, each with sound files and, if artists and speakers are known, a
    ``clips.csv`` with the columns ``filename`` and ``artist_group`` or ``speaker``.
    """

    name = "music"
    version = "2"
    slices = ("condition", "treatment")
    metrics = (
        *detection(both="hits", truth="events", found="finds", prefix="segment ")[::-1],
        *detection(both="hit_seconds", truth="event_seconds", found="find_seconds", prefix="seconds ")[::-1],
        ratio("unknown music claimed", {"unknown_claimed": 1}, {"unknown_events": 1}, higher_is_better=False),
        quantile("start error, median", "start_errors", 0.5, unit="s"),
        quantile("start error, 90th percentile", "start_errors", 0.9, unit="s"),
        quantile("end error, median", "end_errors", 0.5, unit="s"),
        quantile("end error, 90th percentile", "end_errors", 0.9, unit="s"),
        quantile("factor error, 90th percentile", "factor_errors", 0.9, unit="%"),
        of_rows("calibration error", ("probability", "right"), calibration_error, higher_is_better=False),
        ratio("CPU seconds per hour", {"cpu_seconds": 1}, {"hours": 1}, unit="s", higher_is_better=False),
    )

    def files(self, data: Path) -> Iterable[Path]:
        """Every file of the two folders."""
        return [*every_file(data / "music"), *every_file(data / "speech")]

    def evaluate(self, data: Path, *, seed: int, progress: Progress) -> Iterator[Row]:
        """The rows of earmark and of pairs of peaks, episode by episode."""
        known, unknown = hold_out(recordings(data / "music"), HELD_OUT, seed)
        speech = recordings(data / "speech")
        listeners: tuple[Listener, ...] = (Earmark(), Pairs())
        steps = len(TREATMENTS) + 1
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch)
            cast = Cast(known, unknown, speech, Shelf(folder / "shelf"))
            for number, listener in enumerate(listeners):
                index = folder / f"index {number}"
                index.mkdir()
                listener.index([track.path for track in known], index)
                listener.open(index)
            for done, episode in enumerate(_posed(folder, cast, seed), start=1):
                for listener in listeners:
                    yield from _rows(listener, episode)
                progress(done, steps)


def _posed(folder: Path, cast: Cast, seed: int) -> Iterator[Episode]:
    yield from episodes(folder, cast, seed=seed, scale=SCALE, conditions=CONDITIONS, treatments=TREATMENTS)
    path = folder / f"speech-alone.{TREATMENTS[0].codec}"
    yield speech_alone(path, TREATMENTS[0], cast, seconds=SPEECH_ALONE, seed=seed)


def _rows(listener: Listener, episode: Episode) -> Iterator[Row]:
    """A row for each event and each false claim, and one for what the episode cost."""
    begun = cpu_seconds()
    claims = joined([claim for claim in listener.find(episode.path) if claim.score >= listener.least])
    cost = {"cpu_seconds": cpu_seconds() - begun, "hours": episode.seconds / 3600}
    for row in event_rows(episode, claims):
        yield {"system": listener.name, **row}
    name = episode.path.stem
    yield {
        "system": listener.name,
        "item": name,
        "group": name,
        "loss": 0.0,
        "treatment": episode.treatment.name,
        **cost,
    }
