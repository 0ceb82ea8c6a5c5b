"""``kill -9`` in the middle of a run, and what is left of it."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from earmark.catalog import open_catalog
from earmark.core import Item, Kind, item_id
from earmark.engine import Inline, understand
from tests.engine.analyzers import Obedient, items
from tests.engine.killable import Logged
from tests.engine.processes import MARK, counts_orphans, family, wait_until_alone

ROOT = Path(__file__).parents[2]
TRACKS = [
    Item(item_id(f"file:///t{n}"), Kind.track, f"file:///t{n}", title) for n, title in enumerate(["good", "torn", "x"])
]


def start(home: Path, log: str = os.devnull) -> subprocess.Popen[str]:
    environment = os.environ | {MARK: str(home)}
    command = [sys.executable, "-m", "tests.engine.killable", str(home), log]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)


def wait_for_line(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"


def wait_for_work(log: Path) -> None:
    end = time.monotonic() + 60
    while not log.exists() and time.monotonic() < end:
        time.sleep(0.02)


def kill(process: subprocess.Popen[str]) -> None:
    assert process.poll() is None, "the run ended before it could be killed"
    process.send_signal(signal.SIGKILL)
    process.communicate()


def fill(home: Path, given: list[Item]) -> None:
    home.mkdir(exist_ok=True)
    store = open_catalog(home / "earmark.db")
    store.put_items(given + TRACKS)
    store.close()


def answered(home: Path) -> set[str]:
    store = open_catalog(home / "earmark.db")
    analyzer = Obedient()
    pending = store.pending(analyzer.name, analyzer.version, analyzer.state, analyzer.accepts)
    left = {item.id for item in pending}
    done = {item.id for item in store.items(kinds=analyzer.accepts)} - left
    store.close()
    return done


def check_consistent(home: Path) -> None:
    database = sqlite3.connect(home / "earmark.db")
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    database.close()


def test_ten_kills_and_one_run_to_the_end_leave_what_one_run_leaves(tmp_path):
    given = items(*["sleep:0.03"] * 200, *["raise", "fault"] * 5)
    home, calm = tmp_path / "killed", tmp_path / "calm"
    fill(home, given)
    fill(calm, given)
    chance = random.Random(11)
    log = tmp_path / "log"
    done: set[str] = set()
    for kills in range(10):
        process = start(home, str(log))
        wait_for_line(process)
        if kills % 2:  # half of them once the workers are busy, however slow the machine is to start them
            wait_for_work(log)
        time.sleep(chance.uniform(0.0, 1.0))
        kill(process)
        assert wait_until_alone(str(home)) == []
        check_consistent(home)
        begun = set(log.read_text().split()) if log.exists() else set()
        assert not begun & done, "finished work was done again"
        done, before = answered(home), done
        assert done >= before
        assert len(begun - done) <= 20  # what the two workers held and had just answered
        log.unlink(missing_ok=True)
    assert done, "no kill came late enough to see anything finished"

    process = start(home, str(log))
    process.communicate()
    assert process.returncode == 0
    assert sorted(log.read_text().split()) == sorted({item.id for item in given} - done)
    assert sorted(run.finished is None for run in open_catalog(home / "earmark.db").runs()) == [False] + [True] * 10

    undisturbed = open_catalog(calm / "earmark.db")
    for _ in understand(undisturbed, [Logged()], home=calm, engine=Inline()):
        pass
    resumed = open_catalog(home / "earmark.db")
    assert list(resumed.marks()) == list(undisturbed.marks())
    assert [(letter.item, letter.error) for letter in resumed.dead_letters()] == [
        (letter.item, letter.error) for letter in undisturbed.dead_letters()
    ]
    assert len(list(resumed.dead_letters())) == 11
    check_consistent(home)


@pytest.mark.skipif(not counts_orphans(), reason="needs /proc to see the processes and Linux to end them")
@pytest.mark.parametrize("busy", ["sleep:600", "catastrophe"])
def test_no_worker_outlives_its_parent(tmp_path, busy):
    fill(tmp_path, items(busy, busy))
    log = tmp_path / "log"
    process = start(tmp_path, str(log))
    wait_for_line(process)
    while not log.exists() or len(log.read_text().split()) < 2:
        time.sleep(0.02)
    assert len(family(str(tmp_path))) >= 3
    kill(process)
    assert wait_until_alone(str(tmp_path)) == []
