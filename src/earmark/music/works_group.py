"""From pairs of recordings that share sound to works, and names for works that last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from earmark.core import content_id
from earmark.music.works import Kin, Recording, Relation, Works

__all__ = ["grouped"]


def grouped(recordings: Mapping[str, Recording], kin: Sequence[Kin], founders: Sequence[str]) -> Works:
    """The works among `recordings`.

    Copies and edits of one recording are one work, and what is joined to it by others. An excerpt belongs to the work
    that it is taken from, if that is the only one and has no excerpts of other works: what lies in a medley is not
    one work, and neither are two songs that hold one jingle.

    A work that was there before keeps its id, whoever comes and goes, in the group that holds most of its recordings.

    Args:
        recordings: all that were compared; those that were grouped before with their works.
        kin: pairs among them.
        founders: their ids in the order in which they give new works a name.
    """
    group = {id: id for id in recordings}
    excerpts = []
    for pair in kin:
        relation = pair.relation(recordings)
        if relation in (Relation.copy, Relation.edit):
            _join(group, pair.one, pair.other)
        elif relation is Relation.excerpt:
            excerpts.append((pair.one, pair.other))
    for one, other in _unambiguous(group, excerpts):
        _join(group, one, other)
    members: dict[str, list[str]] = {}
    for id in founders:
        members.setdefault(_root(group, id), []).append(id)
    named = _named(list(members.values()), recordings)
    return Works({id: replace(recording, work=named[id]) for id, recording in recordings.items()}, tuple(kin))


def _unambiguous(group: dict[str, str], excerpts: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Pairs of groups of which neither has an excerpt in or from a third."""
    roots = {tuple(sorted((_root(group, one), _root(group, other)))) for one, other in excerpts}
    partners = Counter(root for pair in roots for root in set(pair))
    return sorted((one, other) for one, other in roots if partners[one] == partners[other] == 1)


def _join(group: dict[str, str], one: str, other: str) -> None:
    first, second = sorted((_root(group, one), _root(group, other)))
    group[second] = first


def _root(group: dict[str, str], id: str) -> str:
    while group[id] != id:
        group[id] = group[group[id]]
        id = group[id]
    return id


def _named(groups: Sequence[Sequence[str]], recordings: Mapping[str, Recording]) -> dict[str, str]:
    """The id of each recording's work."""
    held = Counter((number, work) for number, ids in enumerate(groups) for id in ids if (work := recordings[id].work))
    name_of: dict[int, str] = {}
    given: set[str] = set()
    for (number, work), _ in sorted(held.items(), key=lambda one: (-one[1], one[0])):
        if number not in name_of and work not in given:
            name_of[number] = work
            given.add(work)
    for number, ids in enumerate(groups):
        name_of.setdefault(number, content_id(["work", ids[0], recordings[ids[0]].digest]))
    return {id: name_of[number] for number, ids in enumerate(groups) for id in ids}
