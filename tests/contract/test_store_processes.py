"""What every store must do when several processes use it, and when one is killed."""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import closing

from earmark.catalog import open_catalog
from earmark.core import Kind
from tests.contract.store import a_run, address, an_item

__all__ = ["address"]  # fixture

ITEMS, MARKS = 300, 5

WRITER = f"""
import sys
from earmark.catalog import open_catalog
from tests.contract.store import a_mark, a_run, an_item, said
address, first, step = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
store = open_catalog(address)
store.start_run(a_run(f"run-{{first}}"))
print("ready", flush=True)
for number in range(first, {ITEMS}, step):
    item = an_item(str(number))
    store.put_items([item])
    store.record(f"run-{{first}}", [said(item, *(a_mark(item, start) for start in range({MARKS})))])
store.close()
"""


def writer(address: str, first: int, step: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", WRITER, address, str(first), str(step)], stdout=subprocess.PIPE)


def test_two_processes_make_and_fill_one_catalogue(address):
    both = [writer(address, first, 2) for first in range(2)]
    for process in both:
        process.communicate(timeout=60)
        assert process.returncode == 0
    with closing(open_catalog(address)) as store:
        counts = store.counts()
        assert counts.items == {Kind.episode: ITEMS}
        assert counts.marks == {"music.find": ITEMS * MARKS}
        assert [run.id for run in store.runs()] == ["run-0", "run-1"]


def test_a_killed_writer_leaves_whole_answers_only(address):
    for delay in (0.0, 0.03, 0.1):
        process = writer(address, 0, 1)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(delay)
        process.kill()
        process.communicate()
        with closing(open_catalog(address)) as store:
            pending = {item.id for item in store.pending("music.find", "1", "s1", [Kind.episode])}
            for item in store.items():
                assert len(list(store.marks(item=item.id))) == (0 if item.id in pending else MARKS)
    finished = writer(address, 0, 1)
    finished.communicate(timeout=60)
    assert finished.returncode == 0
    with closing(open_catalog(address)) as store:
        assert store.counts().marks == {"music.find": ITEMS * MARKS}


def test_a_second_reader_sees_what_was_written_before_it_looked(address):
    with closing(open_catalog(address)) as one, closing(open_catalog(address)) as two:
        one.put_items([an_item("a")])
        assert [item.title for item in two.items()] == ["a"]
        two.start_run(a_run())
        assert [run.id for run in one.runs()] == ["run-1"]
