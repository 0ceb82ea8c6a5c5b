"""Podcast episodes with a known truth: excerpts of tracks laid under real speech, then through a codec."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from earmark.core.errors import BadInput, UnreadableMedia
from earmark.lab.metrics import Segment
from earmark.lab.mix import Bed, active_rms, mix
from earmark.lab.suite import every_file
from earmark.media import read_audio, write_audio
from earmark.media.change import UNCHANGED, Change, changed

__all__ = ["Condition", "Episode", "Recording", "compose", "recordings", "speech_alone"]

RATE = 24_000
PAUSE = (0.2, 1.0)
"""Seconds of silence between two speakers."""
BETWEEN = (2.0, 15.0)
"""Seconds of speech alone between two excerpts."""
FADE = 0.05
VOICE_RMS = 0.08


@dataclass(frozen=True, slots=True)
class Recording:
    """A file of the data and what it belongs to.

    Attributes:
        path: the file.
        group: its artist or speaker; the file's name where nobody says.
    """

    path: Path
    group: str


@dataclass(frozen=True, slots=True)
class Condition:
    """How an episode is made.

    Attributes:
        level_db: music to active speech, RMS, dB.
        codec: suffix of the file format, e.g. ``mp3``.
        bit_rate: bits per second; None for the format's usual.
        changes: what is done to the excerpts, one after the other, again and again.
    """

    level_db: float
    codec: str
    bit_rate: int | None
    changes: tuple[Change, ...] = (UNCHANGED,)

    @property
    def name(self) -> str:
        """E.g. ``-5dB-mp3-64k``."""
        rate = f"-{self.bit_rate // 1000}k" if self.bit_rate else ""
        changed = "-changed" if self.changes != (UNCHANGED,) else ""
        return f"{self.level_db:g}dB-{self.codec}{rate}{changed}"


@dataclass(frozen=True, slots=True)
class Episode:
    """An encoded episode and what plays in it.

    Attributes:
        path: the file.
        seconds: its length.
        truth: where tracks of the catalogue play; `track` is the file's name.
        changes: how each of them was changed, in the same order.
        unknown: where music plays that is in no catalogue.
    """

    path: Path
    seconds: float
    truth: tuple[Segment, ...]
    changes: tuple[Change, ...] = ()
    unknown: tuple[Segment, ...] = ()


def recordings(folder: Path) -> list[Recording]:
    """The sound files of `folder`, with their groups from its ``clips.csv`` if it has one.

    Raises:
        BadInput: if there are none.
    """
    groups: dict[str, str] = {}
    table = folder / "clips.csv"
    if table.is_file():
        with table.open(newline="", encoding="utf-8") as rows:
            for row in csv.DictReader(rows):
                groups[row["filename"]] = row.get("artist_group") or row.get("speaker") or row["filename"]
    paths = [path for path in every_file(folder) if path.suffix.lower() in _SOUND]
    if not paths:
        raise BadInput("there is no sound in this folder", where=str(folder))
    return [Recording(path, groups.get(path.relative_to(folder).as_posix(), path.stem)) for path in paths]


_SOUND = {".flac", ".m4a", ".mp3", ".oga", ".ogg", ".opus", ".wav"}


def compose(
    path: Path,
    condition: Condition,
    *,
    tracks: Sequence[Recording],
    unknown: Sequence[Recording],
    speech: Sequence[Recording],
    excerpts: int,
    seconds: tuple[float, float],
    seed: int,
) -> Episode:
    """Write an episode with stretches of `tracks`, and one of each of `unknown`, under speech.

    Args:
        path: where to; the suffix is the condition's codec.
        condition: level and codec.
        tracks: the catalogue; each is used once before any is used twice.
        unknown: music that is in no catalogue, each laid in once.
        speech: voices, in random order, each again only when all have spoken.
        excerpts: how many stretches of `tracks`.
        seconds: shortest and longest excerpt; a shorter track is laid in whole.
        seed: of all that is drawn.
    """
    rng = np.random.default_rng(seed)
    chosen = [track for _, track in zip(range(excerpts), _in_turn(tracks, rng), strict=False)]
    order = [*((track, True) for track in chosen), *((track, False) for track in unknown)]
    beds, changes, start = [], [], float(rng.uniform(*BETWEEN))
    for turn, number in enumerate(rng.permutation(len(order))):
        recording, known = order[number]
        change = condition.changes[turn % len(condition.changes)]
        excerpt, offset = _excerpt(recording.path, change.tempo * float(rng.uniform(*seconds)), rng)
        samples = changed(excerpt, change, rate=RATE)
        if known:
            changes.append(change)
        name = recording.path.name if known else f"unknown:{recording.path.name}"
        beds.append(Bed(name, samples, start, condition.level_db, offset, fade_in=FADE, fade_out=FADE))
        start += samples.shape[1] / RATE + float(rng.uniform(*BETWEEN))
    voice = _talk(speech, start, rng)
    mixed, placed = mix(voice, beds, rate=RATE)
    write_audio(path, mixed, rate=RATE, bit_rate=condition.bit_rate)
    segments = [Segment(place.track, place.start, place.end) for place in placed]
    return Episode(
        path,
        mixed.shape[1] / RATE,
        tuple(segment for segment in segments if not segment.track.startswith("unknown:")),
        tuple(changes),
        tuple(segment for segment in segments if segment.track.startswith("unknown:")),
    )


def speech_alone(
    path: Path, condition: Condition, *, speech: Sequence[Recording], seconds: float, seed: int
) -> Episode:
    """Write `seconds` of nothing but speech."""
    voice = _talk(speech, seconds, np.random.default_rng(seed))
    write_audio(path, voice, rate=RATE, bit_rate=condition.bit_rate)
    return Episode(path, voice.shape[1] / RATE, ())


def _in_turn(recordings: Sequence[Recording], rng: np.random.Generator) -> Iterator[Recording]:
    """All of them in random order, again and again."""
    while recordings:
        yield from (recordings[number] for number in rng.permutation(len(recordings)))


def _excerpt(path: Path, seconds: float, rng: np.random.Generator) -> tuple[NDArray[np.float32], float]:
    """A stretch of the recording that is not silent, and where it begins in it."""
    samples = _sound(path)
    length = min(round(seconds * RATE), samples.shape[1])
    for _ in range(20):
        first = int(rng.integers(0, samples.shape[1] - length + 1))
        excerpt = samples[:, first : first + length]
        if float(np.sqrt((excerpt**2).mean())) > 1e-4:
            return excerpt, first / RATE
    raise UnreadableMedia("the recording is silent", where=str(path))


def _talk(speech: Sequence[Recording], seconds: float, rng: np.random.Generator) -> NDArray[np.float32]:
    """Voices one after the other, equally loud [shape=(1, seconds * RATE)]."""
    wanted = round(seconds * RATE)
    parts: list[NDArray[np.float32]] = []
    length = 0
    for recording in _in_turn(speech, rng):
        voice = _sound(recording.path)
        pause = np.zeros((1, int(rng.uniform(*PAUSE) * RATE)), np.float32)
        parts += [voice * np.float32(VOICE_RMS / max(active_rms(voice, rate=RATE), 1e-6)), pause]
        length += voice.shape[1] + pause.shape[1]
        if length >= wanted:
            break
    return np.concatenate(parts, axis=1)[:, :wanted]


@lru_cache(maxsize=512)
def _sound(path: Path) -> NDArray[np.float32]:
    """All of a short recording, mono."""
    return read_audio(path, rate=RATE).samples
