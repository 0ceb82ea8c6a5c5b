from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from earmark.core.errors import BadInput, EarmarkError
from earmark.core.provenance import code, machine
from earmark.lab import (
    Evaluation,
    Progress,
    Row,
    evaluate,
    every_file,
    installed_suite,
    installed_suites,
    read_evaluation,
)
from tests.lab.example_suite import LanguageSuite


def quiet(done: int, total: int) -> None:
    """Nobody watches."""


def run(texts: Path, out: Path, *, suite: LanguageSuite | None = None, seed: int = 0) -> Evaluation:
    return evaluate(suite or LanguageSuite(), texts, out=out, seed=seed, progress=quiet)


class Broken(LanguageSuite):
    def evaluate(self, data: Path, *, seed: int, progress: Progress) -> Iterator[Row]:
        yield from list(super().evaluate(data, seed=seed, progress=progress))[:3]
        raise RuntimeError("the model fell over")


def test_what_was_written_is_what_is_read(texts: Path, tmp_path: Path):
    written = run(texts, tmp_path / "runs")
    read = read_evaluation(written.folder)
    assert read.predictions.equals(written.predictions)
    assert read.scores == written.scores
    assert {path.name for path in written.folder.iterdir()} == {
        "manifest.json",
        "predictions.parquet",
        "data.parquet",
    }
    assert [path.name for path in (tmp_path / "runs").iterdir()] == [written.folder.name]


def test_the_manifest_says_what_ran_on_what(texts: Path, tmp_path: Path):
    manifest = run(texts, tmp_path, seed=7).manifest
    assert (manifest["suite"], manifest["suite_version"], manifest["seed"]) == ("language", "1", 7)
    assert manifest["data"]["bytes"] == (texts / "texts.csv").stat().st_size
    assert manifest["seconds"]["wall"] > 0
    assert manifest["code"].keys() == code().keys()
    assert manifest["machine"] == machine()


def test_scores_by_system_and_slice(texts: Path, tmp_path: Path):
    scores = run(texts, tmp_path).scores
    accuracy = {(line.system, line.slice): line for line in scores if line.metric == "accuracy"}
    assert list(accuracy) == [(system, s) for s in ("", "genre=g0", "genre=g1") for system in ("earmark", "coin")]
    whole = accuracy["earmark", ""]
    assert (whole.items, whole.groups) == (64, 8)
    # Of each author's eight texts, 'die hard' and 'Guten Morgen' are wrong, and 'the' where it replaced German.
    right = {0: 5, 1: 5, 2: 6, 3: 5}
    assert whole.value is not None
    assert whole.value == pytest.approx(sum(right[author % 4] for author in range(8)) / 64)
    assert whole.low is not None
    assert whole.high is not None
    assert whole.low < whole.value < whole.high


def test_the_same_seed_gives_the_same_scores_and_the_same_data_hash(texts: Path, tmp_path: Path):
    one, two, other = run(texts, tmp_path), run(texts, tmp_path), run(texts, tmp_path, seed=1)
    assert one.scores == two.scores
    assert one.folder != two.folder
    assert one.scores != other.scores
    assert one.manifest["data"]["hash"] == other.manifest["data"]["hash"]


def test_one_changed_byte_is_other_data(texts: Path, tmp_path: Path):
    before = run(texts, tmp_path)
    table = texts / "texts.csv"
    table.write_text(table.read_text().replace("night", "Night", 1))
    assert run(texts, tmp_path).manifest["data"]["hash"] != before.manifest["data"]["hash"]


def test_a_suite_that_fails_leaves_nothing(texts: Path, tmp_path: Path):
    with pytest.raises(RuntimeError, match="fell over"):
        run(texts, tmp_path / "runs", suite=Broken())
    assert list((tmp_path / "runs").iterdir()) == []


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"group": "g", "loss": 0}, "'item' as text"),
        ({"item": "i", "group": 3, "loss": 0}, "'group' as text"),
        ({"item": "i", "group": "g"}, "'loss' as a number"),
        ({"item": "i", "group": "g", "loss": -1}, "'loss' as a number"),
        ({"item": "i", "group": "g", "loss": float("nan")}, "'loss' as a number"),
        ({"item": "0-0", "group": "g", "loss": 0}, "'0-0' comes twice"),
        ({"item": "i", "group": "g", "loss": 0, "words": "many"}, "'words'"),
    ],
)
def test_rows_that_cannot_be_scored_are_refused(texts: Path, tmp_path: Path, row: Row, message: str):
    class Odd(LanguageSuite):
        def evaluate(self, data: Path, *, seed: int, progress: Progress) -> Iterator[Row]:
            yield from super().evaluate(data, seed=seed, progress=progress)
            yield row

    with pytest.raises(BadInput, match=message):
        run(texts, tmp_path, suite=Odd())


def test_a_suite_without_rows_is_refused(texts: Path, tmp_path: Path):
    (texts / "texts.csv").write_text("id,author,genre,language,text\n")
    with pytest.raises(BadInput, match="no rows"):
        run(texts, tmp_path)


def test_names_that_are_not_utf8_are_kept_readable(texts: Path, tmp_path: Path):
    class Odd(LanguageSuite):
        def evaluate(self, data: Path, *, seed: int, progress: Progress) -> Iterator[Row]:
            yield from super().evaluate(data, seed=seed, progress=progress)
            yield {"item": os.fsdecode(b"caf\xe9.mp3"), "group": "日本", "loss": 0, "words": 1}

    found = read_evaluation(run(texts, tmp_path, suite=Odd()).folder)
    assert found.predictions["item"][-1].as_py() == r"caf\udce9.mp3"


def test_missing_data_is_said_plainly(texts: Path, tmp_path: Path):
    with pytest.raises(BadInput, match="no such folder"):
        run(tmp_path / "nowhere", tmp_path)
    (texts / "texts.csv").unlink()
    with pytest.raises(BadInput, match=r"texts\.csv: cannot be read"):
        run(texts, tmp_path)


def test_runs_that_cannot_be_written_are_said_plainly(texts: Path, tmp_path: Path):
    (tmp_path / "file").touch()
    with pytest.raises(BadInput, match="cannot be written"):
        run(texts, tmp_path / "file" / "runs")


def test_every_file_leaves_out_hidden_ones(tmp_path: Path):
    for name in ("b/2.wav", "a.wav", ".git/config", "b/.cache"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert every_file(tmp_path) == [tmp_path / "a.wav", tmp_path / "b/2.wav"]


def test_foreign_and_damaged_folders_are_refused(texts: Path, tmp_path: Path):
    def refuses(message: str) -> None:
        with pytest.raises(EarmarkError, match=message):
            read_evaluation(folder)

    folder = tmp_path
    refuses("manifest.json cannot be read")
    folder = run(texts, tmp_path / "runs").folder
    manifest = folder / "manifest.json"
    kept = json.loads(manifest.read_text())
    manifest.write_text("{")
    refuses("not JSON")
    manifest.write_text("[]")
    refuses("format None")
    manifest.write_text(json.dumps(kept | {"format": "earmark.evaluation/9"}))
    refuses("evaluation/9")
    manifest.write_text(json.dumps({name: kept[name] for name in kept if name != "seed"}))
    refuses("lacks seed")
    manifest.write_text(json.dumps(kept))
    answers = folder / "predictions.parquet"
    answers.write_bytes(answers.read_bytes()[:100])
    refuses("predictions.parquet cannot be read")
    answers.write_bytes((folder / "data.parquet").read_bytes())
    refuses("predictions.parquet lacks system")


@pytest.mark.usefixtures("installed")
def test_suites_are_found_by_name():
    assert list(installed_suites()) == ["language"]
    assert isinstance(installed_suite("language"), LanguageSuite)
    with pytest.raises(BadInput, match="Did you mean language"):
        installed_suite("langauge")
    with pytest.raises(BadInput, match="There is: language"):
        installed_suite("x")
