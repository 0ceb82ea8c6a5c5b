import os
import time

import pytest

from earmark.catalog import open_catalog
from earmark.core import Analyzer, Item, Outcome
from earmark.core.errors import TimedOut, WorkerDied
from earmark.engine import Local, backlog, local, understand
from tests.engine.analyzers import Broken, Obedient, items
from tests.engine.processes import MARK, counts_orphans, wait_until_alone


class Curious(Obedient):
    """Says where it runs."""

    def analyze(self, item: Item):
        threads = {name: os.environ.get(name) for name in ("OMP_NUM_THREADS", "NUMBA_NUM_THREADS")}
        yield self.mark(item, "place", evidence={"process": os.getpid(), **threads})


class Dawdling(Obedient):
    def setup(self) -> None:
        time.sleep(600)


def outcomes(engine: Local, analyzer: Analyzer, given: list[Item]) -> list[Outcome]:
    return [outcome for group in engine.run(analyzer, iter(given)) for outcome in group]


def test_work_is_done_elsewhere_on_one_thread_each(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    found = [outcome.marks[0].evidence for outcome in outcomes(Local(workers=2), Curious(), items(*"x" * 200))]
    assert len({evidence["process"] for evidence in found} - {os.getpid()}) == 2
    assert {(evidence["OMP_NUM_THREADS"], evidence["NUMBA_NUM_THREADS"]) for evidence in found} == {("1", "1")}
    assert os.environ["OMP_NUM_THREADS"] == "7"
    assert "NUMBA_NUM_THREADS" not in os.environ


def test_no_more_workers_than_items():
    found = outcomes(Local(workers=8), Curious(), items("a"))
    assert len(found) == 1


def test_what_an_analyzer_prints_stays_out_of_the_rows(capfd):
    outcomes(Local(workers=1), Obedient(), items("print:hello"))
    printed = capfd.readouterr()
    assert (printed.out, printed.err) == ("", "hello\n")


def test_a_worker_that_dies_in_setup_stops_the_run():
    with pytest.raises(WorkerDied, match=r"while it was set up \(exit code 3\)"):
        outcomes(Local(workers=2), Broken(), items("a", "b"))


def test_a_setup_without_end_stops_the_run(monkeypatch):
    monkeypatch.setattr(local, "SETUP_SECONDS", 1.0)
    with pytest.raises(TimedOut, match="was not ready"):
        outcomes(Local(workers=2), Dawdling(), items("a", "b"))


def test_a_retry_waits_without_holding_up_others(monkeypatch):
    monkeypatch.setattr(backlog, "FIRST_DELAY", 0.4)
    found = outcomes(Local(workers=1), Obedient(), items("down", "a", "b"))
    assert [outcome.failure is None for outcome in found] == [True, True, False]


@pytest.mark.skipif(not counts_orphans(), reason="needs /proc")
def test_closing_ends_all_work_at_once(monkeypatch, tmp_path):
    monkeypatch.setenv(MARK, str(tmp_path))
    groups = Local(workers=2).run(Obedient(), iter(items("a", *["sleep:600"] * 4)))
    next(groups)
    began = time.monotonic()
    groups.close()
    assert time.monotonic() - began < 2
    monkeypatch.delenv(MARK)
    left = wait_until_alone(str(tmp_path), 2)
    assert len(left) <= 1  # multiprocessing's own tracker may be of this family, if this test began it


def test_overhead_of_an_item_is_small(tmp_path):
    """The bar is 2 ms on an idle machine of two cores, store and start included; this bound bears company."""
    count = 2000
    store = open_catalog(tmp_path / "earmark.db")
    store.put_items(items(*["x"] * count))
    began = time.perf_counter()
    for _ in understand(store, [Obedient()], home=tmp_path, engine=Local(workers=2)):
        pass
    assert (time.perf_counter() - began) / count < 0.006
    assert store.counts().marks == {"test.obedient": 2 * count}


def test_an_analyzer_that_cannot_travel_is_told_at_once():
    class Homebound(Obedient):
        """Local classes cannot be pickled."""

    with pytest.raises(AttributeError, match="Homebound"):
        outcomes(Local(workers=1), Homebound(), items("a"))
