from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earmark.core import Failure, Item, Kind, Mark, Outcome, Span
from earmark.engine.tables import ITEMS, OUTCOMES, items_batch, items_of, outcomes_batch, outcomes_of

text = st.text()
ids = st.text("0123456789abcdef", min_size=32, max_size=32)
numbers = st.floats(allow_nan=False, allow_infinity=False) | st.integers()
json = st.recursive(
    st.none() | st.booleans() | numbers | text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
    max_leaves=8,
)
objects = st.dictionaries(text, json, max_size=4)
items = st.builds(Item, ids, st.sampled_from(Kind), text, text, objects, st.none() | ids)
spans = st.tuples(st.integers(0, 2**61), st.integers(1, 2**61)).map(lambda pair: Span(pair[0], sum(pair)))


@st.composite
def outcomes(draw: st.DrawFn) -> Outcome:
    item, analyzer, version = draw(ids), draw(text), draw(text)
    mark = st.builds(
        Mark,
        st.just(item),
        st.just(analyzer),
        st.just(version),
        text,
        text,
        st.none() | text,
        st.none() | spans,
        st.floats(0, 1),
        objects,
    )
    return Outcome(
        item,
        draw(st.none() | ids),
        analyzer,
        version,
        draw(text),
        tuple(draw(st.lists(mark, max_size=3))),
        draw(st.none() | st.builds(Failure, text, text, text)),
        draw(st.integers(1, 9)),
        draw(st.floats(0, 1e6)),
    )


@settings(max_examples=50)
@given(st.lists(items, max_size=4))
def test_items_come_back_exactly(given_items):
    batch = items_batch(given_items)
    assert batch.schema == ITEMS
    assert items_of(batch) == given_items


@settings(max_examples=50)
@given(st.lists(outcomes(), max_size=3))
def test_outcomes_come_back_exactly(given_outcomes):
    batch = outcomes_batch(given_outcomes)
    assert batch.schema == OUTCOMES
    assert outcomes_of(batch) == given_outcomes


def test_file_names_that_are_not_utf8_travel():
    item = Item("0" * 32, Kind.track, "file:///a%FF", "a\udcff", {"path": "a\udcff"})
    (back,) = items_of(items_batch([item]))
    assert back.metadata == item.metadata
    assert back == replace(item, title="a\\udcff")


@pytest.mark.parametrize("evidence", [{"a": object()}, {"a": float("nan")}, {"a": {1, 2}}])
def test_evidence_that_is_not_json_is_refused(evidence):
    mark = Mark("0" * 32, "a", "1", "k", evidence=evidence)
    with pytest.raises((TypeError, ValueError)):
        outcomes_batch([Outcome("0" * 32, None, "a", "1", "", (mark,))])
