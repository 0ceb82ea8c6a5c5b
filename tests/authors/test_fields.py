"""Real contributor fields, each decided by a person (cases.csv), and what must hold for any text."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earmark.authors import AgentKind, fold, parse_field

CASES = list(csv.DictReader(Path(__file__).with_name("cases.csv").read_text("utf-8").splitlines()))
GIVEN = ["John", "Mary", "Émile", "Jean-François", "William", "Selma", "Sándor", "J.", "R."]
FAMILY = ["Smith", "Woolf", "Lagerlöf", "O'Brien", "Garcia", "Stratton-Porter", "McCarthy"]


def _people(text: str) -> list[str]:
    return [
        f"{found.kind}~{found.role}~{found.name.given}~{found.name.family}~{found.name.suffix}"
        for found in parse_field(text)
    ]


@pytest.mark.parametrize("case", [case for case in CASES if not case["note"]], ids=lambda case: case["text"][:40])
def test_real_field(case):
    assert _people(case["text"]) == case["people"].split(" ; ")


@pytest.mark.parametrize("case", [case for case in CASES if case["note"]], ids=lambda case: case["text"][:40])
def test_known_miss_is_still_one(case):
    assert _people(case["text"]) != case["people"].split(" ; "), "it is right now: clear its note"


def test_the_table_is_large_and_mostly_right():
    assert len(CASES) >= 300
    assert sum(case["note"] == "missed" for case in CASES) / len(CASES) < 0.05


@given(st.text(max_size=120))
def test_any_text_gives_contributors(text):
    for found in parse_field(text):
        assert found.name.family or found.name.given
        assert found.kind in AgentKind


@given(st.text(alphabet=" ,;&/().'\"-abcJr.и鲁é\u200b\x00", max_size=60))
def test_separators_alone_never_fail(text):
    parse_field(text)


WORDS = [
    *(
        "J.",
        "Smith",
        "Sir",
        "III",
        "ed.",
        "(tr.)",
        "et",
        "al",
        "[x]",
        "writing",
        "as",
        "née",
        "1809-1865",
        "Lord",
        "Earl",
    ),
    *("of", "the", "by", "and", "de", "&", ",", ";", "-", "'", '"', "(", "鲁迅", "Jr."),
]


@given(st.lists(st.sampled_from(WORDS), max_size=9), st.sampled_from(["", " "]))
def test_words_of_fields_in_any_order_never_fail(words, between):
    for found in parse_field(between.join(words)):
        assert found.name.family or found.name.given


names = st.builds(
    lambda first, last: (" ".join(first), last),
    st.lists(st.sampled_from(GIVEN), min_size=1, max_size=3).filter(lambda first: len(first[0]) > 2),
    st.sampled_from(FAMILY),
)


@given(names)
def test_inverted_and_direct_are_one_name(name):
    first, last = name
    (direct,), (inverted,) = parse_field(f"{first} {last}"), parse_field(f"{last}, {first}")
    assert fold(str(direct)) == fold(str(inverted)) == fold(f"{first} {last}")


@given(names, st.sampled_from(["Jr.", "Sr.", "III"]))
def test_suffix_is_found_wherever_it_stands(name, suffix):
    first, last = name
    for text in (f"{first} {last}, {suffix}", f"{first} {last} {suffix}", f"{last}, {first}, {suffix}"):
        (found,) = parse_field(text)
        assert (found.name.suffix, fold(found.name.family)) == (suffix, fold(last))


@given(names, st.sampled_from([" ", "  ", "\t", "\u200b ", "\u00a0"]))
def test_blanks_do_not_matter(name, blank):
    text = " ".join(name)
    assert [str(found) for found in parse_field(blank + text.replace(" ", blank) + blank)] == [
        str(found) for found in parse_field(text)
    ]


@given(st.lists(names, min_size=2, max_size=4, unique=True), st.sampled_from(["; ", " / ", " | "]))
def test_people_are_counted(people, separator):
    assert len(parse_field(separator.join(" ".join(name) for name in people))) == len(people)


@given(names)
def test_parsing_what_was_parsed_changes_nothing(name):
    (once,) = parse_field(" ".join(name))
    (twice,) = parse_field(str(once))
    assert once.name == twice.name


@pytest.mark.parametrize(
    ("text", "role"),
    [("Edited by Ann Lee Smith", "editor"), ("Smith, Ann (Translator)", "translator"), ("Ann Smith, ed.", "editor")],
)
def test_role(text, role):
    assert [found.role for found in parse_field(text)] == [role]


def test_pen_names_and_other_names():
    (found,) = parse_field("Nora Roberts writing as J.D. Robb")
    assert found.pen_names == ("J.D. Robb",)
    (found,) = parse_field("Saki (H. H. Munro)")
    assert found.also == ("H. H. Munro",)
    (found,) = parse_field("鲁迅 - Lu Xun")
    assert (found.name.family, found.name.given, found.also) == ("Lu", "Xun", ("鲁迅",))


def test_life_dates_and_spelled_out_names():
    (found,) = parse_field("Budge, E. A. Wallis (Ernest Alfred Wallis), Sir, 1857-1934")
    assert (found.born, found.died, found.full_given) == (1857, 1934, "Ernest Alfred Wallis")
    (found,) = parse_field("Evelyn Doe, active 12th century")
    assert (found.born, found.died) == (None, None)


@pytest.mark.parametrize("text", ["Various", "N/A", "anoniem", "http://example.org/x", "Not Available"])
def test_placeholders_are_no_people(text):
    assert [found.kind for found in parse_field(text)] == [AgentKind.placeholder]


def test_a_field_of_ten_thousand_people_is_bounded():
    assert len(parse_field("; ".join(f"Ann Smith{number}" for number in range(10_000)))) == 200


def test_broken_encodings_and_entities():
    assert str(parse_field("JosÃ© Sampedro")[0]) == "José Sampedro"
    assert str(parse_field("Honor&amp;eacute; de Balzac")[0]) == "Honoré de Balzac"


@pytest.mark.parametrize(("text", "suffix"), [("fils, Alexandre Dumas", "fils"), ("père, Alexandre Dumas", "père")])
def test_a_suffix_taken_for_the_family_name_is_put_back(text, suffix):
    (person,) = parse_field(text)
    assert (person.name.given, person.name.family, person.name.suffix) == ("Alexandre", "Dumas", suffix)
    (senior,) = parse_field("Senior, Nassau William")
    assert senior.name.family == "Senior"
