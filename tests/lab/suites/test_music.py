"""The suite 'music' runs from end to end."""

from __future__ import annotations

import json

import pytest

from earmark.core.errors import BadInput
from earmark.lab import evaluate
from earmark.lab.episodes import Condition, Treatment, single
from earmark.lab.suite import installed_suite
from earmark.lab.suites import music
from earmark.lab.suites.music import MusicSuite
from earmark.media import Change


def test_from_a_folder_to_scores(clips, tmp_path, monkeypatch):
    faster = (Change(1.04, 1.04), Change(0.96, 0.96))
    seconds = (9.0, 11.0)
    conditions = (
        Condition("bed 0", 16, single(0, seconds)),
        Condition("speed clear", 8, single(None, seconds, changes=faster)),
        Condition("unknown", 8, single(0, seconds), known=False),
    )
    monkeypatch.setattr(music, "CONDITIONS", conditions)
    monkeypatch.setattr(music, "TREATMENTS", (Treatment("mp3", 64_000), Treatment("wav", compressed=True)))
    monkeypatch.setattr(music, "SPEECH_ALONE", 30.0)
    told: list[tuple[int, int]] = []
    suite = installed_suite("music")
    assert isinstance(suite, MusicSuite)
    run = evaluate(suite, clips, out=tmp_path, seed=1, progress=lambda done, of: told.append((done, of)))
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert run.manifest["data"]["files"] == 8
    json.dumps(run.manifest, allow_nan=False)
    scores = {(line.system, line.metric): line.value for line in run.scores if not line.slice}
    assert (scores["earmark", "segment recall"] or 0) >= 0.8
    assert (scores["earmark", "segment precision"] or 0) >= 0.8
    assert {line.slice for line in run.scores} >= {
        "",
        "condition=bed 0",
        "condition=speed clear",
        "treatment=mp3-64k",
        "treatment=wav-compressor",
    }
    rows = run.predictions.to_pylist()
    for system in ("earmark", "pairs of peaks"):
        mine = [row for row in rows if row["system"] == system]
        assert sum(row["events"] or 0 for row in mine) == 6
        assert sum(row["unknown_events"] or 0 for row in mine) == 2
        assert sum(row["cpu_seconds"] is not None for row in mine) == 3
    assert all(row["find_seconds"] is None for row in rows if row["item"].startswith("speech-alone"))


def test_a_folder_without_clips_is_refused(tmp_path):
    (tmp_path / "music").mkdir()
    (tmp_path / "speech").mkdir()
    with pytest.raises(BadInput):
        evaluate(MusicSuite(), tmp_path, out=tmp_path / "runs", seed=0, progress=lambda done, of: None)
