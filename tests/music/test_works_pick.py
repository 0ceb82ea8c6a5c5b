"""One bed, several recordings that fit it: one find, which lists them; a policy says which is named."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from earmark.cli.music.picking import Pick as Words
from earmark.core import Item, Kind, Span
from earmark.lab.mix import Bed, mix
from earmark.media import write_audio
from earmark.music import Equal, Find, MusicFind, Pick, Track, find, find_in_peaks, index_items, picked, picked_marks
from earmark.music.works_pick import release_order
from tests.music.sounds import RATE, Laid, index_of, peaks_of_sound, tune, under_speech, voice
from tests.music.test_works import Sound, encoded, extended, remastered


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("equals")
    peaks = {
        "album": peaks_of_sound(tune(3)),
        "remaster": encoded(folder / "remaster.mp3", remastered(tune(3))),
        "extended": peaks_of_sound(extended(3, 5)),
        "other": peaks_of_sound(tune(1)),
    }
    return index_of(folder / "index", peaks)


def under(sound: Sound, level_db: float) -> Sound:
    mixed, _ = mix(voice(40.0), [Bed("bed", sound, 10.0, level_db)], rate=RATE)
    return mixed


@pytest.mark.parametrize("level_db", [0.0, -5.0, -10.0])
@pytest.mark.parametrize("master", ["album", "remaster"])
def test_two_masters_of_one_recording_are_one_find(catalogue, master, level_db):
    sound = tune(3) if master == "album" else remastered(tune(3))
    (found,) = find_in_peaks(peaks_of_sound(under(sound[:, 3 * RATE : 18 * RATE], level_db)), catalogue.segments)
    assert {found.track.id, *(equal.track.id for equal in found.equals)} == {"album", "remaster"}
    assert found.span.start / 1e6 == pytest.approx(10.0, abs=1.0)
    assert found.span.end / 1e6 == pytest.approx(25.0, abs=2.0)
    (equal,) = found.equals
    assert equal.offset == pytest.approx(found.offset, abs=100_000)
    assert 0.8 * found.evidence < equal.evidence <= found.evidence


def test_an_edit_whose_middle_differs_is_told_from_the_others(catalogue):
    (found,) = find_in_peaks(peaks_of_sound(under(extended(3, 5)[:, 2 * RATE : 20 * RATE], -5.0)), catalogue.segments)
    assert found.track.id == "extended"
    assert found.equals == ()
    assert found.span.seconds == pytest.approx(18.0, abs=2.0)


def test_what_has_no_copy_has_no_equals(catalogue):
    (found,) = find_in_peaks(peaks_of_sound(under_speech([Laid(1, 10.0)], seconds=40.0)), catalogue.segments)
    assert found.track.id == "other"
    assert found.equals == ()


def test_a_bed_that_goes_on_for_minutes_is_one_find(tmp_path):
    """Its halves lie in different sections of the stream, and may be won by different masters."""
    music = np.concatenate([tune(seed) for seed in (1, 2, 3, 4)], axis=1)
    copy = remastered(music)
    index = index_of(
        tmp_path / "index", {"album": peaks_of_sound(music), "remaster": encoded(tmp_path / "r.mp3", copy)}
    )
    episode = np.concatenate(
        [np.zeros((1, 450 * RATE), np.float32), music[:, : 40 * RATE], copy[:, 40 * RATE :]], axis=1
    )
    write_audio(tmp_path / "episode.wav", np.pad(episode, ((0, 0), (0, 60 * RATE))), rate=RATE)
    named = [one for found in find(tmp_path / "episode.wav", index) for one in picked(found, Pick.earliest)]
    assert [one.track.id for one in named] == ["album"]
    assert named[0].span.seconds == pytest.approx(79, abs=3)


def told(*tracks: Track, work: str = "w") -> Find:
    equals = tuple(Equal(track, 0, 1.0, 0.0, 50.0, 8, 10, work) for track in tracks[1:])
    return Find(tracks[0], Span(0, 1_000_000), 0, 1.0, 0.0, 60.0, 9.0, 9, 10, equals=equals, work=work)


OLD = Track("c", "", "", isrc="GBAYE6800011", seconds=200.0)
NEW = Track("a", "", "", isrc="GBAYE0900011", seconds=260.0)
NONE = Track("b", "", "", seconds=300.0)


@pytest.mark.parametrize(
    ("pick", "names"), [(Pick.earliest, ["c"]), (Pick.longest, ["b"]), (Pick.all, ["c", "a", "b"])]
)
def test_the_policy_names_whichever_won(pick, names):
    for tracks in ([OLD, NEW, NONE], [NEW, NONE, OLD], [NONE, OLD, NEW]):
        named = picked(told(*tracks), pick)
        assert [one.track.id for one in named] == names
        for one in named:
            assert {one.track.id, *(equal.track.id for equal in one.equals)} == {"a", "b", "c"}
            assert one.span == Span(0, 1_000_000)


def test_a_piece_goes_before_the_medley_that_holds_it():
    song, medley = Track("z", "", "", seconds=200.0), Track("a", "", "", seconds=900.0)
    found = Find(medley, Span(0, 9), 0, 1.0, 0.0, 60.0, 9.0, 9, 10, work="medley")
    assert [one.track.id for one in picked(found, Pick.earliest)] == ["a"]
    both = Find(
        medley, Span(0, 9), 0, 1.0, 0.0, 60.0, 9.0, 9, 10,
        equals=(Equal(song, 0, 1.0, 0.0, 59.0, 8, 10, "song"),), work="medley",
    )  # fmt: skip
    assert [one.track.id for one in picked(both, Pick.earliest)] == ["z"]


def test_the_year_of_an_isrc():
    isrcs = ["", "GBAYE3900001", "GBAYE0900011", "GBAYE4000001", "USRC17607839", "GBAYE6800011"]
    assert sorted(isrcs, key=lambda isrc: release_order(isrc, "")) == [
        "GBAYE4000001",
        "GBAYE6800011",
        "USRC17607839",
        "GBAYE0900011",
        "GBAYE3900001",
        "",
    ]


def test_a_mark_keeps_what_the_policy_needs(tmp_path: Path):
    write_audio(tmp_path / "new.flac", tune(3), rate=RATE, tags={"isrc": "GBAYE0900011", "title": "Remaster"})
    write_audio(
        tmp_path / "old.mp3", tune(3)[:, : 18 * RATE], rate=RATE, tags={"isrc": "GBAYE6800011", "title": "Single"}
    )
    write_audio(tmp_path / "episode.wav", under_speech([Laid(3, 10.0)], seconds=30.0), rate=RATE)
    items = {name: Item.from_path(tmp_path / name, Kind.track) for name in ("new.flac", "old.mp3")}
    assert [error for _, error in index_items(tmp_path / "index", items.values(), workers=1)] == [None, None]
    finder = MusicFind(tmp_path / "index")
    finder.setup()
    (mark,) = finder.analyze(Item.from_path(tmp_path / "episode.wav", Kind.episode))
    assert mark.target == items["old.mp3"].id
    assert mark.evidence["work"] == finder_work(finder, items["new.flac"].id)
    (longest,) = picked_marks([mark], Pick.longest)
    assert (longest.target, longest.evidence["title"]) == (items["new.flac"].id, "Remaster")
    assert list(picked_marks([longest], Pick.earliest)) == [mark]
    assert list(picked_marks([mark], Pick.all)) == [mark, longest]


def finder_work(finder: MusicFind, track: str) -> str:
    from earmark.music import Index

    return Index.open(finder.folder).works.work_of(track)


def test_commands_use_the_same_words():
    assert [word.value for word in Words] == [pick.value for pick in Pick]
