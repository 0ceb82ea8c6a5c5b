"""`earmark status`, `marks` and `export`."""

from __future__ import annotations

import csv
import io
import json
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from earmark.catalog import open_catalog
from earmark.cli.app import app
from earmark.core import Decision, Json, Kind, Verdict
from earmark.core.errors import BadInput, CatalogError
from tests.contract.store import NOON, a_mark, a_run, an_item, failed, said
from tests.core.plugins import install_plugins

runner = CliRunner()
GOOD, BAD, SONG = an_item("good"), an_item("bad\x1b[2J"), an_item("Song", Kind.track)
MARK = a_mark(GOOD, 1_500_000, target=SONG.id)


@pytest.fixture(autouse=True)
def catalogue(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    with closing(open_catalog(tmp_path / "earmark.db")) as store:
        store.put_items([GOOD, BAD, SONG])
        store.start_run(a_run())
        store.record("run-1", [said(GOOD, MARK, a_mark(GOOD, None, kind="category")), failed(BAD, "cut at 3 s")])
        store.decide(Decision(MARK.id, Verdict.accept, "ana", NOON, "heard it"))
    path: Path = tmp_path
    return path


def ask(*arguments: str) -> str:
    done = runner.invoke(app, list(arguments), catch_exceptions=False)
    assert done.exit_code == 0
    return done.stdout


def test_status_says_what_is_there_and_what_is_to_do():
    rows = json.loads(ask("status", "--format", "json"))
    assert {row["name"]: row["count"] for row in rows if row["what"] == "item"} == {"episode": 2, "track": 1}
    (found,) = [row for row in rows if row["name"] == "music.find"]
    assert (found["count"], found["failed"], found["marks"]) == (1, 1, 2)
    assert found["pending"] == 2  # the state of the installed one is another


def test_status_names_a_broken_analyzer(tmp_path, monkeypatch):
    install_plugins(tmp_path, monkeypatch, {"a.torn": "no_such_module_anywhere:create"})
    done = runner.invoke(app, ["status", "--format", "json"], catch_exceptions=False)
    assert done.exit_code == 0
    assert done.stderr.count("the analyzer a.torn cannot be used: ModuleNotFoundError: No module named") == 1
    pending = {row["name"]: row["pending"] for row in json.loads(done.stdout) if row["what"] == "analyzer"}
    assert (pending["a.torn"], pending["music.find"]) == (None, 2)


def test_status_names_an_analyzer_whose_index_is_torn(tmp_path):
    index = tmp_path / "catalogue.idx"
    index.mkdir()
    (index / "index.json").write_text("{")
    done = runner.invoke(app, ["status", "--format", "json"], catch_exceptions=False)
    assert done.exit_code == 0
    assert done.stderr.count("the analyzer music.find cannot be used: IndexBroken: ") == 1
    (found,) = [row for row in json.loads(done.stdout) if row["name"] == "music.find"]
    assert (found["pending"], found["count"], found["marks"]) == (None, 1, 2)


def test_status_lists_failures_with_their_reasons():
    (row,) = json.loads(ask("status", "--failed", "--format", "json"))
    assert (row["path"], row["error"], row["reason"]) == ("/media/bad\x1b[2J", "UnreadableMedia", "cut at 3 s")
    table = ask("status", "--failed")
    assert "cut at 3 s" in table
    assert "\x1b" not in table


def test_status_lists_runs_with_what_they_kept(tmp_path):
    """The first is from the fixture and was never finished."""
    account: Json = {"version": "1", "items": 3, "failures": {"UnreadableMedia": 1, "TimedOut": 1}}
    manifest: dict[str, Json] = {"seconds": 2.5, "items": 3, "marks": 1, "analyzers": {"music.find": account}}
    with closing(open_catalog(tmp_path / "earmark.db")) as store:
        store.finish_run(replace(a_run("run-2"), finished=NOON, manifest=manifest))
    killed, done = json.loads(ask("status", "--runs", "--format", "json"))
    assert [killed[name] for name in ("id", "finished", "items", "failed", "seconds")] == ["run-1", *[None] * 4]
    assert [done[name] for name in ("id", "items", "failed", "seconds")] == ["run-2", 3, 2, 2.5]
    assert done["manifest"] == manifest
    (_, row) = csv.DictReader(io.StringIO(ask("status", "--runs", "--format", "csv")))
    assert (row["analyzers"], row["finished"], row["failed"]) == ("music.find 1", "2026-05-01T12:00:00+00:00", "2")
    assert "manifest" not in row
    assert "music.find 1" in ask("status", "--runs")
    assert isinstance(runner.invoke(app, ["status", "--runs", "--failed"]).exception, BadInput)


def test_marks_are_listed_in_seconds():
    (row,) = csv.DictReader(io.StringIO(ask("marks", "--kind", "usage", "--format", "csv")))
    assert (row["id"], row["item"], row["target"]) == (MARK.id, GOOD.id, SONG.id)
    assert (row["start"], row["end"]) == ("1.5", "1.50001")
    table = ask("marks", GOOD.id[:8])
    assert "Song" in table
    assert len(table.splitlines()) == 3


def test_marks_can_be_chosen():
    for arguments, count in (
        ((), 2),
        ((GOOD.id,), 2),
        ((GOOD.uri,), 2),
        ((SONG.id,), 0),
        (("--target", SONG.id), 1),
        (("--analyzer", "other"), 0),
        (("--kind", "category"), 1),
    ):
        assert len(json.loads(ask("marks", *arguments, "--format", "json"))) == count
    done = runner.invoke(app, ["marks", "nothing"])
    assert isinstance(done.exception, BadInput)


def test_export_holds_everything(catalogue):
    lines = [json.loads(line) for line in ask("export").splitlines()]
    assert [line["type"] for line in lines] == ["item"] * 3 + ["mark"] * 2 + ["decision", "run"]
    *_, decision, run = lines
    assert decision["statement"]["id"] == MARK.id
    assert decision["at"] == "2026-05-01T12:00:00+00:00"
    assert (run["id"], run["started"], run["finished"]) == ("run-1", "2026-05-01T12:00:00+00:00", None)
    assert (run["analyzers"], run["manifest"]) == ({"music.find": "1"}, {})
    assert ask("export", "--output", "all.jsonl") == ""
    assert [json.loads(line) for line in (catalogue / "all.jsonl").read_text().splitlines()] == lines
    assert not list(catalogue.glob(".part*"))


def test_an_export_that_fails_leaves_the_last_one(catalogue):
    done = runner.invoke(app, ["export", "-o", "none/all.jsonl"])
    assert isinstance(done.exception, BadInput)
    (catalogue / "all.jsonl").mkdir()
    assert isinstance(runner.invoke(app, ["export", "-o", "all.jsonl"]).exception, BadInput)
    assert not list(catalogue.glob(".part*"))


@pytest.mark.parametrize("command", ["status", "marks", "export"])
def test_reading_makes_no_catalogue(command, catalogue):
    done = runner.invoke(app, [command, "--catalog", "none.db"])
    assert isinstance(done.exception, CatalogError)
    assert not (catalogue / "none.db").exists()
