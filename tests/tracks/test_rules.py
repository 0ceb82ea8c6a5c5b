"""Rules over timelines that are written by hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from earmark.core import Span
from earmark.tracks.descriptors import DESCRIPTORS, Descriptors
from earmark.tracks.interaural import InterauralBeat
from earmark.tracks.labels import LABELS, Content
from earmark.tracks.moments import Moment
from earmark.tracks.repeats import Repetition
from earmark.tracks.rules import Ruling, ruled
from earmark.tracks.scores import Belief
from earmark.tracks.words import sentence

BELIEF = Belief(scale=1.0, shift=-0.5, believed=0.8, risk=0.01)
SECONDS = 10_000_000


def moment(
    number: int, held: dict[Content, float] | None, *, beat: bool = False, measured: dict[str, float] | None = None
) -> Moment:
    chances = None
    if held is not None:
        chances = np.array([held.get(label, 0.01) for label in LABELS], np.float32)
    numbers = dict.fromkeys(DESCRIPTORS, 0.0) | (measured or {})
    span = Span(number * SECONDS, (number + 1) * SECONDS)
    between = InterauralBeat(200.0, 6.0, 0.9) if beat else None
    return Moment(span, -30.0 if held is not None else -110.0, Descriptors(**numbers), between, chances)


def rule(*runs: tuple[dict[Content, float] | None, int], **measured: float) -> Ruling:
    moments: list[Moment] = []
    for held, times in runs:
        moments += [moment(len(moments) + number, held, measured=measured) for number in range(times)]
    return ruled(moments, BELIEF)


MUSIC, SPEECH, RAIN = {Content.music: 0.98}, {Content.speech: 0.98}, {Content.rain: 0.98}
NOISE, TONES = {Content.noise: 0.98}, {Content.tones: 0.98}
BOTH = {Content.music: 0.95, Content.rain: 0.95}


@pytest.mark.parametrize(
    ("runs", "label"),
    [
        ([(MUSIC, 12)], "music"),
        ([(SPEECH, 12)], "speech"),
        ([(RAIN, 12)], "functional:rain"),
        ([(None, 12)], "functional:silence"),
        ([(None, 3), (MUSIC, 12), (None, 3)], "music"),
        ([(MUSIC, 3), (RAIN, 54)], "functional:rain"),
        ([(MUSIC, 54), (RAIN, 3)], "music"),
        ([(MUSIC, 20), (RAIN, 20)], "mixed"),
        ([(MUSIC, 20), (SPEECH, 20)], "mixed"),
        ([(BOTH, 20)], "mixed"),
        ([(MUSIC, 5), (None, 12)], "mixed"),
        ([(RAIN, 5), (None, 12)], "functional:rain"),
        ([({Content.music: 0.5, Content.rain: 0.5}, 12)], "undetermined"),
    ],
)
def test_what_a_timeline_makes(runs: Sequence[tuple[dict[Content, float] | None, int]], label):
    ruling = rule(*runs)
    assert ruling.label == label
    assert sum(ruling.shares.values()) == pytest.approx(1, abs=1e-3)
    assert ruling.stretches[0].span.start == 0
    assert ruling.stretches[-1].span.end == sum(times for _, times in runs) * SECONDS


@pytest.mark.parametrize(
    ("slope", "bend", "label"),
    [(0, 0.3, "white_noise"), (-3, 0.3, "pink_noise"), (-6, 0.3, "brown_noise"), (-9, 0.3, "noise"), (0, 5, "noise")],
)
def test_noise_is_named_by_its_colour(slope, bend, label):
    assert rule((NOISE, 6), slope=slope, bend=bend).label == f"functional:{label}"


def test_tones_are_functional_only_if_there_is_nothing_else():
    assert rule((TONES, 6), peaks=1.0, steadiness=0.9).label == "functional:tones"
    drone = rule((TONES, 6), peaks=9.0, steadiness=0.9)
    assert drone.label == "undetermined"
    assert "drone" in drone.rule
    beating = ruled([moment(number, TONES, beat=True, measured={"peaks": 9.0}) for number in range(6)], BELIEF)
    assert beating.label == "functional:tones"


def test_what_ticks_may_be_no_music():
    assert rule((MUSIC, 6), pauses=0.3).label == "music"
    assert rule((MUSIC, 6), pauses=0.8).label == "undetermined"
    assert rule((SPEECH, 6), pauses=0.8).label == "speech"


def test_a_doubtful_verdict_says_what_would_change_it():
    doubtful = rule(({Content.music: 0.55, Content.wind: 0.4}, 6))
    assert doubtful.label == "undetermined"
    assert doubtful.guess == "music"
    assert doubtful.probability < BELIEF.believed
    assert "0.80" in doubtful.change


def test_longest_runs_and_the_sentence():
    ruling = rule((MUSIC, 3), (RAIN, 54))
    assert ruling.longest == {"music": 30.0, "rain": 540.0}
    text = sentence(ruling, Repetition(570.0, 60.0, 30.08), 570.0)
    assert (
        text
        == "music from 0:00 to 0:30, then rain from 0:30 to 9:30; 1:00 of 9:30 was not there before, a loop of 30.1 s."
    )
