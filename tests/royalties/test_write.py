"""Statements as files."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from earmark.core.errors import BadInput
from earmark.royalties import Money, Split, Written, differences, names_of, write_statement
from earmark.royalties.page import holder_file
from tests.royalties.material import policy, stated

EVIL = '<script>alert("x")</script>'
SPLITS = {
    "a": Split((("=HYPERLINK(1)", Fraction(1, 3)), (EVIL, Fraction(2, 3))), "splits.csv line 2", EVIL, "Ärzte", "ISRC"),
    "b": Split(((EVIL, Fraction(1)),), "splits.csv line 4"),
}
ROWS = [{"track": "a", "plays": 2}, {"track": "b", "plays": 1}, {"track": "c", "plays": 4}]


@pytest.fixture
def statement(tmp_path):
    return stated(tmp_path, ROWS, policy(), splits=SPLITS, pool=Money("BHD", 1001))


@pytest.fixture
def folder(tmp_path, statement) -> Path:
    path: Path = tmp_path / "out" / "October"
    assert write_statement(statement, path, Written(names_of(statement, []), {"plays": "plays.csv 0"}))
    return path


def test_every_table_adds_up_to_the_pool_in_every_format(folder):
    document = json.loads((folder / "statement.json").read_text("utf-8"))
    assert (document["pool_minor"], document["currency"]) == (1001, "BHD")
    for name in ("pool", "tracks", "lines"):
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        table = pq.read_table(folder / f"{name}.parquet")
        assert str(table.schema.field("amount").type) == "decimal128(24, 3)"
        for amounts in ((row["amount"] for row in rows), (row["amount"] for row in document[name])):
            assert sum(Decimal(amount) for amount in amounts) == Decimal("1.001")
        assert sum(table["amount"].to_pylist()) == Decimal("1.001")
        assert len(rows) == table.num_rows == len(document[name])
    holders = pq.read_table(folder / "holders.parquet").to_pylist()
    assert sum(row["paid"] + row["held"] + row["elsewhere"] for row in holders) == Decimal("1.001")


def test_every_line_says_why(folder):
    document = json.loads((folder / "statement.json").read_text("utf-8"))
    first = next(row for row in document["tracks"] if row["track"] == "a")
    assert first["why"].startswith("2 plays [plays.csv line 2]; no verdict: taken as music [verdicts.missing]")
    with (folder / "lines.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            assert "plays.csv line" in row["why"]
            assert row["rule"]


def test_no_text_is_a_formula_in_a_spreadsheet(folder):
    with (folder / "holders.csv").open(encoding="utf-8", newline="") as file:
        assert [row["holder"] for row in csv.DictReader(file)] == ["", EVIL, "'=HYPERLINK(1)"]
    assert "=HYPERLINK(1)" in pq.read_table(folder / "holders.parquet")["holder"].to_pylist()


class _Reader(HTMLParser):
    """The tags and links of a page; fails on what is never closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.links: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.links += [value for name, value in attrs if name == "href" and value]
        if tag not in ("meta", "link"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_pages_are_whole_linked_and_run_nothing(folder):
    pages = list(folder.rglob("*.html"))
    assert len(pages) == 4
    for page in pages:
        reader = _Reader()
        text = page.read_text("utf-8")
        reader.feed(text)
        assert reader.open == []
        assert "script" not in reader.tags
        assert all((page.parent / link).exists() for link in reader.links)
    mine = (folder / holder_file(EVIL)).read_text("utf-8")
    assert "&lt;script&gt;" in mine
    assert "Ärzte" in mine
    assert "splits.csv line 2" in mine
    index = (folder / "index.html").read_text("utf-8")
    assert "BHD 1.001" in index


def test_writing_it_again_changes_nothing_and_another_is_refused(tmp_path, statement, folder):
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    written = Written(names_of(statement, []), {"plays": "plays.csv 0"})
    assert not write_statement(statement, folder, written)
    other = stated(tmp_path, ROWS, policy(), splits=SPLITS, pool=Money("BHD", 1002))
    with pytest.raises(BadInput, match="something else is there already"):
        write_statement(other, folder, written)
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before
    assert [path.name for path in folder.parent.iterdir()] == ["October"]


def test_an_empty_folder_is_filled_and_a_file_is_not_written_over(tmp_path, statement):
    written = Written({}, {})
    (tmp_path / "empty").mkdir()
    assert write_statement(statement, tmp_path / "empty", written)
    (tmp_path / "file").write_text("mine")
    with pytest.raises(BadInput, match="this is a file"):
        write_statement(statement, tmp_path / "file", written)
    assert (tmp_path / "file").read_text() == "mine"


def test_a_shadow_is_written_beside(tmp_path, statement):
    other = stated(tmp_path, ROWS, policy(unclaimed="outside"), splits=SPLITS, pool=Money("BHD", 1001))
    found = list(differences(statement, other))
    assert sum(each.paid_more for each in found) == sum(each.held for each in found)
    assert write_statement(statement, tmp_path / "s", Written({}, {}, found, "test 2"))
    rows = pq.read_table(tmp_path / "s/difference.parquet").to_pylist()
    assert all(row["paid_other"] - row["paid"] == row["paid_more"] for row in rows)
    assert "Against test 2" in (tmp_path / "s/index.html").read_text("utf-8")
