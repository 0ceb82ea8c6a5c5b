"""What is written before it is played: form, harmony, tunes, bars."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from earmark.demo.beats import BEATS, fill
from earmark.demo.form import form
from earmark.demo.melody import melody
from earmark.demo.parts import PATTERNS, Bar
from earmark.demo.score import write
from earmark.demo.styles import STYLES
from earmark.demo.theory import MODES, Key, hertz, progression


@given(seed=st.integers(0, 1000), bars=st.integers(1, 120))
def test_form_fills_the_bars_exactly(seed, bars):
    sections = form(np.random.default_rng(seed), bars)
    assert [section.first for section in sections] == list(np.cumsum([0, *(section.bars for section in sections)])[:-1])
    assert sum(section.bars for section in sections) == bars
    assert all(section.bars > 0 for section in sections)


@given(seed=st.integers(0, 1000), mode=st.sampled_from(sorted(MODES)))
def test_progressions_rest_on_perfect_fifths(seed, mode):
    key = Key(60.2, mode)
    for home in (True, False):
        roots = progression(np.random.default_rng(seed), key, 8, home=home)
        assert len(roots) == 8
        assert not any(key.diminished(root) for root in roots)
    assert progression(np.random.default_rng(seed), key, 4, home=True)[0] == 0


@given(degree=st.integers(-40, 40), centre=st.floats(30, 90), mode=st.sampled_from(sorted(MODES)))
def test_nearest_octave_keeps_the_note(degree, centre, mode):
    key = Key(55.0, mode)
    near = key.near(degree, centre)
    assert abs(near - centre) <= 6.001
    turns = (near - key.pitch(degree)) / 12
    assert turns == pytest.approx(round(turns), abs=1e-9)


def test_concert_pitch():
    assert hertz(69) == 440
    assert hertz(57) == 220


@pytest.mark.parametrize("beats", [3, 4, 5, 6, 7])
@pytest.mark.parametrize("pattern", sorted(PATTERNS))
def test_patterns_start_their_notes_inside_the_bar(pattern, beats):
    for seed in range(5):
        bar = Bar(np.random.default_rng(seed), Key(50.3, "dorian"), 3, 4, 4, beats, 0.2 * seed, 60)
        notes = PATTERNS[pattern](bar)
        assert all(0 <= note.beat < beats for note in notes)
        assert all(note.length > 0 and 0 < note.touch <= 1 for note in notes)


@pytest.mark.parametrize("beats", [3, 4])
@pytest.mark.parametrize("pattern", sorted(BEATS))
def test_drums_play_and_fills_end_with_the_bar(pattern, beats):
    rng = np.random.default_rng(1)
    hits = BEATS[pattern](rng, beats, 0.9)
    assert len(hits) >= beats
    assert all(0 <= hit.beat < beats for hit in fill(rng, beats))


def test_melodies_stay_in_key_and_in_reach():
    key = Key(48.0, "minor")
    tune = melody(np.random.default_rng(4), key, (0, 3, 4, 0) * 4, beats=4, centre=72, density=0.6)
    notes = [note for bar in tune for note in bar]
    assert len(tune) == 16
    assert len({note.pitch for note in notes}) >= 4
    assert all(round(note.pitch - 48) % 12 in MODES["minor"] for note in notes)
    assert all(abs(note.pitch - 72) < 19 for note in notes)


def test_sections_of_a_kind_share_their_tune():
    score = write("folk", Key(50, "major"), 4, 64, seed=3)
    assert write("folk", Key(50, "major"), 4, 64, seed=3) == score
    assert write("folk", Key(50, "major"), 4, 64, seed=4) != score


@pytest.mark.parametrize("style", sorted(STYLES))
def test_every_style_can_be_written(style):
    for meter in STYLES[style].meters:
        score = write(style, Key(50, STYLES[style].modes[0]), meter, 20, seed=1)
        assert sum(len(part.notes) for part in score.parts) > 20
        assert bool(score.hits) == bool(STYLES[style].beats)
