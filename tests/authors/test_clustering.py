"""Credits of one agent fall together; two people of one record never do."""

from __future__ import annotations

from earmark.authors import Context, Credit, cluster
from earmark.lab.authors.measures import b_cubed


def _groups(credits: list[Credit]) -> list[str]:
    return [member.cluster for member in cluster(credits)]


def test_variants_fall_together_and_others_do_not():
    texts = ["Dostoevsky, Fyodor", "Fyodor Dostoevsky", "F. Dostoevsky", "Selma Lagerlöf", "Lagerlof, Selma"]
    assert _groups([Credit(str(at), text) for at, text in enumerate(texts)]) == ["0", "0", "0", "3", "3"]


def test_two_people_of_one_record_stay_apart():
    credits = [Credit("a", "John Smith", record="r"), Credit("b", "John Smith", record="r")]
    assert len(set(_groups(credits))) == 2


def test_father_and_son_stay_apart():
    credits = [Credit("a", "Alexandre Dumas, père"), Credit("b", "Alexandre Dumas, fils")]
    assert len(set(_groups(credits))) == 2


def test_placeholders_are_nobody_in_common():
    assert len(set(_groups([Credit("a", "Various"), Credit("b", "Various")]))) == 2


def test_people_of_one_field_have_names_of_their_own():
    credits = [Credit("a", "Ann Smith", record="r"), Credit("a", "Bob Jones", record="r", position=2)]
    assert _groups(credits) == ["a", "a#2"]


def test_a_name_of_a_cluster_does_not_change_when_credits_come():
    early = [Credit("1", "Selma Lagerlöf"), Credit("2", "Lagerlöf, Selma")]
    assert _groups([*early, Credit("3", "S. Lagerlöf")])[:2] == _groups(early)


def test_nothing_gives_nothing():
    assert cluster([]) == []


def test_many_namesakes_on_one_record_are_bounded_work():
    context = Context(titles=("Encyclopaedia",))
    members = cluster([Credit(str(at), f"Ann Smith{at % 7}", record="one", context=context) for at in range(1_500)])
    assert len(members) == 1_500


def test_b_cubed():
    assert b_cubed(["x", "x", "y"], ["a", "b", "b"]) == [(0.5, 1.0), (0.5, 0.5), (1.0, 0.5)]
