import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earmark.core import Json, canonical_json, content_id

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


def test_there_is_one_spelling():
    value: Json = {"b": [1, 2.5, None, True], "a": "é\n", "ä": {"z": (), "y": -0.5}}
    assert canonical_json(value) == '{"a":"é\\n","b":[1,2.5,null,true],"ä":{"y":-0.5,"z":[]}}'


@given(st.dictionaries(st.text(), values))
def test_the_order_of_keys_does_not_matter(value):
    turned = dict(reversed(value.items()))
    assert canonical_json(turned) == canonical_json(value)
    assert content_id(turned) == content_id(value)


@given(values)
def test_it_reads_back(value):
    assert json.loads(canonical_json(value)) == value


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_what_json_cannot_say_is_refused(number):
    with pytest.raises(ValueError, match="JSON"):
        canonical_json({"a": [number]})


def test_ids_are_the_same_for_good():
    assert content_id({"uri": "file:///a.mp3"}) == "da4979e94fb78220bf05903a66eeb3ea"
    assert content_id("") == "dd8a9e496bd8c69c5c77db4c77572fb0"


def test_different_values_have_different_ids():
    values: list[Json] = ["1", 1, 1.0, True, None, [], [[]], {}, "", "\udcff", "\ufffd"]
    assert len({content_id(value) for value in values}) == len(values)
