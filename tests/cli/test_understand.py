import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner

import earmark.core
from earmark.catalog import open_catalog
from earmark.cli.app import app
from earmark.core import Failure, Item, Kind
from earmark.core.errors import BadInput, CatalogError
from tests.cli.understandable import install
from tests.engine.analyzers import items
from tests.engine.processes import MARK, wait_until_alone

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _installed(monkeypatch, tmp_path):
    monkeypatch.setattr(earmark.core, "installed_analyzers", install)
    monkeypatch.chdir(tmp_path)


def fill(home: Path, given: list[Item]) -> None:
    store = open_catalog(home / "earmark.db")
    store.put_items(given)
    store.close()


def call(*arguments: str):
    return CliRunner().invoke(app, ["understand", "--workers", "0", *arguments])


def test_the_summary_tells_each_failure_once(tmp_path):
    fill(tmp_path, items("a", "b", "raise", "fault"))
    result = call()
    assert result.exit_code == 2
    assert result.stderr.count("file:///2: not audio. Send another") == 1
    assert result.stderr.count("/3: ZeroDivisionError: a fault of ours") == 1
    assert "4 items, 4 marks, 2 failed" in result.stderr
    assert result.stdout.split()[:4] == ["analyzer", "items", "done", "failed"]
    again = call()
    assert again.exit_code == 0
    assert "0 items, 0 marks, 0 failed" in again.stderr
    assert "2 failed in an earlier run; --retry-failed tries them again" in again.stderr
    assert call("--retry-failed").exit_code == 2


def test_rows_for_programs(tmp_path):
    fill(tmp_path, items("a", "raise"))
    rows = json.loads(call("--format", "json").stdout)
    assert sorted((row["outcome"], row["marks"], row["reason"]) for row in rows) == [
        ("done", 2, None),
        ("failed", 0, "file:///1: not audio. Send another"),
    ]
    table = list(csv.DictReader(io.StringIO(call("--format", "csv", "--retry-failed").stdout)))
    assert [(row["outcome"], row["analyzer"]) for row in table] == [("failed", "test.obedient")]


def test_items_by_id_start_and_path(tmp_path):
    path = tmp_path / "ä episode.mp3"
    given = [*items("a", "b"), Item.from_path(path, Kind.episode)]
    fill(tmp_path, given)
    first, second, third = given
    result = call(first.id, second.id[:10], path.name, "--format", "json")
    assert result.exit_code == 0
    assert {row["item"] for row in json.loads(result.stdout)} == {first.id, second.id, third.id}


def test_an_unknown_item_is_told_and_the_others_done(tmp_path):
    fill(tmp_path, items("a", "b"))
    result = call(items("a")[0].id, "nowhere.mp3", "--format", "json")
    assert result.exit_code == 2
    assert "nowhere.mp3: no item of the catalogue has this id or path" in result.stderr
    assert len(json.loads(result.stdout)) == 1


def test_a_broken_analyzer_is_told_once_and_the_others_work(tmp_path, monkeypatch):
    broken = {"a.torn": Failure("ImportError", "no torch", "Traceback")}
    monkeypatch.setattr(earmark.core, "installed_analyzers", lambda home: replace(install(home), broken=broken))
    fill(tmp_path, items("a"))
    result = call("--format", "json")
    assert result.exit_code == 2
    assert result.stderr.count("the analyzer a.torn cannot be used: ImportError: no torch") == 1
    assert [row["outcome"] for row in json.loads(result.stdout)] == ["done"]
    only_others = call("--only", "test.obedient")
    assert (only_others.exit_code, "a.torn" in only_others.stderr) == (0, False)
    assert call("--only", "test.obedient,a.torn").exit_code == 2


def test_what_cannot_be_asked(tmp_path):
    assert isinstance(call().exception, CatalogError)
    fill(tmp_path, items("a"))
    for arguments, words in {
        ("--only", "test.obedeint"): "no analyzer is called 'test.obedeint'. Did you mean test.obedient?",
        ("--engine", "spark"): "there is no engine 'spark' in this version",
    }.items():
        error = call(*arguments).exception
        assert isinstance(error, BadInput)
        assert words in str(error)


@pytest.mark.parametrize("format", ["table", "json"])
def test_ctrl_c_keeps_what_is_done(tmp_path, format):
    fill(tmp_path, items(*"abcdefgh", *["sleep:600"] * 4))
    command = [sys.executable, "-m", "tests.cli.understandable", "understand", "--workers", "2", "--format", format]
    process = subprocess.Popen(
        [*command, "--catalog", str(tmp_path / "earmark.db")],
        cwd=ROOT,
        env=os.environ | {MARK: str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),  # a background job would ignore it
    )
    store = open_catalog(tmp_path / "earmark.db")
    end = time.monotonic() + 60
    while not any(store.marks()) and time.monotonic() < end:
        time.sleep(0.05)
    time.sleep(0.2)
    os.killpg(process.pid, signal.SIGINT)
    began = time.monotonic()
    out, err = process.communicate(timeout=90)
    assert process.returncode == 130
    assert time.monotonic() - began < 10
    assert err.strip() == "earmark: interrupted; what was finished is kept, call it again to go on"
    if format == "json":
        assert {row["item"] for row in json.loads(out)} == {mark.item for mark in store.marks()}
    (run,) = store.runs()
    assert run.manifest["ended"] == "interrupted"
    store.close()
    assert wait_until_alone(str(tmp_path)) == []
