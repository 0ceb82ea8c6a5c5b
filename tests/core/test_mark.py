import math
from dataclasses import replace
from typing import Any

import pytest

from earmark.core import Mark, Span

MARK = Mark(
    item="0123456789abcdef0123456789abcdef",
    analyzer="music.find",
    version="1",
    kind="usage",
    target="fedcba9876543210fedcba9876543210",
    span=Span(12_300_000, 45_000_000),
    probability=0.98,
    evidence={"title": "音"},
)


def test_ids_are_the_same_for_good():
    assert MARK.id == "00f465d0041808afd75b9cb25da1924c"
    assert replace(MARK, span=None, target=None, label="rain").id == "6b72b3e7d6e652d20668096b42987e22"


@pytest.mark.parametrize("other", [{"probability": 0.1}, {"evidence": {}}])
def test_an_id_is_of_what_is_stated_not_of_how_sure_or_why(other: dict[str, Any]):
    assert replace(MARK, **other).id == MARK.id


def test_anything_else_makes_another_statement():
    others: list[dict[str, Any]] = [
        {"item": MARK.target},
        {"analyzer": "music.hear"},
        {"version": "2"},
        {"kind": "sample"},
        {"label": "bed"},
        {"target": None},
        {"target": ""},
        {"span": None},
        {"span": Span(12_300_000, 45_000_001)},
        {"span": Span(12_300_001, 45_000_000)},
    ]
    assert len({MARK.id, *(replace(MARK, **other).id for other in others)}) == 1 + len(others)


@pytest.mark.parametrize("probability", [-0.01, 1.01, math.nan, math.inf])
def test_a_probability_is_one(probability):
    with pytest.raises(ValueError, match=r"\[0, 1\]"):
        replace(MARK, probability=probability)


@pytest.mark.parametrize("probability", [0.0, 1.0, 0, 1])
def test_certainty_is_a_probability(probability):
    assert replace(MARK, probability=probability).probability == probability
