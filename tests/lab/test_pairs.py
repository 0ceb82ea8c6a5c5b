"""The baseline: pairs of peaks."""

from __future__ import annotations

import pytest

from earmark.lab.pairs import PairIndex
from tests.music.sounds import Laid, alone, peaks_of_sound, tune, voice


def test_pairs_of_peaks_find_music_in_the_clear():
    pairs = PairIndex({str(seed): peaks_of_sound(tune(seed)) for seed in range(4)})
    found = pairs.find(peaks_of_sound(alone([Laid(2, 5.0), Laid(3, 20.0)], seconds=35.0)))
    assert [segment.track for segment in found] == ["2", "3"]
    for segment, start in zip(found, (5.0, 20.0), strict=True):
        assert segment.start == pytest.approx(start, abs=2.0)
        assert segment.end == pytest.approx(start + 12.0, abs=2.0)
    assert pairs.find(peaks_of_sound(voice(60.0))) == []
