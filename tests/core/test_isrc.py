import pytest
from hypothesis import given
from hypothesis import strategies as st

from earmark.core import normal_isrc


@pytest.mark.parametrize("text", ["USRC17607839", "us-rc1-76-07839", "ISRC US RC1 76 07839", "isrc:USRC17607839"])
def test_an_isrc_has_one_spelling(text):
    assert normal_isrc(text) == "USRC17607839"


@pytest.mark.parametrize("text", ["", "USRC1760783", "USRC176078399", "1SRC17607839", "ÜSRC17607839", "ISRC"])
def test_what_is_no_isrc(text):
    assert normal_isrc(text) is None


@given(st.text())
def test_an_isrc_is_a_fixed_point(text):
    isrc = normal_isrc(text)
    assert isrc is None or normal_isrc(isrc) == isrc
