"""Building an index of files: only what is new is decoded, and one file's fault is that file's alone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from earmark.core import Item, Kind
from earmark.core.errors import BadInput, UnreadableMedia, WorkerDied
from earmark.media import file_digest
from earmark.music import Index, IndexWriter, Track, index_items
from tests.music.sounds import random_peaks, tune_file


def item(path: Path, title: str = "", **metadata: Any) -> Item:
    plain = Item.from_path(path, Kind.track)
    return replace(plain, title=title or plain.title, metadata=metadata)


def build(folder: Path, *items: Item) -> dict[str, Exception | None]:
    """Error by item id, each item once."""
    done = list(index_items(folder, items, workers=1))
    assert sorted(each.id for each, _ in done) == sorted(each.id for each in items)
    return {each.id: error for each, error in done}


def test_what_can_be_used_is_and_the_rest_is_told(tmp_path):
    tagged = item(tune_file(tmp_path, 0, title="From the tag", artist="The Tags", isrc="DEA120000001"))
    told = item(tune_file(tmp_path, 1, title="From the tag"), "From the catalogue", artist="A", isrc="GBA120000002")
    plain = item(tune_file(tmp_path, 2))
    text, empty = item(tmp_path / "text.mp3"), item(tmp_path / "empty.mp3")
    text.path.write_text("not sound " * 100)
    empty.path.touch()
    missing = item(tmp_path / "missing.mp3")
    remote = Item("remote", Kind.track, "https://localhost:1/a.mp3")
    errors = build(tmp_path / "i", text, tagged, missing, told, remote, empty, plain)
    assert [errors[good.id] for good in (tagged, told, plain)] == [None] * 3
    for bad in (text, empty):
        assert isinstance(errors[bad.id], UnreadableMedia)
        assert bad.path.name in str(errors[bad.id])
    assert isinstance(errors[missing.id], FileNotFoundError | UnreadableMedia)
    assert isinstance(errors[remote.id], BadInput)
    index = Index.open(tmp_path / "i")
    index.verify()
    assert set(index.tracks) == {tagged.id, told.id, plain.id}
    names = {id: (track.title, track.artist, track.isrc) for id, track in index.tracks.items()}
    assert names[tagged.id] == ("From the tag", "The Tags", "DEA120000001")
    assert names[told.id] == ("From the catalogue", "A", "GBA120000002")
    assert names[plain.id] == ("tune 2", "", "")
    one = index.tracks[plain.id]
    assert (one.uri, one.digest) == (plain.uri, file_digest(plain.path))
    assert one.seconds == pytest.approx(20.0, abs=0.1)


def test_only_what_is_new_or_changed_is_decoded(tmp_path):
    kept, changed = item(tune_file(tmp_path, 0)), item(tune_file(tmp_path, 1))
    build(tmp_path / "i", kept, changed)
    first = Index.open(tmp_path / "i")
    assert build(tmp_path / "i", kept, changed) == {kept.id: None, changed.id: None}
    assert Index.open(tmp_path / "i").state == first.state
    digest = file_digest(kept.path)
    kept.path.unlink()  # were it decoded again, it would fail
    tune_file(tmp_path, 2).replace(changed.path)
    new = item(tune_file(tmp_path, 3))
    errors = build(tmp_path / "i", replace(kept, digest=digest), changed, new)
    assert set(errors.values()) == {None}
    index = Index.open(tmp_path / "i")
    assert set(index.tracks) == {kept.id, changed.id, new.id}
    assert index.tracks[kept.id] == first.tracks[kept.id]
    assert index.tracks[changed.id].digest == file_digest(changed.path) != first.tracks[changed.id].digest


def test_what_was_ready_is_kept_when_it_is_cut_short(tmp_path):
    items = [item(tune_file(tmp_path, seed)) for seed in range(6)]
    done = index_items(tmp_path / "i", items, workers=1)
    ready = {next(done)[0].id for _ in range(2)}
    assert isinstance(done, Iterator)
    done.close()  # type: ignore[attr-defined]
    assert set(Index.open(tmp_path / "i").tracks) >= ready

    def breaks_off() -> Iterator[Item]:
        yield from items[:4]
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        list(index_items(tmp_path / "i", breaks_off(), workers=1))
    assert set(build(tmp_path / "i", *items).values()) == {None}
    assert set(Index.open(tmp_path / "i").tracks) == {each.id for each in items}


def test_what_was_taken_down_is_passed_over(tmp_path):
    """However it comes: new, known to the catalogue, or with a file that cannot be read."""
    kept, gone, unread = item(tune_file(tmp_path, 0)), item(tune_file(tmp_path, 1)), item(tmp_path / "missing.mp3")
    build(tmp_path / "i", kept, gone)
    with IndexWriter.open(tmp_path / "i") as writer:
        writer.remove([gone.id, unread.id])
    changed = replace(gone, digest=file_digest(gone.path), metadata=READ, title="New")
    assert build(tmp_path / "i", changed, kept, unread) == {kept.id: None, gone.id: None, unread.id: None}
    assert set(Index.open(tmp_path / "i").tracks) == {kept.id}
    with IndexWriter.open(tmp_path / "i") as writer:
        writer.restore([gone.id])
    assert build(tmp_path / "i", gone) == {gone.id: None}
    assert set(Index.open(tmp_path / "i").tracks) == {kept.id, gone.id}


READ: dict[str, Any] = {"file": {"bytes": 1, "modified_ns": 1}, "duration": 20.0}
"""What the catalogue notes when it has read a file and its tags."""


def test_the_catalogues_later_word_reaches_the_index_without_the_file(tmp_path):
    path = tune_file(tmp_path, 0, title="From the tag", artist="The Tags", isrc="DEA120000001")
    first = item(path, "From the table", artist="The Tags", isrc="DEA120000001", **READ)
    first = replace(first, digest=file_digest(path))
    other = item(tune_file(tmp_path, 1))
    build(tmp_path / "i", first, other)
    before, state = Index.open(tmp_path / "i").tracks, Index.open(tmp_path / "i").state
    moved = (tmp_path / "else" / "where.flac").as_uri()
    later = replace(first, title="Later", uri=moved, metadata={"artist": "The Reds", **READ})
    path.unlink()
    assert build(tmp_path / "i", later, other) == {first.id: None, other.id: None}
    index = Index.open(tmp_path / "i")
    index.verify()
    after = index.tracks[first.id]
    assert (after.title, after.artist, after.isrc, after.uri) == ("Later", "The Reds", "", moved)
    assert (after.digest, after.seconds) == (before[first.id].digest, before[first.id].seconds)
    assert index.tracks[other.id] == before[other.id]
    assert index.state != state
    with IndexWriter.open(tmp_path / "i") as writer:
        assert len(writer.held()[first.id].peaks.frame) > 1000
    build(tmp_path / "i", later, other)
    assert Index.open(tmp_path / "i").state == index.state


def test_the_tags_of_a_file_are_not_read_again_where_the_catalogue_has_them(tmp_path):
    path = tune_file(tmp_path, 0, artist="The Tags", isrc="DEA120000001")
    build(tmp_path / "i", item(path, "Told", **READ))
    (track,) = Index.open(tmp_path / "i").tracks.values()
    assert (track.title, track.artist, track.isrc) == ("Told", "", "")


def test_a_plain_file_keeps_what_its_tags_said(tmp_path):
    plain = item(tune_file(tmp_path, 0, title="From the tag", artist="The Tags", isrc="DEA120000001"))
    build(tmp_path / "i", plain)
    state = Index.open(tmp_path / "i").state
    build(tmp_path / "i", plain)
    build(tmp_path / "i", replace(plain, digest=file_digest(plain.path)))
    assert Index.open(tmp_path / "i").state == state
    build(tmp_path / "i", replace(plain, digest=file_digest(plain.path), title="Told"))
    (track,) = Index.open(tmp_path / "i").tracks.values()
    assert (track.title, track.artist, track.isrc) == ("Told", "The Tags", "DEA120000001")


def test_what_the_catalogue_has_not_changed_costs_no_process_and_no_file(tmp_path, monkeypatch):
    items = [replace(item(tmp_path / f"gone {number}.mp3", **READ), digest=str(number)) for number in range(3000)]
    with IndexWriter.open(tmp_path / "i") as writer:
        writer.add([(Track(one.id, one.uri, one.digest or "", one.title), random_peaks(1, 20)) for one in items])
    monkeypatch.setattr(ProcessPoolExecutor, "__init__", None)
    state, begun = Index.open(tmp_path / "i").state, process_time()
    assert set(build(tmp_path / "i", *items).values()) == {None}
    assert process_time() - begun < 3.0
    assert Index.open(tmp_path / "i").state == state


def test_whatever_a_file_brings_about_is_that_files_error(tmp_path):
    good = item(tune_file(tmp_path, 0))
    no_path = Item("nul", Kind.track, "file:///a%00b.mp3")
    not_to_be_sent = item(tune_file(tmp_path, 1), unsendable=lambda: None)
    errors = build(tmp_path / "i", no_path, not_to_be_sent, good)
    assert errors[good.id] is None
    assert isinstance(errors["nul"], ValueError)
    assert errors[not_to_be_sent.id] is not None
    assert set(Index.open(tmp_path / "i").tracks) == {good.id}


class Deadly(Item):
    """An item that ends the process it is sent to, as a fault in a decoder would."""

    def __reduce__(self) -> tuple[object, ...]:
        return os._exit, (1,)


def test_a_file_that_ends_its_process_takes_nothing_else_with_it(tmp_path):
    good = [item(tune_file(tmp_path, seed)) for seed in (0, 1)]
    deadly = Deadly("deadly", Kind.track, "file:///deadly.mp3")
    errors = build(tmp_path / "i", good[0], deadly, good[1])
    assert isinstance(errors["deadly"], WorkerDied)
    assert "file:///deadly.mp3" in str(errors["deadly"])
    assert set(Index.open(tmp_path / "i").tracks) == {each.id for each in good}


def test_nothing_to_index_makes_an_empty_index(tmp_path):
    assert build(tmp_path / "i") == {}
    assert dict(Index.open(tmp_path / "i").tracks) == {}


def test_a_folder_that_cannot_be_made_is_said_so(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(BadInput, match="cannot be written"):
        build(tmp_path / "file")
