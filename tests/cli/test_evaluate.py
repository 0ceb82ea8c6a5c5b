from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from earmark.cli.app import app
from earmark.core.errors import BadInput
from tests.lab.conftest import installed, texts

__all__ = ["installed", "texts"]

runner = CliRunner()


def ask(*arguments: str | Path) -> tuple[str, str]:
    """Standard output and standard error of a command that succeeds."""
    done = runner.invoke(app, [str(argument) for argument in arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout, done.stderr


@pytest.mark.usefixtures("installed")
def test_without_a_suite_the_suites_are_listed():
    rows = json.loads(ask("evaluate", "--format", "json")[0])
    assert [(row["suite"], row["version"]) for row in rows] == [("language", "1")]
    assert "accuracy" in rows[0]["metrics"]


@pytest.mark.usefixtures("installed")
def test_the_table_shows_systems_side_by_side_and_says_where_the_run_lies(texts: Path, tmp_path: Path):
    table, messages = ask("evaluate", "language", "--data", texts, "--out", tmp_path / "runs")
    (folder,) = (tmp_path / "runs").iterdir()
    assert folder.name in messages.replace("\n", "")
    head, first, *rest = table.splitlines()
    assert head.split() == ["slice", "metric", "earmark", "coin"]
    assert first.split()[:2] == ["accuracy", "0.656"]
    assert any(line.startswith("genre=g1") for line in rest)
    assert "words, median (words)" in table


@pytest.mark.usefixtures("installed")
def test_programs_get_every_number(texts: Path, tmp_path: Path):
    table, _ = ask("evaluate", "language", "--data", texts, "--out", tmp_path, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(table)))
    assert len(rows) == 4 * 2 * 3
    assert float(rows[0]["low"]) < float(rows[0]["value"]) < float(rows[0]["high"])


@pytest.mark.usefixtures("installed")
def test_what_cannot_be_measured_is_said(texts: Path, tmp_path: Path):
    for arguments, message in (
        (["evaluate", "language"], "needs data"),
        (["evaluate", "langauge", "--data", str(texts)], "Did you mean language"),
        (["evaluate", "langauge"], "no such suite"),
        (["compare", str(tmp_path), str(tmp_path)], "not a run"),
    ):
        with pytest.raises(BadInput, match=message):
            runner.invoke(app, arguments, catch_exceptions=False)


def test_a_mistake_is_a_sentence_and_exit_code_2(tmp_path: Path):
    command = [
        sys.executable,
        "-c",
        "from earmark.cli.app import main; main()",
        "compare",
        str(tmp_path),
        str(tmp_path),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "manifest.json cannot be read" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture
def run(texts: Path, tmp_path: Path) -> Path:
    rows, _ = ask("evaluate", "language", "--data", texts, "--out", tmp_path, "--format", "json")
    return Path(json.loads(rows)[0]["run"])


@pytest.mark.usefixtures("installed")
def test_compare_prints_differences_and_the_worst_items(run: Path):
    table, messages = ask("compare", run, run, "--against", "coin")
    assert "paired on 64 items in 8 groups" in messages
    assert "only the first is right:" in messages
    differences, items = table.split("\n\n")
    assert differences.splitlines()[0].split() == ["slice", "metric", "a", "b", "difference", "p", "better"]
    assert items.splitlines()[0].split() == ["item", "group", "loss_a", "loss_b", "change"]
    assert len(items.strip().splitlines()) == 11


@pytest.mark.usefixtures("installed")
def test_compare_for_programs(run: Path):
    rows = json.loads(ask("compare", run, run, "--against", "coin", "--format", "json")[0])
    assert rows[0]["metric"] == "accuracy"
    assert rows[0]["low"] <= rows[0]["difference"] <= rows[0]["high"]
    items = json.loads(ask("compare", run, run, "--against", "coin", "--items", "--format", "json")[0])
    assert {abs(row["change"]) for row in items} == {1.0}
