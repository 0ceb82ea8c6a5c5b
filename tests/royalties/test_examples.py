"""The shipped examples at their published edges."""

from __future__ import annotations

from fractions import Fraction

import pytest

from earmark.royalties import EXAMPLES, TrackVerdict, read_policy
from tests.royalties.material import Rows, stated

THRESHOLD, BOOSTS = (read_policy(EXAMPLES[f"{name}-example"]) for name in ("threshold", "boosts"))


def row(plays: int, listeners: int, *, seconds: object = 30, artificial: int = 0, searched: int = 0) -> Rows:
    counts = {"plays": plays, "listeners": listeners, "artificial": artificial, "searched": searched}
    return [{"track": "a", "period": "2026-10", "seconds": seconds, **counts}]


def of(found) -> tuple[str, Fraction, int]:
    (each,) = found.lines
    return each.line.pool, Fraction(each.line.units), each.charge


@pytest.mark.parametrize(
    ("rows", "pool", "units", "charge"),
    [
        (row(1000, 50), "inside", 1000, 0),
        (row(999, 50), "outside", 0, 0),
        (row(1000, 49), "outside", 0, 0),
        (row(1000, 50, seconds="29.9"), "outside", 0, 0),
        (row(10_000, 50, artificial=9000), "inside", 1000, 1000),
        (row(10_001, 50, artificial=9000), "inside", 1001, 0),
        (row(10_000, 50, artificial=9001), "outside", 0, 0),
    ],
)
def test_a_track_needs_a_thousand_plays_of_half_a_minute_by_fifty_people(tmp_path, rows, pool, units, charge):
    assert of(stated(tmp_path, rows, THRESHOLD)) == (pool, units, charge)


@pytest.mark.parametrize(
    ("label", "seconds", "by", "pool", "units"),
    [
        ("functional:rain", "120", "ann", "inside", 200),
        ("functional:rain", "119.999", "ann", "outside", 0),
        ("functional:rain", "600", "", "held", 1000),
        ("functional:binaural", "60", "", "inside", 1000),
        ("functional:tone", "60", "", "inside", 1000),
        ("speech", "60", "", "inside", 1000),
    ],
)
def test_functional_content_of_two_minutes_counts_a_fifth(tmp_path, label, seconds, by, pool, units):
    verdict = TrackVerdict(label, Fraction(1), "", Fraction(seconds), frozenset(filter(None, [by])))
    found = stated(tmp_path, row(1000, 50), THRESHOLD, verdicts={"a": verdict})
    assert of(found) == (pool, units, 0)


@pytest.mark.parametrize(
    ("rows", "units"),
    [
        (row(1000, 500), 2000),
        (row(999, 500), 999),
        (row(1000, 499), 1000),
        (row(1000, 500, searched=100), 2200),
        (row(100, 5, searched=100), 200),
    ],
)
def test_much_heard_tracks_and_searches_count_double(tmp_path, rows, units):
    assert of(stated(tmp_path, rows, BOOSTS)) == ("inside", units, 0)


def test_noise_is_outside_once_somebody_has_confirmed_it(tmp_path):
    for people, pool in ((frozenset({"ann"}), "outside"), (frozenset[str](), "held")):
        verdicts = {"a": TrackVerdict("functional:white", Fraction(1), "", None, people)}
        assert of(stated(tmp_path, row(1000, 500), BOOSTS, verdicts=verdicts))[0] == pool
