"""`earmark music` as a person and a program use it."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from earmark.catalog import open_catalog
from earmark.cli.app import app
from earmark.core import Item, Kind, Mark, Outcome, Run, Span
from earmark.core.errors import BadInput, EarmarkError, IndexBroken
from earmark.media import write_audio
from earmark.music import Index
from tests.music.sounds import RATE, Laid, index_of, peaks_of_sound, tune, tune_file, under_speech

FOR_PEOPLE = ["item", "track", "start", "end", "score", "speed", "pitch", "role", "offset", "title", "artist", "isrc"]
COLUMNS = [*FOR_PEOPLE, "work", "equals"]


@pytest.fixture(scope="session")
def made(tmp_path_factory) -> Path:
    """Tracks, an episode and an index of the tracks, made by the command."""
    folder: Path = tmp_path_factory.mktemp("music")
    for seed in (1, 2, 3):
        tune_file(folder / "tracks", seed, title=f"Tune {seed}", artist="The Reds")
    (folder / "episodes").mkdir()
    laid = (Laid(2, 4.0), Laid(3, 22.0))
    write_audio(folder / "episodes" / "one.mp3", under_speech(laid, seconds=40.0), rate=RATE)
    write_audio(folder / "episodes" / "two.wav", under_speech([], seconds=10.0), rate=RATE)
    done = ask("music", "index", str(folder / "tracks"), "--index", str(folder / "idx"), "--workers", "1")
    assert (done.exit_code, done.stdout) == (0, "")
    assert "3 of 3 tracks are in the index" in done.stderr
    return folder


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path: Path = tmp_path
    return path


def ask(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def find(*arguments: str | Path) -> list[dict[str, Any]]:
    done = ask("music", "find", *map(str, arguments), "--format", "json")
    assert (done.exit_code, done.stderr) == (0, "")
    rows: list[dict[str, Any]] = json.loads(done.stdout)
    return rows


def test_finds_on_plain_files(made):
    rows = find(made / "episodes" / "one.mp3", "--index", made / "idx")
    assert [list(row) for row in rows] == [COLUMNS] * 2
    assert [row["item"] for row in rows] == [str(made / "episodes" / "one.mp3")] * 2
    assert [row["track"] for row in rows] == [str(made / "tracks" / f"tune {seed}.flac") for seed in (2, 3)]
    assert [(row["title"], row["artist"], row["isrc"]) for row in rows] == [
        ("Tune 2", "The Reds", ""),
        ("Tune 3", "The Reds", ""),
    ]
    assert rows[0]["start"] == pytest.approx(4.0, abs=0.5)
    assert rows[0]["end"] == pytest.approx(16.0, abs=1.0)
    assert rows[0]["offset"] - rows[0]["start"] == pytest.approx(0.0, abs=0.05)
    assert all(0.5 < row["score"] <= 1.0 for row in rows)
    assert {row["role"] for row in rows} <= {"foreground", "background"}


def test_csv_holds_the_same_rows(made):
    arguments = ["music", "find", str(made / "episodes"), "--index", str(made / "idx"), "--format"]
    table, array = ask(*arguments, "csv"), ask(*arguments, "json")
    assert table.exit_code == array.exit_code == 0
    read = csv.DictReader(io.StringIO(table.stdout, newline=""))
    assert read.fieldnames == COLUMNS
    assert list(read) == [{name: str(value) for name, value in row.items()} for row in json.loads(array.stdout)]


def test_a_table_for_people(made):
    done = ask("music", "find", str(made / "episodes" / "one.mp3"), "--index", str(made / "idx"))
    assert done.exit_code == 0
    assert done.stdout.split()[: len(FOR_PEOPLE)] == FOR_PEOPLE
    assert "Tune 2" in done.stdout


def test_nothing_found_is_no_failure(made):
    assert find(made / "episodes" / "two.wav", "--index", made / "idx") == []
    done = ask("music", "find", str(made / "episodes" / "two.wav"), "--index", str(made / "idx"), "--format", "csv")
    assert (done.exit_code, done.stdout) == (0, ",".join(COLUMNS) + "\n")


def test_a_bad_episode_is_told_once_and_the_rest_goes_on(made, here):
    (here / "text.mp3").write_text("no sound " * 99)
    (here / "empty.mp3").touch()
    names = ["text.mp3", str(made / "episodes" / "one.mp3"), "missing.mp3", "empty.mp3"]
    done = ask("music", "find", *names, "--index", str(made / "idx"), "--format", "json")
    assert done.exit_code == 2
    assert len(json.loads(done.stdout)) == 2
    lines = done.stderr.splitlines()
    assert len(lines) == 3
    for line, name in zip(lines, ("text.mp3", "missing.mp3", "empty.mp3"), strict=True):
        assert line.startswith("earmark: ")
        assert line.count(name) == 1
    assert "Traceback" not in done.output


def test_bad_tracks_are_told_once_and_the_rest_is_indexed(made, here):
    shutil.copytree(made / "tracks", here / "tracks")
    (here / "tracks" / "text.mp3").write_text("no sound " * 99)
    (here / "tracks" / "notes.txt").write_text("not for an index")
    (here / "tracks" / "loop").symlink_to(here / "tracks")
    done = ask("music", "index", "tracks", "--index", "idx", "--workers", "1")
    assert done.exit_code == 2
    assert done.stdout == ""
    told = done.stderr.splitlines()
    assert sum("text.mp3" in line for line in told) == 1
    assert sum("loop" in line for line in told) == 1
    assert "notes.txt" not in done.stderr
    assert "3 of 4 tracks are in the index" in done.stderr
    assert len(Index.open(here / "idx").tracks) == 3


def test_without_an_index_it_is_said_how_to_make_one(made):
    done = ask("music", "find", str(made / "episodes" / "one.mp3"), "--index", "none")
    assert isinstance(done.exception, BadInput)
    assert "Make one with 'earmark music index'" in str(done.exception)
    assert done.stdout == ""


def test_a_broken_index_is_said(made, here):
    shutil.copytree(made / "idx", here / "idx")
    (here / "idx" / "index.json").write_text("{}")
    for command in (["find", str(made / "episodes" / "one.mp3")], ["remove", "x"], ["index", str(made / "tracks")]):
        assert isinstance(ask("music", *command, "--index", "idx").exception, IndexBroken)


def test_the_program_exits_with_2_and_a_sentence(made):
    code = "from earmark.cli.app import main; main()"
    command = [sys.executable, "-c", code, "music", "find", str(made / "episodes" / "two.wav"), "--index", "none"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("earmark: none: there is no music index. Make one with")
    assert len(done.stderr.splitlines()) == 1


def test_nothing_to_index_is_said_and_makes_no_index(here):
    done = ask("music", "index")
    assert isinstance(done.exception, EarmarkError)
    assert "nothing to index" in str(done.exception)
    assert list(here.iterdir()) == []


def test_what_is_removed_is_not_found(made, here):
    shutil.copytree(made / "idx", here / "idx")
    done = ask("music", "remove", str(made / "tracks" / "tune 2.flac"), "--index", "idx")
    assert (done.exit_code, done.stdout) == (0, "")
    assert "1 track" in done.stderr
    rows = find(made / "episodes" / "one.mp3", "--index", "idx")
    assert [row["title"] for row in rows] == ["Tune 3"]
    (left,) = (id for id, track in Index.open(here / "idx").tracks.items() if track.title == "Tune 3")
    assert ask("music", "remove", left, "--index", "idx").exit_code == 0
    assert find(made / "episodes" / "one.mp3", "--index", "idx") == []


def test_what_is_removed_stays_out_until_it_is_restored(made, here):
    shutil.copytree(made / "idx", here / "idx")
    gone = [str(made / "tracks" / f"tune {seed}.flac") for seed in (2, 3)]
    index = ["--index", "idx", "--workers", "1"]
    assert "2 tracks removed" in ask("music", "remove", *gone, gone[0], "--index", "idx").stderr
    assert "0 tracks removed" in ask("music", "remove", gone[0], "--index", "idx").stderr
    done = ask("music", "index", str(made / "tracks"), *index)
    assert "1 of 3 tracks are in the index, 2 removed before" in done.stderr
    assert find(made / "episodes" / "one.mp3", "--index", "idx") == []
    done = ask("music", "restore", gone[0], "nobody", "--index", "idx")
    assert isinstance(done.exception, BadInput)
    assert done.exception.where == "nobody"
    assert "1 track restored" in done.stderr
    assert "2 of 3 tracks" in ask("music", "index", str(made / "tracks"), *index).stderr
    assert [row["title"] for row in find(made / "episodes" / "one.mp3", "--index", "idx")] == ["Tune 2"]


def test_removing_goes_on_past_what_is_not_there(made, here):
    shutil.copytree(made / "idx", here / "idx")
    done = ask("music", "remove", "nobody", str(made / "tracks" / "tune 2.flac"), "--index", "idx")
    assert isinstance(done.exception, BadInput)
    assert done.exception.where == "nobody"
    assert "1 track removed" in done.stderr
    assert len(Index.open(here / "idx").tracks) == 2


def test_a_track_of_the_catalogue_can_be_removed_before_it_is_indexed(made, catalogue):
    assert ask("music", "remove", str(made / "tracks" / "tune 3.flac")).exit_code == 0
    assert "1 of 2 tracks are in the index" in ask("music", "index", "--workers", "1").stderr
    assert set(Index.open(catalogue / "catalogue.idx").tracks) == {"track-2"}
    assert ask("music", "restore", "track-3").exit_code == 0
    assert "2 of 2 tracks are in the index" in ask("music", "index", "--workers", "1").stderr


def test_removing_what_is_not_there_is_said(made, here):
    shutil.copytree(made / "idx", here / "idx")
    done = ask("music", "remove", "nobody", "--index", "idx")
    assert isinstance(done.exception, BadInput)
    assert "nobody" in str(done.exception)
    assert len(Index.open(here / "idx").tracks) == 3


@pytest.mark.parametrize("command", ["remove", "restore"])
def test_removing_without_an_index_makes_none(here, command):
    done = ask("music", command, "anything", "--index", "none")
    assert isinstance(done.exception, BadInput)
    assert list(here.iterdir()) == []


NAMES: dict[str, Any] = {"title": "Tune 2", "artist": "The Reds", "isrc": "DEA120000001"}


def use(start: float, end: float, *, item: str = "episode-1", track: str = "track-2", sure: float = 0.9) -> Mark:
    span = Span.from_seconds(start, end)
    return Mark(item, "music.find", "1", "usage", target=track, span=span, probability=sure, evidence=NAMES)


@pytest.fixture
def catalogue(made: Path, here: Path) -> Path:
    """A catalogue of two tracks, one of them indexed, and two episodes with marks."""
    tracks = [
        Item(f"track-{seed}", Kind.track, (made / "tracks" / f"tune {seed}.flac").as_uri(), f"Tune {seed}")
        for seed in (2, 3)
    ]
    episodes = [
        Item("episode-1", Kind.episode, (made / "episodes" / "one.mp3").as_uri(), "One"),
        Item("episode-2", Kind.episode, (made / "episodes" / "two.wav").as_uri(), "Two\nand last"),
    ]
    marks = [use(4, 16), use(10, 20, sure=0.6), use(30, 31.5), use(20, 25, track="track-3", sure=0.4)]
    store = open_catalog(here / "earmark.db")
    store.put_items([*tracks, *episodes])
    store.start_run(Run("r", datetime.now(UTC), "local", {"music.find": "1"}))
    for item, said in (("episode-1", marks), ("episode-2", [use(0, 7.25, item="episode-2")])):
        store.record("r", [Outcome(item, None, "music.find", "1", "", tuple(said))])
    store.close()
    index_of(here / "catalogue.idx", {"track-2": peaks_of_sound(tune(2))})
    return here


def test_ids_where_there_is_a_catalogue_and_paths_where_not(made, catalogue):
    """The index beside the catalogue is used if none is named; what is not in the catalogue keeps its path."""
    shutil.copy(made / "episodes" / "one.mp3", catalogue / "stranger.mp3")
    rows = find("stranger.mp3", made / "episodes" / "one.mp3")
    assert [(row["item"], row["track"]) for row in rows] == [("stranger.mp3", "track-2"), ("episode-1", "track-2")]
    other = find(made / "episodes" / "one.mp3", "--index", made / "idx")
    assert [row["item"] for row in other] == ["episode-1"] * 2
    assert [row["track"] for row in other] == [str(made / "tracks" / f"tune {seed}.flac") for seed in (2, 3)]


def test_the_same_file_by_another_path_is_the_same_item(made, catalogue, monkeypatch):
    shutil.copytree(made / "idx", catalogue / "idx")
    monkeypatch.chdir(made / "tracks")
    rows = find("../episodes/one.mp3", "--catalog", catalogue / "earmark.db")
    assert [row["item"] for row in rows] == ["episode-1"]
    index = str(catalogue / "idx")
    assert ask("music", "remove", "../tracks/tune 2.flac", "--index", index).exit_code == 0
    assert len(Index.open(catalogue / "idx").tracks) == 2
    assert ask("music", "restore", "../tracks/tune 2.flac", "--index", index).exit_code == 0
    assert ask("music", "index", "../tracks/tune 2.flac", "--index", index, "--workers", "1").exit_code == 0
    assert len(Index.open(catalogue / "idx").tracks) == 3


def test_the_catalogues_own_tracks_are_indexed_if_none_are_named(catalogue):
    done = ask("music", "index", "--workers", "1")
    assert (done.exit_code, done.stdout) == (0, "")
    assert "2 of 2 tracks are in the index" in done.stderr
    assert set(Index.open(catalogue / "catalogue.idx").tracks) == {"track-2", "track-3"}
