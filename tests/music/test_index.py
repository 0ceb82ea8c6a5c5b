"""The index: what is put in comes out, through every change."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earmark.core.errors import BadInput, IndexBroken
from earmark.music import Index, IndexWriter, Peaks, Track, find_in_peaks
from tests.music.conftest import KNOWN
from tests.music.sounds import index_of, peaks_of_sound, random_peaks, tune


def track(name: str, digest: str = "") -> Track:
    return Track(id=name, uri=f"file:///{name}", digest=digest or name)


def add(folder: Path, *names: str) -> None:
    with IndexWriter.open(folder) as writer:
        writer.add([(track(name), random_peaks(int(name))) for name in names])


def held(index: Index) -> dict[str, Peaks]:
    """What can be found, track by track."""
    return {
        one.id: segment.peaks(number)
        for segment in index.segments
        for number, one in enumerate(segment.tracks)
        if number not in segment.dropped
    }


def assert_holds(folder: Path, names: Sequence[str]) -> None:
    index = Index.open(folder)
    index.verify()
    assert sorted(index.tracks) == sorted(names)
    for name, peaks in held(index).items():
        assert_same(peaks, random_peaks(int(name)))


def assert_same(one: Peaks, other: Peaks) -> None:
    np.testing.assert_array_equal(one.frame, other.frame)
    np.testing.assert_array_equal(one.step, other.step)
    assert one.frames == other.frames


def found(index: Index, seed: int) -> list[str]:
    return [each.track.id for each in find_in_peaks(peaks_of_sound(tune(seed)), index.segments)]


def test_what_goes_in_comes_out(tmp_path):
    described = Track("1", "file:///a b.mp3", "d", "Süße Töne\n", "アーティスト", "DEA123456789", 12.8)
    with IndexWriter.open(tmp_path / "i") as writer:
        writer.add([(described, random_peaks(1))])
    index = Index.open(tmp_path / "i")
    assert dict(index.tracks) == {"1": described}
    assert_same(held(index)["1"], random_peaks(1))


@pytest.mark.parametrize("frames", [0, 1, 10_000])
def test_tracks_without_peaks_are_kept(tmp_path, frames):
    nothing = Peaks(np.zeros(0, np.int32), np.zeros(0, np.uint16), frames)
    index = index_of(tmp_path / "i", {"silent": nothing, "1": random_peaks(1)})
    assert_same(held(index)["silent"], nothing)
    assert_same(held(index)["1"], random_peaks(1))
    assert found(index, 2) == []


def test_an_index_is_extended(tmp_path):
    add(tmp_path / "i", "1", "2")
    state = Index.open(tmp_path / "i").state
    add(tmp_path / "i", "3")
    assert_holds(tmp_path / "i", ["1", "2", "3"])
    assert Index.open(tmp_path / "i").state != state


def test_adding_nothing_changes_nothing(tmp_path):
    add(tmp_path / "i", "1")
    state = Index.open(tmp_path / "i").state
    add(tmp_path / "i")
    with IndexWriter.open(tmp_path / "i"):
        pass
    assert Index.open(tmp_path / "i").state == state
    assert_holds(tmp_path / "i", ["1"])


def test_a_changed_track_replaces_what_it_was(tmp_path):
    add(tmp_path / "i", "1", "2")
    with IndexWriter.open(tmp_path / "i") as writer:
        writer.add([(track("1", "new"), random_peaks(11))])
        assert {id: held.track.digest for id, held in writer.held().items()} == {"1": "new", "2": "2"}
    assert_same(held(Index.open(tmp_path / "i"))["1"], random_peaks(11))


def test_a_track_given_twice_is_kept_once(tmp_path):
    with IndexWriter.open(tmp_path / "i") as writer:
        writer.add([(track("1", "old"), random_peaks(1)), (track("1", "new"), random_peaks(11))])
    index = Index.open(tmp_path / "i")
    assert sum(len(segment.tracks) - len(segment.dropped) for segment in index.segments) == 1
    assert index.tracks["1"].digest == "new"


def test_what_is_taken_down_is_not_found(tmp_path):
    index_of(tmp_path / "i", {str(seed): peaks_of_sound(tune(seed)) for seed in (1, 2)})
    assert found(Index.open(tmp_path / "i"), 2) == ["2"]
    before = Index.open(tmp_path / "i").state
    with IndexWriter.open(tmp_path / "i") as writer:
        assert writer.remove(["2", "unknown"]) == 1
        assert writer.remove(["2"]) == 0
        assert list(writer.held()) == ["1"]
    index = Index.open(tmp_path / "i")
    assert index.state != before
    assert list(index.tracks) == ["1"]
    assert (found(index, 1), found(index, 2)) == (["1"], [])


def test_what_was_taken_down_stays_out_until_it_is_restored(tmp_path):
    add(tmp_path / "i", "1", "2")
    with IndexWriter.open(tmp_path / "i") as writer:
        writer.remove(["2", "1", "never there"])
    add(tmp_path / "i", "2", "1", "3")
    assert_holds(tmp_path / "i", ["3"])
    with IndexWriter.open(tmp_path / "i") as writer:
        assert writer.withdrawn == {"1", "2", "never there"}
        assert writer.restore(["1", "3"]) == 1
        assert writer.restore(["1"]) == 0
    assert Index.open(tmp_path / "i").withdrawn == {"2", "never there"}
    assert_holds(tmp_path / "i", ["3"])
    add(tmp_path / "i", "2", "1")
    assert_holds(tmp_path / "i", ["1", "3"])


def test_the_state_changes_with_what_is_withdrawn(tmp_path):
    add(tmp_path / "i", "1")
    states = [Index.open(tmp_path / "i").state]
    for change in ("remove", "restore"):
        with IndexWriter.open(tmp_path / "i") as writer:
            getattr(writer, change)(["2"])
        states.append(Index.open(tmp_path / "i").state)
    assert states[0] == states[2] != states[1]


def test_new_words_for_the_same_sound_are_another_segment(tmp_path):
    """A segment never changes once it is there, not even for a reader that opens it in between."""
    add(tmp_path / "i", "1")
    before = {path: path.read_bytes() for path in (tmp_path / "i").glob("*.peaks")}
    with IndexWriter.open(tmp_path / "i") as writer:
        peaks = writer.held()["1"].peaks
        writer.add([(replace(track("1"), title="New"), peaks)])
    after = {path: path.read_bytes() for path in (tmp_path / "i").glob("*.peaks")}
    assert not before.keys() & after.keys()
    assert Index.open(tmp_path / "i").tracks["1"].title == "New"
    assert_holds(tmp_path / "i", ["1"])


CHANGES = st.lists(
    st.tuples(st.just("add"), st.lists(st.integers(0, 9), min_size=1, max_size=4, unique=True))
    | st.tuples(st.just("remove"), st.lists(st.integers(0, 9), min_size=1, max_size=4, unique=True))
    | st.tuples(st.just("restore"), st.lists(st.integers(0, 9), min_size=1, max_size=4, unique=True)),
    max_size=10,
)


@settings(max_examples=25, deadline=None)
@given(changes=CHANGES)
def test_any_changes_leave_what_they_should(tmp_path_factory, changes):
    folder = tmp_path_factory.mktemp("changes")
    there: set[str] = set()
    withdrawn: set[str] = set()
    for what, numbers in changes:
        names = {str(number) for number in numbers}
        with IndexWriter.open(folder) as writer:
            if what == "add":
                writer.add([(track(name), random_peaks(int(name), 50 + int(name))) for name in sorted(names)])
                there |= names - withdrawn
            elif what == "remove":
                assert writer.remove(names) == len(there & names)
                there -= names
                withdrawn |= names
            else:
                assert writer.restore(names) == len(withdrawn & names)
                withdrawn -= names
    with IndexWriter.open(folder):
        pass
    index = Index.open(folder)
    index.verify()
    assert (set(index.tracks), set(index.withdrawn)) == (there, withdrawn)
    for name, peaks in held(index).items():
        assert_same(peaks, random_peaks(int(name), 50 + int(name)))


def test_many_small_additions_keep_few_segments(tmp_path):
    for number in range(60):
        add(tmp_path / "i", str(number))
    index = Index.open(tmp_path / "i")
    assert len(index.segments) <= 7
    assert len(list((tmp_path / "i").glob("*.peaks"))) == len(index.segments)
    assert_holds(tmp_path / "i", [str(number) for number in range(60)])


def test_small_additions_find_the_same(tmp_path, catalogue):
    for seed in KNOWN:
        index = index_of(tmp_path / "i", {str(seed): peaks_of_sound(tune(seed))})
    for seed in KNOWN:
        assert found(index, seed) == found(catalogue, seed) == [str(seed)]


def test_an_open_index_goes_on_while_a_writer_adds(tmp_path):
    names = {str(seed): peaks_of_sound(tune(seed)) for seed in (1, 2)}
    reader = index_of(tmp_path / "i", names)
    for seed in (3, 4, 5):
        index_of(tmp_path / "i", {str(seed): peaks_of_sound(tune(seed))})
        assert (found(reader, 1), found(reader, seed)) == (["1"], [])
        assert found(Index.open(tmp_path / "i"), seed) == [str(seed)]
    with IndexWriter.open(tmp_path / "i") as writer:
        writer.remove(["1"])
    reader.verify()
    assert found(reader, 1) == ["1"]


def test_opening_beside_a_busy_writer_always_works(tmp_path):
    folder, done = tmp_path / "i", threading.Event()
    add(folder, "0")

    def write() -> None:
        try:
            for number in range(1, 40):
                add(folder, str(number))
        finally:
            done.set()

    thread = threading.Thread(target=write)
    thread.start()
    sizes = []
    while not done.is_set():
        sizes.append(len(Index.open(folder).tracks))
    thread.join()
    assert sizes == sorted(sizes)
    assert len(Index.open(folder).tracks) == 40


def test_a_second_writer_is_refused(tmp_path):
    with IndexWriter.open(tmp_path / "i") as writer:
        with pytest.raises(BadInput, match="another process") as refused, IndexWriter.open(tmp_path / "i"):
            pass
        assert refused.value.where == str(tmp_path / "i")
        assert refused.value.mend
        writer.add([(track("1"), random_peaks(1))])
    add(tmp_path / "i", "2")
    assert_holds(tmp_path / "i", ["1", "2"])


def test_a_writer_in_another_process_is_refused_too(tmp_path):
    code = (
        "import sys; from pathlib import Path; from earmark.music import IndexWriter\n"
        "try:\n    IndexWriter.open(Path(sys.argv[1])).__enter__()\n"
        "except Exception as error: print(type(error).__name__)"
    )
    with IndexWriter.open(tmp_path / "i"):
        told = subprocess.run([sys.executable, "-c", code, str(tmp_path / "i")], capture_output=True, text=True)
    assert told.stdout == "BadInput\n"


def test_no_index_is_said_with_what_to_do(tmp_path):
    for folder in (tmp_path, tmp_path / "none"):
        with pytest.raises(BadInput, match="no music index") as none:
            Index.open(folder)
        assert none.value.where == str(folder)
        assert "earmark music index" in str(none.value)
    assert list(tmp_path.iterdir()) == []


def test_an_index_cannot_be_where_a_file_is(tmp_path):
    (tmp_path / "file").write_text("somebody's")
    for folder in (tmp_path / "file", tmp_path / "file" / "i"):
        with pytest.raises(BadInput, match="cannot be written"), IndexWriter.open(folder):
            pass
    assert (tmp_path / "file").read_text() == "somebody's"


def test_other_files_in_the_folder_are_left_alone(tmp_path):
    others = [tmp_path / name for name in ("holiday.mp4.part", "mountains.peaks", "notes.json", "0123.peaks.bak")]
    for other in others:
        other.write_text("somebody's")
    add(tmp_path, "1")
    add(tmp_path, "2")
    assert all(other.read_text() == "somebody's" for other in others)


def test_an_index_can_be_copied_and_moved(tmp_path):
    add(tmp_path / "i", "1", "2")
    shutil.copytree(tmp_path / "i", tmp_path / "copy")
    shutil.rmtree(tmp_path / "i")
    assert_holds(tmp_path / "copy", ["1", "2"])
    add(tmp_path / "copy", "3")
    assert_holds(tmp_path / "copy", ["1", "2", "3"])


def test_opening_takes_next_to_no_time(tmp_path):
    with IndexWriter.open(tmp_path / "i") as writer:
        writer.add([(track(str(number)), random_peaks(number, 3000)) for number in range(200)])
    taken = []
    for _ in range(7):
        begun = perf_counter()
        Index.open(tmp_path / "i")
        taken.append(perf_counter() - begun)
    assert median(taken) < 0.1


def test_broken_is_not_missing(tmp_path):
    add(tmp_path / "i", "1")
    (tmp_path / "i" / "index.json").write_bytes(b"")
    with pytest.raises(IndexBroken):
        Index.open(tmp_path / "i")
