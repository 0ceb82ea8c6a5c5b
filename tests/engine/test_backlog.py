from hypothesis import given
from hypothesis import strategies as st

from earmark.core import Failure, Outcome
from earmark.engine.backlog import ATTEMPTS, FIRST_DELAY, Attempt, Backlog
from tests.engine.analyzers import items

FAILED = Outcome("x", None, "a", "1", "", failure=Failure("FetchFailed", "no"))


def test_new_items_go_on_while_one_waits():
    first, second = items("a", "b")
    backlog = Backlog(iter([first, second]))
    attempt = backlog.take(0.0)
    assert attempt == Attempt(first)
    assert backlog.settle(attempt, FAILED, transient=True, now=0.0) is None
    assert backlog.take(0.0) == Attempt(second)
    assert backlog.take(0.0) is None
    assert backlog.due is not None
    assert FIRST_DELAY / 2 <= backlog.due <= FIRST_DELAY * 1.5
    assert backlog.take(backlog.due) == Attempt(first, 2)


def test_what_was_not_begun_comes_again_at_once():
    first, second = items("a", "b")
    backlog = Backlog(iter([first, second]))
    attempt = backlog.take(0.0)
    assert attempt is not None
    backlog.put_back([attempt])
    assert backlog.take(0.0) == Attempt(first)


def test_permanent_failures_are_final():
    backlog = Backlog(iter([]))
    (item,) = items("a")
    settled = backlog.settle(Attempt(item), FAILED, transient=False, now=0.0)
    assert settled is not None
    assert settled.attempts == 1


@given(st.integers(1, 20))
def test_every_item_is_tried_as_often_as_allowed(count):
    backlog = Backlog(iter(items(*"x" * count)))
    now, tries = 0.0, 0
    final = []
    while True:
        attempt = backlog.take(now)
        if attempt is None:
            if backlog.due is None:
                break
            now = backlog.due
            continue
        tries += 1
        settled = backlog.settle(attempt, FAILED, transient=True, now=now)
        final += [settled] if settled else []
    assert tries == count * ATTEMPTS
    assert [outcome.attempts for outcome in final] == [ATTEMPTS] * count
