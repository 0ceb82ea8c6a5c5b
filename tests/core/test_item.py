import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earmark.core import Item, Kind, item_id
from earmark.core.errors import BadInput

NAMES = [
    "plain.mp3",
    "two words.mp3",
    "line\nbreak.mp3",
    "番組.mp3",
    "حلقة.mp3",
    "100%25 #1?.mp3",
    os.fsdecode(b"not utf-8 \xff\xfe.mp3"),
]


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_a_file_is_found_again_by_its_uri(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(b"sound")
    item = Item.from_path(path, Kind.episode)
    assert item.uri.isascii()
    assert item.path == path
    assert item.path.read_bytes() == b"sound"
    assert (item.id, item.title, item.kind) == (item_id(item.uri), path.stem, Kind.episode)


@given(st.lists(st.binary(min_size=1).filter(lambda part: not {b"/"[0], 0} & set(part)), min_size=1))
def test_any_path_a_system_can_have_comes_back(parts):
    path = Path(os.path.abspath("/" + "/".join(map(os.fsdecode, parts))))  # noqa: PTH100
    assert Item.from_path(path, Kind.track).path == path


def test_one_file_has_one_id_however_it_is_typed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    typed = ["a.wav", "./a.wav", "in/../a.wav", str(tmp_path / "a.wav")]
    assert len({Item.from_path(Path(name), Kind.track).id for name in typed}) == 1


def test_ids_are_the_same_for_good():
    assert item_id("https://example.org/a.mp3") == "f0c73875e71ff4361f8e163fc1914a2d"


def test_a_remote_item_has_no_path():
    item = Item("x", Kind.episode, "https://example.org/a.mp3")
    with pytest.raises(BadInput, match="not a local file") as caught:
        _ = item.path
    assert caught.value.where == item.uri
    assert caught.value.mend == "Fetch it first"
