"""Short excerpts: each length at each place, as loud against the noise as it says."""

from __future__ import annotations

import numpy as np
import pytest

from earmark.lab.episodes import LENGTHS, PLACES, RATE, excerpts
from earmark.media import read_audio


def test_every_length_at_every_place(cast, tmp_path):
    made = list(excerpts(tmp_path, cast, known=2, unknown=1, seed=1))
    assert len(made) == len(LENGTHS) * len(PLACES) * 3
    assert {(each.seconds, each.place) for each in made} == {(length, place) for length in LENGTHS for place in PLACES}
    assert {each.track for each in made if not each.known} == {"noise 3.wav"}
    for each in made:
        assert read_audio(each.path, rate=RATE).seconds == pytest.approx(each.seconds)
    assert len({each.path for each in made}) == len(made)


@pytest.mark.parametrize("place", ["white noise", "babble"])
def test_music_is_six_decibels_over_the_noise(cast, tmp_path, place):
    made = {each.place: each for each in excerpts(tmp_path, cast, known=1, unknown=0, seed=1) if each.seconds == 10}
    clean, noisy = (read_audio(made[name].path, rate=RATE).samples[0].astype(float) for name in ("clean", place))
    noise = noisy - clean
    assert 10 * np.log10((clean**2).mean() / (noise**2).mean()) == pytest.approx(6.0, abs=0.3)


def test_a_room_smears_what_was_sharp(cast, tmp_path):
    made = {each.place: each for each in excerpts(tmp_path, cast, known=1, unknown=0, seed=1) if each.seconds == 3}
    clean, room = (read_audio(made[name].path, rate=RATE).samples[0].astype(float) for name in ("clean", "room"))
    assert 0.5 < np.corrcoef(clean, room)[0, 1] < 0.9, "direct sound and reverberation are equally loud"
