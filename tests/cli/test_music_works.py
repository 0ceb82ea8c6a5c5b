"""`earmark music works` and `--pick` as a person and a program use them."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from earmark.cli.app import app
from earmark.core.errors import BadInput, IndexBroken
from earmark.media import write_audio
from earmark.music.works import WORKS
from tests.music.sounds import RATE, Laid, tune, under_speech


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A piece twice, a medley that holds it, another piece; an episode with the first; an index."""
    folder: Path = tmp_path_factory.mktemp("works")
    (folder / "tracks").mkdir()
    sounds = {
        "Größe": (tune(3), "GBAYE6800011"),
        "Größe (Single)": (tune(3)[:, : 17 * RATE], "GBAYE6700011"),
        "Medley": (np.concatenate([tune(3), tune(1)], axis=1), ""),
        "Другое": (tune(1), ""),
    }
    for title, (sound, isrc) in sounds.items():
        tags = {"title": title, "artist": "Ōta"} | ({"isrc": isrc} if isrc else {})
        write_audio(folder / "tracks" / f"{title}.flac", sound, rate=RATE, tags=tags)
    write_audio(folder / "episode.mp3", under_speech([Laid(3, 10.0)], seconds=30.0), rate=RATE)
    done = ask("music", "index", folder / "tracks", "--index", folder / "idx", "--workers", "1")
    assert done.exit_code == 0, done.stderr
    return folder


def ask(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def rows(*arguments: str | Path) -> list[dict[str, Any]]:
    done = ask("music", *arguments, "--format", "json")
    assert (done.exit_code, done.stderr) == (0, "")
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def test_works_are_listed_with_their_recordings(made):
    first, second = rows("works", "--index", made / "idx")
    assert first["title"] == "Größe (Single)", "the earliest ISRC comes first"
    assert (first["relation"], first["share"], first["of"]) == ("", 1.0, "")
    assert second["recording"] == str(made / "tracks" / "Größe.flac")
    assert (second["work"], second["relation"]) == (first["work"], "edit")
    assert second["share"] == pytest.approx(0.82, abs=0.06)
    assert second["of"] == first["recording"]


def test_every_format_holds_the_same_works(made):
    read = list(csv.DictReader(io.StringIO(ask("music", "works", "--index", made / "idx", "--format", "csv").stdout)))
    assert [row["recording"] for row in read] == [row["recording"] for row in rows("works", "--index", made / "idx")]
    table = ask("music", "works", "--index", made / "idx").stdout
    assert "Größe (Single)" in table
    assert "Medley" not in table


def test_sound_that_works_share_is_listed(made):
    shared = rows("works", "--shared", "--index", made / "idx")
    titles = {frozenset((row["title"], row["other_title"])): row for row in shared}
    assert titles.keys() == {
        frozenset(("Größe", "Größe (Single)")),
        frozenset(("Größe", "Medley")),
        frozenset(("Größe (Single)", "Medley")),
        frozenset(("Другое", "Medley")),
    }
    assert titles[frozenset(("Größe", "Größe (Single)"))]["same_work"]
    assert not titles[frozenset(("Другое", "Medley"))]["same_work"]
    assert titles[frozenset(("Другое", "Medley"))]["relation"] == "excerpt"


@pytest.mark.parametrize(
    ("pick", "titles"),
    [
        ((), ["Größe (Single)"]),
        (("--pick", "earliest"), ["Größe (Single)"]),
        (("--pick", "longest"), ["Medley"]),
        (("--pick", "all"), ["Größe (Single)", "Größe", "Medley"]),
    ],
)
def test_a_find_names_what_the_policy_picks(made, pick, titles):
    found = rows("find", made / "episode.mp3", "--index", made / "idx", *pick)
    assert [row["title"] for row in found] == titles
    files = {str(made / "tracks" / f"{title}.flac") for title in ("Größe", "Größe (Single)", "Medley")}
    for row in found:
        assert {row["track"], *row["equals"]} == files
    assert found[0]["work"] == next(
        (row["work"] for row in rows("works", "--index", made / "idx") if row["recording"] == found[0]["track"]),
        found[0]["work"],
    )


def test_a_wrong_policy_is_refused(made):
    assert ask("music", "find", made / "episode.mp3", "--index", made / "idx", "--pick", "cheapest").exit_code == 2


def test_where_there_is_no_index(tmp_path):
    done = ask("music", "works", "--index", tmp_path)
    assert isinstance(done.exception, BadInput)
    assert "there is no music index" in str(done.exception)


def test_an_index_that_was_not_compared_says_so_and_a_damaged_list_too(made, tmp_path):
    copy = Path(shutil.copytree(made / "idx", tmp_path / "idx"))
    (copy / WORKS).write_bytes(b"nonsense")
    done = ask("music", "works", "--index", copy)
    assert isinstance(done.exception, IndexBroken)
    assert "works.json" in str(done.exception)
    (copy / WORKS).unlink()
    done = ask("music", "works", "--index", copy, "--format", "json")
    assert (done.exit_code, done.stdout) == (0, "[]\n")
    assert "4 of 4 tracks are still to be compared" in done.stderr
    ask("music", "index", made / "tracks", "--index", copy, "--workers", "1")
    assert len(rows("works", "--index", copy)) == 2
