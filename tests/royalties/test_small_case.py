"""The case that docs/royalties.md works out by hand, from the files beside it."""

from __future__ import annotations

import re
import shlex
from fractions import Fraction

import pytest
from typer.testing import CliRunner

from earmark.cli.app import app
from earmark.royalties import (
    Material,
    Money,
    read_plays,
    read_policy,
    read_splits,
    read_usage,
    read_verdicts,
    state,
)
from tests.docs.pages import ROOT, blocks

FILES = ROOT / "docs/royalties"
PAGE = ROOT / "docs/royalties.md"


@pytest.fixture(scope="module")
def statement():
    plays = read_plays(FILES / "plays.csv")
    usage, verdicts, splits = read_usage(FILES / "usage.csv"), FILES / "verdicts.csv", FILES / "splits.csv"
    material = Material(plays, usage, read_verdicts(verdicts), read_splits(splits))
    rules = read_policy(FILES / "policy.yaml")
    return state(material, rules, Money.read("EUR 1000.00", ""), plays.statement_month(None))


def test_units_and_amounts_are_those_worked_out_by_hand(statement):
    found = {(each.line.track, each.line.source): (each.line.units, each.amount) for each in statement.lines}
    assert found == {
        ("bot", "plays"): (100, 3279),
        ("drone", "plays"): (200, 6557),
        ("rain", "plays"): (600, 19672),
        ("song", "plays"): (600, 19672),
        ("tune", "plays"): (1400, 45902),
        ("tune", "usage"): (150, 4918),
    }


def test_postings_are_those_worked_out_by_hand(statement):
    found = {(each.holder, each.track, each.source, each.to): each.amount for each in statement.postings}
    assert found == {
        ("", "bot", "plays", "to Charges"): 1000,
        ("Quick Plays", "bot", "plays", "paid"): 2279,
        ("Dora", "drone", "plays", "held"): 6557,
        ("Sleep Sounds Ltd", "rain", "plays", "paid"): 19672,
        ("", "song", "plays", "held"): 9836,
        ("Ada Lang", "song", "plays", "paid"): 9836,
        ("Ada Lang", "tune", "plays", "paid"): 30601,
        ("Blue Publishing", "tune", "plays", "paid"): 15301,
        ("Ada Lang", "tune", "usage", "paid"): 3279,
        ("Blue Publishing", "tune", "usage", "paid"): 1639,
    }
    assert sum(found.values()) == 100_000
    assert dict(statement.lines[-1].split.shares)["Ada Lang"] == Fraction(2, 3)


def test_the_page_shows_what_the_commands_print(monkeypatch):
    """Each block that begins with ``$ earmark royalties`` is typed in the folder of the files."""
    monkeypatch.chdir(FILES)
    shown = [block.text for block in blocks(PAGE) if block.text.startswith("$ earmark royalties")]
    shown += [block.text for block in blocks(ROOT / "README.md") if block.text.startswith("$ earmark royalties")]
    assert len(shown) >= 4
    for text in shown:
        command, _, output = text.replace("\\\n", " ").partition("\n")
        done = CliRunner().invoke(app, shlex.split(command.removeprefix("$ earmark ")))
        assert done.exit_code == 0, done.output
        said = [re.sub(r" +$", "", line) for line in (done.stdout + done.stderr).splitlines()]
        assert said == output.splitlines(), command
