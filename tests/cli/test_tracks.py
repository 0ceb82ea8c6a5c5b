"""`earmark tracks categorize` as a person uses it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from earmark.cli.app import app
from earmark.media import write_audio
from tests.tracks.sounds import RATE, noise, tune


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    made: Path = tmp_path_factory.mktemp("recordings")
    write_audio(made / "песня.mp3", tune(5, 30), rate=RATE)
    write_audio(made / "white.flac", noise("white noise", 20), rate=RATE)
    return made


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path: Path = tmp_path
    return path


def ask(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["tracks", "categorize", *map(str, arguments)])


def test_three_columns_for_programs(folder):
    answer = ask(folder, "--format", "csv")
    assert answer.exit_code == 0, answer.stderr
    rows = list(csv.DictReader(io.StringIO(answer.stdout)))
    assert list(rows[0]) == ["item", "verdict", "probability"]
    verdicts = {Path(row["item"]).name: row["verdict"] for row in rows}
    assert verdicts["white.flac"] == "functional:white_noise"
    assert verdicts["песня.mp3"] == "music"


def test_the_timeline_in_json(folder):
    (row,) = json.loads(ask(folder / "white.flac", "--format", "json").stdout)
    assert [(one["start"], one["kind"]) for one in row["timeline"]] == [(0.0, "noise")]
    assert row["timeline"][-1]["end"] == pytest.approx(20, abs=0.1)
    assert row["descriptors"]["flatness"]["percentile_of_music"] > 90


def test_what_cannot_be_read_spoils_nothing_else(folder, tmp_path):
    (tmp_path / "empty.wav").write_bytes(b"")
    whole = (folder / "white.flac").read_bytes()
    (tmp_path / "cut.flac").write_bytes(whole[: len(whole) // 2])
    answer = ask(
        tmp_path / "empty.wav", tmp_path / "none.mp3", tmp_path / "cut.flac", folder / "white.flac", "--format", "csv"
    )
    assert answer.exit_code == 2
    assert len(answer.stdout.splitlines()) == 3
    assert "empty.wav" in answer.stderr
    assert "none.mp3" in answer.stderr
    assert "Traceback" not in answer.output


def test_pictures(folder, tmp_path):
    answer = ask(folder / "песня.mp3", "--picture", tmp_path / "one.png")
    assert answer.exit_code == 0, answer.stderr
    assert (tmp_path / "one.png").read_bytes().startswith(b"\x89PNG")
    assert ask(folder, "--picture", tmp_path / "all").exit_code == 0
    assert sorted(path.name for path in (tmp_path / "all").iterdir()) == ["001 white.png", "002 песня.png"]


@pytest.mark.parametrize("name", ["two.png", "one.gif", "file"])
def test_pictures_that_cannot_be(folder, tmp_path, name):
    (tmp_path / "file").write_text("in the way")
    answer = ask(folder, "--picture", tmp_path / name, "--format", "csv")
    assert isinstance(answer.exception, SystemExit | Exception)
    assert answer.exit_code != 0
    assert "music" not in answer.stdout
