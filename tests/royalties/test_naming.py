"""Tracks and episodes under other names than their ids."""

from __future__ import annotations

from dataclasses import replace

import pytest

from earmark.core import Item, Kind
from earmark.core.errors import BadInput
from earmark.royalties import Material, Naming, read_plays, read_splits, read_verdicts
from tests.royalties.material import table, used

ITEMS = [
    Item("t1", Kind.track, "file:///music/One%20tune.flac", "One", {"isrc": "DEA120000001"}),
    Item("t2", Kind.track, "file:///music/two.flac", "Two", {"isrc": "DEA120000002"}),
    Item("t3", Kind.track, "file:///copies/two.flac", "Two", {"isrc": "DEA120000002"}),
    Item("e1", Kind.episode, "https://x.org/1.mp3", "E", {"entry": {"guid": "guid-1"}}),
]


def read(tmp_path, rows) -> Material:
    splits = read_splits(table(tmp_path / "splits.csv", [{"isrc": "de-a12-00-00001", "holder": "A", "share": 1}]))
    verdicts = table(tmp_path / "verdicts.csv", [{"track": "One tune.flac", "verdict": "music", "probability": 1}])
    return Material(read_plays(table(tmp_path / "plays.csv", rows)), (), read_verdicts(verdicts), splits)


def test_isrcs_paths_and_guids_lead_to_ids(tmp_path):
    rows = [
        {"track": "", "item": "guid-1", "plays": 5},
        {"track": "unheard of", "item": "", "plays": 7},
        {"track": "DEA120000001", "item": "", "plays": 9},
        {"track": "/music/two.flac", "item": "", "plays": 11},
    ]
    found = Naming.of([], ITEMS).applied(read(tmp_path, rows))
    assert (found.plays.tracks, found.plays.items) == (["t1", "t2", "unheard of"], ["e1"])
    assert found.plays.track.tolist() == [-1, 2, 0, 1]
    assert found.plays.item.tolist() == [0, -1, -1, -1]
    assert found.splits
    assert found.verdicts
    assert (list(found.splits), list(found.verdicts)) == (["t1"], ["t1"])


def test_usage_knows_the_isrcs_of_its_tracks(tmp_path):
    naming = Naming.of([replace(used("e", "abc", 3), isrc="DEA120000009")], [])
    assert naming.id_of("DE-A12-00-00009", "here") == "abc"
    found = naming.applied(read(tmp_path, [{"isrc": "DEA120000009", "plays": 1}]))
    assert found.plays.tracks == ["abc"]


def test_a_name_of_several_and_several_names_of_one_are_errors(tmp_path):
    for name in ("DEA120000002", "two.flac"):
        with pytest.raises(BadInput, match=f"plays.csv: 2 are called '{name}': t2, t3. Name it by its id"):
            Naming.of([], ITEMS).applied(read(tmp_path, [{"track": name, "plays": 1}]))
    twice = [{"track": "t1", "plays": 1}, {"track": "DEA120000001", "plays": 1}]
    with pytest.raises(BadInput, match="'DEA120000001' and 't1' are both t1"):
        Naming.of([], ITEMS).applied(read(tmp_path, twice))
