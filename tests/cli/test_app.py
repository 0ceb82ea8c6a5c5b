"""`earmark` itself: its help, and what it says to a slip."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from earmark.cli.app import app

SCREEN = {"COLUMNS": "80", "LINES": "40"}
PANELS = {
    "Start": ["demo"],
    "Catalogue": ["add", "status", "marks", "export"],
    "Understand": ["understand", "narrate", "music", "tracks", "authors", "royalties", "article"],
    "Measure": ["evaluate", "compare", "models", "train"],
}


def call(*arguments: str):
    return CliRunner().invoke(app, list(arguments), env=SCREEN)


@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help_fits_one_screen_and_groups_commands_by_what_people_want(option):
    shown = call(option).stdout
    lines = shown.splitlines()
    assert len(lines) <= 42
    assert max(map(len, lines)) <= 80
    panels = re.findall(r"╭─ (\w+) ─+╮\n(.*?)╰", shown, re.DOTALL)
    commands = {name: re.findall(r"^│ (\w+)", inside, re.MULTILINE) for name, inside in panels if name != "Options"}
    assert list(commands.items()) == list(PANELS.items())


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["understand", "--help"]])
def test_help_imports_nothing_heavy(arguments):
    script = (
        "import sys, contextlib\n"
        "from earmark.cli.app import app\n"
        f"with contextlib.suppress(SystemExit): app({arguments})\n"
        "heavy = {'av', 'numba', 'numpy', 'onnxruntime', 'pyarrow', 'scipy', 'sqlalchemy', 'torch'}\n"
        "sys.exit(str(sorted(heavy & set(sys.modules))))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.stderr.strip() == "[]"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["understnad"], "No such command 'understnad'. Did you mean 'understand'?"),
        (["music", "fnid"], "No such command 'fnid'. Did you mean 'find'?"),
        (["--catalogue", "x"], "No such option: --catalogue"),
        (["status", "--formt", "json"], "No such option: --formt (Possible options: --format)"),
        (["status", "extra"], "unexpected extra argument"),
        (["understand", "--workers", "many"], "Invalid value for '--workers'"),
    ],
)
def test_a_slip_is_named_and_mended(arguments, words):
    done = call(*arguments)
    assert done.exit_code == 2
    assert words in done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
