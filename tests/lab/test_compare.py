from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from earmark.core.errors import BadInput
from earmark.lab import Comparison, Evaluation, Progress, Row, compare, evaluate
from tests.lab.conftest import write_texts
from tests.lab.example_suite import LanguageSuite


class Corrected(LanguageSuite):
    """Right on everything but one text of each second author, which the plain system has right."""

    def evaluate(self, data: Path, *, seed: int, progress: Progress) -> Iterator[Row]:
        for row in super().evaluate(data, seed=seed, progress=progress):
            right = row["item"] not in {"0-4", "2-4", "4-4", "6-4"}
            yield {**row, "right": right, "loss": not right} if row["system"] == "earmark" else row


class Partial(LanguageSuite):
    def evaluate(self, data: Path, *, seed: int, progress: Progress) -> Iterator[Row]:
        rows = super().evaluate(data, seed=seed, progress=progress)
        return (row for row in rows if row["group"] != "author 0")


def run(texts: Path, suite: LanguageSuite | None = None, *, seed: int = 0) -> Evaluation:
    chosen = suite or LanguageSuite()
    return evaluate(chosen, texts, out=texts.parent / "runs", seed=seed, progress=lambda done, total: None)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    return run(write_texts(tmp_path_factory.mktemp("plain") / "texts"))


@pytest.fixture(scope="module")
def corrected(tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    return run(write_texts(tmp_path_factory.mktemp("corrected") / "texts"), Corrected())


def accuracy(found: Comparison, part: str = "") -> tuple[float, float | None, str]:
    line = next(line for line in found.differences if (line.metric, line.slice) == ("accuracy", part))
    assert line.difference is not None
    return line.difference, line.p, line.better


def test_a_better_system_is_told_from_a_worse(plain: Evaluation, corrected: Evaluation):
    found = compare(plain, corrected, LanguageSuite())
    difference, p, better = accuracy(found)
    assert difference == pytest.approx((60 - 42) / 64)
    assert p is not None
    assert p < 0.05
    assert better == "b"
    assert (found.paired, found.groups) == (64, 8)
    assert (found.only_a_right, found.only_b_right) == (4, 22)
    assert len(found.items) == 26
    assert {line.change for line in found.items} == {-1.0, 1.0}


def test_exchanging_the_runs_changes_the_sign_alone(plain: Evaluation, corrected: Evaluation):
    there, back = compare(plain, corrected, LanguageSuite()), compare(corrected, plain, LanguageSuite())
    for one, other in zip(there.differences, back.differences, strict=True):
        assert one.difference == pytest.approx(-(other.difference or 0))
        assert one.p == pytest.approx(other.p)
        assert one.low == pytest.approx(None if other.high is None else -other.high)
        assert {one.better, other.better} in ({""}, {"a", "b"})


def test_lower_can_be_better(plain: Evaluation, corrected: Evaluation):
    found = compare(plain, corrected, LanguageSuite())
    errors = next(line for line in found.differences if line.metric == "errors per 1000 words")
    assert errors.difference is not None
    assert errors.difference < 0
    assert errors.better == "b"


def test_a_run_beside_itself_shows_no_difference(plain: Evaluation):
    found = compare(plain, plain, LanguageSuite())
    assert accuracy(found) == (0.0, None, "")
    assert found.items == []


def test_two_systems_of_one_run(plain: Evaluation):
    difference, _, better = accuracy(compare(plain, plain, LanguageSuite(), system_b="coin"))
    assert difference < 0
    assert better in {"", "a"}
    with pytest.raises(BadInput, match="There is: earmark, coin"):
        compare(plain, plain, LanguageSuite(), system_b="peer")


def test_slices_are_compared_too(plain: Evaluation, corrected: Evaluation):
    found = compare(plain, corrected, LanguageSuite())
    assert {line.slice for line in found.differences} == {"", "genre=g0", "genre=g1"}
    assert accuracy(found, "genre=g1")[0] == pytest.approx(4 / 32)


def test_only_items_that_both_answered_count(plain: Evaluation, texts: Path):
    found = compare(plain, run(texts, Partial()), LanguageSuite())
    assert (found.paired, found.only_in_a, found.only_in_b) == (56, 8, 0)
    assert accuracy(found) == (0.0, None, "")


def test_order_of_the_rows_does_not_matter(plain: Evaluation, corrected: Evaluation):
    order = list(range(corrected.predictions.num_rows))[::-1]
    turned = Evaluation(corrected.folder, corrected.manifest, corrected.predictions.take(order))
    assert compare(plain, turned, LanguageSuite()) == compare(plain, corrected, LanguageSuite())


def test_runs_of_different_questions_are_refused(plain: Evaluation, texts: Path):
    def refuses(b: Evaluation, message: str) -> None:
        with pytest.raises(BadInput, match=message):
            compare(plain, b, LanguageSuite())

    class Newer(LanguageSuite):
        version = "2"

    class Other(LanguageSuite):
        name = "other"

    refuses(run(texts, seed=3), "different seeds: 0 and 3")
    refuses(run(texts, Newer()), "different versions of the suite: 1 and 2")
    refuses(run(texts, Other()), "different suites: language and other")
    with pytest.raises(BadInput, match="installed is 2"):
        compare(plain, plain, Newer())
    with (texts / "texts.csv").open("a") as stream:
        stream.write("x,author 9,g0,de,der\n")
    refuses(run(texts), r"different data: texts\.csv")


def test_runs_without_a_common_item_are_refused(plain: Evaluation):
    items = [["x"] * plain.predictions.num_rows]
    none = Evaluation(plain.folder, plain.manifest, plain.predictions.set_column(1, "item", items))
    with pytest.raises(BadInput, match="no item in common"):
        compare(plain, none, LanguageSuite())


def test_manifests_are_plain_json(plain: Evaluation):
    text = (plain.folder / "manifest.json").read_text(encoding="utf-8")
    assert "NaN" not in text
    assert json.loads(text)["format"] == "earmark.evaluation/1"
