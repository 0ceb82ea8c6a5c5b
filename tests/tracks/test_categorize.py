"""Verdicts on whole recordings, and on attempts to deceive them. The demo's makers are not those of the training."""

from __future__ import annotations

import json
import tracemalloc

import numpy as np
import pytest

from earmark.core import Item, Kind
from earmark.core.errors import BadInput, UnreadableMedia
from earmark.demo.sounds import KINDS
from earmark.media import write_audio
from earmark.tracks import CATEGORY, TracksCategory, categorize, categorize_sound
from earmark.tracks.analyzer import create
from tests.tracks.sounds import RATE, Sound, level, noise, tone, tune


def said(sound: Sound) -> str:
    return categorize_sound([sound]).label


@pytest.mark.parametrize("seed", [3, 5, 9, 14])
def test_music_is_music(seed):
    assert said(tune(seed, 40)) in ("music", "undetermined")


def test_most_music_is_told():
    assert sum(said(tune(seed, 40)) == "music" for seed in (3, 5, 9, 14)) >= 3


@pytest.mark.parametrize("kind", KINDS)
def test_functional_sound_is_never_music(kind):
    assert said(noise(kind, 40)).partition(":")[0] in ("functional", "undetermined")


@pytest.mark.parametrize("colour", ["white", "pink", "brown"])
def test_noise_has_its_colour(colour):
    assert said(noise(f"{colour} noise", 30)) == f"functional:{colour}_noise"


def test_binaural_tones_are_told_by_what_the_ears_hear():
    category = categorize_sound([noise("binaural tones", 40)])
    assert category.label == "functional:tones"
    beat = category.evidence["interaural_beat_hz"]
    assert isinstance(beat, float)
    assert 2 <= beat <= 14


@pytest.mark.parametrize("hertz", [12, 18])
def test_silence_with_an_inaudible_tone_is_silence(hertz):
    dither = (np.random.default_rng(0).random((1, 30 * RATE)) - 0.5) / 32768
    assert said((tone(hertz, 30, -6) + dither).astype("f4")) == "functional:silence"


@pytest.mark.parametrize("db", [-30, -20, -10, 0])
def test_music_under_noise_makes_it_no_music(db):
    sound = level(noise("rain", 40) + tune(5, 40) * np.float32(10 ** (db / 20)))
    assert said(sound) != "music"


def test_music_before_noise_makes_it_no_music():
    category = categorize_sound([np.concatenate([tune(5, 30), np.tile(noise("rain", 30), (1, 18))], axis=1)])
    assert category.label.partition(":")[0] in ("functional", "mixed", "undetermined")
    assert category.repetition.unique_seconds < 90
    assert category.ruling.stretches[0].span.start == 0


def test_a_loop_of_rain_has_as_many_unique_seconds_as_it_is_long():
    category = categorize_sound([np.tile(noise("rain", 30), (1, 20))])
    assert category.evidence["unique_seconds"] == pytest.approx(30, abs=4)
    assert category.evidence["loop_seconds"] == pytest.approx(30, abs=0.2)
    assert "was not there before" in str(category.evidence["sentence"])


def test_padding_does_not_make_a_track_longer():
    category = categorize_sound([np.pad(noise("rain", 40), ((0, 0), (0, 100 * RATE)))])
    assert category.label.startswith("functional")
    assert category.evidence["audible_seconds"] == pytest.approx(45, abs=6)
    assert said(np.pad(tune(5, 40), ((0, 0), (0, 100 * RATE)))) in ("mixed", "undetermined")


def test_how_loud_it_is_and_how_many_channels_make_no_difference():
    sound = tune(5, 40)
    assert said(sound) == said(sound * np.float32(0.05)) == said(np.concatenate([sound] * 3))


def test_pieces_of_one_recording_get_one_verdict():
    whole = noise("ocean waves", 124)
    labels = {said(piece).partition(":")[0] for piece in np.array_split(whole, 4, axis=1)}
    assert labels <= {"functional", "undetermined"}


def test_memory_is_flat():
    peaks = []
    for seconds in (60, 600):
        tracemalloc.start()
        categorize_sound(np.full((2, RATE), 1e-3, np.float32) for _ in range(seconds))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 3_000_000


def test_a_mark_says_all_that_is_needed(tmp_path):
    path = tmp_path / "Дождь.flac"
    write_audio(path, noise("rain", 30), rate=RATE)
    analyzer = create(tmp_path)
    analyzer.setup()
    (mark,) = analyzer.analyze(Item.from_path(path, Kind.track))
    assert (mark.kind, mark.analyzer, mark.span) == (CATEGORY, "tracks.category", None)
    assert mark.label == categorize(path).label
    assert json.loads(json.dumps(mark.evidence, allow_nan=False)) == mark.evidence
    assert {"sentence", "timeline", "shares", "unique_seconds", "would_change", "descriptors"} <= mark.evidence.keys()
    assert analyzer.version == TracksCategory().version


def test_what_cannot_be_read(tmp_path):
    with pytest.raises(BadInput):
        categorize(tmp_path / "none.wav")
    (tmp_path / "text.mp3").write_text("no sound")
    with pytest.raises(UnreadableMedia):
        categorize(tmp_path / "text.mp3")
