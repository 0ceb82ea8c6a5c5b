"""`earmark authors` as a person and a program use it."""

from __future__ import annotations

import csv
import io
import json

import pytest
from typer.testing import CliRunner, Result

from earmark.cli.app import app
from earmark.core.errors import BadInput

AGENTS = """agent_id,name,aliases,born,died,titles
fyodor,Fyodor Dostoevsky,,1821,1881,Crime and Punishment | The Idiot
jacob,Jacob Grimm,,1785,1863,Household Tales
wilhelm,Wilhelm Grimm,,1786,1859,Household Tales
lu,Xun Lu,鲁迅,1881,1936,
"""
CREDITS = """credit_id,name,title
c1,"Dostoyevsky, Fyodor",The Idiot
c2,Jacob und Wilhelm Grimm,Household Tales
c3,Various,
c4,鲁迅 - Lu Xun,
c5,=Nobody Known,
"""


def ask(*words: object) -> Result:
    return CliRunner().invoke(app, ["authors", *map(str, words)], catch_exceptions=True)


@pytest.fixture
def files(tmp_path):
    (tmp_path / "agents.csv").write_text(AGENTS, "utf-8")
    (tmp_path / "credits.csv").write_text(CREDITS, "utf-8")
    return tmp_path


def test_link_prints_the_agreed_columns(files):
    done = ask("link", files / "credits.csv", "--agents", files / "agents.csv", "--format", "csv")
    assert done.exit_code == 0, done.stderr
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert list(rows[0]) == ["credit_id", "agent_id", "probability", "evidence"]
    assert [row["agent_id"] for row in rows] == ["fyodor", "jacob", "wilhelm", "NIL", "lu", "NIL"]
    assert [row["credit_id"] for row in rows] == ["c1", "c2", "c2", "c3", "c4", "c5"]


def test_link_says_more_in_json(files):
    done = ask("link", files / "credits.csv", "--agents", files / "agents.csv", "--format", "json")
    rows = json.loads(done.stdout)
    assert rows[1]["position"] == 1
    assert rows[0]["cost"] >= 0


def test_link_by_a_policy(files):
    (files / "p.yaml").write_text("costs: {review: 0}\n")
    done = ask("link", files / "credits.csv", "--agents", files / "agents.csv", "--policy", files / "p.yaml")
    assert "review" in done.stdout
    (files / "p.yaml").write_text("costs: !!python/name:os.system\n")
    done = ask("link", files / "credits.csv", "--agents", files / "agents.csv", "--policy", files / "p.yaml")
    assert isinstance(done.exception, BadInput)
    assert done.stdout == ""


def test_nothing_is_printed_if_a_later_row_is_wrong(files):
    (files / "credits.csv").write_text("credit_id,name\n1,Ann Smith\n1,Bob Jones\n")
    for words in (
        ("link", files / "credits.csv", "--agents", files / "agents.csv"),
        ("cluster", files / "credits.csv"),
    ):
        done = ask(*words, "--format", "csv")
        assert isinstance(done.exception, BadInput)
        assert done.stdout == ""


def test_cluster(files):
    (files / "c.csv").write_text('credit_id,name\n1,"Lagerlöf, Selma"\n2,Selma Lagerlof\n3,Ann Smith\n', "utf-8")
    done = ask("cluster", files / "c.csv", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert list(rows[0]) == ["credit_id", "cluster_id", "probability"]
    assert [row["cluster_id"] for row in rows] == ["1", "1", "3"]
    assert isinstance(ask("cluster", files / "c.csv", "--threshold", "0").exception, BadInput)


def test_claims(files):
    (files / "claims.csv").write_text('book,authors,source\nb,"Smith, Ann",x\nb,Ann Smith,y\nb,A. Smith,z\nb,N/A,w\n')
    done = ask("claims", files / "claims.csv", "--format", "csv")
    assert next(csv.DictReader(io.StringIO(done.stdout)))["author"] in ("Ann Smith", "A. Smith")
    assert ask("claims", files / "claims.csv", "--everyone", "--format", "json").exit_code == 0
