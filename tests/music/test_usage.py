"""Usage reports: what people are paid by."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earmark.core import Mark, Span
from earmark.music import TrackUsage, usage_report, uses_of
from tests.music.marked import USES, mark, unknown, use


def report(marks: list[Mark], least: float = 0.5) -> list[TrackUsage]:
    return list(usage_report(uses_of(marks, least=least)))


def test_one_use():
    assert report([mark(12.3, 24.3)]) == [
        TrackUsage("e1", "t1", "Blue", "The Reds", "DEA120000001", 12.0, 12.0, 10.8, 12.3, 24.3, 1, {}, 0.9)
    ]


def test_what_overlaps_or_touches_counts_once():
    marks = [mark(10, 20), mark(15, 30, sure=0.7), mark(30, 31), mark(12, 13), mark(40.5, 41)]
    (usage,) = report(marks)
    assert (usage.seconds, usage.first, usage.last, usage.uses) == (21.5, 10.0, 41.0, 2)
    assert usage.seconds_counted == 21.5
    assert usage.probability == 0.9


def test_two_tracks_at_once_are_both_heard_and_share_what_counts():
    usages = report([mark(10, 20), mark(15, 25, track="t2")])
    assert [(usage.track, usage.seconds, usage.seconds_counted) for usage in usages] == [
        ("t1", 10.0, 7.5),
        ("t2", 10.0, 7.5),
    ]


def test_a_microsecond_that_cannot_be_divided_goes_to_the_first():
    spans = [Mark("e1", "a", "1", "usage", target=track, span=Span(0, 7)) for track in ("b", "c", "a")]
    assert {usage.track: usage.seconds_counted for usage in report(spans)} == {"a": 3e-6, "b": 2e-6, "c": 2e-6}


def test_unknown_music_takes_nothing_from_a_track():
    (usage,) = report([mark(10, 20), unknown(5, 25)])
    assert (usage.seconds, usage.seconds_counted) == (10.0, 10.0)


def test_seconds_are_expected_by_the_surer_of_two_stretches():
    (usage,) = report([mark(0, 10, sure=0.8), mark(5, 20, sure=0.6)])
    assert usage.seconds_expected == pytest.approx(0.8 * 10 + 0.6 * 10)


def test_seconds_by_role():
    uses = [use(0, 10), use(20, 25, role="foreground"), use(24, 30, role="foreground"), use(40, 41, role="nonsense")]
    (usage,) = usage_report(uses)
    assert usage.roles == {"background": 10.0, "foreground": 10.0}


def test_what_is_too_unsure_does_not_count():
    marks = [mark(10, 20, sure=0.5), mark(50, 70, sure=0.49), mark(80, 90, track="t2", sure=0.1)]
    assert [(usage.track, usage.seconds) for usage in report(marks)] == [("t1", 10.0)]
    assert [usage.seconds for usage in report(marks, least=0.4)] == [30.0]
    assert [usage.track for usage in report(marks, least=0.0)] == ["t1", "t2"]
    assert report(marks, least=1.0) == []


def test_by_episode_then_by_first_use():
    marks = [
        mark(5, 6, item="e2", track="a"),
        mark(50, 60, track="a"),
        mark(1, 2, track="z"),
        mark(50, 60, track="b"),
        mark(20, 21, track="a"),
    ]
    Random(3).shuffle(marks)
    order = [("e1", "z"), ("e1", "a"), ("e1", "b"), ("e2", "a")]
    assert [(usage.item, usage.track) for usage in report(marks)] == order


def test_other_marks_are_passed_over():
    whole = Mark("e1", "music.find", "1", "usage", target="t1")
    nothing = Mark("e1", "music.find", "1", "usage", span=Span(0, 10))
    speech = Mark("e1", "music.find", "1", "music", "none", span=Span(0, 10))
    assert uses_of([whole, nothing, speech, mark(1, 2, kind="shot")]) == []


def test_what_is_not_known_is_empty():
    (found,) = uses_of([mark(1, 2, evidence={"title": 7, "level_db": "loud", "role": ["theme"]})])
    assert (found.title, found.artist, found.isrc) == ("", "", "")
    assert (found.offset, found.speed, found.role, found.level_db) == (None, 1.0, None, None)


SPANS = st.lists(st.tuples(st.integers(0, 300), st.integers(1, 100)), min_size=1, max_size=12)


@given(spans=SPANS)
def test_seconds_are_those_in_which_it_is_heard(spans):
    (usage,) = report([mark(start / 10, (start + length) / 10) for start, length in spans])
    heard = {tick for start, length in spans for tick in range(start, start + length)}
    assert usage.seconds == pytest.approx(len(heard) / 10)
    assert usage.uses == sum(tick - 1 not in heard for tick in heard)
    assert (usage.first, usage.last) == (min(heard) / 10, (max(heard) + 1) / 10)


@given(uses=USES)
def test_what_counts_adds_up_to_all_known_music(uses):
    edges = sorted({time for one in uses for time in (one.span.start, one.span.end)})
    known = [one.span for one in uses if one.known]
    heard = sum(
        end - start for start, end in pairwise(edges) if any(span.start <= start and end <= span.end for span in known)
    )
    usages = list(usage_report(uses))
    assert sum(round(usage.seconds_counted * 1e6) for usage in usages) == heard
    assert all(0 <= usage.seconds_counted <= usage.seconds for usage in usages)
    assert all(usage.seconds_expected <= usage.seconds + 1e-6 for usage in usages)


@given(uses=USES, seed=st.integers(0, 9))
def test_the_order_of_uses_makes_no_difference(uses, seed):
    shuffled = list(uses)
    Random(seed).shuffle(shuffled)

    def seconds(found: list[TrackUsage]) -> list[tuple[str, float, float]]:
        return [(usage.track, usage.seconds, usage.seconds_counted) for usage in found]

    assert seconds(list(usage_report(shuffled))) == seconds(list(usage_report(uses)))
