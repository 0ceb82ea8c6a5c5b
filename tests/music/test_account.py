"""Accounts: every second of an episode is known music, unknown music or none."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from earmark.music import Account, account_of, uses_of
from tests.music.marked import USES, mark, unknown


def test_known_before_unknown_and_the_rest_none():
    uses = uses_of([mark(10, 20), mark(15, 25, track="t2"), unknown(22, 40), unknown(90, 120)])
    assert account_of("e1", uses, 100.0) == Account("e1", 100_000_000, 15_000_000, 25_000_000, 60_000_000)


def test_an_episode_without_music_and_one_without_length():
    assert account_of("e1", [], 12.5) == Account("e1", 12_500_000, 0, 0, 12_500_000)
    assert account_of("e1", uses_of([mark(0, 5)]), 0.0) == Account("e1", 0, 0, 0, 0)


@given(uses=USES, duration=st.integers(0, 4_000_000))
def test_every_microsecond_is_one_of_three(uses, duration):
    account = account_of("e1", uses, duration / 1e6)
    assert account.duration == duration
    assert account.known + account.unknown + account.none == duration
    assert min(account.known, account.unknown, account.none) >= 0
