"""The embedded voice, and scripts for it to read."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from earmark.core.errors import EarmarkError, MissingExtra
from earmark.demo.speech import VOICES, Voice, speak
from earmark.demo.talks import talk, topics
from earmark.narration import espeak


@pytest.mark.parametrize("voice", VOICES, ids=lambda voice: voice.name)
def test_every_voice_speaks_without_clipping(voice):
    samples = speak("Good morning. It is ten past nine.", voice)
    assert samples.shape[0] == 1
    assert samples.dtype == np.float32
    assert 1.0 < samples.shape[1] / 22050 < 6.0
    assert 0.1 < np.abs(samples).max() < 0.99


def test_speech_is_repeatable_and_voices_differ():
    one, again, other = (speak("Once more.", voice) for voice in (VOICES[0], VOICES[0], VOICES[1]))
    np.testing.assert_array_equal(one, again)
    assert one.shape != other.shape or not np.allclose(one, other)


def test_rate_is_what_was_asked():
    low, high = speak("A sentence of some length.", rate=16000), speak("A sentence of some length.", rate=48000)
    assert high.shape[1] / low.shape[1] == pytest.approx(3, rel=0.001)


def test_speech_has_the_shape_of_speech():
    """Most power lies where voices have it, and it comes and goes with the syllables."""
    samples = speak("The library at the bus stop holds forty books, and its lending system is honesty.")[0]
    spectrum = np.abs(np.fft.rfft(samples)) ** 2
    hz = np.fft.rfftfreq(samples.size, 1 / 22050)
    assert spectrum[(hz > 80) & (hz < 5000)].sum() > 0.9 * spectrum.sum()
    frames = np.sqrt((samples[: samples.size // 441 * 441].reshape(-1, 441) ** 2).mean(axis=1))
    assert np.percentile(frames, 10) < 0.15 * np.percentile(frames, 90)


def test_nothing_of_the_voice_is_loaded_here():
    speak("Hello.")
    assert not any("espeak" in name and "earmark" not in name for name in sys.modules)


def test_missing_voice_says_how_to_get_one(monkeypatch):
    monkeypatch.setattr(espeak, "find_spec", lambda name: None)
    with pytest.raises(MissingExtra, match=r"pip install 'earmark\[voices\]'"):
        speak("Hello.")


def test_unknown_voice_is_named():
    with pytest.raises(EarmarkError, match="nobody"):
        speak("Hello.", Voice("nobody"))


def test_talks_are_long_and_do_not_repeat_themselves():
    said = [paragraph for seed in range(3) for paragraph in talk(seed, 600)[1:-1]]
    assert len(set(said)) == len(said)
    assert all(600 <= sum(len(p.split()) for p in talk(seed, 600)[1:-1]) < 680 for seed in range(3))
    assert talk(1, 300) == talk(1, 300)


def test_long_talks_return_to_a_topic_with_other_facts():
    script = talk(0, 4000)
    assert len(set(script)) > 0.8 * len(script)
    assert not any("{" in paragraph for paragraph in script)


def test_topics_are_readable():
    assert len(topics()) >= 12
    assert all(title and len(paragraphs) >= 5 for title, paragraphs in topics())
