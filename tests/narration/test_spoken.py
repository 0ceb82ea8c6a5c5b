"""Written text in the words that a voice says, by a table of cases."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earmark.narration.spoken import spoken
from earmark.narration.spoken.english import cardinal, ordinal, roman, year

CASES = list(csv.DictReader((Path(__file__).parent / "spoken_cases.csv").read_text("utf-8").splitlines()))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['kind']}: {case['written']}")
def test_cases(case):
    assert spoken(case["written"]).text == case["spoken"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["written"])
def test_every_change_is_on_record(case):
    said = spoken(case["written"])
    before = [piece.said_start for piece in said.pieces]
    assert before == sorted(before)
    rest, at = "", 0
    for piece in said.pieces:
        rest += said.text[at : piece.said_start]
        at = piece.said_end
    assert not any(char.isdigit() for char in rest + said.text[at:])


def test_other_languages_are_left_to_the_voice():
    assert spoken("Es kostet $4.2bn.", language="de-DE").text == "Es kostet $4.2bn."


def test_numbers():
    assert [cardinal(n) for n in (0, 13, 40, 99, 101, 1000, 1001, 10**12)] == [
        *("zero", "thirteen", "forty", "ninety-nine", "one hundred and one", "one thousand"),
        *("one thousand and one", "one trillion"),
    ]
    assert [ordinal(n) for n in (1, 12, 20, 21, 100)] == [
        "first",
        "twelfth",
        "twentieth",
        "twenty-first",
        "one hundredth",
    ]
    assert [roman(numeral) for numeral in ("XIV", "IIII", "MMXXVI", "LIV", "VX", "")] == [14, 0, 2026, 54, 0, 0]
    assert [year(n) for n in (1066, 1900, 1999, 2000, 2026)] == [
        "one thousand and sixty-six",
        "nineteen hundred",
        "nineteen ninety-nine",
        "two thousand",
        "twenty twenty-six",
    ]


@given(st.text(max_size=300))
def test_any_text_can_be_said(text):
    said = spoken(text)
    assert all(0 <= piece.start < piece.end <= len(text) for piece in said.pieces)
