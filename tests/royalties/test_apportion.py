"""A sum divided to the last unit."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earmark.royalties import apportion

WEIGHTS = st.lists(st.fractions(0, 1000, max_denominator=50), min_size=1, max_size=8).filter(any)


def test_largest_remainders_get_what_is_left():
    assert apportion(100, [1, 1, 1], "abc") == [34, 33, 33]
    assert apportion(100, [1, 1, 1], "cba") == [33, 33, 34]
    assert apportion(10, [Fraction(1, 3), Fraction(2, 3)], "ab") == [3, 7]
    assert apportion(0, [0, 0], "ab") == [0, 0]
    assert apportion(7, [0, 5], "ab") == [0, 7]


def test_nothing_can_be_divided_among_nobody():
    with pytest.raises(ValueError, match="nobody"):
        apportion(1, [0, 0], "ab")


@given(st.integers(0, 10**20), WEIGHTS)
def test_parts_are_whole_and_near_their_quotas(total, weights):
    parts = apportion(total, weights, range(len(weights)))
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - total * weight / sum(weights)) < 1


@given(st.integers(0, 1000), WEIGHTS, st.fractions(0, 100, max_denominator=50), st.data())
def test_a_part_does_not_fall_where_only_its_weight_grows(total, weights, more, data):
    place = data.draw(st.integers(0, len(weights) - 1))
    grown = [weight + more if turn == place else weight for turn, weight in enumerate(weights)]
    names = range(len(weights))
    assert apportion(total, grown, names)[place] >= apportion(total, weights, names)[place]
