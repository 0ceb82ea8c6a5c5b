"""`earmark royalties`, as a person and a program use it."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from earmark.catalog import open_catalog
from earmark.cli.app import app
from earmark.core import Decision, Item, Json, Kind, Mark, Outcome, Run, Span, Verdict
from earmark.core.errors import BadInput
from tests.docs.pages import ROOT

FILES = ROOT / "docs/royalties"
GIVEN = [word for name in ("plays", "usage", "verdicts", "splits") for word in (f"--{name}", f"{name}.csv")]


def ask(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["royalties", *arguments])


def statement(*arguments: str, policy: str = "policy.yaml") -> Result:
    return ask("statement", *GIVEN, "--policy", policy, "--pool", "EUR 1000.00", *arguments)


def rows(done: Result) -> list[dict[str, Any]]:
    assert done.exit_code == 0, done.output
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch) -> Path:
    """A folder with the small case of the page."""
    for file in FILES.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    monkeypatch.chdir(tmp_path)
    path: Path = tmp_path
    return path


@pytest.mark.parametrize("by", ["tracks", "lines", "pool"])
def test_every_way_to_print_it_adds_up_to_the_pool(by):
    assert sum(Decimal(row["amount"]) for row in rows(statement("--by", by, "--format", "json"))) == 1000
    printed = csv.DictReader(io.StringIO(statement("--by", by, "--format", "csv").stdout))
    assert sum(Decimal(row["amount"]) for row in printed) == 1000


def test_rows_alone_are_on_standard_output():
    done = statement("--format", "csv")
    assert done.stdout.splitlines()[0] == "holder,tracks,paid,held,elsewhere,currency"
    assert done.stderr == "EUR 1000.00 = EUR 826.07 paid + EUR 163.93 held + EUR 10.00 to Charges\n"


def test_an_example_says_that_it_is_one():
    done = statement(policy="boosts-example")
    assert done.exit_code == 0
    assert "boosts-example is an example: nobody should be paid by it" in done.stderr


def test_a_shadow_gives_the_difference_per_holder(here):
    found = rows(statement("--against", "boosts-example", "--format", "json", "--output", "out"))
    other = {row["holder"]: row for row in rows(statement("--format", "json", policy="boosts-example"))}
    for row in found:
        assert Decimal(row["paid_more"]) == Decimal(row["paid_other"]) - Decimal(row["paid"])
        assert row["paid_other"] == other[row["holder"]]["paid"]
    assert (here / "out/difference.csv").exists()


def test_a_track_is_explained_down_to_rows_and_rules():
    found = rows(ask("explain", "tune", *GIVEN, "--policy", "policy.yaml", "--pool", "EUR 1000.00", "--format", "json"))
    assert {"source": "plays", "says": "1,300 plays", "where": "plays.csv line 2, 3"} in found
    assert any(row["where"] == "policy line 6: plays.minimum seconds" for row in found)
    assert any(row["says"].startswith("Ada Lang: 2/3 is EUR 306.01, paid") for row in found)
    wrong = ask("explain", "tun", *GIVEN, "--policy", "policy.yaml", "--pool", "EUR 1000.00")
    assert isinstance(wrong.exception, BadInput)
    assert "Did you mean tune?" in str(wrong.exception)


def test_a_policy_is_checked(here):
    done = ask("check", "policy.yaml", "--format", "json")
    (said,) = (row for row in rows(done) if row["line"] == 13)
    assert (said["field"], said["value"]) == ("usage.one play is", "180")
    assert said["meaning"].startswith("Seconds heard")
    path = here / "policy.yaml"
    path.write_text(path.read_text().replace("unclaimed: held", "unclaimed: kept\nuncle: bob"))
    done = ask("check", "policy.yaml")
    assert (done.exit_code, done.stdout) == (2, "")
    assert [line.partition(": ")[2] for line in done.stderr.splitlines()] == [
        "policy.yaml line 23, unclaimed: 'kept' cannot stand here. Write outside, held, or 'to' and a name",
        "policy.yaml line 24, uncle: there is no key 'uncle' here. Did you mean unclaimed?",
    ]


def test_examples_are_listed_and_printed(here):
    assert [row["name"] for row in rows(ask("policies", "--format", "json"))] == ["boosts-example", "threshold-example"]
    (here / "mine.yaml").write_text(ask("policies", "threshold-example").stdout)
    assert ask("check", "mine.yaml").exit_code == 0
    assert json.loads(ask("policies", "schema").stdout)["type"] == "object"


def wrong(name: str, before: str, after: str) -> None:
    path = Path(name)
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")


@pytest.mark.parametrize(
    ("name", "before", "after", "told"),
    [
        ("plays.csv", "500,200", "-500,200", "plays.csv line 5, plays: -500 is negative"),
        ("plays.csv", "song,,2026-10,500,200", "tune,,2026-10,500,180", "plays.csv line 5, track: this repeats a row"),
        ("plays.csv", "200,600,60", "200,,60", "plays.csv line 6, seconds: this is empty"),
        ("verdicts.csv", "song,", "tune,", "verdicts.csv line 3, track: this track stands above already: tune"),
        ("splits.csv", "2/3", "4/3", "splits.csv line 2, share: '4/3' is more than 1"),
        ("splits.csv", "2/3", "1/3", "splits.csv line 2, 3, share: the shares of tune add up to 2/3, not to 1"),
        ("usage.csv", "0.95", "1.95", "usage.csv line 2, probability: 1.95 is more than 1"),
        ("policy.yaml", "one play is", "one game is", "policy.yaml line 13, usage.one game is: there is no key"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_written(here, name, before, after, told):
    wrong(name, before, after)
    done = statement("--output", "out")
    assert isinstance(done.exception, BadInput)
    assert told in str(done.exception)
    assert done.stdout == ""
    assert not (here / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--pool", "EUX 1"], "--pool: there is no currency EUX"),
        (["--pool", "USD 1"], "policy.yaml line 11, plays.penalty.charge: the penalty is in EUR, the pool in USD"),
        (["--policy", "nothing.yaml"], "nothing.yaml: there is no such policy"),
        (["--period", "2025-10"], "plays.csv: no play is of 2025-10"),
        (["--period", "October"], "--period: 'October' is no month"),
        (["--splits", "nothing.csv"], "nothing.csv: cannot be read"),
    ],
)
def test_options_that_are_wrong(here, arguments, told):
    done = statement("--output", "out", *arguments)
    assert isinstance(done.exception, BadInput)
    assert told in str(done.exception)
    assert not (here / "out").exists()


def test_the_exit_code_is_2_and_there_is_no_traceback():
    wrong("plays.csv", "500,200", "-500,200")
    command = [sys.executable, "-c", "from earmark.cli.app import main; main()", "royalties", "statement", *GIVEN]
    done = subprocess.run(
        [*command, "--policy", "policy.yaml", "--pool", "EUR 1000.00"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "earmark: plays.csv line 5, plays: -500 is negative\n"


def test_use_categories_and_owners_from_a_catalogue(here):
    with closing(open_catalog(here / "earmark.db")) as store:
        store.put_items([Item("episode-1", Kind.episode, "file:///e.mp3", "One")])
        tune: dict[str, Json] = {"rights_holder": "Ada", "isrc": "DEA120000001", "duration": 180.0}
        store.put_items([Item("tune", Kind.track, "file:///t.flac", "Tune", tune)])
        store.put_items([Item("rain", Kind.track, "file:///r.flac", "Rain", {**tune, "rights_holder": "Sleep"})])
        store.start_run(Run("r", datetime.now(UTC), "local", {"music.find": "1", "tracks.category": "1"}))
        said = {"title": "Tune", "role": "background"}
        span = Span.from_seconds(0, 36)
        use = Mark("episode-1", "music.find", "1", "usage", target="tune", span=span, evidence=said)
        rain = Mark("rain", "tracks.category", "1", "category", "functional:rain", probability=0.95)
        store.record("r", [Outcome("episode-1", None, "music.find", "1", "", (use,))])
        store.record("r", [Outcome("rain", None, "tracks.category", "1", "", (rain,))])
        store.decide(Decision(rain.id, Verdict.accept, "ann", datetime.now(UTC)))
    given = ["--plays", "plays.csv", "--usage", "earmark.db", "--verdicts", "earmark.db", "--splits", "earmark.db"]
    wanted = ["--policy", "policy.yaml", "--pool", "EUR 1000.00", "--format", "json"]
    found = {(row["track"], row["source"]): row for row in rows(ask("statement", *given, *wanted, "--by", "lines"))}
    assert found["tune", "usage"]["units"] == 36 * 0.5 * 900 / 180
    assert use.id in found["tune", "usage"]["why"]
    assert rain.id in found["rain", "plays"]["why"]
    assert (found["rain", "plays"]["label"], found["rain", "plays"]["holder"]) == ("functional:rain", "Sleep")
    assert found["song", "plays"]["to"] == "held"
