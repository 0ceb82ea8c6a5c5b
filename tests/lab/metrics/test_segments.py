import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earmark.lab.metrics import Segment, boundary_errors, match_segments, overlap_over_union, shared_seconds


@st.composite
def segments(draw: st.DrawFn) -> Segment:
    start = draw(st.integers(0, 600)) / 10
    return Segment(draw(st.sampled_from("ab")), start, start + draw(st.integers(1, 300)) / 10)


some = st.lists(segments(), max_size=6)


def best_total(truth: list[Segment], found: list[Segment], min_overlap: float) -> float:
    """The largest summed overlap of any one-to-one pairing, by trying them all."""
    if not truth:
        return 0.0
    best = best_total(truth[1:], found, min_overlap)
    for index, other in enumerate(found):
        overlap = overlap_over_union(truth[0], other)
        if overlap > 0 and overlap >= min_overlap:
            rest = best_total(truth[1:], found[:index] + found[index + 1 :], min_overlap)
            best = max(best, overlap + rest)
    return best


def test_half_overlap_is_enough_and_a_little_less_is_not():
    truth = [Segment("a", 10, 20)]
    assert match_segments(truth, [Segment("a", 10, 15)]) == [(0, 0)]
    assert match_segments(truth, [Segment("a", 10, 14.99)]) == []
    assert match_segments(truth, [Segment("b", 10, 20)]) == []


def test_float_noise_at_the_threshold_does_not_decide():
    assert match_segments([Segment("a", 0, 0.6)], [Segment("a", 0.1 + 0.2, 0.6)]) == [(0, 0)]


def test_the_best_pairing_wins_over_the_first():
    truth = [Segment("a", 0, 10), Segment("a", 4, 14)]
    found = [Segment("a", 3, 13), Segment("a", 0, 9)]
    assert match_segments(truth, found, min_overlap=0.3) == [(0, 1), (1, 0)]


def test_two_finds_of_one_truth_match_once():
    assert match_segments([Segment("a", 0, 10)], [Segment("a", 0, 6), Segment("a", 1, 10)]) == [(0, 1)]


def test_of_equally_good_pairings_the_one_with_more_pairs_counts():
    truth = [Segment("a", 0, 10), Segment("a", 5, 10)]
    found = [Segment("a", 0, 10), Segment("a", 0, 5)]
    assert match_segments(truth, found) == [(0, 1), (1, 0)]


def test_nothing_matches_nothing():
    assert match_segments([], []) == []
    assert match_segments([Segment("a", 0, 1)], [], min_overlap=0) == []
    assert match_segments([Segment("a", 0, 1)], [Segment("a", 1, 2)], min_overlap=0) == []


def test_shared_seconds_count_an_overlap_within_one_side_once():
    truth = [Segment("a", 0, 10), Segment("a", 5, 15), Segment("b", 0, 10)]
    found = [Segment("a", 12, 20), Segment("b", 2, 4), Segment("c", 0, 1)]
    assert shared_seconds(truth, found) == (25.0, 11.0, 5.0)


def test_boundary_errors_are_signed():
    truth, found = [Segment("a", 10, 20)], [Segment("a", 9.5, 20.25)]
    assert boundary_errors(truth, found, [(0, 0)]) == [(-0.5, 0.25)]


@pytest.mark.parametrize(("start", "end"), [(1, 1), (2, 1), (0, math.inf), (math.nan, 1)])
def test_an_empty_or_endless_segment_is_refused(start: float, end: float):
    with pytest.raises(ValueError, match="start < end"):
        Segment("a", start, end)


@given(some, some, st.sampled_from([0.0, 0.3, 0.5, 0.9]))
def test_matching_is_one_to_one_and_as_good_as_any(truth, found, min_overlap):
    pairs = match_segments(truth, found, min_overlap=min_overlap)
    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)
    total = sum(overlap_over_union(truth[i], found[j]) for i, j in pairs)
    assert total == pytest.approx(best_total(truth[:4], found[:4], min_overlap)) or len(truth) > 4 or len(found) > 4


@given(some, some, st.randoms())
def test_order_does_not_matter(truth, found, random):
    def total(one: list[Segment], other: list[Segment]) -> float:
        return sum(overlap_over_union(one[i], other[j]) for i, j in match_segments(one, other))

    shuffled = random.sample(truth, len(truth))
    assert total(shuffled, found) == pytest.approx(total(truth, found))
    assert shared_seconds(shuffled, found) == shared_seconds(truth, found)


@given(some, some)
def test_sides_can_be_exchanged(truth, found):
    in_truth, in_found, in_both = shared_seconds(truth, found)
    assert shared_seconds(found, truth) == (in_found, in_truth, in_both)
    assert 0 <= in_both <= min(in_truth, in_found)
    assert len(match_segments(truth, found)) == len(match_segments(found, truth))


@given(some, some, st.data())
def test_splitting_a_segment_changes_no_seconds(truth, found, data):
    parts = []
    for segment in truth:
        cut = segment.start + (segment.end - segment.start) * data.draw(st.sampled_from([0.1, 0.5, 0.7]))
        parts += [Segment(segment.track, segment.start, cut), Segment(segment.track, cut, segment.end)]
    assert shared_seconds(parts, found) == shared_seconds(truth, found)
