"""`earmark music usage` and `timeline`, as a person and a program use them."""

from __future__ import annotations

import csv
import io
import json
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from earmark.catalog import open_catalog
from earmark.cli.app import app
from earmark.core import Decision, Item, Kind, Mark, Outcome, Run, Span, Verdict
from earmark.core.errors import BadInput, CatalogError
from earmark.music import MusicFind
from tests.music.sounds import index_of, random_peaks

NAMES: dict[str, Any] = {"title": "Tune 2", "artist": "The Reds", "isrc": "DEA120000001", "role": "background"}


def use(start: float, end: float, *, item: str = "episode-1", track: str = "track-2", sure: float = 0.9) -> Mark:
    span = Span.from_seconds(start, end)
    return Mark(
        item, "music.find", MusicFind.version, "usage", target=track, span=span, probability=sure, evidence=NAMES
    )


def ask(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def usage(*arguments: str) -> list[dict[str, Any]]:
    done = ask("music", "usage", *arguments, "--format", "json")
    assert (done.exit_code, done.stderr) == (0, "")
    rows: list[dict[str, Any]] = json.loads(done.stdout)
    return rows


def strange(start: float, end: float) -> Mark:
    """Music that is in no catalogue."""
    return Mark("episode-1", "music.find", MusicFind.version, "music", "unknown", span=Span.from_seconds(start, end))


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path: Path = tmp_path
    return path


@pytest.fixture
def catalogue(here) -> Path:
    """Two episodes, of which one has unknown music too."""
    episodes = [
        Item("episode-1", Kind.episode, (here / "one.mp3").as_uri(), "One"),
        Item("episode-2", Kind.episode, (here / "two.wav").as_uri(), "Two\nand last"),
    ]
    marks = [use(4, 16), use(10, 20, sure=0.6), use(30, 31.5), use(20, 25, track="track-3", sure=0.4), strange(33, 37)]
    store = open_catalog(here / "earmark.db")
    store.put_items(episodes)
    store.start_run(Run("r", datetime.now(UTC), "local", {"music.find": MusicFind.version}))
    for item, said in (("episode-1", marks), ("episode-2", [use(0, 7.25, item="episode-2")])):
        store.record("r", [Outcome(item, None, "music.find", MusicFind.version, "", tuple(said))])
    store.close()
    folder: Path = here
    return folder


def test_usage_of_everything(catalogue):
    rows = usage()
    assert [(row["item"], row["episode"], row["track"]) for row in rows] == [
        ("episode-1", "One", "track-2"),
        ("episode-2", "Two\nand last", "track-2"),
    ]
    first = rows[0]
    assert (first["seconds"], first["first"], first["last"], first["uses"]) == (17.5, 4.0, 31.5, 2)
    assert (first["probability"], first["title"], first["isrc"]) == (0.9, "Tune 2", "DEA120000001")


def test_the_table_of_usage_has_no_ids(catalogue):
    head, first, *_ = ask("music", "usage").stdout.splitlines()
    names = ["title", "artist", "isrc", "seconds", "seconds_counted", "role", "first", "last", "uses", "probability"]
    assert head.split() == ["episode", *names]
    assert not {"episode-1", "track-2"} & set(first.split())


def test_usage_of_one_episode_by_id_or_path(catalogue):
    for name in ("episode-2", str(catalogue / "two.wav")):
        assert [(row["item"], row["seconds"]) for row in usage(name)] == [("episode-2", 7.25)]
    assert isinstance(ask("music", "usage", "nobody").exception, BadInput)


def test_what_is_no_episode_has_no_usage(catalogue):
    with closing(open_catalog(catalogue / "earmark.db")) as store:
        store.put_items([Item("track-2", Kind.track, "file:///tune.flac", "Tune 2")])
    for report in ("seconds", "account"):
        assert isinstance(ask("music", "usage", "track-2", "--report", report).exception, BadInput)
    assert {row["item"] for row in usage()} == {"episode-1", "episode-2"}


def test_usage_down_to_a_probability(catalogue):
    assert [row["track"] for row in usage("episode-1", "--least", "0.3")] == ["track-2", "track-3"]
    assert usage("--least", "0.95") == []
    assert ask("music", "usage", "--least", "1.5").exit_code == 2


def test_usage_as_csv(catalogue):
    done = ask("music", "usage", "--format", "csv")
    (one, two) = csv.DictReader(io.StringIO(done.stdout, newline=""))
    assert (one["item"], one["seconds"], two["episode"]) == ("episode-1", "17.5", "Two\nand last")


def test_cue_sheets(catalogue):
    done = ask("music", "usage", "--report", "cues")
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert [line for line in lines if line.startswith("CUE SHEET")] == ["CUE SHEET  One", "CUE SHEET  Two and last"]
    assert "   1   0:00:04.0   0:00:16.0   0:00:12.0  BI   Tune 2 / The Reds / DEA120000001  (0.90)" in lines
    assert "      4 cues, 0:00:21.5 of music, 0:00:04.0 of it in no catalogue" in lines
    assert "CUE SHEET  One" not in ask("music", "usage", "episode-2", "--report", "cues").stdout
    rows = list(csv.DictReader(io.StringIO(ask("music", "usage", "--report", "cues", "--format", "csv").stdout)))
    assert [(row["cue"], row["in"], row["seconds_counted"]) for row in rows] == [
        ("1", "00:00:04.000", "12.0"),
        ("2", "00:00:10.000", "4.0"),
        ("3", "00:00:30.000", "1.5"),
        ("4", "00:00:33.000", "4.0"),
        ("1", "00:00:00.000", "7.25"),
    ]


def test_usage_in_ddex_words(catalogue):
    rows = list(csv.DictReader(io.StringIO(ask("music", "usage", "--report", "ddex", "--format", "csv").stdout)))
    assert [(row["CueStartTime"], row["CueUseType"]) for row in rows[:2]] == [
        ("PT4S", "Background"),
        ("PT10S", "Background"),
    ]
    assert [row["ReferencedCreationIsrc"] for row in rows] == [*["DEA120000001"] * 3, "", "DEA120000001"]


def accounts(*arguments: str) -> tuple[int, str, list[dict[str, Any]]]:
    done = ask("music", "usage", "--report", "account", *arguments, "--format", "json")
    return done.exit_code, done.stderr, json.loads(done.stdout)


def test_an_account_of_every_second(catalogue):
    code, said, rows = accounts()
    assert (code, rows) == (2, [])
    assert said.count("nobody knows how long it is") == 2
    with closing(open_catalog(catalogue / "earmark.db")) as store:
        for id, seconds in (("episode-1", 40.0), ("episode-2", 7.0)):
            item = store.item(id)
            assert item
            store.put_items([replace(item, metadata={"duration": seconds, "file": {}})])
    code, said, rows = accounts()
    assert code == 0
    assert [(row["duration"], row["known"], row["unknown"], row["none"]) for row in rows] == [
        (40.0, 17.5, 4.0, 18.5),
        (7.0, 7.0, 0.0, 0.0),
    ]
    assert ([row["analysed"] for row in rows], said) == (["yes", "yes"], "")
    index_of(catalogue / "catalogue.idx", {"t": random_peaks(1)})
    _, said, rows = accounts()
    assert [row["analysed"] for row in rows] == ["no", "no"]
    assert "2 of 2 are still to be analysed" in said


def test_what_three_episodes_of_a_show_share_is_its_theme(here):
    with closing(open_catalog(here / "earmark.db")) as store:
        store.put_items(Item(f"e{turn}", Kind.episode, (here / f"{turn}.mp3").as_uri()) for turn in range(4))
        store.start_run(Run("r", datetime.now(UTC), "local", {"music.find": MusicFind.version}))
        for turn in range(4):
            span = Span.from_seconds(turn, turn + 15)
            evidence = NAMES | {"offset": 0.0 if turn else 60.0}
            said = Mark(f"e{turn}", "music.find", MusicFind.version, "usage", target="t", span=span, evidence=evidence)
            store.record("r", [Outcome(f"e{turn}", None, "music.find", MusicFind.version, "", (said,))])
    assert [(row["theme"], row["background"]) for row in usage()] == [(0.0, 15.0), *[(15.0, 0.0)] * 3]
    assert [row["role"] for row in usage("e2")] == ["theme"]
    assert "  TH   Tune 2" in ask("music", "usage", "e3", "--report", "cues").stdout


def test_what_people_rejected_is_left_out(catalogue):
    with closing(open_catalog(catalogue / "earmark.db")) as store:
        (mark,) = store.marks(item="episode-2")
        for turn, verdict in enumerate((Verdict.accept, Verdict.reject)):
            store.decide(Decision(mark.id, verdict, "ann", datetime(2026, 1, 1 + turn, tzinfo=UTC)))
    assert [row["item"] for row in usage()] == ["episode-1"]


def test_a_picture_of_an_episode(catalogue):
    done = ask("music", "timeline", "episode-1", "--output", "one.png")
    assert (done.exit_code, done.stdout) == (0, "")
    assert (catalogue / "one.png").read_bytes().startswith(b"\x89PNG")
    assert isinstance(ask("music", "timeline", "episode-1", "-o", "one.docx").exception, BadInput)
    assert isinstance(ask("music", "timeline", "episode-1", "-o", "nowhere/one.png").exception, BadInput)
    assert isinstance(ask("music", "timeline", "nobody", "-o", "one.png").exception, BadInput)


def test_no_title_is_a_formula_in_a_spreadsheet(catalogue):
    with closing(open_catalog(catalogue / "earmark.db")) as store:
        item = store.item("episode-1")
        assert item
        store.put_items([replace(item, title="=HYPERLINK(1)")])
    (first, *_) = csv.DictReader(io.StringIO(ask("music", "usage", "--format", "csv").stdout))
    assert first["episode"] == "'=HYPERLINK(1)"
    assert usage()[0]["episode"] == "=HYPERLINK(1)"


def test_an_episode_named_twice_is_reported_once(catalogue):
    names = ["episode-1", "episode-1", str(catalogue / "one.mp3")]
    for options in (["--report", "cues"], ["--format", "json"], []):
        once, thrice = (ask("music", "usage", *named, *options).stdout for named in (names[:1], names))
        assert once == thrice


def test_usage_needs_a_catalogue(here):
    assert isinstance(ask("music", "usage").exception, CatalogError)
    assert list(here.iterdir()) == []
