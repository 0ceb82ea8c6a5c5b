"""Composed episodes: repeatable, and their truth is where the sound is."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.signal import correlate

from earmark.core.errors import UnreadableMedia
from earmark.lab.episodes import (
    CONDITIONS,
    RATE,
    TREATMENTS,
    Cast,
    Condition,
    Recording,
    Treatment,
    episode,
    episodes,
    single,
    speech_alone,
)
from earmark.lab.mix import active_rms
from earmark.media import Change, read_audio, write_audio

WAV = Treatment("wav")
BED = Condition("bed", 4, single(-5, (3.0, 6.0)))
LOUD = Condition("loud", 3, single(50, (3.0, 6.0)))


def sound(path: Path) -> NDArray[np.float32]:
    samples: NDArray[np.float32] = read_audio(path, rate=RATE).samples
    return samples


def test_the_same_seed_makes_the_same_episode(cast, tmp_path):
    one, again, other = (
        episode(tmp_path / f"{number}.wav", WAV, [BED], cast, seed=seed) for number, seed in enumerate((1, 1, 2))
    )
    assert one.events == again.events != other.events
    np.testing.assert_array_equal(sound(one.path), sound(again.path))


def test_the_truth_is_where_the_sound_is(cast, tmp_path):
    """So loud that the voice does not matter, the edges of the noise are to be seen."""
    made = episode(tmp_path / "e.wav", WAV, [LOUD], cast, seed=1)
    loud = np.abs(sound(made.path)[0]) > 0.03
    inside = np.zeros_like(loud)
    for event in made.events:
        first, past = round(event.start * RATE), round(event.end * RATE)
        inside[first:past] = True
        heard = first + np.flatnonzero(loud[first:past])
        assert heard[0] / RATE == pytest.approx(event.start, abs=0.03), "the fade takes 0.05 s"
        assert heard[-1] / RATE == pytest.approx(event.end, abs=0.03)
    assert not loud[~inside].any()
    assert made.seconds == pytest.approx(len(loud) / RATE)


@pytest.mark.parametrize("level_db", [10.0, -15.0])
def test_the_level_and_the_offset_are_what_the_truth_says(cast, tmp_path, level_db):
    made = episode(tmp_path / "e.wav", WAV, [Condition("bed", 4, single(level_db, (3.0, 6.0)))], cast, seed=1)
    mixed = sound(made.path)[0].astype(float)
    music = np.zeros_like(mixed)
    of = {track.path.name: sound(track.path)[0].astype(float) for track in cast.known}
    levels = []
    for event in made.events:
        first, past = (round((time + edge) * RATE) for time, edge in ((event.start, 0.06), (event.end, -0.06)))
        offset = int(np.argmax(correlate(of[event.track], mixed[first:past], "valid", method="fft")))
        assert offset / RATE == pytest.approx(event.offset + 0.06, abs=0.001)
        excerpt = of[event.track][offset : offset + past - first]
        gain = float(mixed[first:past] @ excerpt / (excerpt @ excerpt))
        music[first:past] = gain * excerpt
        levels.append(float(np.sqrt((music[first:past] ** 2).mean())))
    speech = active_rms((mixed - music)[None, :].astype(np.float32), rate=RATE)
    assert 20 * np.log10(np.array(levels) / speech) == pytest.approx(level_db, abs=0.5)
    assert {event.level_db for event in made.events} == {level_db}


def test_every_track_is_used_once_before_any_twice(cast, tmp_path):
    made = episode(tmp_path / "e.wav", WAV, [replace(BED, passages=5)], cast, seed=1)
    assert sorted(Counter(event.track for event in made.events).values()) == [1, 2, 2]
    gaps = [
        (two.start - one.end, two.track == one.track) for one, two in zip(made.events, made.events[1:], strict=False)
    ]
    assert all(gap >= (8.0 if same else 2.0) - 1e-6 for gap, same in gaps)


def test_nobody_speaks_over_music_in_the_clear(cast, tmp_path):
    made = episode(tmp_path / "e.wav", WAV, [Condition("sting", 3, single(None, (1.0, 3.0)))], cast, seed=1)
    mixed = sound(made.path)[0].astype(float)
    of = {track.path.name: sound(track.path)[0].astype(float) for track in cast.known}
    for event in made.events:
        first, past = (round((time + edge) * RATE) for time, edge in ((event.start, 0.06), (event.end, -0.06)))
        begin = round((event.offset + 0.06) * RATE)
        excerpt = of[event.track][begin : begin + past - first]
        heard = mixed[first:past]
        assert np.corrcoef(heard, excerpt)[0, 1] > 0.999
        assert event.level_db is None


def test_unknown_music_is_told_apart(cast, tmp_path):
    unknown = Condition("unknown", 2, single(0, (3.0, 6.0)), known=False)
    made = episode(tmp_path / "e.wav", WAV, [BED, unknown], cast, seed=1)
    assert {(event.known, event.condition) for event in made.events} == {(True, "bed"), (False, "unknown")}
    assert {event.track for event in made.events if not event.known} == {"noise 3.wav"}
    assert len(made.events) == 6


def test_excerpts_are_changed_in_turn_and_the_truth_says_how(cast, tmp_path):
    """Each is as long as it is heard: a faster one takes more of its track."""
    changes = (Change(1.25, 1.25), Change(1.0, 1.0), Change(0.8, 1.0))
    made = episode(tmp_path / "e.wav", WAV, [Condition("c", 3, single(50, (3.0, 6.0), changes=changes))], cast, seed=1)
    assert Counter(event.change for event in made.events) == Counter(changes)
    loud = np.abs(sound(made.path)[0]) > 0.03
    for event in made.events:
        heard = np.flatnonzero(loud[round((event.start - 0.5) * RATE) : round((event.end + 0.5) * RATE)])
        assert heard[0] / RATE == pytest.approx(0.5, abs=0.05)
        assert heard[-1] / RATE == pytest.approx(0.5 + event.end - event.start, abs=0.05)
        assert 2.9 < event.end - event.start < 6.1


def test_a_condition_poses_the_same_passages_whatever_else_is_posed(cast, tmp_path):
    def excerpts_of(*conditions: Condition) -> set[tuple[str, float]]:
        made = episodes(tmp_path, cast, seed=1, scale=0.5, conditions=conditions, treatments=[WAV])
        return {(event.track, event.offset) for each in made for event in each.events if event.condition == "bed"}

    assert excerpts_of(BED) == excerpts_of(LOUD, BED)


def test_every_condition_comes_through_every_treatment_in_turn(cast, tmp_path):
    two = (WAV, Treatment("mp3", 64_000, compressed=True))
    made = list(episodes(tmp_path, cast, seed=1, scale=0.5, conditions=[BED, LOUD], treatments=two))
    assert [each.path.name for each in made] == ["00-wav.wav", "01-mp3-64k-compressor.mp3"]
    for each in made:
        assert Counter(event.condition for event in each.events) == {"bed": 1, "loud": 1}


def test_the_codec_is_what_the_treatment_says(cast, tmp_path):
    made = episode(tmp_path / "e.mp3", Treatment("mp3", 64_000), [BED], cast, seed=1)
    assert made.path.stat().st_size * 8 / made.seconds == pytest.approx(64_000, rel=0.05)


def test_speech_alone_holds_nothing_else(cast, tmp_path):
    made = speech_alone(tmp_path / "e.wav", WAV, cast, seconds=70.0, seed=1)
    assert made.events == ()
    assert made.seconds == pytest.approx(70.0, abs=0.01), "a minute of voices is there; they speak again"


def test_a_silent_track_cannot_be_laid(cast, tmp_path):
    write_audio(tmp_path / "silent.wav", np.zeros((1, 10 * RATE), np.float32), rate=RATE)
    silent = Cast([Recording(tmp_path / "silent.wav", "")], (), cast.speech, cast.shelf)
    with pytest.raises(UnreadableMedia, match=r"silent\.wav"):
        episode(tmp_path / "e.wav", WAV, [BED], silent, seed=1)


def test_the_benchmark_poses_what_it_says():
    names = [condition.name for condition in CONDITIONS]
    assert len(set(names)) == len(names)
    assert sum(condition.passages for condition in CONDITIONS if not condition.known) >= 60
    assert {treatment.name for treatment in TREATMENTS} >= {"wav", "mp3-128k", "mp3-64k", "opus-24k", "m4a-48k"}
    assert any(treatment.compressed for treatment in TREATMENTS)
