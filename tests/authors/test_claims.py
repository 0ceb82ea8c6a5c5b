"""Suppliers' lists are weighed; short lists do not contradict long ones."""

from __future__ import annotations

from earmark.authors import AuthorClaim, settle
from earmark.lab.authors.truth import accu, truthfinder, vote


def _claims(book: str, *lists: str) -> list[AuthorClaim]:
    return [AuthorClaim(book, text, f"seller {at}") for at, text in enumerate(lists)]


def _authors(claims: list[AuthorClaim], book: str) -> set[str]:
    return {each.family for each in settle(claims) if each.book == book and each.probability >= 0.5}


BACKGROUND = [
    claim
    for number in range(20)
    for claim in _claims(f"b{number}", "Ann Smith; Bob Jones", "Smith, Ann/ Jones, Bob", "Smith, Ann", "Ann Smith")
]


def test_lists_of_the_first_author_alone_are_incomplete_not_contradictory():
    claims = [*BACKGROUND, *_claims("x", "Widom", "Widom, J.", "Widom, Jennifer; Ceri, Stefano", "J. Widom, S. Ceri")]
    assert _authors(claims, "x") == {"widom", "ceri"}


def test_a_stranger_that_one_seller_names_is_not_believed():
    texts = [
        "Hutton, David",
        "David Hutton",
        "HUTTON, DAVID V.",
        "Hutton",
        "D. Hutton",
        "Hutton, D",
        "hutton david v",
        "Dr. David Hutton",
        "Peter Wrong",
    ]
    assert _authors([*BACKGROUND, *_claims("x", *texts)], "x") == {"hutton"}


def test_slips_and_cut_names_are_one_person():
    texts = ["Hornick, Mark; Venkayala, Sunil", "Mark Hornick; Sunil Venkayala", "Hornick, Mark/ Venkaya"]
    assert _authors([*BACKGROUND, *_claims("x", *texts)], "x") == {"hornick", "venkayala"}


def test_lists_of_nobody_say_nothing():
    assert settle(_claims("x", "N/A", "", "Not Available")) == []


def test_counts_and_names():
    (settled,) = settle(_claims("x", "Smith, Ann B.", "Ann B. Smith", "Smith"))
    assert (settled.name, settled.named, settled.claims) == ("Ann B. Smith", 3, 3)


def test_baselines_agree_where_all_sellers_do():
    claims = _claims("x", "Ann Smith", "Smith, Ann", "Smith")
    for method in (vote, truthfinder, accu):
        assert method(claims) == {"x": frozenset({"smith"})}
