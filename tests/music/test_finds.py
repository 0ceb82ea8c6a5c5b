"""Finding: what was laid under speech is found where it was laid, and nothing else is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from earmark.core.errors import EarmarkError
from earmark.demo.sounds import functional
from earmark.media import write_audio
from earmark.music import Find, Index, Peaks, find, find_in_peaks, peaks_of_signal
from earmark.music.peaks import FRAME_MICROSECONDS, HOP
from tests.music.conftest import KNOWN
from tests.music.sounds import (
    RATE,
    Laid,
    alone,
    index_of,
    peaks_of_sound,
    random_peaks,
    tune,
    under_speech,
    voice,
)

THREE = (Laid(2, 12.30), Laid(3, 31.017, 10.0, 6.5), Laid(1, 45.77, 10.0, 3.21))


def listen(sound: NDArray[np.float32], index: Index) -> list[Find]:
    return find_in_peaks(peaks_of_sound(sound), index.segments)


def named(finds: list[Find]) -> list[str]:
    return [found.track.id for found in finds]


def assert_found(found: Find, laid: Laid, *, start: float = 0.5, end: float = 1.0) -> None:
    """It is the right track, aligned to the frame, and lies about where it was laid."""
    assert found.track.id == str(laid.seed)
    alignment = (found.offset - found.span.start) / 1e6
    assert alignment == pytest.approx(laid.offset - laid.start, abs=0.05)
    assert found.span.start / 1e6 == pytest.approx(laid.start, abs=start)
    assert found.span.end / 1e6 == pytest.approx(laid.end, abs=end)
    assert 0.5 < found.score <= 1.0
    assert 0 < found.met <= found.asked


@pytest.mark.parametrize("level_db", [0.0, -5.0])
@pytest.mark.parametrize(("suffix", "bit_rate"), [("wav", None), ("mp3", 64_000), ("opus", 24_000), ("m4a", 48_000)])
def test_found_where_it_was_laid(catalogue, tmp_path, level_db, suffix, bit_rate):
    path = tmp_path / f"episode.{suffix}"
    write_audio(path, under_speech(THREE, seconds=60.0, level_db=level_db), rate=RATE, bit_rate=bit_rate)
    finds = list(find(path, catalogue))
    assert len(finds) == len(THREE)
    for found, laid in zip(finds, THREE, strict=True):
        assert_found(found, laid)
    assert finds[0].span.start / 1e6 == pytest.approx(12.30, abs=0.1)
    assert finds[0].offset / 1e6 == pytest.approx(4.0, abs=0.1)
    assert finds[0].span.end / 1e6 == pytest.approx(24.30, abs=0.4)


def test_in_the_clear_the_edges_are_exact(catalogue):
    laid = Laid(3, 5.0)
    (found,) = listen(alone([laid], seconds=25.0), catalogue)
    assert_found(found, laid, start=0.1, end=0.1)


def test_a_whole_track_is_found_from_its_first_to_its_last_sound(catalogue):
    (found,) = listen(tune(2), catalogue)
    assert found.span.start / 1e6 < 0.5
    assert found.offset == pytest.approx(found.span.start, abs=50_000)
    assert found.span.end / 1e6 == pytest.approx(20.0, abs=2.0), "the tune fades out"


@pytest.mark.parametrize("cast", [0, 1])
def test_speech_alone_holds_no_music(catalogue, cast):
    assert listen(voice(120.0, cast), catalogue) == []


@pytest.mark.parametrize("seed", range(max(KNOWN) + 1, max(KNOWN) + 9))
def test_music_that_is_not_in_the_index_is_not_found(catalogue, seed):
    assert listen(tune(seed), catalogue) == []


@pytest.mark.parametrize("kind", ["rain", "crickets", "white noise", "binaural tones"])
def test_noises_are_not_music(catalogue, kind):
    assert listen(functional(kind, 1, 30.0, RATE).mean(axis=0, keepdims=True), catalogue) == []


def test_one_track_after_another(catalogue):
    laid = (Laid(2, 5.0), Laid(3, 17.0))
    finds = listen(under_speech(laid, seconds=40.0), catalogue)
    assert named(finds) == ["2", "3"]
    for found, one in zip(finds, laid, strict=True):
        assert_found(found, one)


@pytest.mark.parametrize("pair", [(2, 3), (4, 5), (1, 4)])
def test_two_tracks_at_once(catalogue, pair):
    laid = (Laid(pair[0], 5.0), Laid(pair[1], 9.0))
    finds = listen(alone(laid, seconds=30.0), catalogue)
    assert named(finds) == [str(seed) for seed in pair]
    for found, one in zip(finds, laid, strict=True):
        assert_found(found, one)


def test_the_same_track_twice(catalogue):
    laid = (Laid(2, 4.0), Laid(2, 26.0, 9.0, 8.0))
    finds = listen(under_speech(laid, seconds=42.0), catalogue)
    assert named(finds) == ["2", "2"]
    for found, one in zip(finds, laid, strict=True):
        assert_found(found, one)


def test_what_is_heard_once_is_claimed_once(tmp_path):
    """Of two versions that share their sound, and of the places where a loop comes again, the best is taken."""
    loop = np.tile(tune(2)[:, 4 * RATE : 8 * RATE], (1, 5))
    index = index_of(
        tmp_path / "index",
        {
            "whole": peaks_of_sound(tune(3)),
            "edit": peaks_of_sound(tune(3)[:, 2 * RATE : 17 * RATE]),
            "loop": peaks_of_sound(loop),
        },
    )
    (version,) = listen(alone([Laid(3, 5.0)], seconds=25.0), index)
    assert version.track.id in {"whole", "edit"}
    assert version.span.seconds == pytest.approx(12.0, abs=0.2)
    looped = listen(np.pad(loop[:, : 12 * RATE], ((0, 0), (5 * RATE, 5 * RATE))), index)
    assert set(named(looped)) == {"loop"}
    assert sum(found.span.seconds for found in looped) == pytest.approx(12.0, abs=0.5)


def test_finds_come_in_order_of_time(catalogue):
    laid = (Laid(3, 4.0), Laid(1, 18.0), Laid(2, 32.0))
    finds = listen(under_speech(laid, seconds=48.0), catalogue)
    assert named(finds) == ["3", "1", "2"]
    assert [found.span for found in finds] == sorted(found.span for found in finds)


@pytest.mark.parametrize("seconds", [0.0, 1 / RATE, 0.03, 0.1])
def test_what_is_too_short_to_tell_is_not_claimed(catalogue, seconds):
    assert listen(tune(2)[:, 5 * RATE :][:, : round(seconds * RATE)], catalogue) == []


@pytest.mark.parametrize("seconds", [0.5, 1.0, 2.0, 3.0])
def test_what_is_short_is_named_right_or_not_at_all(catalogue, seconds):
    finds = listen(tune(2)[:, 5 * RATE :][:, : round(seconds * RATE)], catalogue)
    assert named(finds) in ([], ["2"])
    assert all(found.offset / 1e6 >= 4.9 and found.span.end / 1e6 <= seconds + 0.05 for found in finds)


def test_digital_silence_holds_nothing(catalogue):
    assert listen(np.zeros((1, 60 * RATE), np.float32), catalogue) == []


def test_an_empty_index_knows_nothing(tmp_path):
    index = index_of(tmp_path / "index", {})
    assert index.segments == ()
    assert listen(tune(2), index) == []


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 1000), frames=st.integers(1, 3000))
def test_chance_finds_nothing(catalogue, seed, frames):
    assert find_in_peaks(random_peaks(seed, frames), catalogue.segments) == []


def test_clicks_and_cuts_are_not_music(catalogue, tmp_path):
    """However many peaks one frame holds, they are one event."""
    index = index_of(
        tmp_path / "clicks",
        {
            "clicks": peaks_of_sound(_clicks(20.0, seed=1)),
            "cut": peaks_of_sound(_cut(tune(6), seed=1)),
        },
    )
    for segments in (index.segments, catalogue.segments):
        for seed in range(4):
            assert find_in_peaks(peaks_of_sound(_clicks(60.0, seed=20 + seed)), segments) == []
        for every in (0.25, 0.4, 1.0):
            assert find_in_peaks(peaks_of_sound(_metronome(60.0, every=every)), segments) == []
        assert find_in_peaks(peaks_of_sound(_cut(voice(60.0), seed=10)), segments) == []
        assert find_in_peaks(peaks_of_sound(_cut(tune(9), seed=11)), segments) == []


def _clicks(seconds: float, *, seed: int) -> NDArray[np.float32]:
    times = np.cumsum(np.random.default_rng(seed).uniform(0.2, 0.6, 400))
    return _struck(times[times < seconds], seconds)


def _metronome(seconds: float, *, every: float) -> NDArray[np.float32]:
    return _struck(np.arange(every, seconds, every), seconds)


def _struck(times: NDArray[np.float64], seconds: float) -> NDArray[np.float32]:
    sound = np.zeros((1, round(seconds * RATE)), np.float32)
    sound[0, (times * RATE).astype(int)] = 0.9
    return sound


def _cut(sound: NDArray[np.float32], *, seed: int) -> NDArray[np.float32]:
    """`sound` with stretches set to digital silence, without fades."""
    rng = np.random.default_rng(seed)
    cut, at = sound.copy(), 0.0
    while at * RATE < cut.shape[1]:
        first, past = at + rng.uniform(0.15, 0.8), at + rng.uniform(0.9, 1.3)
        cut[:, round(first * RATE) : round(past * RATE)] = 0
        at = past
    return cut


@pytest.mark.parametrize("frames", [31, 100, 250])
def test_cutting_the_front_off_moves_the_finds(catalogue, frames):
    laid = (Laid(2, 12.0), Laid(3, 26.0))
    sound = under_speech(laid, seconds=42.0)
    whole, rest = listen(sound, catalogue), listen(sound[:, frames * HOP * 3 :], catalogue)
    assert named(rest) == named(whole) == ["2", "3"]
    for one, other in zip(whole, rest, strict=True):
        assert other.span.start + frames * FRAME_MICROSECONDS == pytest.approx(one.span.start, abs=100_000)
        assert other.span.end + frames * FRAME_MICROSECONDS == pytest.approx(one.span.end, abs=100_000)


def test_a_cleaner_excerpt_scores_higher(catalogue):
    found = {}
    for level_db in (0.0, -12.0):
        (found[level_db],) = listen(under_speech([Laid(2, 10.0)], seconds=30.0, level_db=level_db), catalogue)
    (clear,) = listen(alone([Laid(2, 10.0)], seconds=30.0), catalogue)
    assert clear.evidence > found[0.0].evidence > found[-12.0].evidence
    assert 1.0 >= clear.score >= found[0.0].score >= found[-12.0].score >= 0.0
    assert clear.met / clear.asked > found[-12.0].met / found[-12.0].asked


def test_the_same_sound_gives_the_same_finds(catalogue):
    sound = under_speech(THREE, seconds=60.0, level_db=-5.0)
    assert listen(sound, catalogue) == listen(sound, catalogue)


def test_how_the_index_was_built_makes_no_difference(catalogue, tmp_path):
    sound = under_speech(THREE, seconds=60.0)
    one_by_one = tmp_path / "index"
    for seed in reversed(KNOWN):
        index = index_of(one_by_one, {str(seed): peaks_of_sound(tune(seed))})
    for found, laid in zip(listen(sound, index), THREE, strict=True):
        assert_found(found, laid)


def test_loudness_makes_no_difference(catalogue):
    sound = under_speech([Laid(2, 10.0)], seconds=30.0)
    (one,), (other,) = listen(sound, catalogue), listen(sound * np.float32(0.05), catalogue)
    assert other.span.start == pytest.approx(one.span.start, abs=100_000)
    assert other.span.end == pytest.approx(one.span.end, abs=100_000)


def test_stereo_files_are_heard_as_one(catalogue, tmp_path):
    path = tmp_path / "stereo.wav"
    music, speech = alone([Laid(2, 5.0)], seconds=25.0), voice(25.0)
    write_audio(path, np.concatenate([music, speech * 0.1]), rate=RATE)
    (found,) = find(path, catalogue)
    assert_found(found, Laid(2, 5.0))


@pytest.mark.parametrize("content", [b"", b"not sound at all " * 100, None])
def test_what_is_no_sound_is_said_so(catalogue, tmp_path, content):
    path = tmp_path / "episode.mp3"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(EarmarkError, match=r"episode\.mp3"):
        list(find(path, catalogue))


def test_a_query_without_peaks(catalogue):
    nothing = peaks_of_signal(np.zeros(0, np.float32))
    assert isinstance(nothing, Peaks)
    assert find_in_peaks(nothing, catalogue.segments) == []
