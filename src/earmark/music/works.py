"""Works: the recordings of a catalogue that are one piece of music, and what else shares sound.

A label delivers the single, the album version, the remaster and the radio edit of one piece; what plays in an episode
often fits several of them. `works_join` finds out which recordings share sound; here stands what is known of it, and
how it lies beside the index.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, astuple, dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

from earmark.core import Json, canonical_json
from earmark.core.errors import IndexBroken
from earmark.music.found import Find
from earmark.music.segment import write_durably

__all__ = ["WORKS", "Kin", "Part", "Recording", "Relation", "Works"]

WORKS = "works.json"
FORMAT = 1
ALL_OF_IT = 0.85
"""Share from which on recordings are the same from end to end: fades and silence hold few peaks."""
MOST_OF_IT = 0.5


class Relation(StrEnum):
    """How two recordings that share sound relate."""

    copy = "copy"
    edit = "edit"
    excerpt = "excerpt"
    sample = "sample"


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch that two recordings share.

    Attributes:
        one: its first frame in the one.
        other: its first frame in the other.
        frames: its length in the one.
        speed: frames of the other per frame of the one.
        fit: share of the peaks that meet there, at most 1.
    """

    one: int
    other: int
    frames: int
    speed: float
    fit: float


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording whose sound was compared with all others.

    Attributes:
        digest: of its bytes; with another it has to be compared anew.
        frames: its length.
        work: id of the work it is a recording of.
    """

    digest: str
    frames: int
    work: str = ""


@dataclass(frozen=True, slots=True)
class Kin:
    """Two recordings that share sound.

    Attributes:
        one, other: their ids.
        parts: what they share.
    """

    one: str
    other: str
    parts: tuple[Part, ...]

    def shares(self, recordings: Mapping[str, Recording]) -> tuple[float, float]:
        """How much of the one, and how much of the other, they share: 0 to 1 each."""
        here = _covered((part.one, part.one + part.frames) for part in self.parts)
        there = _covered((part.other, part.other + round(part.frames * part.speed)) for part in self.parts)
        return _share(here, recordings[self.one]), _share(there, recordings[self.other])

    def relation(self, recordings: Mapping[str, Recording]) -> Relation:
        """What they are to each other.

        Copies share nearly all; edits more than half of each, so that two which share nothing cannot both be edits of
        a third; an excerpt lies nearly whole in something longer; samples are all the rest.
        """
        least, most = sorted(self.shares(recordings))
        if least >= ALL_OF_IT:
            return Relation.copy
        if least > MOST_OF_IT:
            return Relation.edit
        return Relation.excerpt if most >= ALL_OF_IT else Relation.sample


def _share(frames: int, recording: Recording) -> float:
    return min(1.0, frames / max(1, recording.frames))


def _covered(spans: Iterable[tuple[int, int]]) -> int:
    """Frames in at least one of `spans`."""
    total = reached = 0
    for start, end in sorted(spans):
        total += max(0, end - max(start, reached))
        reached = max(reached, end)
    return total


@dataclass(frozen=True)
class Works:
    """What is known of the works in an index.

    Attributes:
        recordings: those that were compared, by id of the track.
        kin: the pairs that share sound.
    """

    recordings: Mapping[str, Recording] = field(default_factory=dict)
    kin: tuple[Kin, ...] = ()

    def work_of(self, track: str) -> str:
        """Id of the work that a track is a recording of; empty if it was not compared yet."""
        return self.recordings[track].work if track in self.recordings else ""

    def named(self, finds: Iterable[Find]) -> Iterator[Find]:
        """`finds`, each with the id of its work, and of the work of whatever fits as well."""
        for find in finds:
            equals = tuple(replace(equal, work=self.work_of(equal.track.id)) for equal in find.equals)
            yield replace(find, work=self.work_of(find.track.id), equals=equals)

    def members(self) -> dict[str, list[str]]:
        """Ids of the recordings of each work."""
        members: dict[str, list[str]] = {}
        for id, recording in self.recordings.items():
            members.setdefault(recording.work, []).append(id)
        return members

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The works of the index in `folder`; none if its recordings were not compared yet.

        Raises:
            IndexBroken: if the file is damaged or of another format.
        """
        path = folder / WORKS
        mend = "Delete this file: 'earmark music index' makes it again"
        try:
            whole = json.loads(path.read_bytes())
            body = whole["works"]
            if _checksum(body) != whole["blake2b"] or body["format"] != FORMAT:
                raise IndexBroken("the list of works is damaged or of another format", where=str(path), mend=mend)
            return cls._of(body)
        except FileNotFoundError:
            return cls()
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise IndexBroken("the list of works cannot be read", where=str(path), mend=mend) from error

    @classmethod
    def _of(cls, body: Mapping[str, Any]) -> Self:
        recordings = {id: Recording(**row) for id, row in body["recordings"].items()}
        kin = tuple(Kin(row["one"], row["other"], tuple(Part(*part) for part in row["parts"])) for row in body["kin"])
        return cls(recordings, kin)

    def write(self, folder: Path) -> None:
        """Put it into `folder` in one step."""
        body: dict[str, Json] = {
            "format": FORMAT,
            "recordings": {id: asdict(recording) for id, recording in sorted(self.recordings.items())},
            "kin": [
                {"one": kin.one, "other": kin.other, "parts": [list(astuple(part)) for part in kin.parts]}
                for kin in self.kin
            ],
        }
        text = json.dumps({"blake2b": _checksum(body), "works": body})
        write_durably(folder / WORKS, text.encode())


def _checksum(body: Json) -> str:
    return hashlib.blake2b(canonical_json(body).encode(), digest_size=16).hexdigest()
