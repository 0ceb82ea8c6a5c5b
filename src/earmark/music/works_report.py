"""The works of an index as rows: which recordings are one work, and which share sound."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from earmark.music.peaks import FRAMES_PER_SECOND
from earmark.music.segment import Track
from earmark.music.works import Kin, Relation, Works
from earmark.music.works_pick import release_order

__all__ = ["Member", "SharedSound", "shared_sound", "works_members"]


@dataclass(frozen=True, slots=True)
class Member:
    """One of several recordings of a work.

    Attributes:
        work: id of the work.
        track: the recording.
        relation: to the recording `of`; None for the first of the work.
        share: how much of it is in `of`, 0 to 1.
        of: the first recording of the work, or, if they share nothing, the one that it shares most with.
    """

    work: str
    track: Track
    relation: Relation | None
    share: float
    of: Track | None


@dataclass(frozen=True, slots=True)
class SharedSound:
    """Two recordings that share sound.

    Attributes:
        one, other: the recordings, the earlier first.
        relation: what they are to each other.
        share, share_of_other: how much of each they share, 0 to 1.
        seconds: how much of `one` that is.
        speed: seconds of `other` per second of `one`.
        same_work: whether they are recordings of one work.
    """

    one: Track
    other: Track
    relation: Relation
    share: float
    share_of_other: float
    seconds: float
    speed: float
    same_work: bool


def works_members(works: Works, tracks: Mapping[str, Track]) -> Iterator[Member]:
    """The recordings of each work that has several, by earliest ISRC; works in the order of their first recording.

    Args:
        works: of an index.
        tracks: the tracks that it holds now, by id.
    """
    best = _nearest(works, tracks)
    groups = [
        sorted((tracks[id] for id in ids if id in tracks), key=lambda track: release_order(track.isrc, track.id))
        for ids in works.members().values()
    ]
    for first, *others in sorted(
        (group for group in groups if len(group) > 1), key=lambda group: release_order(group[0].isrc, group[0].id)
    ):
        work = works.work_of(first.id)
        yield Member(work, first, None, 1.0, None)
        for track in others:
            nearest = best[track.id]
            of = first.id if first.id in nearest else max(nearest, key=lambda id: (nearest[id][1], id))
            yield Member(work, track, *nearest[of], tracks[of])


def _nearest(works: Works, tracks: Mapping[str, Track]) -> dict[str, dict[str, tuple[Relation, float]]]:
    """For each recording, how it relates to the others of its work and how much of it is in them."""
    found: dict[str, dict[str, tuple[Relation, float]]] = {}
    for kin in works.kin:
        if kin.one not in tracks or kin.other not in tracks or works.work_of(kin.one) != works.work_of(kin.other):
            continue
        relation, (share, share_of_other) = kin.relation(works.recordings), kin.shares(works.recordings)
        found.setdefault(kin.one, {})[kin.other] = relation, share
        found.setdefault(kin.other, {})[kin.one] = relation, share_of_other
    return found


def shared_sound(works: Works, tracks: Mapping[str, Track]) -> Iterator[SharedSound]:
    """The pairs of recordings that share sound, those that share most first."""
    pairs = [_told(works, tracks, kin) for kin in works.kin if kin.one in tracks and kin.other in tracks]
    yield from sorted(pairs, key=lambda pair: (-pair.seconds, pair.one.id, pair.other.id))


def _told(works: Works, tracks: Mapping[str, Track], kin: Kin) -> SharedSound:
    share, share_of_other = kin.shares(works.recordings)
    longest = max(kin.parts, key=lambda part: part.frames)
    one, other, speed = tracks[kin.one], tracks[kin.other], longest.speed
    seconds = share * works.recordings[kin.one].frames / FRAMES_PER_SECOND
    if release_order(other.isrc, other.id) < release_order(one.isrc, one.id):
        seconds = share_of_other * works.recordings[kin.other].frames / FRAMES_PER_SECOND
        one, other, share, share_of_other, speed = other, one, share_of_other, share, 1 / speed
    same = works.work_of(kin.one) == works.work_of(kin.other)
    return SharedSound(one, other, kin.relation(works.recordings), share, share_of_other, seconds, speed, same)
