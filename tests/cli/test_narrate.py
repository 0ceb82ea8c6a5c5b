"""`earmark article` and `earmark narrate` as people type them."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from earmark.cli.app import app
from tests.narration.pages import PARAGRAPHS, page


def call(*arguments: str):
    return CliRunner().invoke(app, list(arguments))


@pytest.fixture
def article(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "flood.html").write_bytes(page())
    return "flood.html"


def test_text(article):
    done = call("article", "text", article)
    assert done.exit_code == 0
    assert done.stdout.startswith("The night the river came\n\n" + PARAGRAPHS[0])
    assert "cookies" not in done.stdout


def test_tree(article):
    assert json.loads(call("article", "tree", article, "--format", "json").stdout)["byline"] == "Ada Lang"
    shown = call("article", "tree", article).stdout
    for words in ("heading 2", "ordered list", "2 rows, 2 columns", "Jo Miller, baker", "note 1"):
        assert words in shown
    assert PARAGRAPHS[1] in call("article", "tree", article, "--format", "csv").stdout


def test_a_script_is_edited_and_narrated(article, tmp_path):
    script = call("article", "script", article, "--format", "json", "--style", "brief", "--say", "lists=skip")
    assert "A list of" not in script.stdout
    (tmp_path / "flood.json").write_text(script.stdout)
    done = call("narrate", "flood.json", "-o", "flood.mp3", "--cache", "voice")
    assert done.exit_code == 0, done.stderr
    assert "LUFS" in done.stdout
    for name in ("flood.mp3", "flood.vtt", "flood.script.json", "flood.report.json"):
        assert (tmp_path / name).stat().st_size > 100
    again = call("narrate", "flood.script.json", "-o", "flood.mp3", "--cache", "voice")
    assert "0 sentences spoken" in again.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["article", "text", "none.html"], "no such ordinary file"),
        (["article", "script", "flood.html", "--style", "loud"], "no style 'loud'"),
        (["article", "script", "flood.html", "--say", "tables"], "no ELEMENT=TREATMENT"),
        (["narrate", "flood.html", "-o", "a.txt"], "no format of a narration"),
        (["article", "text", "http://127.0.0.1:9/"], "private"),
    ],
)
def test_what_is_wrong_is_said(article, arguments, words):
    done = call(*arguments)
    assert done.exit_code != 0
    assert words in str(done.exception)
