"""The suite 'music': its rows say what happened, and it runs from end to end."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from earmark.core.errors import BadInput
from earmark.lab import evaluate
from earmark.lab.metrics import Segment
from earmark.lab.suite import installed_suite
from earmark.lab.suites import music
from earmark.lab.suites.music import Answer, MusicSuite, episode_rows, hold_out, index_catalogue, listen
from earmark.lab.suites.pairs import PairIndex
from earmark.lab.suites.podcasts import Condition, Episode, Recording, recordings
from earmark.media import write_audio
from earmark.media.change import UNCHANGED, Change
from tests.music.sounds import RATE, Laid, alone, peaks_of_sound, tune, voice

ARTISTS = [Recording(Path(f"{number}.mp3"), f"artist {number // 2}") for number in range(20)]


@pytest.mark.parametrize("share", [0.0, 0.25, 0.5, 1.0])
def test_artists_are_held_out_whole(share):
    known, unknown = hold_out(ARTISTS, share, seed=3)
    assert sorted([*known, *unknown], key=lambda one: int(one.path.stem)) == ARTISTS
    assert not {one.group for one in known} & {one.group for one in unknown}
    assert len({one.group for one in unknown}) == round(share * 10)


def test_who_is_held_out_depends_on_the_seed_alone():
    one, again = ({each.group for each in hold_out(order, 0.3, seed=3)[1]} for order in (ARTISTS, ARTISTS[::-1]))
    assert one == again
    assert len({frozenset(each.group for each in hold_out(ARTISTS, 0.3, seed=seed)[1]) for seed in range(8)}) > 1


EPISODE = Episode(
    Path("e1.mp3"),
    1800.0,
    truth=(Segment("hit", 10.0, 20.0), Segment("missed", 40.0, 50.0)),
    changes=(Change(1.04, 1.04), UNCHANGED),
    unknown=(Segment("unknown:x", 70.0, 80.0),),
)
FOUND = Answer(
    (Segment("hit", 10.5, 20.25), Segment("false", 75.0, 90.0)), (0.95, 0.6), (Change(1.04, 1.0296), UNCHANGED), 3.5
)
GROUPS = {"hit": "a", "missed": "b", "false": "c"}


def test_the_rows_of_an_episode_by_hand():
    rows = {row["item"]: row for row in episode_rows(EPISODE, {"earmark": FOUND}, GROUPS, {"level_db": -5})}
    assert list(rows) == ["e1/false", "e1/hit", "e1/missed", "e1"]
    assert {row["system"] for row in rows.values()} == {"earmark"}
    assert {row["level_db"] for row in rows.values()} == {-5}
    assert [rows[f"e1/{name}"]["group"] for name in ("hit", "missed", "false")] == ["a", "b", "c"]
    hit: Any = rows["e1/hit"]
    assert (hit["events"], hit["finds"], hit["hits"], hit["loss"]) == (1, 1, 1, 0.0)
    assert (hit["event_seconds"], hit["find_seconds"], hit["hit_seconds"]) == (10.0, 9.75, 9.5)
    assert (hit["start_errors"], hit["end_errors"]) == ([0.5], [0.25])
    assert hit["factor_errors"] == pytest.approx([1.0])
    assert (hit["probability"], hit["right"], hit["unknown_claimed"]) == ([0.95], [True], 0)
    missed: Any = rows["e1/missed"]
    assert (missed["events"], missed["finds"], missed["hits"], missed["loss"]) == (1, 0, 0, 1.0)
    assert (missed["event_seconds"], missed["find_seconds"], missed["probability"]) == (10.0, 0.0, [])
    assert missed["factor_errors"] == []
    false: Any = rows["e1/false"]
    assert (false["events"], false["finds"], false["hits"], false["loss"]) == (0, 1, 0, 1.0)
    assert (false["right"], false["unknown_claimed"], false["find_seconds"]) == ([False], 1, 15.0)
    assert false["factor_errors"] == []
    assert (rows["e1"]["cpu_seconds"], rows["e1"]["hours"], rows["e1"]["loss"]) == (3.5, 0.5, 0.0)


@pytest.mark.parametrize(
    ("true", "found", "percent"),
    [
        (Change(1.05, 1.05), Change(1.05, 1.05), 0.0),
        (Change(1.0, 0.944), Change(1.002, 0.944), 0.2),
        (Change(0.9, 1.0), Change(0.9, 0.99), 1.0),
        (Change(2.0, 1.0), Change(1.98, 1.005), 1.0),
        (UNCHANGED, Change(0.95, 1.05), 5.0),
    ],
)
def test_the_error_of_a_change_is_that_of_the_worse_factor(true, found, percent):
    episode = Episode(Path("e.mp3"), 30.0, (Segment("t", 0.0, 10.0),), (true,))
    answer = Answer((Segment("t", 0.0, 10.0),), (1.0,), (found,), 0.0)
    row: Any = next(episode_rows(episode, {"earmark": answer}, {"t": "a"}, {}))
    assert row["factor_errors"] == pytest.approx([percent])


def test_each_event_has_the_error_of_its_own_change():
    """The finds come in another order than the events, and one is missing."""
    twice = (Segment("t", 0.0, 10.0), Segment("t", 40.0, 50.0), Segment("t", 20.0, 30.0))
    episode = Episode(Path("e.mp3"), 60.0, twice, (Change(1.1, 1.0), UNCHANGED, Change(0.9, 1.0)))
    answer = Answer((twice[2], twice[0]), (1.0, 1.0), (Change(0.9, 1.0), Change(1.1, 1.01)), 0.0)
    row: Any = next(episode_rows(episode, {"earmark": answer}, {"t": "a"}, {}))
    assert sorted(row["factor_errors"]) == pytest.approx([0.0, 1.0])


def test_every_system_gets_its_rows():
    nothing = Answer((), (), (), 1.0)
    rows = list(episode_rows(EPISODE, {"earmark": FOUND, "other": nothing}, GROUPS, {}))
    assert [row["item"] for row in rows if row["system"] == "other"] == ["e1/hit", "e1/missed", "e1"]


def test_pairs_of_peaks_find_music_in_the_clear():
    pairs = PairIndex({str(seed): peaks_of_sound(tune(seed)) for seed in range(4)})
    found = pairs.find(peaks_of_sound(alone([Laid(2, 5.0), Laid(3, 20.0)], seconds=35.0)))
    assert [segment.track for segment in found] == ["2", "3"]
    for segment, start in zip(found, (5.0, 20.0), strict=True):
        assert segment.start == pytest.approx(start, abs=2.0)
        assert segment.end == pytest.approx(start + 12.0, abs=2.0)
    assert pairs.find(peaks_of_sound(voice(60.0))) == []


def test_both_systems_listen(clips, tmp_path):
    catalogue = index_catalogue(recordings(clips / "music"), tmp_path / "index")
    assert catalogue.seconds == pytest.approx(100.0, abs=0.5)
    assert (catalogue.bytes > 50_000, catalogue.cpu_seconds > 0) == (True, True)
    write_audio(tmp_path / "e.wav", alone([Laid(2, 5.0)], seconds=25.0), rate=RATE)
    answers = listen(tmp_path / "e.wav", catalogue)
    assert list(answers) == ["earmark", "pairs of peaks"]
    for answer in answers.values():
        assert [segment.track for segment in answer.found] == ["2.wav"]
        assert len(answer.probability) == 1
        assert answer.changes == (UNCHANGED,)
        assert answer.cpu_seconds > 0


def test_from_a_folder_to_scores(clips, tmp_path, monkeypatch):
    faster = (Change(1.04, 1.04), Change(0.96, 0.96))
    monkeypatch.setattr(music, "CHANGES", faster)
    conditions = (Condition(10, "mp3", 64_000), Condition(0, "wav", None), Condition(5, "wav", None, faster))
    monkeypatch.setattr(music, "CONDITIONS", conditions)
    monkeypatch.setattr(music, "EXCERPTS", 3)
    monkeypatch.setattr(music, "SECONDS", (9.0, 11.0))
    monkeypatch.setattr(music, "SPEECH_ALONE", 30.0)
    told: list[tuple[int, int]] = []
    suite = installed_suite("music")
    assert isinstance(suite, MusicSuite)
    run = evaluate(suite, clips, out=tmp_path, seed=1, progress=lambda done, of: told.append((done, of)))
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert run.manifest["data"]["files"] == 8
    json.dumps(run.manifest, allow_nan=False)
    scores = {(line.system, line.metric): line for line in run.scores if not line.slice}
    recall, precision = (scores["earmark", f"segment {name}"].value for name in ("recall", "precision"))
    assert recall is not None
    assert recall >= 0.8
    assert precision is not None
    assert precision >= 0.8
    assert {line.slice for line in run.scores} >= {
        "",
        "level_db=10",
        "level_db=0",
        "codec=mp3",
        "codec=wav",
        "changed=True",
    }
    rows = run.predictions.to_pylist()
    assert sum(row["events"] or 0 for row in rows if row["system"] == "earmark") == 9
    assert sum(row["finds"] or 0 for row in rows if row["item"].startswith("speech-alone")) == 0
    costs = [row for row in rows if row["cpu_seconds"] is not None]
    assert len(costs) == 4 * 2


def test_a_folder_without_clips_is_refused(tmp_path):
    (tmp_path / "music").mkdir()
    (tmp_path / "speech").mkdir()
    with pytest.raises(BadInput):
        evaluate(MusicSuite(), tmp_path, out=tmp_path / "runs", seed=0, progress=lambda done, of: None)
