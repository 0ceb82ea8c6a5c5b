"""The demo folder: complete, true, and left alone when it is there."""

from __future__ import annotations

import csv
import os
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from earmark.catalog import Store, open_catalog
from earmark.catalog.add import add
from earmark.core import Item, Kind, Mark, Outcome, Run, Span
from earmark.core.errors import BadInput, MissingExtra
from earmark.demo import catalogue
from earmark.demo.catalogue import compose_demo, is_composed
from earmark.demo.compare import beside_truth
from earmark.demo.music import compose
from earmark.demo.papers import read_truth
from earmark.demo.plan import DEMO, EpisodePlan, Plan, SoundPlan, TrackPlan
from earmark.media import probe, read_audio
from earmark.narration import espeak

TINY = Plan(
    tracks=(TrackPlan(5, 20, "flac"), TrackPlan(7, 18, "mp3")),
    episodes=(EpisodePlan(0, 40, "mp3", 64_000),),
    sounds=(SoundPlan("rain", 1, 3, "opus"),),
    rate=16000,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo") / "media"
    done = list(compose_demo(folder, TINY, workers=2))
    assert len(done) == len(set(done)) == 4
    return folder


def _state(folder: Path):
    return {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in folder.rglob("*")}


def test_second_run_changes_nothing(folder):
    before = _state(folder)
    assert is_composed(folder, TINY)
    assert list(compose_demo(folder, TINY)) == []
    assert _state(folder) == before


def test_nothing_is_left_beside_it(folder):
    assert [path.name for path in folder.parent.iterdir()] == ["media"]
    assert sorted(path.name for path in folder.iterdir()) == [
        "episodes", "feed.xml", "sounds", "tracks", "tracks.csv", "truth.json",
    ]  # fmt: skip


def test_tracks_carry_what_the_table_says(folder):
    rows = list(csv.DictReader((folder / "tracks.csv").read_text("utf-8").splitlines()))
    assert len(rows) == 3
    for row in rows:
        info = probe(folder / row["path"])
        assert info.tags["title"] == row["title"]
        assert info.tags["artist"] == row["artist"]
        assert info.tags["isrc"] == row["isrc"]


def test_truth_is_what_is_heard(folder):
    """Music alone in the break: the excerpt that the truth names is what the file holds there."""
    placed = read_truth(folder)["episodes/episode-01.mp3"]
    assert len(placed) == 5
    episode = read_audio(folder / "episodes/episode-01.mp3", rate=16000).samples.mean(axis=0)
    sting = placed[2]
    track = {"01": TINY.tracks[0], "02": TINY.tracks[1]}[Path(sting.track).name[:2]]
    whole = compose(track.seed, track.seconds, 16000).mean(axis=0)
    first, length = round((sting.start + 2) * 16000), 3 * 16000
    heard = episode[first : first + length]
    there = whole[round(sting.offset * 16000) + 2 * 16000 :][:length]
    assert np.corrcoef(heard, there)[0, 1] > 0.95


def test_the_feed_leads_to_the_episodes(folder, tmp_path):
    with closing(open_catalog(tmp_path / "earmark.db")) as store:
        additions = list(add(store, [str(folder / "feed.xml")]))
    (episode,) = [addition.item for addition in additions if addition.item]
    assert episode.kind is Kind.episode
    assert episode.path == folder / "episodes/episode-01.mp3"
    assert episode.title.startswith("Episode 1")


def test_finds_stand_beside_the_truth(folder, tmp_path):
    with closing(open_catalog(tmp_path / "earmark.db")) as store:
        list(add(store, [str(folder / "tracks")], kind=Kind.track, metadata=None))
        list(add(store, [str(folder / "feed.xml")]))
        placed = read_truth(folder)["episodes/episode-01.mp3"]
        episode = _item(store, folder / "episodes/episode-01.mp3")
        tracks = [_item(store, folder / one.track) for one in placed]
        spans = [
            Span.from_seconds(placed[0].start + 0.2, placed[0].end),
            Span.from_seconds(placed[1].start, placed[1].start + (placed[1].end - placed[1].start) / 3),
        ]
        marks = tuple(
            Mark(episode.id, "music.find", "1", "usage", target=track.id, span=span, probability=0.9)
            for track, span in zip(tracks, spans, strict=False)
        )
        _record(store, episode, marks)
        compared = beside_truth(store, folder)
    assert len(compared) == 6
    first, short = compared[0], [row for row in compared if row.start is None]
    assert first.found_start == pytest.approx(placed[0].start + 0.2)
    assert 0.9 < first.overlap < 1
    assert first.track == tracks[0].title
    assert len(short) == 1  # a third of the excerpt is no find, so it counts as one that was never laid
    assert sum(row.found_start is None for row in compared) == 4


def _item(store: Store, path: Path) -> Item:
    item = store.item_by_uri(path.as_uri())
    assert item is not None
    return item


def _record(store: Store, episode: Item, marks: tuple[Mark, ...]) -> None:
    store.start_run(Run("r", datetime.now(UTC), "local", {"music.find": "1"}))
    store.record("r", [Outcome(episode.id, episode.digest, "music.find", "1", "", marks)])


def test_a_strangers_folder_is_left_alone(tmp_path):
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "thesis.txt").write_text("years of work")
    with pytest.raises(BadInput, match="not a folder that the demo made"):
        list(compose_demo(tmp_path / "media", TINY))
    assert (tmp_path / "media" / "thesis.txt").read_text() == "years of work"


def test_an_interrupted_run_leaves_nothing(tmp_path):
    with closing(compose_demo(tmp_path / "media", TINY, workers=1)) as files:
        next(files)
    assert list(tmp_path.iterdir()) == []


def test_without_a_voice_nothing_is_begun(tmp_path, monkeypatch):
    monkeypatch.setattr(espeak, "find_spec", lambda name: None)
    with pytest.raises(MissingExtra):
        list(compose_demo(tmp_path / "media", TINY))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(BadInput, match="cannot be written"):
        list(compose_demo(tmp_path / "media", TINY))


def test_the_demo_is_what_the_docs_promise():
    assert (len(DEMO.tracks), len(DEMO.episodes), len(DEMO.sounds)) == (12, 3, 4)
    assert {track.suffix for track in DEMO.tracks} == {"flac", "mp3", "opus"}
    assert DEMO.digest != TINY.digest
    assert len({catalogue._track_file(1, track) for track in DEMO.tracks}) == 12
