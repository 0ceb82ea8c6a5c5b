"""`music.find` as an analyzer: from items of a catalogue to marks in it."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from earmark.catalog import Store, open_catalog
from earmark.core import Analyzer, Item, Kind, Mark, Outcome, Prepares
from earmark.core.errors import BadInput, IndexBroken, UnreadableMedia
from earmark.engine import Inline, Stopped, understand
from earmark.media import file_digest, write_audio
from earmark.music import INDEX_NAME, USAGE, IndexWriter, MusicFind, Track, create
from earmark.music.uses import MUSIC, UNKNOWN
from tests.music.sounds import RATE, Laid, index_of, peaks_of_sound, random_peaks, tune, tune_file, under_speech


def episode(folder: Path, *laid: Laid, name: str = "episode.mp3") -> Item:
    path = folder / name
    write_audio(path, under_speech(laid, seconds=40.0), rate=RATE)
    return replace(Item.from_path(path, Kind.episode), digest=file_digest(path))


def track(path: Path) -> Item:
    return replace(Item.from_path(path, Kind.track), digest=file_digest(path), metadata={"artist": "The Reds"})


def ready(folder: Path) -> MusicFind:
    analyzer = MusicFind(folder)
    analyzer.setup()
    return analyzer


def test_it_keeps_the_contract(tmp_path):
    analyzer: Analyzer = create(tmp_path)
    assert isinstance(analyzer, Prepares)
    assert analyzer.name == "music.find"
    assert analyzer.prepares_from == {Kind.track}
    assert Kind.episode in analyzer.accepts
    assert Kind.track not in analyzer.accepts


def test_a_mark_says_what_plays_when_and_why(tmp_path):
    peaks = peaks_of_sound(tune(2))
    with IndexWriter.open(tmp_path / INDEX_NAME) as writer:
        writer.add([(Track("t2", "file:///t2", "d", "Blue", "The Reds", "DEA120000001"), peaks)])
    item = episode(tmp_path, Laid(2, 12.3))
    analyzer = pickle.loads(pickle.dumps(create(tmp_path)))  # noqa: S301
    analyzer.setup()
    (mark,) = analyzer.analyze(item)
    assert isinstance(mark, Mark)
    assert (mark.item, mark.analyzer, mark.version) == (item.id, analyzer.name, analyzer.version)
    assert (mark.kind, mark.target, mark.label) == (USAGE, "t2", "")
    assert mark.span is not None
    assert mark.span.start / 1e6 == pytest.approx(12.3, abs=0.2)
    assert 0.9 < mark.probability <= 1.0
    evidence: Any = mark.evidence
    assert (evidence["title"], evidence["artist"], evidence["isrc"]) == ("Blue", "The Reds", "DEA120000001")
    assert evidence["offset"] - mark.span.start / 1e6 == pytest.approx(4.0 - 12.3, abs=0.05)
    assert 0 < evidence["peaks_met"] <= evidence["peaks_asked"]
    assert list(analyzer.analyze(item)) == [mark]


def test_its_state_names_what_is_in_the_index(tmp_path):
    analyzer = create(tmp_path)
    assert analyzer.state == ""
    index_of(tmp_path / INDEX_NAME, {"1": random_peaks(1)})
    first = analyzer.state
    assert first
    assert create(tmp_path).state == analyzer.state == first
    index_of(tmp_path / INDEX_NAME, {"2": random_peaks(2)})
    second = analyzer.state
    with IndexWriter.open(tmp_path / INDEX_NAME) as writer:
        writer.remove(["2"])
    assert len({"", first, second, analyzer.state}) == 4


def test_without_an_index_it_cannot_be_set_up(tmp_path):
    with pytest.raises(BadInput, match="earmark music index"):
        create(tmp_path).setup()


def test_what_cannot_be_heard_is_said(tmp_path):
    index_of(tmp_path / INDEX_NAME, {"1": random_peaks(1)})
    (tmp_path / "text.mp3").write_text("no sound " * 99)
    with pytest.raises(UnreadableMedia, match=r"text\.mp3"):
        list(ready(tmp_path / INDEX_NAME).analyze(Item.from_path(tmp_path / "text.mp3", Kind.episode)))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_catalog(tmp_path / "earmark.db")
    yield store
    store.close()


@pytest.fixture
def run(store, tmp_path):
    def run() -> list[str]:
        """Ids of the items that were analysed or could not be prepared."""
        events = list(understand(store, [create(tmp_path)], home=tmp_path, engine=Inline()))
        assert not [event for event in events if isinstance(event, Stopped)]
        return [event.item for event in events if isinstance(event, Outcome)]

    return run


def test_from_files_to_marks_and_on_with_a_growing_catalogue(store, tmp_path, run):
    item = episode(tmp_path, Laid(2, 4.0), Laid(3, 22.0))
    tracks = {seed: track(tune_file(tmp_path, seed)) for seed in (1, 2, 3)}
    bad = replace(track(tune_file(tmp_path, 4)), digest="d" * 32)
    bad.path.write_text("no sound " * 99)
    store.put_items([item, tracks[1], tracks[2], bad])
    assert sorted(run()) == sorted([item.id, bad.id])
    (first,) = store.marks(item=item.id, kind=USAGE)
    assert first.target == tracks[2].id
    assert first.evidence["artist"] == "The Reds"
    assert [(letter.item, letter.error) for letter in store.dead_letters()] == [(bad.id, "UnreadableMedia")]
    assert run() == []

    store.put_items([tracks[3]])
    assert run() == [item.id]
    marks = list(store.marks(item=item.id, kind=USAGE))
    assert [mark.target for mark in marks] == [tracks[2].id, tracks[3].id]
    assert first.id in {mark.id for mark in marks}, "what still holds is the same mark"
    assert run() == []


def test_without_tracks_all_music_is_unknown_and_nothing_fails(store, tmp_path, run):
    item = episode(tmp_path, Laid(2, 4.0))
    store.put_items([item])
    assert run() == [item.id]
    assert [(mark.kind, mark.label, mark.target) for mark in store.marks()] == [(MUSIC, UNKNOWN, None)]
    assert list(store.dead_letters()) == []


def test_a_broken_index_stops_it_with_what_to_do(store, tmp_path):
    store.put_items([Item.from_path(tmp_path / "e.mp3", Kind.episode)])
    index_of(tmp_path / INDEX_NAME, {"1": random_peaks(1)})
    (tmp_path / INDEX_NAME / "index.json").write_text("{}")
    with pytest.raises(IndexBroken):
        _ = create(tmp_path).state
    events = list(understand(store, [create(tmp_path)], home=tmp_path, engine=Inline()))
    (stopped,) = [event for event in events if isinstance(event, Stopped)]
    assert "earmark music index" in stopped.failure.message
    assert list(store.dead_letters()) == []
