"""Episodes: speech, passages of music between and under it, and the truth about all of it."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from earmark.lab.episodes.compressor import compressed
from earmark.lab.episodes.conditions import CONDITIONS, TREATMENTS, Condition, Treatment
from earmark.lab.episodes.passages import Crate, Passage
from earmark.lab.episodes.recordings import RATE, Recording, Shelf, in_turn
from earmark.lab.metrics import Segment
from earmark.lab.mix import Bed, active_rms, mix
from earmark.media import write_audio
from earmark.media.change import Change

__all__ = ["Cast", "Episode", "Event", "episode", "episodes", "speech_alone"]

PAUSE = (0.2, 1.0)
"""Seconds of silence between two speakers."""
BETWEEN = (2.0, 15.0)
"""Seconds of speech alone between two passages,"""
BETWEEN_SAME = (8.0, 15.0)
"""and between two that share a recording: one find may bridge five seconds."""
VOICE_RMS = 0.08
PEAK = 0.9
EPISODES_PER_TREATMENT = 2


@dataclass(frozen=True, slots=True)
class Cast:
    """Who is heard.

    Attributes:
        known: music of the catalogue.
        unknown: music that is in no catalogue.
        speech: voices.
        shelf: the sound of all of them.
    """

    known: Sequence[Recording]
    unknown: Sequence[Recording]
    speech: Sequence[Recording]
    shelf: Shelf


@dataclass(frozen=True, slots=True)
class Event:
    """A stretch of one recording in an episode, exact to the sample.

    Attributes:
        track: the recording's file name.
        group: its artist.
        start: first second that holds it.
        end: one past the last.
        offset: where in the recording it begins, seconds.
        change: how it was changed.
        condition: name of the condition that it poses.
        level_db: over active speech before fades, ducking and compressor; None in the clear.
        known: whether it is in the catalogue.
    """

    track: str
    group: str
    start: float
    end: float
    offset: float
    change: Change
    condition: str
    level_db: float | None
    known: bool

    @property
    def segment(self) -> Segment:
        """Where it plays."""
        return Segment(self.track, self.start, self.end)


@dataclass(frozen=True, slots=True)
class Episode:
    """An encoded episode and what plays in it.

    Attributes:
        path: the file.
        seconds: its length.
        treatment: codec and compressor.
        events: what plays, in order of time.
    """

    path: Path
    seconds: float
    treatment: Treatment
    events: tuple[Event, ...]


def episodes(
    folder: Path,
    cast: Cast,
    *,
    seed: int,
    scale: float = 1.0,
    conditions: Sequence[Condition] = CONDITIONS,
    treatments: Sequence[Treatment] = TREATMENTS,
) -> Iterator[Episode]:
    """Episodes that pose `conditions`, each of them under every treatment in turn; written one by one.

    A condition's passages depend on `seed` and its name alone, so that they are the same whatever else is posed.

    Args:
        folder: where the files go.
        cast: who is heard.
        seed: of all that is drawn.
        scale: how many passages of each condition there are, 1 for its full number; at least one.
        conditions: what to pose; those with unknown music only if there is some.
        treatments: of the episodes.
    """
    count = max(1, round(EPISODES_PER_TREATMENT * scale)) * len(treatments)
    dealt: list[list[tuple[Condition, int]]] = [[] for _ in range(count)]
    for number, condition in enumerate(conditions):
        if condition.known or cast.unknown:
            for turn in range(max(1, round(condition.passages * scale))):
                dealt[(turn + number) % count].append((condition, turn))
    for number, posed in enumerate(dealt):
        if posed:
            treatment = treatments[number % len(treatments)]
            path = folder / f"{number:02}-{treatment.name}.{treatment.codec}"
            yield _composed(path, treatment, posed, cast, seed, number)


def episode(path: Path, treatment: Treatment, conditions: Sequence[Condition], cast: Cast, *, seed: int) -> Episode:
    """Write one episode that holds every passage of `conditions`, in random order."""
    posed = [(condition, turn) for condition in conditions for turn in range(condition.passages)]
    return _composed(path, treatment, posed, cast, seed, 0)


def speech_alone(path: Path, treatment: Treatment, cast: Cast, *, seconds: float, seed: int) -> Episode:
    """Write `seconds` of nothing but speech."""
    voice = _talk(cast, seconds, np.random.default_rng(seed))
    return _written(path, treatment, voice, ())


def _composed(
    path: Path, treatment: Treatment, posed: Sequence[tuple[Condition, int]], cast: Cast, seed: int, number: int
) -> Episode:
    rng = np.random.default_rng([seed, number])
    order = [posed[turn] for turn in rng.permutation(len(posed))]
    passages = [(condition, _passage(condition, turn, cast, seed)) for condition, turn in order]
    return _mixed(path, treatment, passages, cast, rng)


def _passage(condition: Condition, turn: int, cast: Cast, seed: int) -> Passage:
    named = [seed, zlib.crc32(condition.name.encode())]
    music = cast.known if condition.known else cast.unknown
    order = [music[number] for number in np.random.default_rng(named).permutation(len(music))]
    rng = np.random.default_rng([*named, turn])
    return condition.draw(Crate(order, cast.shelf, rng, first=turn * condition.recordings), turn)


def _mixed(
    path: Path,
    treatment: Treatment,
    passages: Sequence[tuple[Condition, Passage]],
    cast: Cast,
    rng: np.random.Generator,
) -> Episode:
    starts, end = _laid_out([passage for _, passage in passages], rng)
    pauses = [
        (start + begin, start + past)
        for start, (_, passage) in zip(starts, passages, strict=True)
        for begin, past in passage.pauses
    ]
    voice = _with_pauses(_talk(cast, end - sum(past - begin for begin, past in pauses), rng), pauses, end)
    beds, events = [], []
    for start, (condition, passage) in zip(starts, passages, strict=True):
        for part in passage.parts:
            bed = Bed(
                part.recording.path.name,
                part.samples,
                start + part.at,
                part.level_db,
                part.offset,
                fade_in=part.fade,
                fade_out=part.fade,
                duck_db=part.duck_db,
            )
            beds.append(bed)
            clear = passage.pauses == ((0.0, part.end),)
            events.append((part, condition, None if clear else part.level_db))
    mixed, placed = mix(voice, beds, rate=RATE)
    truth = [
        Event(
            place.track,
            part.recording.group,
            place.start,
            place.end,
            place.offset,
            part.change,
            condition.name,
            level_db,
            condition.known,
        )
        for place, (part, condition, level_db) in zip(placed, events, strict=True)
    ]
    return _written(path, treatment, mixed, tuple(sorted(truth, key=lambda event: event.start)))


def _written(path: Path, treatment: Treatment, samples: NDArray[np.float32], events: tuple[Event, ...]) -> Episode:
    if treatment.compressed:
        samples = compressed(samples, rate=RATE)
        samples *= np.float32(min(1.0, PEAK / max(1e-9, float(np.abs(samples).max()))))
    write_audio(path, samples, rate=RATE, bit_rate=treatment.bit_rate)
    return Episode(path, samples.shape[1] / RATE, treatment, events)


def _laid_out(passages: Sequence[Passage], rng: np.random.Generator) -> tuple[list[float], float]:
    """Where each passage begins, and where the speech after the last ends, seconds."""
    starts: list[float] = []
    before: set[Path] = set()
    at = 0.0
    for passage in passages:
        mine = {part.recording.path for part in passage.parts}
        # Whole samples, so that speech and pauses add up.
        at = round((at + rng.uniform(*(BETWEEN_SAME if mine & before else BETWEEN))) * RATE) / RATE
        starts.append(at)
        at, before = at + passage.seconds, mine
    return starts, at + float(rng.uniform(*BETWEEN))


def _with_pauses(voice: NDArray[np.float32], pauses: Sequence[tuple[float, float]], end: float) -> NDArray[np.float32]:
    """`voice` with silence put in so that nobody speaks in `pauses` [shape=(1, end * RATE)]."""
    timeline = np.zeros((1, round(end * RATE)), np.float32)
    taken = at = 0
    for begin, past in [*pauses, (end, end)]:
        first = round(begin * RATE)
        said = voice[:, taken : taken + first - at]
        timeline[:, at : at + said.shape[1]] = said
        taken += first - at
        at = round(past * RATE)
    return timeline


def _talk(cast: Cast, seconds: float, rng: np.random.Generator) -> NDArray[np.float32]:
    """Voices one after the other, equally loud [shape=(1, seconds * RATE)]."""
    wanted = max(1, round(seconds * RATE) + 1)
    parts: list[NDArray[np.float32]] = []
    length = 0
    for recording in in_turn(cast.speech, rng):
        voice = cast.shelf.stretch(recording.path, 0, cast.shelf.samples(recording.path))
        pause = np.zeros((1, int(rng.uniform(*PAUSE) * RATE)), np.float32)
        parts += [voice * np.float32(VOICE_RMS / max(active_rms(voice, rate=RATE), 1e-6)), pause]
        length += voice.shape[1] + pause.shape[1]
        if length >= wanted:
            break
    return np.concatenate(parts, axis=1)[:, :wanted]
