"""Large catalogues are searched by rare pairs, small ones by every peak: the finds are the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from earmark.media.change import Change
from earmark.music import Find, Index, find_in_peaks, rare, segment
from earmark.music.peaks import FRAME_MICROSECONDS
from earmark.music.sections import GRID_FRAMES, OVERLAP_FRAMES
from tests.music.sounds import Laid, alone, index_of, peaks_of_sound, random_peaks, tune, under_speech, voice

KNOWN = (0, 1, 2, 3, 4, 5)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Index:
    """Six tunes among half an hour of tracks that never play, in two segments."""
    folder = tmp_path_factory.mktemp("large") / "index"
    index_of(folder, {f"noise {seed}": random_peaks(seed, 5_000) for seed in range(10)})
    return index_of(folder, {str(seed): peaks_of_sound(tune(seed)) for seed in KNOWN})


@pytest.fixture
def taken_for_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segment, "LARGE_FRAMES", 0)


def both_ways(sound: NDArray[np.float32], index: Index, monkeypatch: pytest.MonkeyPatch) -> Sequence[list[Find]]:
    """The finds by every peak, and those by rare pairs, but for how far the votes stood out: they are others."""
    found = []
    for frames in (1 << 60, 0):
        monkeypatch.setattr(segment, "LARGE_FRAMES", frames)
        finds = find_in_peaks(peaks_of_sound(sound), index.segments)
        found.append([replace(find, z=0.0, evidence=round(find.evidence, 6)) for find in finds])
    return found


@pytest.mark.parametrize("level", [0.0, -10.0])
def test_beds_are_found_alike(large, monkeypatch, level):
    laid = [Laid(1, 4.0), Laid(3, 24.0), Laid(4, 44.0)]
    small_way, large_way = both_ways(under_speech(laid, seconds=60.0, level_db=level), large, monkeypatch)
    assert [find.track.id for find in large_way] == ["1", "3", "4"]
    assert large_way == small_way


def test_stings_of_two_seconds_are_found_alike(large, monkeypatch):
    laid = [Laid(seed, 3.0 + 6.0 * seed, 2.0) for seed in KNOWN]
    small_way, large_way = both_ways(alone(laid, seconds=40.0), large, monkeypatch)
    assert [find.track.id for find in large_way] == [str(seed) for seed in KNOWN]
    for one, other in zip(large_way, small_way, strict=True):
        assert one.track == other.track
        assert abs(one.span.start - other.span.start) <= FRAME_MICROSECONDS
        assert abs(one.span.end - other.span.end) <= FRAME_MICROSECONDS


def test_music_over_music_is_found_alike(large, monkeypatch):
    laid = [Laid(0, 4.0), Laid(2, 8.0), Laid(5, 22.0)]
    small_way, large_way = both_ways(alone(laid, seconds=38.0), large, monkeypatch)
    assert sorted(find.track.id for find in large_way) == ["0", "2", "5"]
    assert large_way == small_way


@pytest.mark.usefixtures("taken_for_large")
def test_the_rarest_pairs_are_enough(large, monkeypatch):
    """In a catalogue of thousands of hours a hundredth of a window's pairs vote."""
    monkeypatch.setattr(rare, "WINDOWS", [replace(window, votes=window.votes // 100) for window in rare.WINDOWS])
    laid = [Laid(1, 4.0), Laid(3, 24.0), Laid(4, 44.0)]
    finds = find_in_peaks(peaks_of_sound(under_speech(laid, seconds=60.0)), large.segments)
    assert [find.track.id for find in finds] == ["1", "3", "4"]


@pytest.mark.usefixtures("taken_for_large")
def test_neither_speech_nor_unknown_music_is_found(large):
    assert find_in_peaks(peaks_of_sound(voice(60.0)), large.segments) == []
    assert find_in_peaks(peaks_of_sound(alone([Laid(77, 4.0)], seconds=20.0)), large.segments) == []


@pytest.mark.usefixtures("taken_for_large")
@pytest.mark.parametrize("seconds", [0.0, 0.1, 1.0])
def test_next_to_nothing_is_heard(large, seconds):
    sound = np.zeros((1, round(24_000 * seconds)), np.float32)
    assert find_in_peaks(peaks_of_sound(sound), large.segments) == []


@pytest.mark.usefixtures("taken_for_large")
def test_withdrawn_tracks_stay_out(large):
    queried = peaks_of_sound(alone([Laid(1, 2.0)], seconds=16.0))
    for part in large.segments:
        ids = [track.id for track in part.tracks]
        if "1" in ids:
            without = replace(part, dropped=frozenset({ids.index("1")}))
    assert find_in_peaks(queried, [without]) == []


@pytest.mark.usefixtures("taken_for_large")
@pytest.mark.parametrize("text", ["speed:1.04", "tempo:1.1", "pitch:-1"])
def test_changed_music_is_found_by_pairs(large, text):
    change = Change.parse(text)
    (found,) = find_in_peaks(peaks_of_sound(alone([Laid(3, 8.0, change=change)], seconds=26.0)), large.segments)
    assert found.track.id == "3"
    assert found.speed == pytest.approx(change.tempo, rel=0.003)


@pytest.mark.usefixtures("taken_for_large")
def test_neither_places_of_single_peaks_nor_triples_are_made(large):
    """They take bytes for each peak: gigabytes, where pairs propose."""
    index = Index.open(large.folder)
    assert find_in_peaks(peaks_of_sound(alone([Laid(1, 2.0)], seconds=16.0)), index.segments)
    assert not any({"postings", "triples"} & set(vars(part)) for part in index.segments)


def test_a_window_holds_the_same_frames_wherever_a_section_begins():
    for window in rare.WINDOWS:
        assert GRID_FRAMES % window.hop == 0
        assert window.frames <= OVERLAP_FRAMES
