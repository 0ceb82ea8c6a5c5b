"""Music under speech: which catalogue track plays when, in episodes whose truth is known."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from earmark.lab.metrics import (
    Segment,
    boundary_errors,
    calibration_error,
    detection,
    match_segments,
    of_rows,
    overlap_over_union,
    quantile,
    ratio,
    shared_seconds,
)
from earmark.lab.suite import Progress, Row, every_file
from earmark.lab.suites.pairs import PairIndex
from earmark.lab.suites.podcasts import Condition, Episode, Recording, compose, recordings, speech_alone
from earmark.media.change import UNCHANGED, Change
from earmark.music import Index, IndexWriter, Peaks, Track, find_in_peaks, peaks_of_file

__all__ = ["Answer", "Catalogue", "MusicSuite", "episode_rows", "hold_out", "index_catalogue", "listen"]

CHANGES = tuple(
    Change.parse(text)
    for text in (
        *(f"speed:{factor}" for factor in (0.94, 0.96, 0.98, 0.99, 1.01, 1.02, 1.04, 1.06)),
        *(f"tempo:{factor}" for factor in (0.9, 0.95, 1.05, 1.1)),
        *(f"pitch:{semitones}" for semitones in (-1, 1)),
    )
)
CONDITIONS = (
    Condition(10, "mp3", 128_000),
    Condition(0, "mp3", 64_000),
    Condition(-5, "mp3", 64_000),
    Condition(-5, "opus", 24_000),
    Condition(-10, "mp3", 64_000),
    Condition(-10, "m4a", 48_000),
    Condition(-15, "mp3", 64_000),
    Condition(0, "mp3", 64_000, CHANGES),
    Condition(-5, "mp3", 64_000, CHANGES),
)
EXCERPTS = 20
SECONDS = (6.0, 40.0)
HELD_OUT = 0.25
"""Share of the artists whose music is in no catalogue."""
SPEECH_ALONE = 20 * 60.0


@dataclass(frozen=True)
class Catalogue:
    """What is to be found, indexed by earmark and by the baseline.

    Attributes:
        index: earmark's.
        pairs: the baseline's.
        seconds: of music.
        bytes: of earmark's index.
        cpu_seconds: what it took to make, decoding included.
    """

    index: Index
    pairs: PairIndex
    seconds: float
    bytes: int
    cpu_seconds: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What one system said of one episode.

    Attributes:
        found: where it says which track plays.
        probability: of each, in the same order.
        changes: of speed and pitch, of each.
        cpu_seconds: what it took, decoding included.
    """

    found: tuple[Segment, ...]
    probability: tuple[float, ...]
    changes: tuple[Change, ...]
    cpu_seconds: float


def index_catalogue(tracks: Sequence[Recording], folder: Path) -> Catalogue:
    """Index `tracks` under their file names into `folder`, in this process, so that CPU seconds can be counted."""
    begun = time.process_time()
    peaks: dict[str, Peaks] = {track.path.name: peaks_of_file(track.path) for track in tracks}
    with IndexWriter.open(folder) as writer:
        writer.add([(Track(id=name, uri="", digest=name), each) for name, each in peaks.items()])
    cpu_seconds = time.process_time() - begun
    seconds = sum(each.seconds for each in peaks.values())
    size = sum(path.stat().st_size for path in folder.iterdir())
    return Catalogue(Index.open(folder), PairIndex(peaks), seconds, size, cpu_seconds)


def listen(path: Path, catalogue: Catalogue) -> dict[str, Answer]:
    """What earmark and the baseline say of an episode."""
    begun = time.process_time()
    peaks = peaks_of_file(path)
    extracted = time.process_time()
    finds = find_in_peaks(peaks, catalogue.index.segments)
    found = time.process_time()
    paired = catalogue.pairs.find(peaks)
    done = time.process_time()
    changes = tuple(Change(each.speed, 2 ** (each.pitch / 12)) for each in finds)
    segments = tuple(Segment(each.track.id, each.span.start / 1e6, each.span.end / 1e6) for each in finds)
    return {
        "earmark": Answer(segments, tuple(each.score for each in finds), changes, found - begun),
        "pairs of peaks": Answer(
            tuple(paired), (1.0,) * len(paired), (UNCHANGED,) * len(paired), extracted - begun + done - found
        ),
    }


def episode_rows(
    episode: Episode, answers: Mapping[str, Answer], groups: Mapping[str, str], shared: Mapping[str, object]
) -> Iterator[Row]:
    """A row for each system and each track that plays or is said to, and one for the episode's cost.

    Args:
        episode: what plays.
        answers: by system.
        groups: artist by track.
        shared: columns that every row gets.
    """
    for system, answer in answers.items():
        tracks = {segment.track for segment in (*episode.truth, *answer.found)}
        for track in sorted(tracks):
            yield {
                "item": f"{episode.path.stem}/{track}",
                "system": system,
                "group": groups[track],
                **shared,
                **_of_track(track, episode, answer),
            }
        cost = {"cpu_seconds": answer.cpu_seconds, "hours": episode.seconds / 3600}
        yield {"item": episode.path.stem, "system": system, "group": episode.path.stem, "loss": 0.0, **shared, **cost}


def _of_track(track: str, episode: Episode, answer: Answer) -> dict[str, object]:
    played = [event for event in zip(episode.truth, episode.changes, strict=True) if event[0].track == track]
    claims = zip(answer.found, answer.probability, answer.changes, strict=True)
    mine = [claim for claim in claims if claim[0].track == track]
    truth = [segment for segment, _ in played]
    found = [segment for segment, _, _ in mine]
    pairs = match_segments(truth, found)
    errors = boundary_errors(truth, found, pairs)
    in_truth, in_found, in_both = shared_seconds(truth, found)
    return {
        "events": len(truth),
        "finds": len(found),
        "hits": len(pairs),
        "event_seconds": in_truth,
        "find_seconds": in_found,
        "hit_seconds": in_both,
        "start_errors": [abs(start) for start, _ in errors],
        "end_errors": [abs(end) for _, end in errors],
        "factor_errors": [_factor_error(played[event][1], mine[claim][2]) for event, claim in pairs],
        "probability": [sure for _, sure, _ in mine],
        "right": [any(overlap_over_union(event, segment) > 0 for event in truth) for segment in found],
        "unknown_claimed": sum(_overlap(one, other) > 0 for one in found for other in episode.unknown),
        "loss": float(len(truth) + len(found) - 2 * len(pairs)),
    }


def _factor_error(true: Change, found: Change) -> float:
    """How far the tempo or the pitch is off, whichever is further, in percent."""
    return 100 * max(abs(found.tempo / true.tempo - 1), abs(found.pitch / true.pitch - 1))


def _overlap(one: Segment, other: Segment) -> float:
    """Seconds in common, whatever the tracks."""
    return max(0.0, min(one.end, other.end) - max(one.start, other.start))


class MusicSuite:
    """Excerpts under speech at several levels and codecs, some changed in speed, tempo or pitch, and speech alone.

    A quarter of the artists are in no catalogue; their music lies in the episodes too.

    Data: a folder with ``music/`` and ``speech/``, each with sound files and, if artists and speakers are known, a
    ``clips.csv`` with the columns ``filename`` and ``artist_group`` or ``speaker``.
    """

    name = "music"
    version = "1"
    slices = ("level_db", "codec", "changed")
    metrics = (
        *detection(both="hits", truth="events", found="finds", prefix="segment "),
        *detection(both="hit_seconds", truth="event_seconds", found="find_seconds", prefix="seconds "),
        quantile("start error, median", "start_errors", 0.5, unit="s"),
        quantile("start error, 95th percentile", "start_errors", 0.95, unit="s"),
        quantile("end error, median", "end_errors", 0.5, unit="s"),
        quantile("end error, 95th percentile", "end_errors", 0.95, unit="s"),
        quantile("factor error, 95th percentile", "factor_errors", 0.95, unit="%"),
        of_rows("calibration error", ("probability", "right"), calibration_error, higher_is_better=False),
        ratio("CPU seconds per hour", {"cpu_seconds": 1}, {"hours": 1}, unit="s", higher_is_better=False),
    )

    def files(self, data: Path) -> Iterable[Path]:
        """Every file of the two folders."""
        return [*every_file(data / "music"), *every_file(data / "speech")]

    def evaluate(self, data: Path, *, seed: int, progress: Progress) -> Iterator[Row]:
        """The rows of earmark and of pairs of peaks, episode by episode."""
        tracks, unknown = hold_out(recordings(data / "music"), HELD_OUT, seed)
        speech = recordings(data / "speech")
        groups = {track.path.name: track.group for track in tracks}
        steps = len(CONDITIONS) + 1
        with tempfile.TemporaryDirectory() as scratch:
            catalogue = index_catalogue(tracks, Path(scratch) / "index")
            for number, condition in enumerate(CONDITIONS):
                path = Path(scratch) / f"{condition.name}.{condition.codec}"
                episode = compose(
                    path,
                    condition,
                    tracks=tracks,
                    unknown=unknown,
                    speech=speech,
                    excerpts=EXCERPTS,
                    seconds=SECONDS,
                    seed=seed * 1000 + number,
                )
                shared = {
                    "level_db": condition.level_db,
                    "codec": condition.codec,
                    "changed": condition.changes is CHANGES,
                }
                yield from episode_rows(episode, listen(path, catalogue), groups, shared)
                progress(number + 1, steps)
            path = Path(scratch) / "speech-alone.mp3"
            alone = speech_alone(path, CONDITIONS[1], speech=speech, seconds=SPEECH_ALONE, seed=seed)
            shared = {"level_db": None, "codec": "mp3", "changed": None}
            yield from episode_rows(alone, listen(path, catalogue), groups, shared)
            progress(steps, steps)


def hold_out(music: Sequence[Recording], share: float, seed: int) -> tuple[list[Recording], list[Recording]]:
    """`music` in two by artist: what is in the catalogue, and about `share` of the artists that are not."""
    artists = sorted({recording.group for recording in music})
    chosen = np.random.default_rng(seed).permutation(len(artists))[: round(share * len(artists))]
    left_out = {artists[number] for number in chosen}
    known = [recording for recording in music if recording.group not in left_out]
    return known, [recording for recording in music if recording.group in left_out]
