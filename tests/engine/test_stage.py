from dataclasses import replace

import pytest

from earmark.core import Item
from earmark.core.errors import FetchFailed, IndexBroken
from earmark.engine.stage import run_stage
from earmark.engine.tables import OUTCOMES, items_batch, outcomes_of
from tests.engine.analyzers import Broken, Obedient, items


class Counting(Obedient):
    setups = 0

    def setup(self) -> None:
        self.setups += 1
        self.state = "known after setup"


def test_row_for_row_with_one_setup_at_the_first_batch():
    analyzer = Counting()
    batches = run_stage(analyzer, iter([items_batch(items("a", "raise", "b")), items_batch(items("c"))]))
    assert analyzer.setups == 0
    first, second = list(batches)
    assert analyzer.setups == 1
    assert first.schema == OUTCOMES
    found = outcomes_of(first) + outcomes_of(second)
    assert [outcome.item for outcome in found] == [item.id for item in [*items("a", "b", "c"), items("c")[0]]]
    assert {outcome.state for outcome in found} == {"known after setup"}
    assert {outcome.attempts for outcome in found} == {1}


def test_nothing_in_loads_nothing():
    analyzer = Counting()
    assert list(run_stage(analyzer, iter([]))) == []
    assert analyzer.setups == 0


def test_an_error_keeps_no_marks_and_carries_its_words():
    (batch,) = run_stage(Obedient(), iter([items_batch(items("raise", "fault"))]))
    mendable, fault = outcomes_of(batch)
    assert mendable.failure is not None
    assert fault.failure is not None
    assert (mendable.marks, fault.marks) == ((), ())
    assert mendable.failure.message == "file:///0: not audio. Send another"
    assert not mendable.failure.detail
    assert "ZeroDivisionError: a fault of ours" in fault.failure.detail


def test_only_what_may_pass_is_transient():
    (batch,) = run_stage(Obedient(), iter([items_batch(items("a", "raise", "fault", "down"))]))
    assert batch["transient"].to_pylist() == [False, False, False, True]


def test_a_mark_about_another_item_is_a_fault():
    (batch,) = run_stage(Obedient(), iter([items_batch(items("stranger"))]))
    (outcome,) = outcomes_of(batch)
    assert outcome.failure is not None
    assert outcome.failure.error == "ValueError"


def test_the_same_statement_twice_is_one_mark():
    class Stammering(Obedient):
        def analyze(self, item: Item):
            yield from [self.mark(item, "again"), self.mark(item, "again"), self.mark(item, "other")]

    (batch,) = run_stage(Stammering(), iter([items_batch(items("a"))]))
    assert [mark.label for mark in outcomes_of(batch)[0].marks] == ["again", "other"]


def test_items_are_brought_here_first():
    def fetch(item: Item) -> Item:
        if item.title == "lost":
            raise FetchFailed("no answer", where=item.uri)
        return replace(item, title="arrived")

    (batch,) = run_stage(Obedient(), iter([items_batch(items("lost", "a"))]), localize=fetch)
    lost, arrived = outcomes_of(batch)
    assert lost.failure is not None
    assert lost.failure.error == "FetchFailed"
    assert arrived.marks[0].evidence["title"] == "arrived"


def test_an_analyzer_that_cannot_start_is_not_an_items_fault():
    with pytest.raises(IndexBroken, match="torn"):
        list(run_stage(Broken(fault=IndexBroken("torn")), iter([items_batch(items("a"))])))
