from __future__ import annotations

import os
from pathlib import Path

from earmark.catalog.walk import Unwalkable, walk


def names(folder: Path) -> list[str]:
    return [str(found.relative_to(folder)) for found in walk(folder) if isinstance(found, Path)]


def reasons(folder: Path) -> dict[str, str]:
    return {
        str(found.path.relative_to(folder)): found.reason for found in walk(folder) if isinstance(found, Unwalkable)
    }


def make(folder: Path, *files: str) -> None:
    for file in files:
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).touch()


def test_all_below_by_name_without_what_is_hidden(tmp_path):
    make(tmp_path, "b", "a/z", "a/y", ".hidden", ".git/x", "a/.DS_Store", "c/d/e")
    assert names(tmp_path) == ["b", "a/y", "a/z", "c/d/e"]


def test_a_loop_is_reported_once_and_ends(tmp_path):
    make(tmp_path, "a/b/file")
    (tmp_path / "a" / "b" / "up").symlink_to(tmp_path / "a")
    (tmp_path / "self").symlink_to("self")
    assert names(tmp_path) == ["a/b/file"]
    assert sorted(reasons(tmp_path)) == ["a/b/up", "self"]


def test_a_folder_linked_from_two_places_is_read_once(tmp_path):
    make(tmp_path, "top/one/file")
    outside = tmp_path / "outside"
    make(outside, "far")
    for link in ("top/link1", "top/link2"):
        (tmp_path / link).symlink_to(outside)
    (tmp_path / "top" / "again").symlink_to(tmp_path / "top" / "one")
    assert names(tmp_path / "top") == ["one/file", "link1/far"]
    assert reasons(tmp_path / "top") == {}


def test_two_folders_that_link_to_each_other(tmp_path):
    make(tmp_path, "a/1", "b/2")
    (tmp_path / "a" / "to_b").symlink_to(tmp_path / "b")
    (tmp_path / "b" / "to_a").symlink_to(tmp_path / "a")
    assert names(tmp_path) == ["a/1", "b/2"]
    assert names(tmp_path / "a") == ["1", "to_b/2"]


def test_a_linked_file_comes_once_under_its_own_name(tmp_path):
    make(tmp_path, "z")
    (tmp_path / "a").symlink_to("z")
    make(tmp_path.parent / "elsewhere", "far")
    for link in ("l1", "l2"):
        (tmp_path / link).symlink_to(tmp_path.parent / "elsewhere" / "far")
    assert names(tmp_path) == ["z", "l1"]


def test_a_link_to_nothing_is_reported(tmp_path):
    (tmp_path / "gone.mp3").symlink_to("nowhere")
    assert reasons(tmp_path) == {"gone.mp3": "the link points to nothing"}


def test_names_of_every_sort(tmp_path):
    wanted = sorted(["日本語.wav", "أغنية.wav", "two\nlines.wav", os.fsdecode(b"caf\xe9.wav")])
    make(tmp_path, *wanted)
    assert names(tmp_path) == wanted


def test_a_locked_folder_is_reported_once(ordinary_user):
    make(ordinary_user, "open/file", "locked/file")
    (ordinary_user / "locked").chmod(0)
    assert names(ordinary_user) == ["open/file"]
    assert "Permission denied" in reasons(ordinary_user)["locked"]
    (ordinary_user / "locked").chmod(0o700)
