from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earmark.core import MICROSECONDS, Span

DAY = 24 * 3600 * MICROSECONDS


@st.composite
def spans(draw: st.DrawFn) -> Span:
    start = draw(st.integers(0, DAY))
    return Span(start, start + draw(st.integers(1, DAY)))


@pytest.mark.parametrize(("start", "end"), [(1, 1), (2, 1), (-1, 1)])
def test_an_empty_reversed_or_early_span_is_refused(start, end):
    with pytest.raises(ValueError, match="0 <= start < end"):
        Span(start, end)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (0.0, 12.3, Span(0, 12_300_000)),
        (Fraction(1, 3), Fraction(2, 3), Span(333_333, 666_667)),
        (Fraction(1001, 30_000), 35_999.999_999, Span(33_367, 35_999_999_999)),
    ],
)
def test_seconds_become_the_nearest_microsecond(start, end, expected):
    assert Span.from_seconds(start, end) == expected


@given(spans())
def test_seconds_name_the_same_span_again(span):
    assert Span.from_seconds(span.start / MICROSECONDS, span.end / MICROSECONDS) == span
    assert span.seconds == pytest.approx((span.end - span.start) / 1e6)


@given(spans(), spans())
def test_overlap_is_shared_time(a, b):
    assert a.overlap(b) == b.overlap(a) == len(range(max(a.start, b.start), min(a.end, b.end)))
    assert a.overlap(a) == a.end - a.start


def test_spans_that_touch_share_nothing_and_sort_by_start():
    assert Span(0, 5).overlap(Span(5, 9)) == 0
    assert sorted([Span(5, 9), Span(0, 7), Span(0, 5)]) == [Span(0, 5), Span(0, 7), Span(5, 9)]
