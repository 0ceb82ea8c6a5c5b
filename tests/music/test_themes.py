"""Themes: what comes back from episode to episode."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from earmark.core import Item, Kind
from earmark.music import Role, Use, shows_of, with_themes
from tests.music.marked import use

SHOW = [[f"e{number:02}" for number in range(30)]]


def themes(*uses: Use) -> list[bool]:
    return [one.role is Role.theme for one in with_themes(uses, SHOW)]


def played(number: int, *, start: float = 0.0, length: float = 15.0, offset: float = 0.0, track: str = "t1") -> Use:
    return use(start, start + length, item=f"e{number:02}", offset=offset, track=track)


def test_the_same_stretch_in_three_episodes_is_a_theme():
    assert themes(played(0), played(4), played(9)) == [True] * 3
    assert themes(played(0), played(4), played(4, start=600)) == [False] * 3


def test_three_of_ten_that_follow_each_other():
    assert themes(played(0), played(5), played(10)) == [False] * 3
    assert themes(played(0), played(5), played(10), played(11)) == [False, True, True, True]


def test_another_stretch_of_the_track_is_no_theme():
    bed = played(1, start=300, length=120, offset=40)
    assert themes(played(0), played(1), bed, played(2)) == [True, True, False, True]


def test_a_fade_that_comes_later_makes_no_difference():
    assert themes(played(0, length=12), played(1, length=25, offset=0.2), played(2, length=18)) == [True] * 3


def test_another_track_or_another_show_does_not_count():
    assert themes(played(0), played(1), played(2, track="t2")) == [False] * 3
    apart = [["e00", "e01"], ["e02"]]
    assert [one.role for one in with_themes([played(0), played(1), played(2)], apart)] == [Role.background] * 3


def test_episodes_of_no_show_and_unknown_music_stay_as_they_are():
    uses = [played(number) for number in range(3)]
    assert with_themes(uses, []) == uses


@given(turns=st.lists(st.integers(0, 29), max_size=8))
def test_nothing_but_the_role_changes(turns):
    uses = [played(turn, start=number * 20.0) for number, turn in enumerate(turns)]
    changed = with_themes(uses, SHOW)
    assert [(one.item, one.span, one.track) for one in changed] == [(one.item, one.span, one.track) for one in uses]


def episode(name: str, **metadata: object) -> Item:
    return Item(name, Kind.episode, f"file:///pods/a/{name}.mp3", metadata=metadata)  # type: ignore[arg-type]


def test_a_show_is_a_feed_an_album_or_a_folder():
    feed = {"title": "Seas", "url": "https://example.org/feed"}
    items = [
        episode("late", feed=feed, entry={"published": "2026-03-01T00:00:00+00:00"}),
        episode("first", feed=feed, entry={"published": "2025-03-01T00:00:00+00:00"}),
        episode("tagged", album="Seas"),
        episode("b"),
        episode("a"),
        Item("other", Kind.episode, "file:///pods/b/other.mp3"),
    ]
    assert sorted(shows_of(items)) == [["a", "b"], ["first", "late"], ["other"], ["tagged"]]
