"""The CSV files that statements are made from, and every way in which they can be wrong."""

from __future__ import annotations

from fractions import Fraction

import pytest

from earmark.core.errors import BadInput
from earmark.royalties import read_plays, read_splits, read_usage, read_verdicts


@pytest.fixture
def written(tmp_path):
    def write(text: str | bytes):
        path = tmp_path / "given.csv"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    return write


def problem(read, path) -> str:
    with pytest.raises(BadInput) as caught:
        read(path)
    return str(caught.value).removeprefix(str(path))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ": the file is empty"),
        (" \n", ": the file is empty"),
        ("track,plays\n", ": there are no rows below the header"),
        ("track,plays", ": there are no rows below the header"),
        ("track,count\na,1\n", " line 1: the column 'plays' is missing. There is: track, count"),
        ("id,plays\na,1\n", " line 1: the column 'track' is missing"),
        ("track,plays,Plays\na,1,2\n", " line 1: two columns are called 'plays'"),
        ("track,plays\na,-5\n", " line 2, plays: -5 is negative"),
        ("track,plays\na,1\nb,1.5\n", " line 3, plays: '1.5' is no whole number"),
        ("track,plays\na,\n", " line 2, plays: this is empty"),
        ("track,plays\na,0x1F\n", " line 2, plays: '0x1F' is no whole number"),
        ("track,plays\na," + "9" * 13 + "\n", "is no whole number"),
        ("track,plays\na,x\nb,y\nc,z\n", " line 2, plays: 'x' is no whole number. 2 more rows"),
        ("track,plays\n,1\n", " line 2, track: this is empty. Name a track, or an item"),
        ("track,item,plays\na,b,1\n", " line 2, item: the row names a track as well"),
        ("track,plays\na,1\nb,1\na,2\n", " line 4, track: this repeats a row above: a"),
        ("track,period,plays\na,2026-10,1\na,2026-10,2\n", " line 3, track: this repeats a row above: a, 2026-10"),
        ("track,plays,artificial\na,1,2\n", " line 2, artificial: this is more than there are plays"),
        ("track,plays,searched\na,1,2\n", " line 2, searched: this is more than there are plays"),
        ("track,plays,listeners\na,1,2\n", " line 2, listeners: this is more than there are plays"),
        ("track,period,plays\na,2026-13,1\n", " line 2, period: this is no month. Write it so: 2026-10"),
        ("track,plays,seconds\na,1,nan\n", " line 2, seconds: 'nan' is no number"),
        ("track,plays\na,1,2\n", " line 2: 3 cells, but the header has 2"),
        ("track,plays\na,1\nb\n", " line 3: 1 cells, but the header has 2"),
        (b"track,plays\na\xe9,1\n", " line 2: this is not UTF-8"),
        ("track,plays\na,1\n".encode("utf-16"), " line 1: this is not UTF-8"),
        ("track,plays\na\0,1\n", " line 2: this is no text"),
        ('track,plays\n"a\nb",1\n\nc,-1\n', " line 5, plays: -1 is negative"),
    ],
)
def test_wrong_plays(written, text, told):
    assert told in problem(read_plays, written(text))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("track,holder\na,b\n", "the column 'share' is missing"),
        ("track,holder,share\na,b,1.1\n", " line 2, share: '1.1' is more than 1"),
        ("track,holder,share\na,b,3/2\n", " line 2, share: '3/2' is more than 1"),
        ("track,holder,share\na,b,-0.5\n", " line 2, share: '-0.5' is negative"),
        ("track,holder,share\na,b,0\n", " line 2, share: '0' is nothing"),
        ("track,holder,share\na,b,1/0\n", " line 2, share: '1/0' is no share. Write it so: 0.5, 50% or 1/3"),
        ("track,holder,share\na,b,half\n", " line 2, share: 'half' is no share"),
        ("track,holder,share\na,b,0.5\na,c,0.49\n", " line 2, 3, share: the shares of a add up to 0.99, not to 1"),
        ("track,holder,share\na,b,0.5\na,c,0.51\n", "add up to 1.01, not to 1"),
        ("track,holder,share\na,b,0.333\na,c,2/3\n", "add up to 2999/3000, not to 1"),
        ("track,holder,share\na,b,0.5\na,b,0.5\n", " line 3, track: this track and holder stand above already: a, b"),
        ("track,holder,share\n,b,1\n", " line 2, track: this is empty"),
    ],
)
def test_wrong_splits(written, text, told):
    assert told in problem(read_splits, written(text))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("track,verdict\na,music\n", "the column 'probability' is missing"),
        ("track,verdict,probability\na,musik,1\n", " line 2, verdict: there is no verdict 'musik'"),
        ("track,verdict,probability\na,music,1.01\n", " line 2, probability: 1.01 is more than 1"),
        ("track,verdict,probability\na,music,\n", " line 2, probability: this is empty"),
        ("track,verdict,probability\na,music,1\na,speech,1\n", " line 3, track: this track stands above already: a"),
        ("track,verdict,probability,seconds\na,music,1,-3\n", " line 2, seconds: -3 is negative"),
    ],
)
def test_wrong_verdicts(written, text, told):
    assert told in problem(read_verdicts, written(text))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("item,track\ne,a\n", "the column 'seconds' is missing"),
        ("item,track,seconds\ne,a,-1\n", " line 2, seconds: -1 is negative"),
        ("item,track,seconds\ne,a,1\ne,a,2\n", " line 3, item: this episode and track stand above already: e, a"),
        ("item,track,seconds,probability\ne,a,1,2\n", " line 2, probability: 2 is more than 1"),
    ],
)
def test_wrong_usage(written, text, told):
    assert told in problem(read_usage, written(text))


def test_files_that_are_not_there(tmp_path):
    for read in (read_plays, read_splits, read_usage, read_verdicts):
        assert "cannot be read" in problem(read, tmp_path / "none.csv")
        assert "cannot be read" in problem(read, tmp_path)


def test_semicolons_a_mark_of_order_and_spaces_are_fine(written):
    plays = read_plays(written("\ufeffTrack; Plays\r\nÉtude ; 5\r\n'=2+2;6\r\n"))
    assert (plays.tracks, plays.plays.tolist()) == (["=2+2", "Étude"], [5, 6])
    assert plays.sources(None)[1] == "given.csv line 2"


def test_lines_are_those_of_the_file(written):
    plays = read_plays(written('track,note,plays\n\na,"x\ny",1\na,z,2\n'))
    assert plays.table.lines.tolist() == [3, 5]
    assert plays.sources(None) == ["given.csv line 3, 5"]


def test_shares_are_exact(written):
    split = read_splits(
        written(
            "track,holder,share,title\na,B,33.4%,A tune\na,,1/3,A tune\na,C,0.332666666667,\n".replace(
                "0.332666666667", "499/1500"
            )
        )
    )["a"]
    assert sum(share for _, share in split.shares) == 1
    assert (split.claimed, split.title, split.source) == (Fraction(2, 3), "A tune", "given.csv line 2, 3, 4")


def test_verdicts_name_who_confirmed_them(written):
    text = "track,verdict,probability,seconds,confirmed_by\na,functional:rain,0.9,61.5,ann; bob;ann\nb,mixed,1,,\n"
    verdicts = read_verdicts(written(text))
    assert verdicts["a"].confirmed_by == {"ann", "bob"}
    assert (verdicts["a"].seconds, verdicts["b"].seconds) == (Fraction(123, 2), None)


def test_months_are_asked_for_where_there_are_several(written):
    plays = read_plays(written("track,period,plays\na,2026-09,1\na,2026-10,1\n"))
    assert plays.statement_month("2026-09") == 2026 * 12 + 8
    for wanted, told in (
        (None, "these plays are of 2026-09 to 2026-10"),
        ("2026-11", "no play is of"),
        ("x", "no month"),
    ):
        with pytest.raises(BadInput, match=told):
            plays.statement_month(wanted)


def test_numbers_too_large_to_add_are_refused(tmp_path):
    path = tmp_path / "many.csv"
    path.write_text("track,plays\n" + "".join(f"t{turn},{10**12 - 1}\n" for turn in range(20)))
    assert sum(read_plays(path).plays.tolist()) == 20 * (10**12 - 1)
