"""Building an index of files: only what is new is decoded, and one file's fault is that file's alone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from earmark.core import Item, Kind
from earmark.core.errors import BadInput, UnreadableMedia, WorkerDied
from earmark.media import file_digest
from earmark.music import Index, index_items
from tests.music.sounds import tune_file


def item(path: Path, title: str = "", **metadata: str) -> Item:
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
