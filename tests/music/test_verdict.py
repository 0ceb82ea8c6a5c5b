"""What makes a find believed: what is new in it, where sound is cut, how much there is to be mistaken for it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from earmark.core import Span
from earmark.music import Find, Track, find_in_peaks
from earmark.music.evidence import CONTINUED
from earmark.music.found import even_evidence
from earmark.music.stretches import EDGE, TURN, stretches
from tests.music.sounds import RATE, Laid, alone, index_of, peaks_of_sound, tune

CLAIM = Find(Track("a", "", "a"), Span(0, 1), 0, 1.0, 0.0, 20.0, 9.0, 9, 10)


def ratio(seconds: int, said: float = 2.0) -> np.ndarray:
    return np.full((seconds, 4), said, np.float32)


def test_what_is_not_new_makes_a_stretch_and_little_evidence():
    (whole,) = stretches(ratio(40))
    (held,) = stretches(ratio(40), ratio(40, 2.0 * CONTINUED))
    assert (held.start, held.end) == (whole.start, whole.end)
    assert held.evidence < whole.evidence / 4


def test_sound_that_is_cut_through_pays_less():
    (inside,) = stretches(ratio(40))
    (cut,) = stretches(ratio(40), first_turn=EDGE, last_turn=EDGE)
    assert cut.evidence - inside.evidence == pytest.approx(2 * (TURN - EDGE))
    assert stretches(ratio(12)) == []
    assert len(stretches(ratio(12), first_turn=EDGE, last_turn=EDGE)) == 1


def test_a_stretch_does_not_run_on_to_the_edge():
    told = np.concatenate([ratio(40), ratio(30, -0.1)])
    (found,) = stretches(told, last_turn=EDGE)
    assert found.end == 40


def test_a_second_is_enough(tmp_path):
    index = index_of(tmp_path / "index", {str(seed): peaks_of_sound(tune(seed)) for seed in range(8)})
    for seed in range(4):
        second = alone([Laid(seed, 0.0, 1.0, offset=6.0)], seconds=1.0)
        (found,) = find_in_peaks(peaks_of_sound(second), index.segments)
        assert found.track.id == str(seed)
        assert found.score > 0.5
    assert find_in_peaks(peaks_of_sound(tune(8)[:, 6 * RATE : 7 * RATE]), index.segments) == []


def test_a_large_catalogue_asks_for_more():
    assert even_evidence(1.0) == even_evidence(7.0) < even_evidence(100.0) < even_evidence(1000.0)
    large = replace(CLAIM, even=even_evidence(1000.0))
    assert 0.5 < large.score < CLAIM.score
