"""What every engine must do. A new engine joins `ENGINES` and passes unchanged."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from earmark.core import Failure, Item, Outcome
from earmark.core.errors import FetchInterrupted, IndexBroken
from earmark.engine import Engine, Inline, Local, backlog
from tests.engine.analyzers import Broken, Obedient, items

ENGINES: dict[str, Engine] = {
    "inline": Inline(),
    "local 1": Local(workers=1, time_limit=60),
    "local 3": Local(workers=3, time_limit=60),
}
ISOLATED = {name: engine for name, engine in ENGINES.items() if isinstance(engine, Local)}

PLAIN = ["a", "raise", "fault", "unserialisable", "nan", "stranger", "many:2000", "huge:3000000", "", "日本語 \x00 '\""]


@pytest.fixture(params=list(ENGINES.values()), ids=list(ENGINES))
def engine(request):
    return request.param


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch):
    monkeypatch.setattr(backlog, "FIRST_DELAY", 0.01)


def outcomes(engine: Engine, given: list[Item], **options: Any) -> list[Outcome]:
    """All outcomes by item, without what the clock says and without the lines of tracebacks."""
    found = [outcome for group in engine.run(Obedient(), iter(given), **options) for outcome in group]
    return sorted((_comparable(outcome) for outcome in found), key=lambda outcome: outcome.item)


def _comparable(outcome: Outcome) -> Outcome:
    failure = outcome.failure and replace(outcome.failure, detail=outcome.failure.detail and "a traceback")
    return replace(outcome, seconds=0.0, failure=failure)


def test_no_items_no_outcomes(engine):
    assert outcomes(engine, []) == []


def test_every_engine_says_the_same(engine):
    given = items(*PLAIN, *["b"] * 150)
    found = outcomes(engine, given)
    assert found == outcomes(Inline(), given)
    by_title = {item.title: outcome for item in given for outcome in found if outcome.item == item.id}
    assert [mark.label for mark in by_title["a"].marks] == ["first", "second"]
    assert len(by_title["many:2000"].marks) == 2002
    for poison in ("raise", "fault", "unserialisable", "nan", "stranger"):
        assert by_title[poison].failure is not None
        assert (by_title[poison].marks, by_title[poison].attempts) == ((), 1)


def test_what_may_pass_is_tried_again(engine, tmp_path):
    found = outcomes(engine, items(f"flaky:{tmp_path / 'tries'}", "a", "down", "gone"))
    assert sorted((outcome.attempts, outcome.failure is None) for outcome in found) == [
        (1, False),
        (1, True),
        (3, False),
        (3, True),
    ]


def _renamed(item: Item) -> Item:
    if item.title == "lost":
        raise FetchInterrupted("no answer", where=item.uri)
    return replace(item, title="fetched")


def test_items_are_fetched_where_they_are_analysed(engine):
    lost, there = sorted(outcomes(engine, items("lost", "a"), localize=_renamed), key=lambda found: not found.failure)
    assert lost.failure == Failure("FetchInterrupted", "file:///0: no answer")
    assert lost.attempts == 3
    assert there.marks[0].evidence["title"] == "fetched"


def test_an_analyzer_that_cannot_start_stops_it(engine):
    with pytest.raises(IndexBroken, match="torn"):
        list(engine.run(Broken(fault=IndexBroken("torn")), iter(items("a", "b"))))


def test_items_are_read_as_there_is_room(engine):
    read = 0

    def counted() -> Iterator[Item]:
        nonlocal read
        for item in items(*["x"] * 10_000):
            read += 1
            yield item

    groups = engine.run(Obedient(), counted())
    next(groups)
    groups.close()
    assert read < 500


@pytest.mark.parametrize("engine", list(ISOLATED.values()), ids=list(ISOLATED))
def test_a_crash_harms_only_its_item(engine):
    given = items("a", "exit:3", *["b"] * 40, "segfault", "c", "exit:0")
    found = outcomes(engine, given)
    assert [outcome.item for outcome in found] == sorted(item.id for item in given)
    dead = {outcome.item: outcome for outcome in found if outcome.failure}
    assert {item.title for item in given if item.id in dead} == {"exit:3", "segfault", "exit:0"}
    assert {outcome.attempts for outcome in dead.values()} == {3}
    messages = {outcome.failure.message.partition(": ")[2] for outcome in dead.values() if outcome.failure}
    assert messages == {
        f"the process that analysed it ended ({how})" for how in ("exit code 0", "exit code 3", "signal SIGSEGV")
    }


@pytest.mark.parametrize("engine", list(ISOLATED.values()), ids=list(ISOLATED))
def test_a_hang_costs_its_time_limit_and_no_more(engine):
    given = items("a", "sleep:600", *["b"] * 40)
    found = outcomes(replace(engine, time_limit=0.5), given)
    (late,) = [outcome for outcome in found if outcome.failure]
    assert late.item == given[1].id
    assert late.failure is not None
    assert late.failure.error == "TimedOut"
    assert late.attempts == 1
    assert len(found) == len(given)
