"""Works: what shares sound is found when it is indexed, and grouped with care."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.signal import butter, sosfilt

from earmark.core.errors import IndexBroken
from earmark.media import write_audio
from earmark.media.change import Change, changed
from earmark.music import Index, IndexWriter, Peaks, Relation, Track, Works, peaks_of_file, shared_sound, works_members
from earmark.music.works import WORKS, Kin, Part, Recording
from earmark.music.works_group import grouped
from earmark.music.works_update import update_works
from tests.music.sounds import RATE, peaks_of_sound, tune

Sound = NDArray[np.float32]


def remastered(sound: Sound) -> Sound:
    """Brighter, and pressed against full scale."""
    bright = sound + 0.6 * sosfilt(butter(1, 800, "high", fs=RATE, output="sos"), sound)
    louder: Sound = np.tanh(2 * bright / np.abs(bright).max()).astype(np.float32)
    return louder


def extended(seed: int, other: int) -> Sound:
    """The tune with something else in its middle."""
    half = 8 * RATE
    return np.concatenate([tune(seed)[:, :half], tune(other)[:, 4 * RATE : 10 * RATE], tune(seed)[:, half:]], axis=1)


def fading(sound: Sound) -> Sound:
    length = 15 * RATE
    fade = np.concatenate([np.ones(9 * RATE), np.linspace(1, 0, 6 * RATE)]).astype(np.float32)
    return sound[:, :length] * fade


def encoded(path: Path, sound: Sound) -> Peaks:
    write_audio(path, sound, rate=RATE, bit_rate=64_000)
    return peaks_of_file(path)


def add(folder: Path, peaks: Mapping[str, Peaks], **isrcs: str) -> Works:
    """The works of the index in `folder` once `peaks` are added by id."""
    with IndexWriter.open(folder) as writer:
        tracks = [
            (
                Track(name, f"file:///{name}", str(each.step.sum()), isrc=isrcs.get(name, ""), seconds=each.seconds),
                each,
            )
            for name, each in peaks.items()
        ]
        writer.add(tracks)
        update_works(folder, writer.held())
    return Works.read(folder)


def together(works: Works) -> set[frozenset[str]]:
    """The works that have several recordings."""
    return {frozenset(ids) for ids in works.members().values() if len(ids) > 1}


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Peaks]:
    folder = tmp_path_factory.mktemp("versions")
    return {
        "album": peaks_of_sound(tune(3)),
        "remaster": encoded(folder / "remaster.mp3", remastered(tune(3))),
        "late": encoded(folder / "late.opus", np.pad(tune(3), ((0, 0), (round(1.234 * RATE), 0)))),
        "extended": peaks_of_sound(extended(3, 5)),
        "fade": peaks_of_sound(fading(tune(3))),
        "sting": peaks_of_sound(tune(3)[:, 5 * RATE : 11 * RATE]),
    }


@pytest.fixture(scope="module")
def others() -> dict[str, Peaks]:
    return {"one": peaks_of_sound(tune(1)), "two": peaks_of_sound(tune(2)), "five": peaks_of_sound(tune(5))}


@pytest.fixture(scope="module")
def medley() -> Peaks:
    return peaks_of_sound(np.concatenate([tune(1), tune(2)], axis=1))


def test_versions_of_one_recording_are_one_work(tmp_path, versions, others):
    works = add(tmp_path, versions | others)
    assert together(works) == {frozenset(versions)}
    assert set(works.recordings) == {*versions, *others}
    members = {one.track.id: one for one in works_members(works, Index.open(tmp_path).tracks)}
    assert members.keys() == versions.keys()
    kin = {frozenset((pair.one, pair.other)): pair for pair in works.kin}
    relation = {
        name: kin[frozenset(("album", name))].relation(works.recordings) for name in versions if name != "album"
    }
    assert relation == {
        "remaster": Relation.copy,
        "late": Relation.copy,
        "extended": Relation.edit,
        "fade": Relation.edit,
        "sting": Relation.excerpt,
    }


def test_where_they_share_sound_is_known_to_the_frame(tmp_path, versions):
    works = add(tmp_path, {name: versions[name] for name in ("album", "late", "extended")})
    pairs = {frozenset((pair.one.id, pair.other.id)): pair for pair in shared_sound(works, Index.open(tmp_path).tracks)}
    late, extended = pairs[frozenset(("album", "late"))], pairs[frozenset(("album", "extended"))]
    assert late.seconds == pytest.approx(19, abs=1.5)
    assert extended.seconds == pytest.approx(19, abs=1.5)
    assert late.speed == extended.speed == 1.0
    (kin,) = (pair for pair in works.kin if {pair.one, pair.other} == {"album", "late"})
    (part,) = kin.parts
    assert abs(abs(part.other - part.one) - 1.234 * 31.25) <= 1.0
    (kin,) = (pair for pair in works.kin if {pair.one, pair.other} == {"album", "extended"})
    assert sorted({abs(part.other - part.one) for part in kin.parts}) == [0, pytest.approx(6 * 31.25, abs=1)]


def test_a_copy_from_a_tape_that_runs_fast(tmp_path):
    sound = np.concatenate([tune(seed) for seed in (3, 4)], axis=1)
    fast = changed(sound, Change.parse("speed:1.003"), rate=RATE)
    works = add(tmp_path, {"album": peaks_of_sound(sound), "tape": peaks_of_sound(fast)})
    (pair,) = shared_sound(works, Index.open(tmp_path).tracks)
    assert pair.relation is Relation.copy
    assert pair.speed == pytest.approx(1 / 1.003, abs=0.0002)


def test_a_medley_does_not_make_its_pieces_one_work(tmp_path, others, medley):
    works = add(tmp_path, {**others, "medley": medley})
    assert together(works) == set()
    relations = {frozenset((pair.one, pair.other)): pair.relation(works.recordings) for pair in works.kin}
    assert relations == {frozenset((name, "medley")): Relation.excerpt for name in ("one", "two")}


def test_a_sample_does_not_make_its_users_one_work(tmp_path):
    sample = tune(4)[:, 4 * RATE : 10 * RATE]
    users = {str(seed): peaks_of_sound(np.concatenate([tune(seed), sample], axis=1)) for seed in (1, 2)}
    works = add(tmp_path, {**users, "sample": peaks_of_sound(sample)})
    assert together(works) == set()
    assert len(works.kin) == 3


def test_joining_one_by_one_is_joining_at_once(tmp_path, versions, others):
    catalogue = versions | others
    at_once = add(tmp_path / "once", catalogue)
    for name, peaks in catalogue.items():
        works = add(tmp_path / "one by one", {name: peaks})
    assert together(works) == together(at_once)
    assert {frozenset((pair.one, pair.other)) for pair in works.kin} == {
        frozenset((pair.one, pair.other)) for pair in at_once.kin
    }


def test_what_was_compared_is_not_compared_again(tmp_path, versions, others):
    before = add(tmp_path, versions)
    written = (tmp_path / WORKS).stat().st_mtime_ns
    assert add(tmp_path, {}) == before
    assert (tmp_path / WORKS).stat().st_mtime_ns == written
    after = add(tmp_path, {"one": others["one"]})
    assert after.kin == before.kin
    assert set(after.recordings) == {*versions, "one"}


def test_what_is_removed_or_replaced_drops_out(tmp_path, versions, others):
    few = {name: versions[name] for name in ("album", "remaster", "late")}
    add(tmp_path, few)
    with IndexWriter.open(tmp_path) as writer:
        writer.remove(["late"])
    assert {one.track.id for one in works_members(Works.read(tmp_path), Index.open(tmp_path).tracks)} == {
        "album",
        "remaster",
    }
    works = add(tmp_path, {"remaster": others["one"]})
    assert set(works.recordings) == {"album", "remaster"}
    assert together(works) == set()
    assert works.kin == ()


def test_a_work_keeps_its_id_whoever_comes_and_goes(tmp_path, versions):
    first = add(tmp_path, {name: versions[name] for name in ("remaster", "late")}).work_of("late")
    works = add(tmp_path, {"album": versions["album"]}, album="GBAYE6800011")
    assert works.work_of("album") == works.work_of("late") == first
    with IndexWriter.open(tmp_path) as writer:
        writer.remove(["remaster", "late"])
    assert add(tmp_path, {"extended": versions["extended"]}).members() == {first: ["album", "extended"]}


def test_a_run_that_died_is_taken_up(tmp_path, versions):
    """Such a run leaves an index of all tracks beside the works of some, and maybe half a file."""
    some = {name: versions[name] for name in ("late", "album")}
    add(tmp_path / "some", some)
    works = (tmp_path / "some" / WORKS).read_bytes()
    add(tmp_path / "all", versions)
    (tmp_path / "all" / WORKS).write_bytes(works)
    (tmp_path / "all" / f"{WORKS}.4711.part").write_bytes(works[:99])
    assert Index.open(tmp_path / "all").works.recordings.keys() == some.keys()
    assert together(add(tmp_path / "all", {})) == {frozenset(versions)}
    with IndexWriter.open(tmp_path / "all") as writer:
        writer.remove([])
    assert not list((tmp_path / "all").glob("*.part"))


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"blake2b": "", "works": {"format": 1}}', None])
def test_a_damaged_list_is_refused_and_made_again(tmp_path, others, damage):
    add(tmp_path, others)
    path = tmp_path / WORKS
    if damage is None:
        whole = json.loads(path.read_bytes())
        whole["works"]["recordings"]["one"]["frames"] += 1
        damage = json.dumps(whole).encode()
    path.write_bytes(damage)
    with pytest.raises(IndexBroken, match=r"works\.json"):
        Works.read(tmp_path)
    assert set(add(tmp_path, {}).recordings) == set(others)


def test_an_index_without_works_is_whole(tmp_path, others):
    add(tmp_path, others)
    (tmp_path / WORKS).unlink()
    assert Index.open(tmp_path).works == Works()
    assert Index.open(tmp_path).works.work_of("one") == ""


def test_what_has_no_sound_has_no_kin(tmp_path):
    silence = peaks_of_sound(np.zeros((1, 10 * RATE), np.float32))
    works = add(
        tmp_path, {"silence": silence, "quiet": silence, "nothing": peaks_of_sound(np.zeros((1, 0), np.float32))}
    )
    assert together(works) == set()
    assert works.kin == ()


def pair(one: str, other: str, frames: int) -> Kin:
    return Kin(one, other, (Part(0, 0, frames, 1.0, 0.9),))


def lengths(**frames: int) -> dict[str, Recording]:
    return {name: Recording(name, length) for name, length in frames.items()}


def test_an_excerpt_belongs_to_what_it_is_taken_from():
    recordings = lengths(song=1000, short=300, shorter=200)
    kin = [pair("song", "short", 300), pair("song", "shorter", 200), pair("short", "shorter", 200)]
    assert together(grouped(recordings, kin, list(recordings))) == {frozenset(recordings)}


def test_edits_of_one_third_share_with_each_other():
    recordings = lengths(a=1000, mashup=1000, b=1000)
    assert (
        together(grouped(recordings, [pair("a", "mashup", 490), pair("mashup", "b", 490)], list(recordings))) == set()
    )


def test_works_that_part_do_not_share_an_id():
    recordings = lengths(a=1000, b=1000, c=1000)
    whole = grouped(recordings, [pair("a", "b", 900), pair("b", "c", 900)], list(recordings))
    parted = grouped(whole.recordings, [pair("a", "b", 900)], list(recordings))
    assert parted.work_of("a") == parted.work_of("b") == whole.work_of("a")
    assert parted.work_of("c") not in ("", parted.work_of("a"))
    joined = grouped(parted.recordings, [pair("a", "b", 900), pair("b", "c", 900)], list(recordings))
    assert joined.members() == whole.members()
