"""`earmark demo` from end to end, on a plan small enough for a test."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from io import StringIO

import pytest
from typer.testing import CliRunner

import earmark.core
from earmark.cli.app import app
from earmark.core import Failure
from earmark.demo import plan
from earmark.demo.plan import EpisodePlan, Plan, TrackPlan

TINY = Plan(
    tracks=(TrackPlan(6, 40, "flac"), TrackPlan(9, 40, "mp3")),
    episodes=(EpisodePlan(0, 150, "mp3", 64_000),),
)


@pytest.fixture(autouse=True)
def _tiny(monkeypatch):
    monkeypatch.setattr(plan, "DEMO", TINY)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("demo") / "it is here"


@pytest.fixture
def first(folder):
    """The demo after its first run, however the tests are ordered."""
    if not folder.exists():
        done = CliRunner().invoke(app, ["demo", "--folder", str(folder)])
        assert done.exit_code == 0, done.output
    return folder


def test_first_run_shows_one_screen(folder):
    done = CliRunner().invoke(app, ["demo", "--folder", str(folder)])
    assert done.exit_code == 0, done.output
    assert "excerpts" in done.stderr
    assert "time: composing" in done.stderr
    assert f"--catalog '{folder}/earmark.db'" in done.stderr
    assert len(done.stdout.splitlines() + done.stderr.splitlines()) < 24


def test_second_run_finds_the_same_and_changes_nothing(first):
    before = {path: path.stat().st_mtime_ns for path in (first / "media").rglob("*")}
    done = CliRunner().invoke(app, ["demo", "--folder", str(first), "--format", "json"])
    assert done.exit_code == 0
    assert "already" in done.stderr
    assert {path: path.stat().st_mtime_ns for path in (first / "media").rglob("*")} == before
    rows = json.loads(done.stdout)
    laid = [row for row in rows if row["start"] is not None]
    found = [row for row in laid if row["found_start"] is not None]
    assert len(laid) == 5
    assert len(found) >= 4
    assert all(row["overlap"] >= 0.5 and row["probability"] >= 0.5 for row in found)


def test_rows_alone_go_to_standard_output(first):
    done = CliRunner().invoke(app, ["demo", "--folder", str(first), "--format", "csv"])
    rows = list(csv.DictReader(StringIO(done.stdout)))
    assert {row["episode"] for row in rows} == {"episodes/episode-01.mp3"}


def test_a_broken_analyzer_is_told_by_the_exit_code(first, monkeypatch):
    made = earmark.core.installed_analyzers(first)
    broken = {"a.torn": Failure("ImportError", "no torch", "Traceback")}
    monkeypatch.setattr(earmark.core, "installed_analyzers", lambda home: replace(made, broken=broken))
    done = CliRunner().invoke(app, ["demo", "--folder", str(first)])
    assert done.exit_code == 2
    assert done.stderr.count("the analyzer a.torn cannot be used: ImportError: no torch") == 1
    assert "excerpts" in done.stderr


def test_another_catalogue_is_left_alone(tmp_path):
    (tmp_path / "earmark.db").write_bytes(b"somebody's")
    done = CliRunner().invoke(app, ["demo", "--folder", str(tmp_path)])
    assert done.exit_code != 0
    assert "not the demo's" in str(done.exception)
    assert [path.name for path in tmp_path.iterdir()] == ["earmark.db"]
