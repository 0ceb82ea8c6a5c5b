"""Changed music: whatever its speed, tempo or pitch, the track is found, once, and how it was changed is told."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from typer.testing import CliRunner

from earmark.cli.app import app
from earmark.core import Item, Kind
from earmark.demo.sounds import functional
from earmark.media import write_audio
from earmark.media.change import Change
from earmark.music import Find, Index, MusicFind, ballots, find, find_in_peaks
from tests.music.conftest import KNOWN
from tests.music.sounds import RATE, Laid, alone, index_of, peaks_of_sound, tune, under_speech, voice

OTHERS = range(100, 118)
"""Seeds of tunes that are indexed beside `KNOWN` and never play."""
UNKNOWN = range(200, 204)
CHANGES = [
    *(f"speed:{factor}" for factor in (0.94, 0.96, 0.98, 0.99, 1.01, 1.02, 1.04, 1.06)),
    *("tempo:0.9", "tempo:1.1", "pitch:-1", "pitch:1"),
]
A_FEW = ("speed:0.94", "speed:1.04", "tempo:0.9", "tempo:1.1", "pitch:-1")


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory) -> Index:
    """An index with more music than what plays."""
    folder: Path = tmp_path_factory.mktemp("wide") / "index"
    return index_of(folder, {str(seed): peaks_of_sound(tune(seed)) for seed in (*KNOWN, *OTHERS)})


def listen(sound: NDArray[np.float32], index: Index) -> list[Find]:
    return find_in_peaks(peaks_of_sound(sound), index.segments)


def laid_as(text: str, seed: int) -> Laid:
    return Laid(seed, 8.0, change=Change.parse(text))


def assert_found(found: Find, laid: Laid) -> None:
    """The right track, where it was laid, and how it was changed to 0.3 %."""
    assert found.track.id == str(laid.seed)
    assert found.speed == pytest.approx(laid.change.tempo, rel=0.003)
    assert 2 ** (found.pitch / 12) == pytest.approx(laid.change.pitch, rel=0.003)
    start = found.span.start / 1e6
    assert start == pytest.approx(laid.start, abs=0.75)
    assert found.span.end / 1e6 == pytest.approx(laid.end, abs=2.0)
    assert found.offset / 1e6 == pytest.approx(laid.offset + laid.change.tempo * (start - laid.start), abs=0.1)
    assert 0.5 < found.score <= 1.0


@pytest.mark.parametrize("text", CHANGES)
@pytest.mark.parametrize("seed", [1, 2, 3, 5])
def test_in_the_clear(wide, text, seed):
    laid = laid_as(text, seed)
    (found,) = listen(alone([laid], seconds=26.0), wide)
    assert_found(found, laid)


@pytest.mark.parametrize("text", CHANGES)
@pytest.mark.parametrize("seed", [1, 3, 5])
def test_as_loud_as_speech(wide, text, seed):
    laid = laid_as(text, seed)
    (found,) = listen(under_speech([laid], seconds=26.0), wide)
    assert_found(found, laid)


@pytest.mark.parametrize("text", A_FEW)
def test_through_a_podcasts_codec(wide, tmp_path, text):
    laid = laid_as(text, 3)
    write_audio(tmp_path / "e.mp3", under_speech([laid], seconds=26.0), rate=RATE, bit_rate=64_000)
    (found,) = find(tmp_path / "e.mp3", wide)
    assert_found(found, laid)


@pytest.mark.slow
@pytest.mark.parametrize("text", ["tempo:0.9", "tempo:1.1", "speed:1.04"])
def test_a_whole_tune_is_one_find(wide, text):
    """The longer it plays, the further a wrong tempo would drift."""
    laid = Laid(5, 4.0, 16.0, 1.0, Change.parse(text))
    (found,) = listen(alone([laid], seconds=24.0), wide)
    assert_found(found, laid)


def test_each_excerpt_has_its_own_change(wide):
    laid = [
        Laid(3, 4.0, change=Change.parse("speed:0.96")),
        Laid(1, 24.0),
        Laid(5, 44.0, change=Change.parse("pitch:1")),
    ]
    finds = listen(under_speech(laid, seconds=64.0), wide)
    assert len(finds) == len(laid)
    for found, one in zip(finds, laid, strict=True):
        assert_found(found, one)


def test_what_was_not_changed_is_said_to_be_so_exactly(wide):
    laid = [Laid(2, 4.0), Laid(3, 20.0), Laid(1, 36.0), Laid(5, 52.0)]
    for sound in (alone(laid, seconds=68.0), *(under_speech(laid, seconds=68.0, level_db=db) for db in (0.0, -5.0))):
        finds = listen(sound, wide)
        assert [found.track.id for found in finds] == ["2", "3", "1", "5"]
        assert {(found.speed, found.pitch) for found in finds} == {(1.0, 0.0)}


@pytest.mark.parametrize("cast", [0, 1])
def test_speech_alone_is_no_changed_music(wide, cast):
    assert listen(voice(120.0, cast), wide) == []


@pytest.mark.parametrize("kind", ["rain", "crickets", "white noise", "binaural tones"])
def test_noises_are_no_changed_music(wide, kind):
    assert listen(functional(kind, 1, 30.0, RATE).mean(axis=0, keepdims=True), wide) == []


@pytest.mark.parametrize("text", ["speed:1", *A_FEW])
def test_unknown_music_is_not_found_however_it_is_changed(wide, text):
    for seed in UNKNOWN:
        laid = laid_as(text, seed)
        assert listen(alone([laid], seconds=26.0), wide) == []


@pytest.mark.parametrize("text", ["speed:1.3", "tempo:0.7", "pitch:5"])
def test_what_was_changed_too_far_is_named_right_or_not_at_all(wide, text):
    """Beyond what is promised; never another track."""
    for seed in (1, 3):
        finds = listen(alone([Laid(seed, 8.0, 10.0, 4.0, Change.parse(text))], seconds=24.0), wide)
        assert {found.track.id for found in finds} <= {str(seed)}


@pytest.mark.parametrize("text", ["speed:1.04", "tempo:1.1", "pitch:-1"])
def test_a_few_votes_are_enough_for_clear_music(wide, monkeypatch, text):
    """In a larger catalogue only the rarest triples vote."""
    monkeypatch.setattr(ballots, "SCANNED_IF_TONAL", 250)
    for seed in (1, 3):
        laid = laid_as(text, seed)
        (found,) = listen(alone([laid], seconds=26.0), wide)
        assert_found(found, laid)


def test_evidence_and_columns_say_how_it_was_changed(wide, tmp_path, monkeypatch):
    path = tmp_path / "e.wav"
    laid = laid_as("speed:1.04", 3)
    write_audio(path, under_speech([laid], seconds=26.0), rate=RATE)
    analyzer = MusicFind(wide.folder)
    analyzer.setup()
    (mark,) = analyzer.analyze(Item.from_path(path, Kind.episode))
    monkeypatch.chdir(tmp_path)
    told = CliRunner().invoke(app, ["music", "find", "e.wav", "--index", str(wide.folder), "--format", "json"])
    (row,) = json.loads(told.stdout)
    for said in (mark.evidence, row):
        assert said["speed"] == pytest.approx(1.04, abs=0.003)
        assert said["pitch"] == pytest.approx(12 * np.log2(1.04), abs=0.05)
