"""An index that was damaged is refused, with the file and what to do; never a traceback, never a wrong answer."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earmark.core import canonical_json
from earmark.core.errors import IndexBroken
from earmark.music import Index, IndexWriter, Track
from tests.music.sounds import index_of, random_peaks


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An index of one segment."""
    index_of(tmp_path / "i", {"1": random_peaks(1), "2": random_peaks(2)})
    return tmp_path / "i"


def segment_of(folder: Path) -> Path:
    (path,) = folder.glob("*.peaks")
    return path


def assert_broken(folder: Path, where: Path, reason: str | None = None) -> None:
    """Readers and writers say which file it is and how to mend it, and touch nothing."""
    there = {path: path.read_bytes() for path in folder.iterdir() if path.name != "lock"}
    for attempt in (_read, _write):
        with pytest.raises(IndexBroken, match=reason) as broken:
            attempt(folder)
        assert broken.value.where == str(where)
        assert "earmark music index" in str(broken.value.mend)
    assert {path: path.read_bytes() for path in folder.iterdir() if path.name != "lock"} == there


def _read(folder: Path) -> None:
    Index.open(folder)


def _write(folder: Path) -> None:
    with IndexWriter.open(folder) as writer:
        writer.add([(Track("3", "", "3"), random_peaks(3))])


@pytest.mark.parametrize("left", [0, 10, 64, 5000, -1])
def test_a_segment_cut_short(folder, left):
    path = segment_of(folder)
    path.write_bytes(path.read_bytes()[:left])
    assert_broken(folder, path)


def test_a_segment_with_something_behind_it(folder):
    path = segment_of(folder)
    path.write_bytes(path.read_bytes() + b"\0")
    assert_broken(folder, path)


def test_a_segment_that_is_gone(folder):
    path = segment_of(folder)
    path.unlink()
    assert_broken(folder, path)


def test_a_segment_that_is_a_folder(folder):
    path = segment_of(folder)
    path.rename(folder / "else")
    path.mkdir()
    with pytest.raises(IndexBroken, match="cannot be opened"):
        Index.open(folder)


def test_a_file_of_another_kind(folder):
    path = segment_of(folder)
    path.write_bytes(b"RIFF" + bytes(5000))
    assert_broken(folder, path, "not a file of a music index")


def test_a_segment_of_a_newer_format(folder):
    path = segment_of(folder)
    content = bytearray(path.read_bytes())
    content[8:12] = (999).to_bytes(4, "little")
    path.write_bytes(content)
    assert_broken(folder, path, "format 999")


def test_every_byte_is_under_the_checksum(tmp_path_factory):
    folder = tmp_path_factory.mktemp("flips") / "i"
    index_of(folder, {"1": random_peaks(1, 60), "2": random_peaks(2, 60)})
    path = segment_of(folder)
    whole = path.read_bytes()

    @settings(max_examples=60, deadline=None)
    @given(place=st.integers(0, 63) | st.integers(0, len(whole) - 1), bit=st.integers(0, 7))
    def flip(place: int, bit: int) -> None:
        content = bytearray(whole)
        content[place] ^= 1 << bit
        path.write_bytes(content)
        with pytest.raises(IndexBroken) as broken:
            Index.open(folder).verify()
        assert broken.value.where == str(path)

    flip()
    for place in range(64):
        content = bytearray(whole)
        content[place] ^= 1
        path.write_bytes(content)
        with pytest.raises(IndexBroken):
            Index.open(folder).verify()


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b"\xff\xfe",
        b"{}",
        b'{"blake2b": "", "index": {}}',
        b'{"blake2b": "", "index": null}',
        b'{"index": {"format": 1, "segments": []}}',
    ],
)
def test_a_manifest_that_is_none(folder, text):
    (folder / "index.json").write_bytes(text)
    assert_broken(folder, folder / "index.json", "manifest")


def _changed(folder: Path, change: Callable[[Any], None], *, signed: bool) -> None:
    """Change the manifest's body; `signed` renews the checksum, as somebody who knows the format would."""
    path = folder / "index.json"
    manifest = json.loads(path.read_bytes())
    change(manifest["index"])
    if signed:
        manifest["blake2b"] = hashlib.blake2b(canonical_json(manifest["index"]).encode(), digest_size=16).hexdigest()
    path.write_text(json.dumps(manifest))


def test_an_edited_manifest(folder):
    _changed(folder, lambda body: body["segments"][0].update(dropped=[0]), signed=False)
    assert_broken(folder, folder / "index.json", "changed by hand")


def test_a_manifest_of_a_newer_format(folder):
    _changed(folder, lambda body: body.update(format=999), signed=True)
    assert_broken(folder, folder / "index.json", "format 999")


@pytest.mark.parametrize("name", ["../x.peaks", "/etc/passwd", "sub/x.peaks", "..", ".", "", "a\0b"])
def test_a_manifest_that_points_outside(folder, name):
    (folder.parent / "x.peaks").write_bytes(segment_of(folder).read_bytes())
    _changed(folder, lambda body: body["segments"][0].update(file=name), signed=True)
    with pytest.raises(IndexBroken):
        Index.open(folder)
    with pytest.raises(IndexBroken):
        _write(folder)
    assert (folder.parent / "x.peaks").exists()


@pytest.mark.parametrize(
    "change",
    [
        lambda body: body["segments"].append({"file": "x.peaks"}),
        lambda body: body["segments"].append("x.peaks"),
        lambda body: body["segments"][0].update(dropped=["first"]),
        lambda body: body["segments"][0].update(dropped=None),
        lambda body: body.update(segments=None),
        lambda body: body.pop("segments"),
        lambda body: body.update(withdrawn=None),
        lambda body: body.pop("withdrawn"),
        lambda body: body.pop("format"),
    ],
)
def test_a_manifest_of_another_shape(folder, change):
    _changed(folder, change, signed=True)
    assert_broken(folder, folder / "index.json")


def test_what_a_dead_writer_left_behind_does_no_harm_and_goes(folder):
    left = [folder / f"{'a' * 32}.peaks", folder / f"{'b' * 32}.peaks.123.part", folder / "index.json.77.part"]
    for path in left:
        path.write_bytes(b"half a")
    assert sorted(Index.open(folder).tracks) == ["1", "2"]
    _write(folder)
    assert sorted(Index.open(folder).tracks) == ["1", "2", "3"]
    assert not any(path.exists() for path in left)
