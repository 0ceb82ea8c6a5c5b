"""What rows look like, for people and for programs."""

from __future__ import annotations

import csv
import io
import json

import pytest

from earmark.cli.output import Format, emit

ROWS = [{"name": "a", "probability": 0.9999999999999372}, {"name": "b", "probability": 0.12345678}]


def test_a_table_shows_four_decimals_and_programs_get_all(capsys: pytest.CaptureFixture[str]):
    printed = {}
    for format in Format:
        emit(ROWS, format, ["name", "probability"])
        printed[format] = capsys.readouterr().out
    assert printed[Format.table].split() == ["name", "probability", "a", "1.0", "b", "0.1235"]
    assert json.loads(printed[Format.json]) == ROWS
    rows = csv.DictReader(io.StringIO(printed[Format.csv]))
    assert [float(row["probability"]) for row in rows] == [row["probability"] for row in ROWS]
