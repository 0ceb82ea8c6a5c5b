"""Music that is in no catalogue: detected, told apart from what is known, and counted."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.signal import resample_poly
from typer.testing import CliRunner

from earmark.cli.app import app
from earmark.core import Span
from earmark.media import write_audio
from earmark.music import Detector, Find, MusicSpans, Unknown, account_for, account_for_sound, detection_network
from earmark.music.detection import STEP_MICROSECONDS
from earmark.music.peaks import pages_of
from earmark.music.unknown import SWITCH, without_known
from tests.music.sounds import RATE, Laid, alone, under_speech, voice

SECOND = 1_000_000


def said_of(sound: np.ndarray, cuts: tuple[int, ...] = ()) -> np.ndarray:
    heard = resample_poly(sound[0], 1, 3).astype(np.float32)
    detector = Detector(detection_network())
    parts = [detector.add(page) for page in pages_of(np.split(heard, cuts))]
    return np.concatenate([*parts, detector.finish()])


def spans_of(probabilities: list[float]) -> list[tuple[int, int]]:
    spans = MusicSpans()
    told = [*spans.add(probabilities), *spans.finish()]
    return [(one.span.start // STEP_MICROSECONDS, one.span.end // STEP_MICROSECONDS) for one in told]


def test_music_is_heard_alone_and_under_speech_and_speech_is_not_taken_for_it():
    music = said_of(alone([Laid(11, 0.0, 15.0, 2.0)], seconds=15.0))
    bed = said_of(under_speech([Laid(11, 0.0, 15.0, 2.0)], seconds=15.0, level_db=-5.0))
    speech = said_of(voice(15.0))
    assert (music[:, 0] > 0.5).mean() > 0.9
    assert (bed[:, 0] > 0.5).mean() > 0.8
    assert (speech[:, 0] > 0.5).mean() < 0.1
    assert (speech[:, 1] > 0.5).mean() > 0.8
    assert (bed[:, 1] > 0.5).mean() > 0.8
    assert (music[:, 1] > 0.5).mean() < 0.2


def test_how_a_stream_is_cut_makes_no_difference():
    sound = np.tile(under_speech([Laid(11, 2.0, 8.0)], seconds=12.0), (1, 12))
    whole, cut = said_of(sound), said_of(sound, (10_000, 10_001, 500_000))
    assert len(whole) == len(cut)
    assert np.abs(whole - cut).max() < 1e-4


def test_silence_and_nothing_hold_no_music():
    assert said_of(np.zeros((1, 10 * RATE), np.float32))[:, 0].max() < 0.5
    assert len(said_of(np.zeros((1, 0), np.float32))) <= 1


def test_one_doubtful_step_neither_makes_nor_breaks_music():
    assert spans_of([0.01] * 9 + [0.9] + [0.01] * 9) == []
    assert spans_of([0.01] * 9 + [0.99] * 5 + [0.2] + [0.99] * 5 + [0.01] * 9) == [(9, 20)]
    assert spans_of([0.99] * 8) == [(0, 8)]
    assert spans_of([]) == []


def best_path(probabilities: list[float]) -> float:
    """Cost of the cheapest path, by going through all of it at once."""
    none, music = 0.0, 0.0
    for probability in probabilities:
        odds = np.log(max(probability, 1e-6) / max(1 - probability, 1e-6))
        none, music = min(none, music + SWITCH) + max(odds, 0), min(music, none + SWITCH) + max(-odds, 0)
    return min(none, music)


@settings(max_examples=60)
@given(probabilities=st.lists(st.floats(0, 1), max_size=60), at=st.integers(0, 60))
def test_spans_are_those_of_the_cheapest_path_however_they_come(probabilities, at):
    spans = MusicSpans()
    told = [*spans.add(probabilities[:at]), *spans.add(probabilities[at:]), *spans.finish()]
    state = np.zeros(len(probabilities), bool)
    for one in told:
        state[one.span.start // STEP_MICROSECONDS : one.span.end // STEP_MICROSECONDS] = True
    odds = [np.log(max(each, 1e-6) / max(1 - each, 1e-6)) for each in probabilities]
    cost = sum(max(-odd, 0) if music else max(odd, 0) for odd, music in zip(odds, state, strict=True))
    cost += SWITCH * int((state[1:] != state[:-1]).sum())
    assert cost == pytest.approx(best_path(probabilities))
    assert all(0 <= one.score <= 1 for one in told)


def test_what_is_known_is_not_unknown():
    music = Unknown(Span(0, 60 * SECOND), 0.9)
    known = [Span(10 * SECOND, 20 * SECOND), Span(15 * SECOND, 30 * SECOND), Span(31 * SECOND, 70 * SECOND)]
    assert [one.span for one in without_known(music, known)] == [Span(0, 10 * SECOND)]
    assert list(without_known(music, [])) == [music]
    assert list(without_known(music, [Span(0, 59 * SECOND)])) == []
    assert list(without_known(Unknown(Span(0, SECOND // 2), 0.9), [])) == []


@pytest.fixture(scope="module")
def episode(tmp_path_factory) -> Path:
    """Two tunes: number 2 is in the catalogue, number 11 is not."""
    path: Path = tmp_path_factory.mktemp("unknown") / "e.mp3"
    write_audio(path, under_speech([Laid(2, 5.0), Laid(11, 25.0)], seconds=45.0), rate=RATE)
    return path


def test_known_and_unknown_music_are_told_in_one_pass(catalogue, episode):
    told = list(account_for(episode, catalogue))
    (find,) = (one for one in told if isinstance(one, Find))
    (unknown,) = (one for one in told if isinstance(one, Unknown))
    assert find.track.id == "2"
    assert unknown.span.start / 1e6 == pytest.approx(25.0, abs=1.5)
    assert unknown.span.end / 1e6 == pytest.approx(37.0, abs=1.5)
    assert unknown.score > 0.5
    assert [one.span for one in told] == sorted(one.span for one in told)


def test_an_hour_of_the_same_tells_each_stretch_once_and_in_time(catalogue):
    once = resample_poly(alone([Laid(11, 5.0, 10.0)], seconds=30.0)[0], 1, 3).astype(np.float32)
    blocks = [once] * 40
    seen = 0

    def counted() -> Iterator[NDArray[np.float32]]:
        nonlocal seen
        for block in blocks:
            seen += 1
            yield block

    told = []
    for one in account_for_sound(counted(), catalogue.segments, network=detection_network()):
        told.append((one.span, seen))
    assert len(told) == 40
    assert all(span.start // (30 * SECOND) == number for number, (span, _) in enumerate(told))
    assert told[0][1] < 25  # after the first section, not at the end of the stream


def test_the_command_lists_unknown_music_only_when_asked(catalogue, episode):
    def ask(*options: str) -> list[dict[str, str]]:
        command = ["music", "find", str(episode), "--index", str(catalogue.folder), "--format", "csv", *options]
        done = CliRunner().invoke(app, command)
        assert done.exit_code == 0, done.output
        return list(csv.DictReader(io.StringIO(done.stdout, newline="")))

    assert [row["track"] for row in ask()] == ["/2"]
    rows = ask("--unknown")
    assert [row["track"] for row in rows] == ["/2", ""]
    assert rows[0] == ask()[0]
    assert set(rows[1]) == set(rows[0])
