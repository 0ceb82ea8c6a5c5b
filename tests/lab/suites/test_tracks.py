"""The suite 'tracks' runs from end to end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from earmark.core.errors import BadInput
from earmark.lab import evaluate
from earmark.lab.suites.tracks import TracksSuite
from earmark.media import write_audio
from tests.tracks.sounds import RATE, noise, tune


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    folder: Path = tmp_path_factory.mktemp("data")
    for name in ("music", "speech", "functional"):
        (folder / name).mkdir()
    write_audio(folder / "music" / "tune.wav", tune(5, 30), rate=RATE)
    write_audio(folder / "speech" / "none.wav", noise("fan", 5), rate=RATE)
    write_audio(folder / "functional" / "a.wav", noise("white noise", 12), rate=RATE)
    (folder / "functional" / "clips.csv").write_text("filename,label\na.wav,white_noise\n", encoding="utf-8")
    return folder


def test_from_a_folder_to_scores(data, tmp_path):
    run = evaluate(TracksSuite(), data, out=tmp_path, seed=0, progress=lambda done, of: None)
    json.dumps(run.manifest, allow_nan=False)
    scores = {(line.system, line.metric): line.value for line in run.scores if not line.slice}
    assert scores["earmark", "music called functional"] == 0
    assert scores["earmark", "class right"] == 1
    assert ("two thresholds", "macro F1") in scores
    rows = {row["item"]: row for row in run.predictions.to_pylist() if row["system"] == "earmark"}
    assert rows["functional/a.wav"]["said"] == "functional:white_noise"
    assert {row["part"] for row in rows.values()} == {"test"}


def test_a_folder_that_lacks_some_is_refused(tmp_path):
    (tmp_path / "music").mkdir()
    with pytest.raises(BadInput, match="lacks"):
        list(TracksSuite().files(tmp_path))
