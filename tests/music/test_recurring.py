"""What comes back from episode to episode."""

from __future__ import annotations

import pytest

from earmark.music import Peaks, recurring
from tests.music.sounds import Laid, alone, peaks_of_sound, random_peaks

JINGLE = 9


def episode(number: int, *, jingle_at: float | None) -> Peaks:
    """Half a minute of its own music, and the jingle before the rest if it has one."""
    own = Laid(20 + number, 12.0, seconds=14.0)
    return peaks_of_sound(
        alone([own] if jingle_at is None else [Laid(JINGLE, jingle_at, seconds=6.0), own], seconds=30.0)
    )


def test_a_jingle_is_found_wherever_it_lies():
    places = {"a": 1.0, "b": 4.0, "c": None, "d": 2.5}
    found = recurring((name, episode(turn, jingle_at=at)) for turn, (name, at) in enumerate(places.items()))
    assert [(each.number, each.episode, each.episodes) for each in found] == [(1, name, 3) for name in "abd"]
    for each in found:
        # Before it lies silence, which is the same everywhere.
        assert each.span.start / 1e6 == pytest.approx(places[each.episode], abs=1.1)
        assert each.span.end / 1e6 == pytest.approx((places[each.episode] or 0.0) + 6.0, abs=0.7)


def test_twice_is_not_enough():
    assert recurring((str(turn), episode(turn, jingle_at=1.0)) for turn in range(2)) == []


def test_nothing_recurs_in_nothing():
    assert recurring([]) == []
    assert recurring((str(seed), random_peaks(seed)) for seed in range(4)) == []
    assert recurring((str(turn), random_peaks(0, frames=1)) for turn in range(3)) == []


def test_an_episode_that_is_published_again_recurs_whole():
    found = recurring((str(turn), episode(1, jingle_at=None)) for turn in range(3))
    assert [(each.number, each.episode) for each in found] == [(1, "0"), (1, "1"), (1, "2")]
    assert all(each.span.seconds > 12 for each in found)
