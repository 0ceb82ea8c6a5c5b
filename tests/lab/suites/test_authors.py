"""The suites of authors pose the same items, and rows that metrics can read, on a small catalogue made here."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from earmark.lab.authors.catalogues import fold_of, gutenberg, librivox, one_person
from earmark.lab.predictions import prediction_table
from earmark.lab.score import score
from earmark.lab.suites.authors import AuthorsClaimsSuite, AuthorsClusterSuite, AuthorsLinkSuite

GIVEN = ["Anna", "Boris", "Clara", "David", "Emma", "Fritz", "Greta", "Henry"]
FAMILY = ["Ashford", "Brandt", "Carver", "Dunning", "Ellwood", "Farrow", "Gilpin", "Hartley"]


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([header, *rows])


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("authors")
    people = [(at, GIVEN[at % 8], FAMILY[(at + at // 8) % 8]) for at in range(64)]
    _write(
        folder / "gutenberg" / "authors.csv.gz",
        ["author_id", "name", "aliases", "birth", "death", "wikipedia"],
        [(at, f"{family}, {given}", f"{family}, {given[0]}.", 1800 + at, "", "") for at, given, family in people],
    )
    _write(
        folder / "gutenberg" / "books.csv.gz",
        ["gutenberg_id", "title", "author", "author_id", "language", "subjects"],
        [(at, f"Book {at}", "", at % 64, "en", f"Subject {at % 64}") for at in range(192)],
    )
    _write(
        folder / "librivox" / "people.csv.gz",
        ["role", "person_id", "first_name", "last_name", "dob", "dod"],
        [("author", at, given, family, "", "") for at, given, family in people],
    )
    _write(
        folder / "librivox" / "books.csv.gz",
        ["book_id", "title", "language", "copyright_year", "genres", "author_ids", "reader_ids", "gutenberg_id"],
        [(at, f"Book {at}", "English", "", "Poetry", at % 64, "1 2", at) for at in range(128)],
    )
    _write(
        folder / "librivox" / "archive_creators.csv.gz",
        ["book_id", "archive_creator", "archive_title"],
        [(at, f"{people[at % 64][2]}, {people[at % 64][1]}", "") for at in range(128)],
    )
    _write(
        folder / "abebooks_claims" / "claims.csv.gz",
        ["claim_id", "isbn", "authors_claimed", "source"],
        [(at, at // 4, "Ann Smith; Bob Jones" if at % 2 else "Smith, Ann", at % 4) for at in range(40)],
    )
    gold: list[list[object]] = [["isbn", "authors"], *([at, "smith, ann;  jones, bob;"] for at in range(8))]
    with (folder / "abebooks_claims" / "gold.csv").open("w", newline="") as stream:
        csv.writer(stream).writerows(gold)
    return folder


@pytest.mark.parametrize("suite", [AuthorsLinkSuite(), AuthorsClusterSuite(), AuthorsClaimsSuite()])
def test_suite_gives_rows_that_metrics_read(suite, data):
    rows = list(suite.evaluate(data, seed=3, progress=lambda done, total: None))
    assert all(file.is_file() for file in suite.files(data))
    scores = score(prediction_table(rows, suite=suite.name), suite.metrics, suite.slices, seed=0)
    whole = {line.system: line.value for line in scores if line.metric == suite.metrics[0].name and not line.slice}
    assert whole["earmark"] is not None
    assert whole["earmark"] > 0.6
    assert rows == list(suite.evaluate(data, seed=3, progress=lambda done, total: None))


def test_namesakes_are_on_one_side(data):
    pg, lv = gutenberg(data / "gutenberg"), librivox(data / "librivox")
    one, other = one_person(pg, lv)
    assert all(one[id] == other[id] for id in pg.people)
    assert {fold_of(group) for group in one.values()} <= set(range(5))
