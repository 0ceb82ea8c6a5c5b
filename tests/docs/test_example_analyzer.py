"""The analyzer in docs/analyzers.md: what stands there is what runs here, installed as people install it."""

import json
import os
import subprocess
import sys
import tomllib
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import numpy as np
import pytest

from earmark.media import write_audio
from tests.docs.pages import ROOT, blocks

PAGE = ROOT / "docs/analyzers.md"
EXAMPLE = (ROOT / "tests/docs/example_analyzer.py").read_text("utf-8")
QUIET = ((6.0, 8.5), (12.3, 16.3))
RATE = 22_050


@pytest.fixture
def site(tmp_path) -> Path:
    """A folder as ``pip install --target`` leaves it."""
    (project,) = blocks(PAGE, "toml")
    ((name, target),) = tomllib.loads(project.text)["project"]["entry-points"]["earmark.analyzers"].items()
    folder: Path = tmp_path / "site"
    (folder / "deadair-1.dist-info").mkdir(parents=True)
    (folder / "deadair.py").write_text(EXAMPLE)
    (folder / "deadair-1.dist-info/METADATA").write_text("Metadata-Version: 2.1\nName: deadair\nVersion: 1\n")
    (folder / "deadair-1.dist-info/entry_points.txt").write_text(f"[earmark.analyzers]\n{name} = {target}\n")
    return folder


@pytest.fixture
def episode(tmp_path) -> Path:
    """Noise with two stretches of silence and one that is too short."""
    sound = np.random.default_rng(1).normal(0, 0.1, 20 * RATE).astype(np.float32)
    for start, end in (*QUIET, (2.0, 3.5)):
        sound[round(start * RATE) : round(end * RATE)] *= 1e-5
    path: Path = tmp_path / "episode.mp3"
    write_audio(path, sound, rate=RATE)
    return path


def earmark(site: Path, *arguments: str) -> str:
    command = [sys.executable, "-c", "from earmark.cli.app import main; main()", *arguments]
    environment = os.environ | {"PYTHONPATH": str(site)}
    done = subprocess.run(command, cwd=site.parent, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_page_has_the_code_that_is_tested():
    assert f"```python\n{EXAMPLE}```" in PAGE.read_text("utf-8")
    assert len(EXAMPLE.splitlines()) <= 70


@pytest.mark.parametrize("workers", ["0", "1"])
def test_it_appears_in_every_command(site, episode, workers):
    earmark(site, "add", str(episode), "--kind", "episode")
    (row,) = json.loads(earmark(site, "understand", "--only", "deadair.find", "--workers", workers, "--format", "json"))
    assert (row["analyzer"], row["outcome"], row["marks"]) == ("deadair.find", "done", 2)
    marks = json.loads(earmark(site, "marks", "--analyzer", "deadair.find", "--format", "json"))
    found = [(mark["start"], mark["end"]) for mark in marks]
    np.testing.assert_allclose(found, QUIET, atol=0.11)
    assert all(mark["evidence"]["loudest_dbfs"] < -60 for mark in marks)
    assert "deadair.find" in earmark(site, "status")
    again = earmark(site, "understand", "--only", "deadair.find", "--workers", workers, "--format", "json")
    assert json.loads(again) == []


def test_it_can_be_tried_on_a_plain_file(site, episode, monkeypatch):
    _, trial = blocks(PAGE, "python")
    monkeypatch.syspath_prepend(str(site))
    monkeypatch.chdir(episode.parent)
    printed = StringIO()
    with redirect_stdout(printed):
        exec(trial.text, {})
    assert printed.getvalue().count("loudest_dbfs") == len(QUIET)
