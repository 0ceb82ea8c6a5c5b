"""Pairs of peaks: what stays of music when its speed, tempo or pitch changes, and how the index keeps them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earmark.media.change import Change, changed
from earmark.music import IndexWriter, Peaks, Track, peaks_of, peaks_of_signal
from earmark.music.agreements import place_of, step_of
from earmark.music.pairs import CODES, DISTANCES, MOST_PER_PEAK, NEAREST, Pairs, pairs_of
from earmark.music.peaks import HOP, STEPS
from earmark.music.segment import BUCKETS, STEPS_PER_BUCKET
from tests.music.sounds import RATE, index_of, peaks_of_sound, random_peaks, tune


def peaks(*cells: tuple[int, int], frames: int = 50) -> Peaks:
    """Peaks at these frames and steps."""
    frame, step = np.array(sorted(cells), np.int64).reshape(-1, 2).T
    return Peaks(frame.astype(np.int32), step.astype(np.uint16), frames)


def rows(pairs: Pairs) -> list[tuple[int, int, int]]:
    return list(zip(pairs.frame.tolist(), pairs.step.tolist(), pairs.code.tolist(), strict=True))


def test_a_pair_by_hand():
    """The second peak is 0.05 octaves higher: ten steps of 0.002 above the least ratio of 0.03; and 5 frames later."""
    high = round(1000 * 2**0.05)
    assert rows(pairs_of(peaks((3, 1000), (8, high)))) == [(3, 1000, 10 * DISTANCES + 5 - NEAREST)]


@pytest.mark.parametrize(
    ("frames", "octaves"),
    [(1, 0.05), (15, 0.05), (5, 0.02), (5, 0.14), (5, -0.05), (5, 0.0), (0, 0.05)],
)
def test_what_is_too_near_or_too_far_makes_no_pair(frames, octaves):
    assert rows(pairs_of(peaks((10, 1000), (10 + frames, round(1000 * 2**octaves))))) == []


@pytest.mark.parametrize("count", [0, 1])
def test_too_few_peaks_make_no_pair(count):
    assert rows(pairs_of(peaks(*[(3, 1000)][:count]))) == []


def test_a_peak_has_so_many_partners_and_the_nearest():
    later = [(10 + distance, step) for distance in range(2, 15) for step in (1030, 1040, 1050)]
    pairs = pairs_of(peaks((10, 1000), *later))
    of_first = [code % DISTANCES for frame, _, code in rows(pairs) if frame == 10]
    assert len(of_first) == MOST_PER_PEAK
    assert of_first == sorted(of_first)
    assert max(of_first) < 3


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), frames=st.integers(1, 400))
def test_pairs_are_in_range_and_in_order(seed, frames):
    pairs = pairs_of(random_peaks(seed, frames))
    assert (np.diff(pairs.frame) >= 0).all()
    assert (pairs.code < CODES).all()
    assert np.isin(pairs.frame * 10_000 + pairs.step, _cells(random_peaks(seed, frames))).all()


def _cells(found: Peaks) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return found.frame.astype(np.int64) * 10_000 + found.step


SOUND = tune(3)[0, ::3].copy()


def test_loudness_makes_no_difference():
    one, other = (set(rows(pairs_of(peaks_of_signal(SOUND * np.float32(gain))))) for gain in (1.0, 0.13))
    assert len(one ^ other) < 0.1 * len(one), "but for what falls under the floor, and rounding"
    assert len(one) > 300


def test_how_the_sound_comes_makes_no_difference():
    whole = rows(pairs_of(peaks_of_signal(SOUND)))
    assert rows(pairs_of(peaks_of(np.split(SOUND, [1, 999, 40_000, 40_001, 90_000])))) == whole


@pytest.mark.parametrize("frames", [31, 100])
def test_cutting_the_front_off_moves_the_pairs(frames):
    whole, rest = rows(pairs_of(peaks_of_signal(SOUND))), rows(pairs_of(peaks_of_signal(SOUND[frames * HOP :])))
    edge = 10
    moved = {(frame - frames, step, code) for frame, step, code in whole if frame >= frames + edge}
    assert moved == {row for row in rest if row[0] >= edge}


@pytest.mark.parametrize(
    ("text", "least"), [("speed:0.94", 0.3), ("speed:1.06", 0.3), ("pitch:1", 0.3), ("tempo:0.9", 0.3)]
)
@pytest.mark.parametrize("seed", [1, 3])
def test_pairs_stay_when_the_music_is_changed(text, least, seed):
    """A good share of them is found where it should be, many times more than in another tune."""
    change = Change.parse(text)
    heard = pairs_of(peaks_of_sound(changed(tune(seed), change, rate=RATE)))
    assert _share(heard, pairs_of(peaks_of_sound(tune(seed))), change) > least
    assert _share(heard, pairs_of(peaks_of_sound(tune(seed + 1))), change) < 0.1


def _share(heard: Pairs, track: Pairs, change: Change) -> float:
    """Share of pairs that have one alike in the track: place, frequency, ratio and distance."""
    met = 0
    for frame, step, code in rows(heard):
        near = np.abs(track.frame - change.tempo * frame) <= 4
        near &= np.abs(np.log(step / track.step.astype(float) / change.pitch)) < 0.004
        near &= np.abs(track.code.astype(int) // DISTANCES - code // DISTANCES) <= 1
        near &= np.abs(track.code.astype(int) % DISTANCES - code % DISTANCES) <= 2
        met += bool(near.any())
    return met / len(heard.frame)


def test_the_index_keeps_the_pairs(tmp_path):
    """Of every track at its place on the axis, by code and frequency, also when segments are merged."""
    given_peaks = {"1": random_peaks(1, 300), "2": random_peaks(2, 50), "silent": peaks(frames=20)}
    index_of(tmp_path / "i", given_peaks)
    with IndexWriter.open(tmp_path / "i") as writer:
        writer.add([(Track("3", "", "3"), random_peaks(3, 500))])
    index = index_of(tmp_path / "i", {"4": random_peaks(4, 30)})
    given_peaks |= {"3": random_peaks(3, 500), "4": random_peaks(4, 30)}
    seen = set()
    for segment in index.segments:
        wanted = []
        for number, track in enumerate(segment.tracks):
            seen.add(track.id)
            first = int(segment.track_start[number])
            wanted += [(code, step, first + frame) for frame, step, code in rows(pairs_of(given_peaks[track.id]))]
        assert len(segment.pair_start) == BUCKETS + 1
        buckets = np.repeat(np.arange(BUCKETS), np.diff(segment.pair_start))
        kept = [
            (bucket // (STEPS // STEPS_PER_BUCKET), step_of(bucket, entry), place_of(entry))
            for bucket, entry in zip(buckets.tolist(), segment.pairs.tolist(), strict=True)
        ]
        assert kept == sorted(wanted)
    assert seen == set(given_peaks)
