"""What episodes are made of: files of music and speech, who made them, and any stretch of their sound."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from earmark.core.canonical import content_id
from earmark.core.errors import BadInput
from earmark.lab.suite import every_file
from earmark.media import read_audio

__all__ = ["RATE", "Recording", "Shelf", "hold_out", "in_turn", "recordings"]

RATE = 24_000
"""Samples per second of all that is composed."""
GROUPS = ("artist_group", "speaker", "source_id")
"""Columns that say what a file belongs to."""
_SOUND = {".flac", ".m4a", ".mp3", ".oga", ".ogg", ".opus", ".wav"}


@dataclass(frozen=True, slots=True)
class Recording:
    """A file of the data and what it belongs to.

    Attributes:
        path: the file.
        group: its artist or speaker; the file's name where nobody says.
    """

    path: Path
    group: str


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
                groups[row["filename"]] = next(filter(None, map(row.get, GROUPS)), row["filename"])
    paths = [path for path in every_file(folder) if path.suffix.lower() in _SOUND]
    if not paths:
        raise BadInput("there is no sound in this folder", where=str(folder))
    return [Recording(path, groups.get(path.relative_to(folder).as_posix(), path.stem)) for path in paths]


def hold_out(music: Sequence[Recording], share: float, seed: int) -> tuple[list[Recording], list[Recording]]:
    """`music` in two by artist: what is in the catalogue, and about `share` of the artists that are not."""
    artists = sorted({recording.group for recording in music})
    chosen = np.random.default_rng(seed).permutation(len(artists))[: round(share * len(artists))]
    left_out = {artists[number] for number in chosen}
    known = [recording for recording in music if recording.group not in left_out]
    return known, [recording for recording in music if recording.group in left_out]


def in_turn(recordings: Sequence[Recording], rng: np.random.Generator) -> Iterator[Recording]:
    """All of them in random order, again and again."""
    while recordings:
        yield from (recordings[number] for number in rng.permutation(len(recordings)))


class Shelf:
    """Decoded sound, mono at `RATE`, kept as 16-bit files in a folder: hours of music that are read by the stretch.

    Args:
        folder: where to keep it; made if need be.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: dict[Path, NDArray[np.int16]] = {}
        folder.mkdir(parents=True, exist_ok=True)

    def samples(self, path: Path) -> int:
        """How many samples the recording has."""
        return len(self._sound(path))

    def stretch(self, path: Path, first: int, length: int) -> NDArray[np.float32]:
        """At most `length` samples from sample `first` on [shape=(1, n)]."""
        return self._sound(path)[None, first : first + length].astype(np.float32) / np.float32(32767)

    def _sound(self, path: Path) -> NDArray[np.int16]:
        if path not in self._held:
            kept = self._folder / f"{content_id(str(path))}.npy"
            if not kept.is_file():
                samples = read_audio(path, rate=RATE).samples[0]
                np.save(kept, np.round(samples.clip(-1, 1) * 32767).astype(np.int16))
            self._held[path] = np.load(kept, mmap_mode="r")
        return self._held[path]
