"""Decisions are append-only, merges can be undone, and what a person split stays split."""

from __future__ import annotations

import pytest

from earmark.authors import Ledger
from earmark.core.errors import BadInput


@pytest.fixture
def ledger(tmp_path):
    made = Ledger.open(tmp_path / "decisions.jsonl")
    for credit, agent in [("c1", "a"), ("c2", "a"), ("c3", "b")]:
        made.attribute(credit, agent, by="model:1", probability=0.9)
    return made


def test_an_id_never_dies(ledger):
    ledger.merge("a", "b", by="model:1")
    assert ledger.resolve("b") == "a"
    assert ledger.agent_of("c3") == "a"


def test_a_merge_can_be_undone(ledger):
    ledger.merge("a", "b", by="person:eve")
    ledger.undo(len(ledger.events), by="person:eve")
    assert (ledger.resolve("b"), ledger.agent_of("c3")) == ("b", "b")
    assert len(ledger.events) == 5


def test_a_persons_split_is_never_merged_by_a_model(ledger):
    ledger.split("a", ["c2"], "n", by="person:eve")
    assert ledger.agent_of("c2") == "n"
    assert not ledger.merge("a", "n", by="model:2")
    assert not ledger.attribute("c2", "a", by="model:2")
    ledger.merge("b", "n", by="model:2")
    assert not ledger.merge("a", "b", by="model:2"), "by way of a third agent neither"
    assert ledger.merge("a", "n", by="person:ann"), "a person may"


def test_a_models_split_may_be_merged_again(ledger):
    ledger.split("a", ["c2"], "n", by="model:1")
    assert ledger.merge("a", "n", by="model:2")


def test_ids_are_not_used_again(ledger):
    with pytest.raises(BadInput, match="used before"):
        ledger.split("a", ["c2"], "b", by="person:eve")


def test_a_credit_of_another_agent_cannot_be_split_off(ledger):
    with pytest.raises(BadInput, match="not of agent"):
        ledger.split("a", ["c3"], "n", by="person:eve")


def test_what_is_written_is_read(ledger, tmp_path):
    ledger.merge("a", "b", by="person:eve")
    again = Ledger.open(tmp_path / "decisions.jsonl")
    assert again.events == ledger.events
    assert again.resolve("b") == "a"


def test_redirects_in_a_circle_are_refused(ledger):
    ledger.merge("a", "b", by="person:eve")
    assert not ledger.merge("b", "a", by="person:eve")
    circle = [*ledger.events, ledger.events[-1].__class__(5, ledger.events[-1].action, "person:x", "", "b", "a")]
    with pytest.raises(BadInput, match="circle"):
        Ledger(circle)


def test_a_broken_line_is_named(tmp_path):
    (tmp_path / "d.jsonl").write_text("{}\n")
    with pytest.raises(BadInput, match=r"d\.jsonl:1"):
        Ledger.open(tmp_path / "d.jsonl")


def test_only_merges_and_splits_are_undone(ledger):
    with pytest.raises(BadInput, match="in force"):
        ledger.undo(1, by="person:eve")
