"""Recordings, their groups, and their sound on a shelf."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from earmark.core.errors import BadInput
from earmark.lab.episodes import RATE, Recording, Shelf, hold_out, recordings
from earmark.media import read_audio

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


def test_recordings_and_their_groups(clips, tmp_path):
    assert [(one.path.name, one.group) for one in recordings(clips / "music")] == [
        ("0.wav", "artist 0"),
        ("1.wav", "artist 1"),
        ("2.wav", "artist 2"),
        ("3.wav", "artist 3"),
        ("4.wav", "artist 3"),
    ]
    assert [one.group for one in recordings(clips / "speech")] == ["0", "1"]
    (tmp_path / "notes.txt").touch()
    with pytest.raises(BadInput, match="no sound"):
        recordings(tmp_path)


def test_a_shelf_keeps_sound_and_gives_it_by_the_stretch(cast, tmp_path):
    path = cast.known[1].path
    whole = read_audio(path, rate=RATE).samples
    shelf = Shelf(tmp_path / "shelf")
    assert shelf.samples(path) == whole.shape[1]
    np.testing.assert_allclose(shelf.stretch(path, 1000, 500), whole[:, 1000:1500], atol=1e-4)
    assert shelf.stretch(path, whole.shape[1] - 10, 500).shape == (1, 10)
    assert Shelf(tmp_path / "shelf").samples(path) == whole.shape[1]
