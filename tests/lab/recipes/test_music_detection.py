"""The recipe of the music detector, from folders of sound to a model on a shelf."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from earmark.cli.app import app
from earmark.core.errors import BadInput
from earmark.lab.episodes.recordings import RATE, Shelf
from earmark.lab.recipes.parts import parted
from earmark.lab.scenes import Layer, Sources, scenes, through_codec
from earmark.media import write_audio
from earmark.models import Network, models
from tests.music.sounds import tune, voice

SECONDS = 5


@pytest.fixture(scope="module")
def folders(tmp_path_factory) -> dict[str, Path]:
    """Sixteen short files of each layer."""
    made: dict[str, Path] = {layer: tmp_path_factory.mktemp(layer) for layer in ("music", "voice", "other")}
    rng = np.random.default_rng(0)
    sounds = {
        "music": np.concatenate([tune(11)[0], tune(12)[0]]),
        "voice": voice(40.0)[0],
        "other": 0.1 * rng.standard_normal(40 * RATE),
    }
    for name, sound in sounds.items():
        for number in range(16):
            first = number * 2 * RATE
            write_audio(
                made[name] / f"{number}.wav", sound[None, first : first + SECONDS * RATE].astype("f4"), rate=RATE
            )
    return made


def test_groups_stay_together_and_what_is_not_free_is_only_tested_on(tmp_path, folders):
    first, second = tmp_path / "a", tmp_path / "b"
    table = ["filename,artist_group,licence"]
    for folder in (first, second):
        folder.mkdir()
    for number in range(40):
        for folder in (first, second):
            (folder / f"{number}.wav").write_bytes((folders["music"] / "0.wav").read_bytes())
        table.append(f"{number}.wav,artist {number % 20},{'CC BY-SA 4.0' if number % 20 == 3 else 'CC-BY 3.0'}")
    (first / "clips.csv").write_text("\n".join(table), encoding="utf-8")
    parts = parted([first, second])
    groups = [{each.group for each in part} for part in (parts.training, parts.development, parts.test)]
    assert len(set.union(*groups)) == sum(map(len, groups))
    assert "artist 3" in groups[2]
    assert sum(map(len, (parts.training, parts.development, parts.test))) == 80
    with pytest.raises(BadInput, match="too few"):
        parted([_with_one(tmp_path / "c", folders)])


def _with_one(folder: Path, folders: dict[str, Path]) -> Path:
    folder.mkdir()
    (folder / "only.wav").write_bytes((folders["music"] / "0.wav").read_bytes())
    return folder


def test_a_scene_is_the_sum_of_its_layers_and_drawn_again_the_same(tmp_path, folders):
    layers = {layer: parted([folders[layer]]).training for layer in Layer}
    sources = Sources(layers, Shelf(tmp_path))
    drawn = list(scenes(sources, count=8, seconds=6.0, seed=1))
    assert len({tuple(scene.layers) for scene in drawn}) > 2
    for scene, again in zip(drawn, scenes(sources, count=8, seconds=6.0, seed=1), strict=True):
        assert np.array_equal(scene.samples, again.samples)
        assert np.abs(np.sum(list(scene.layers.values()), axis=0) - scene.samples).max() < 1e-5
        assert np.abs(scene.samples).max() <= 1.0
        assert len(through_codec(scene.samples, np.random.default_rng(0), rate=8000)) == pytest.approx(48_000, abs=900)


def test_training_ends_in_a_model_that_answers_as_it_did_and_a_card(tmp_path, folders):
    options = [word for name in folders for word in (f"--{name}", str(folders[name]))]
    out = tmp_path / "models"
    command = ["train", "music-detection", *options, "--out", str(out), "--scenes", "3", "--rounds", "1"]
    done = CliRunner().invoke(app, [*command, "--format", "json"])
    assert done.exit_code == 0, done.output
    assert {row["measure"] for row in json.loads(done.stdout)} >= {"area", "recall", "calibration"}
    (model,) = models(out)
    assert "## Limits" in model.card
    for frames in (64, 512):
        assert Network.open(model)(np.zeros((1, frames, 3, 32), np.uint8)).shape == (1, frames // 8, 2)


def test_a_folder_without_sound_is_said_so(tmp_path, folders):
    options = ["--music", str(tmp_path), "--voice", str(folders["voice"]), "--other", str(folders["other"])]
    done = CliRunner().invoke(app, ["train", "music-detection", *options, "--out", str(tmp_path / "models")])
    assert done.exit_code != 0
    assert isinstance(done.exception, BadInput)
    assert not (tmp_path / "models").exists()
