from __future__ import annotations

import csv
import io
import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from earmark.cli.app import app
from earmark.core.errors import BadMetadata, CatalogError, EarmarkError
from tests.catalog.sounds import wav

runner = CliRunner()


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path: Path = tmp_path
    return path


def ask(*arguments: str) -> Result:
    return runner.invoke(app, list(arguments))


def test_add_twice(here):
    wav(here / "in" / "a.wav")
    wav(here / "in" / "b.wav", pitch=300)
    first, again = ask("add", "in"), ask("add", "in")
    assert (first.exit_code, first.stdout) == (0, "")
    assert first.stderr == "added 2 tracks. Wrong kind? Give it with --kind\n"
    assert (again.exit_code, again.stderr) == (0, "2 unchanged\n")
    assert (here / "earmark.db").exists()


def test_what_cannot_be_used_is_shown_and_told_by_the_exit_code(here):
    wav(here / "in" / "a.wav")
    (here / "in" / "empty.mp3").touch()
    (here / "in" / "notes.txt").touch()
    done = ask("add", "in")
    assert done.exit_code == 2
    assert [line.split()[0] for line in done.stdout.splitlines()] == ["state", "rejected", "ignored"]
    assert "the file is empty" in done.stdout
    assert done.stderr.startswith("added 1 track; 1 rejected")


def test_programs_get_every_file(here):
    name = os.fsdecode(b"caf\xe9\n\x1b[31m.wav")
    wav(here / "in" / name)
    rows = json.loads(ask("add", "in", "--format", "json", "--kind", "episode").stdout)
    assert [(row["state"], row["kind"], row["path"]) for row in rows] == [("added", "episode", str(here / "in" / name))]
    (row,) = csv.DictReader(io.StringIO(ask("add", "in", "--format", "csv").stdout, newline=""))
    assert (row["state"], row["item"]) == ("unchanged", rows[0]["item"])


def test_a_name_cannot_command_the_terminal(here):
    (here / "in").mkdir()
    (here / "in" / "\x1b[31mred.mp3").touch()
    done = ask("add", "in")
    assert "\x1b" not in done.stdout
    assert "\\x1b[31mred.mp3" in done.stdout


def test_a_table_alone_describes_what_is_there(here):
    wav(here / "a.wav")
    (here / "t.csv").write_text("filename,title\na.wav,Blue\nb.wav,None\n")
    ask("add", "a.wav")
    done = ask("add", "--metadata", "t.csv")
    assert done.exit_code == 2
    assert "t.csv row 3" in done.stdout
    assert done.stderr == "updated 1 track; 1 rejected\n"


def test_a_slip_makes_no_catalogue(here):
    wav(here / "a.wav")
    (here / "bad.csv").write_text("title\nBlue\n")
    (here / "good.csv").write_text("filename,title\na.wav,Blue\n")
    for arguments, error in (
        (["a.wav", "--metadata", "none.csv"], BadMetadata),
        (["a.wav", "--metadata", "bad.csv"], BadMetadata),
        (["--metadata", "good.csv"], CatalogError),  # there is nothing yet that it could describe
    ):
        assert isinstance(ask("add", *arguments).exception, error)
        assert not list(here.glob("earmark.db*"))


def test_nothing_to_add_is_said():
    done = ask("add")
    assert isinstance(done.exception, EarmarkError)
    assert "nothing to add" in str(done.exception)


def test_the_catalogue_is_named_by_option_or_environment(here, monkeypatch):
    wav(here / "a.wav")
    assert ask("add", "a.wav", "--catalog", "one.db").exit_code == 0
    monkeypatch.setenv("EARMARK_CATALOG", "two.db")
    assert ask("add", "a.wav").exit_code == 0
    assert {path.name for path in here.glob("*.db")} == {"one.db", "two.db"}
    (here / "text.db").write_text("no catalogue " * 100)
    assert isinstance(ask("add", "a.wav", "--catalog", "text.db").exception, CatalogError)
