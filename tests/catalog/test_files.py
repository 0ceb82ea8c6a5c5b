"""Files through `add`: new, again, changed, moved, broken."""

from __future__ import annotations

import os
import shutil
import socket
from contextlib import closing
from pathlib import Path

import pytest

from earmark.catalog import open_catalog
from earmark.catalog.add import add, files_among
from earmark.catalog.lookup import item_named, place
from earmark.catalog.metadata import read_table
from earmark.core import Kind, item_id
from earmark.core.errors import BadInput, BadMetadata
from earmark.media import file_digest
from tests.catalog.sounds import described, item_of, mp3, picture, wav


def test_a_new_file(store, tmp_path):
    path = mp3(tmp_path / "a.mp3", title="Blue", artist="Ana", album="Sky", TSRC="us-rc1-76-07839")
    (addition,) = add(store, [str(path)])
    item = item_of(addition)
    assert item == store.item(item_id(path.as_uri()))
    assert (addition.state, addition.reason) == ("added", "")
    assert (item.kind, item.title, item.path) == (Kind.track, "Blue", path)
    assert item.metadata["artist"] == "Ana"
    assert item.metadata["album"] == "Sky"
    assert item.metadata["isrc"] == "USRC17607839"
    assert item.metadata["duration"] == pytest.approx(2.0, abs=0.1)
    assert item.digest == file_digest(path)


def test_adding_twice_changes_nothing_and_reads_nothing(store, tmp_path, monkeypatch):
    folder = tmp_path / "in"
    wav(folder / "a.wav")
    picture(folder / "b.png")
    first = list(add(store, [str(folder)]))
    before = list(store.items())
    monkeypatch.setattr("earmark.catalog.files.file_digest", lambda path: pytest.fail("read again"))
    monkeypatch.setattr(store, "put_items", lambda items: pytest.fail("written again"))
    again = list(add(store, [str(folder)]))
    assert described(first) == [("added", "a.wav"), ("added", "b.png")]
    assert described(again) == [("unchanged", "a.wav"), ("unchanged", "b.png")]
    assert list(store.items()) == before


def test_a_new_time_of_change_alone_is_no_change(store, tmp_path):
    path = wav(tmp_path / "a.wav")
    (first,) = add(store, [str(path)])
    os.utime(path, ns=(1, 1))
    (again,) = add(store, [str(path)])
    assert again.state == "unchanged"
    assert item_of(again).digest == item_of(first).digest


def test_new_bytes_are_new_content_of_the_same_item(store, tmp_path):
    path = wav(tmp_path / "a.wav")
    (first,) = add(store, [str(path)])
    wav(path, 0.5)
    (again,) = add(store, [str(path)])
    assert again.state == "updated"
    assert item_of(again).id == item_of(first).id
    assert item_of(again).digest != item_of(first).digest
    assert item_of(again).metadata["duration"] == 0.5


def test_a_moved_file_keeps_its_item(store, tmp_path):
    path = wav(tmp_path / "a.wav")
    (first,) = add(store, [str(path)], kind=Kind.episode)
    moved = path.rename(tmp_path / "b.wav")
    (again,) = add(store, [str(moved)])
    assert again.state == "moved"
    assert item_of(again).id == item_of(first).id
    assert (item_of(again).path, item_of(again).title, item_of(again).kind) == (moved, "b", Kind.episode)
    assert len(list(store.items())) == 1


def test_a_copy_is_another_item(store, tmp_path):
    path = wav(tmp_path / "a.wav")
    shutil.copy(path, tmp_path / "b.wav")
    assert [addition.state for addition in add(store, [str(path), str(tmp_path / "b.wav")])] == ["added", "added"]


def test_two_copies_that_both_move_stay_two(store, tmp_path):
    for name in ("a.wav", "b.wav"):
        wav(tmp_path / "in" / name)
    ids = {item_of(addition).id for addition in add(store, [str(tmp_path / "in")])}
    (tmp_path / "in").rename(tmp_path / "out")
    again = list(add(store, [str(tmp_path / "out")]))
    assert [addition.state for addition in again] == ["moved", "moved"]
    assert {item_of(addition).id for addition in again} == ids


def test_a_new_file_where_a_moved_one_was(store, tmp_path):
    path = wav(tmp_path / "a.wav")
    (first,) = add(store, [str(path)])
    list(add(store, [str(path.rename(tmp_path / "b.wav"))]))
    wav(path, pitch=500)
    (new,) = add(store, [str(path)])
    assert new.state == "added"
    assert item_of(new).id != item_of(first).id
    assert [addition.state for addition in add(store, [str(tmp_path / "a.wav"), str(tmp_path / "b.wav")])] == [
        "unchanged",
        "unchanged",
    ]


def test_the_kind_can_be_said_and_corrected(store, tmp_path):
    path = str(wav(tmp_path / "a.wav"))
    assert [item_of(addition).kind for addition in add(store, [path], kind=Kind.episode)] == [Kind.episode]
    assert [addition.state for addition in add(store, [path])] == ["unchanged"]
    (corrected,) = add(store, [path], kind=Kind.track)
    assert (corrected.state, item_of(corrected).kind) == ("updated", Kind.track)
    for _ in range(2):
        (wrong,) = add(store, [path], kind=Kind.article)
        assert (wrong.state, wrong.reason) == ("rejected", "its content is of kind track, not article")


def test_with_a_kind_only_such_files_of_a_folder_are_meant(store, tmp_path):
    folder = tmp_path / "in"
    wav(folder / "a.wav")
    picture(folder / "cover.png")
    (folder / "page.md").write_text("# Page")
    assert files_among([str(folder)]) == 3
    assert files_among([str(folder)], kind=Kind.episode) == 1
    assert described(list(add(store, [str(folder)], kind=Kind.episode))) == [("added", "a.wav"), ("ignored", "in")]


def test_what_is_no_media_is_counted_in_a_folder_and_reported_by_name(store, tmp_path):
    folder = tmp_path / "in"
    wav(folder / "a.wav")
    for name in ("notes.txt", "x.py", "README.md"):
        (folder / name).write_text("text")
    *_, last = add(store, [str(folder)])
    assert (last.state, last.reason) == ("ignored", "3 files in it are no media")
    (named,) = add(store, [str(folder / "notes.txt")])
    assert named.state == "rejected"
    (missing,) = add(store, [str(folder / "none.wav")])
    assert (missing.state, missing.reason) == ("rejected", "there is no such file")


def test_a_cut_file_is_added_with_its_damage(store, tmp_path):
    path = mp3(tmp_path / "a.mp3", 4.0)
    path.write_bytes(path.read_bytes()[:20_000])
    (addition,) = add(store, [str(path)])
    assert addition.state == "added"
    damage = item_of(addition).metadata["damage"]
    assert isinstance(damage, dict)
    assert damage["kind"] == "cut"
    assert "missing" in addition.reason


def test_a_folder_of_troubles(store, tmp_path):
    """Each bad one is reported once with its reason, the good ones are added."""
    folder = tmp_path / "in"
    good = ["plain.wav", "日本語の曲.wav", "أغنية.wav", "two\nlines.wav", os.fsdecode(b"caf\xe9.wav"), "sub/deep.wav"]
    for number, name in enumerate(good):
        wav(folder / name, pitch=300 + number)
    (folder / "empty.mp3").touch()
    (folder / "text.mp3").write_text("not sound at all\n" * 100)
    wav(folder / "zero.wav", 0.0)
    mp3(folder / "cut.mp3", 4.0)
    (folder / "cut.mp3").write_bytes((folder / "cut.mp3").read_bytes()[:20_000])
    (folder / "sub" / "loop").symlink_to(folder)
    os.mkfifo(folder / "pipe.mp3")
    with closing(socket.socket(socket.AF_UNIX)) as listening:
        here = Path.cwd()
        os.chdir(folder)  # a socket's path is short
        listening.bind("socket.wav")
        os.chdir(here)
    for _ in range(2):
        found = list(add(store, [str(folder)]))
        bad = {Path(addition.source).name: addition.reason for addition in found if addition.state == "rejected"}
        assert sorted(bad) == ["empty.mp3", "loop", "pipe.mp3", "socket.wav", "text.mp3", "zero.wav"]
        assert bad["empty.mp3"] == "the file is empty"
        assert bad["pipe.mp3"] == bad["socket.wav"] == "this is not an ordinary file"
        assert len(found) == len(good) + 1 + len(bad)
    assert {item.path for item in store.items()} == {folder / name for name in [*good, "cut.mp3"]}


def test_a_file_that_may_not_be_read(ordinary_user):
    wav(ordinary_user / "in" / "open.wav")
    wav(ordinary_user / "in" / "locked.wav").chmod(0)
    with closing(open_catalog(ordinary_user / "earmark.db")) as store:
        locked, opened = add(store, [str(ordinary_user / "in")])
    assert (locked.state, locked.reason) == ("rejected", "cannot be read (Permission denied)")
    assert opened.state == "added"


def test_a_file_in_a_locked_folder(ordinary_user):
    paths = [ordinary_user / "in" / name for name in ("a.wav", "feed.xml", "table.csv")]
    wav(paths[0])
    paths[0].parent.chmod(0)
    with closing(open_catalog(ordinary_user / "earmark.db")) as store:
        assert files_among([str(paths[0])]) == 1
        for addition in add(store, [str(path) for path in paths[:2]]):
            assert (addition.state, addition.reason) == ("rejected", "cannot be read (Permission denied)")
        with pytest.raises(BadMetadata, match="Permission denied"):
            read_table(paths[2])
    paths[0].parent.chmod(0o700)


def test_paths_are_taken_as_they_are_typed(store, tmp_path, monkeypatch):
    wav(tmp_path / "in" / "a.wav")
    monkeypatch.chdir(tmp_path / "in")
    for source in ("a.wav", "../in/a.wav", (tmp_path / "in" / "a.wav").as_uri(), "."):
        (addition,) = add(store, [source])
        assert item_of(addition).path == tmp_path / "in" / "a.wav"
    assert len(list(store.items())) == 1


def test_a_wrong_isrc_is_kept_with_a_warning(store, tmp_path):
    path = mp3(tmp_path / "a.mp3", TSRC="to be assigned")
    (addition,) = add(store, [str(path)])
    assert item_of(addition).metadata["isrc_raw"] == "to be assigned"
    assert "isrc" not in item_of(addition).metadata
    assert (addition.state, addition.reason) == ("added", "its ISRC 'to be assigned' is not one; kept as isrc_raw")


def test_an_item_can_be_named_as_people_do(store, tmp_path, monkeypatch):
    (addition,) = add(store, [str(wav(tmp_path / "a.wav"))])
    item = item_of(addition)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "link.wav").symlink_to("a.wav")
    (tmp_path / "loop").symlink_to("loop")
    for name in (item.id, item.id[:6], item.uri, "a.wav", "in/../a.wav", "link.wav", place(item)):
        assert item_named(store, name) == item
    for name in ("", "nothing", "zzz", "loop"):
        with pytest.raises(BadInput):
            item_named(store, name)
