"""Narrations: sound, times, chapters, and what a second run does."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import numpy as np
import pytest

from earmark.core.errors import BadInput, EarmarkError
from earmark.media import measure_loudness, probe, read_audio
from earmark.narration import EspeakVoice, Script, Utterance, narrate
from earmark.narration.master import CEILING, gains, limited

RATE = 22_050
SAID = [
    Utterance("title", "The flood", "The flood", pause=600, chapter="The flood"),
    Utterance(
        "paragraph", "The river rose by three metres & more.", "The river rose by three metres and more.", pause=400
    ),
    Utterance("quote", "Nobody slept that night.", "Nobody slept that night.", "quote", 900),
    Utterance("heading", "What was lost", "What was lost", pause=500, chapter="What was lost"),
    Utterance(
        "paragraph", "The old bridge had gone by the morning.", "The old bridge had gone by the morning.", pause=300
    ),
]
SCRIPT = Script("The flood", tuple(SAID), "Ada Lang", "en")


@pytest.fixture(scope="module")
def voice():
    with EspeakVoice() as speaking:
        yield speaking


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


@pytest.mark.parametrize("suffix", ["m4b", "mp3", "opus"])
def test_loudness_peaks_chapters_and_tags_of_the_file(voice, cache, tmp_path, suffix):
    made = narrate(SCRIPT, tmp_path / f"a.{suffix}", voice, cache=cache)
    audio = read_audio(made.audio, rate=48_000, channels=None)
    loudness = measure_loudness(audio.samples, rate=48_000)
    assert abs(loudness.integrated + 16) < 0.6
    assert loudness.true_peak <= -1
    info = probe(made.audio)
    assert [chapter.title for chapter in info.chapters] == ["The flood", "What was lost"]
    heading = next(each for each in json.loads(made.report.read_text())["chapters"] if each["title"] == "What was lost")
    assert info.chapters[1].start == pytest.approx(heading["start"], abs=0.01)
    assert (info.tags["title"], info.tags["artist"]) == ("The flood", "Ada Lang")
    assert "Synthetic" in str(info.tags)


def test_cues_are_where_the_sound_is(voice, cache, tmp_path):
    made = narrate(SCRIPT, tmp_path / "a.m4b", voice, cache=cache)
    cues = re.findall(r"^(\d\d):(\d\d):(\d\d\.\d+) --> (\d\d):(\d\d):(\d\d\.\d+)$", made.transcript.read_text(), re.M)
    spans = [(60 * float(cue[1]) + float(cue[2]), 60 * float(cue[4]) + float(cue[5])) for cue in cues]
    assert len(spans) == len(SAID)
    sound = np.abs(read_audio(made.audio, rate=RATE).samples[0])
    for (start, end), (following, _) in zip(spans, [*spans[1:], (made.seconds, 0)], strict=True):
        assert sound[round(start * RATE) : round(end * RATE)].max() > 0.1
        assert sound[round((end + 0.02) * RATE) : round((following - 0.02) * RATE)].max() < 0.01
    text = made.transcript.read_text()
    assert "&amp; more" in text
    assert re.search(r"The <00:00:00\.\d+>flood", text)


def test_the_same_twice_and_one_sentence_changed(voice, tmp_path):
    first = narrate(SCRIPT, tmp_path / "a.opus", voice, cache=tmp_path / "c")
    content = first.audio.read_bytes()
    again = narrate(SCRIPT, tmp_path / "a.opus", voice, cache=tmp_path / "c")
    assert (first.made, first.kept, again.made, again.kept) == (5, 0, 0, 5)
    assert again.audio.read_bytes() == content
    changed = replace(SCRIPT, utterances=(*SAID[:-1], replace(SAID[-1], say="It had gone.")))
    assert narrate(changed, tmp_path / "a.opus", voice, cache=tmp_path / "c").made == 1
    with EspeakVoice() as another:  # its noise is not seeded by the clock
        fresh = narrate(SCRIPT, tmp_path / "b.opus", another, cache=tmp_path / "d")
    assert fresh.audio.read_bytes() == content


def test_a_kept_sentence_that_is_damaged_is_spoken_again(voice, tmp_path):
    narrate(SCRIPT, tmp_path / "a.opus", voice, cache=tmp_path / "c")
    sorted((tmp_path / "c").iterdir())[0].write_bytes(b"PK\x03\x04broken")
    assert narrate(SCRIPT, tmp_path / "a.opus", voice, cache=tmp_path / "c").made == 1


def test_voices_are_alike_in_loudness():
    tone = np.sin(np.arange(5 * RATE) * 0.1).astype(np.float32)
    factors = gains([("a", 0.5 * tone), ("b", 0.05 * tone)], rate=RATE, target=-16)
    assert factors["b"] == pytest.approx(10 * factors["a"], rel=0.01)
    assert gains([("a", np.zeros(100, np.float32))], rate=RATE, target=-16) == {"a": 1.0}


def test_the_limiter_keeps_its_ceiling():
    loud = np.random.default_rng(1).normal(0, 0.5, RATE).astype(np.float32)
    assert np.abs(limited(loud, rate=RATE)).max() <= 10 ** (CEILING / 20) + 1e-6
    soft = 0.1 * loud / np.abs(loud).max()
    assert limited(soft, rate=RATE) is soft


def test_what_cannot_be_made_is_said(voice, cache, tmp_path):
    with pytest.raises(BadInput, match="no format of a narration"):
        narrate(SCRIPT, tmp_path / "a.txt", voice, cache=cache)
    with pytest.raises(BadInput, match="nothing to say"):
        narrate(replace(SCRIPT, utterances=()), tmp_path / "a.mp3", voice, cache=cache)
    with pytest.raises(EarmarkError, match="no voice"):
        narrate(replace(SCRIPT, language="xx"), tmp_path / "a.mp3", voice, cache=cache)
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(BadInput, match="cannot be made"):
        narrate(SCRIPT, tmp_path / "a.mp3", voice, cache=blocked)
