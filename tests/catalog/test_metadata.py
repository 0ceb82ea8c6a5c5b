"""Tables: what is read, what is refused and why, what is applied to which item."""

from __future__ import annotations

import json
import unicodedata
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earmark.catalog import Store
from earmark.catalog.add import add
from earmark.catalog.metadata import read_table
from earmark.core import Kind
from earmark.core.errors import BadMetadata
from tests.catalog.sounds import wav


@pytest.fixture
def table(tmp_path):
    def write(content: str | bytes, name: str = "t.csv") -> Path:
        path: Path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_spreadsheets_of_every_sort(table, mark, bom, end):
    lines = [["Filename", "Title ", "ISRC", "Rights Holder"], ["a.wav", "A, B", "us-rc1-76-07839", ""]]
    text = end.join(mark.join(f'"{cell}"' for cell in line) for line in lines) + end
    (row,) = read_table(table(bom + text.encode())).rows
    assert row.number == 2
    assert row.keys == {"filename": "a.wav", "isrc": "USRC17607839"}
    assert (row.title, row.kind, row.values) == ("A, B", None, {"isrc": "USRC17607839"})


def test_json_lines_keep_their_types(table):
    lines = [{"uri": "https://a.org/1", "plays": 7, "tags": ["x"], "kind": "Track"}, [1], {"plays": 1}]
    text = "\n".join(json.dumps(line) for line in lines) + '\n\n{"uri": NaN}\nnonsense'
    found = read_table(table(text, "t.jsonl"))
    (row,) = found.rows
    assert (row.values, row.kind) == ({"plays": 7, "tags": ["x"]}, Kind.track)
    assert [problem.where for problem in found.problems] == [f"t.jsonl row {number}" for number in (2, 3, 5, 6)]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"filename,title\n\xff\xfe,x", "line 2 is not UTF-8"),
        (b"name,title\na,b\n", "no column says which item"),
        (b"", "no column says which item"),
        (b"isrc,title,TITLE\na,b,c\n", "two columns are called 'title'"),
    ],
)
def test_tables_that_are_no_use(table, content, words):
    with pytest.raises(BadMetadata, match=words):
        read_table(table(content))


def test_bad_rows_say_where_why_and_how_to_mend_it(table):
    found = read_table(
        table("filename,isrc,kind\na.wav,nonsense,\nb.wav,,trak\n,,track\nc.wav,,track,more\n\nd.wav,,\n")
    )
    assert [(problem.where, problem.what) for problem in found.problems] == [
        ("t.csv row 2, column isrc", "'nonsense' is no ISRC"),
        ("t.csv row 3, column kind", "there is no kind 'trak'"),
        ("t.csv row 4", "it does not say which item it is about"),
        ("t.csv row 5", "4 cells, but the header has 3; put text with commas in quotes"),
    ]
    assert "episode" in (found.problems[1].mend or "")
    assert [row.keys for row in found.rows] == [{"filename": "d.wav"}]
    assert found.rows[0].number == 7


def test_a_comma_too_many_moves_no_value_into_another_column(table):
    found = read_table(table("filename,title,artist\na.wav,Red, Blue,\nb.wav,B\n,,,,\nc.wav,C,Ana\n"))
    assert [problem.where for problem in found.problems] == ["t.csv row 2"]
    assert [row.title for row in found.rows] == ["B", "C"]


def test_a_comma_at_the_end_of_every_line_is_no_column(table):
    found = read_table(table("filename,title,\na.wav,A,\nb.wav,Red, Blue\nc.wav,Red, Blue,\n"))
    assert [row.title for row in found.rows] == ["A"]
    assert [problem.what.partition(";")[0] for problem in found.problems] == [
        "3 cells, but the header has 2",
        "4 cells, but the header has 2",
    ]


def test_an_open_quote_ends_the_table_with_a_report(table):
    found = read_table(table('filename,title\na.wav,"fine"\nb.wav,"open\nc.wav,x\n'))
    assert len(found.rows) == 1
    assert len(found.problems) == 1


def test_what_is_measured_is_not_overwritten(table):
    (row,) = read_table(table("filename,duration,file\na.wav,90,x\n")).rows
    assert row.values == {"stated_duration": "90", "stated_file": "x"}


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_read_or_refused(tmp_path_factory, content):
    for suffix in ("csv", "jsonl"):
        path = tmp_path_factory.getbasetemp() / f"any.{suffix}"
        path.write_bytes(b"isrc,title\n" + content)
        with suppress(BadMetadata):
            read_table(path)


def apply(store: Store, path: Path | None, *sources: Path) -> dict[str, str]:
    """Reasons for the rows that were not used; what was added is in the store."""
    return {
        addition.source: addition.reason
        for addition in add(store, [str(source) for source in sources], metadata=read_table(path) if path else None)
        if addition.state == "rejected"
    }


def titles(store: Store) -> dict[str, str]:
    return {item.path.name: item.title for item in store.items()}


def test_rows_find_their_items(store, table, tmp_path):
    folder = tmp_path / "in"
    for number, name in enumerate(["a.wav", "b.wav", "c.wav", "日本.wav", "ガ.wav"]):
        wav(folder / name, pitch=300 + number)
    decomposed = unicodedata.normalize("NFD", "ガ.wav")
    path = table(
        f"uri,path,filename,title\n{(folder / 'a.wav').as_uri()},,,A\n,in/b.wav,,B\n,,c.wav,C\n"
        f",,日本.wav,D\n,,{decomposed},E\n"
    )
    assert apply(store, path, folder) == {}
    assert titles(store) == {"a.wav": "A", "b.wav": "B", "c.wav": "C", "日本.wav": "D", "ガ.wav": "E"}


def test_a_name_that_several_items_have_is_refused_unless_the_path_tells(store, table, tmp_path):
    wav(tmp_path / "in" / "x" / "1.wav", pitch=300)
    wav(tmp_path / "in" / "y" / "1.wav", pitch=301)
    assert (
        "2 items have the name '1.wav'"
        in apply(store, table("filename,title\n1.wav,T\n"), tmp_path / "in")["t.csv row 2"]
    )
    assert apply(store, table("filename,title\nin/x/1.wav,T\n")) == {}
    assert sorted(item.title for item in store.items()) == ["1", "T"]


def test_a_name_beside_the_table_is_the_surer_one(store, table, tmp_path):
    wav(tmp_path / "1.wav", pitch=300)
    wav(tmp_path / "in" / "1.wav", pitch=301)
    sources = [tmp_path / "in", tmp_path / "1.wav"]
    assert apply(store, table("filename,title\n1.wav,T\n"), *sources) == {}
    assert store.item_by_uri((tmp_path / "1.wav").as_uri()).title == "T"


def test_unknown_and_repeated_rows_are_reported_and_the_rest_applied(store, table, tmp_path):
    wav(tmp_path / "a.wav")
    path = table("filename,title\nnone.wav,N\na.wav,A\n./a.wav,Again\n")
    found = apply(store, path, tmp_path / "a.wav")
    assert sorted(found) == ["t.csv row 2", "t.csv row 4"]
    assert "no item has the filename 'none.wav'" in found["t.csv row 2"]
    assert found["t.csv row 4"] == "row 3 describes the same item"
    assert titles(store) == {"a.wav": "A"}


def test_bad_rows_are_reported_once_with_the_good_ones_applied(store, table, tmp_path):
    path = table("filename,title,kind\na.wav,A,\na.wav,A,trak\n")
    found = apply(store, path, wav(tmp_path / "a.wav"))
    assert list(found) == ["t.csv row 3, column kind"]
    assert found["t.csv row 3, column kind"].startswith("there is no kind 'trak'. Write one of track,")
    assert titles(store) == {"a.wav": "A"}


def test_rows_are_reported_in_their_order(store, table, tmp_path):
    path = table("filename,title,kind\nnone.wav,N,\na.wav,A,trak\na.wav,A,\na.wav,B,\n,C,\n")
    found = apply(store, path, wav(tmp_path / "a.wav"))
    assert list(found) == ["t.csv row 2", "t.csv row 3, column kind", "t.csv row 5", "t.csv row 6"]


def test_one_recording_in_two_files_is_described_by_its_isrc(store, table, tmp_path):
    for name in ("a.wav", "b.wav"):
        wav(tmp_path / name, pitch=ord(name[0]))
    sources = [tmp_path / "a.wav", tmp_path / "b.wav"]
    assert apply(store, table("filename,isrc\na.wav,USRC17607839\nb.wav,USRC17607839\n"), *sources) == {}
    assert apply(store, table("isrc,title,rights holder\nUSRC17607839,T,Label\n")) == {}
    assert titles(store) == {"a.wav": "T", "b.wav": "T"}
    assert {item.metadata["rights holder"] for item in store.items()} == {"Label"}


def test_what_a_table_gave_survives_new_content(store, table, tmp_path):
    wav(tmp_path / "a.wav")
    apply(store, table("filename,title,artist,kind\na.wav,T,Ana,episode\n"), tmp_path / "a.wav")
    wav(tmp_path / "a.wav", 0.6)
    assert apply(store, None, tmp_path / "a.wav") == {}
    (item,) = store.items()
    assert (item.title, item.metadata["artist"], item.kind) == ("T", "Ana", Kind.episode)
    assert item.metadata["duration"] == 0.6


def test_what_a_table_gave_survives_one_move_after_the_other(store, table, tmp_path):
    path = wav(tmp_path / "a.wav")
    apply(store, table("filename,title,artist\na.wav,T,Ana\n"), path)
    for name in ("b.wav", "c.wav"):
        path = path.rename(tmp_path / name)
        assert apply(store, None, path) == {}
    wav(path, 0.6)
    assert apply(store, None, path) == {}
    (item,) = store.items()
    assert (item.title, item.metadata["artist"], item.path) == ("T", "Ana", path)
