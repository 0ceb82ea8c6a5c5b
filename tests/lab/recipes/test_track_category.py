"""The recipe of track-category, from folders of sound to a model on a shelf."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from earmark.cli.app import app
from earmark.core.errors import BadInput
from earmark.lab.episodes.recordings import RATE, Shelf
from earmark.lab.recipes.track_category.belief import belief_of, truth_of
from earmark.lab.recipes.track_category.examples import Examples, examples_of
from earmark.lab.recipes.track_category.members import category_of_files, members_of
from earmark.media import write_audio
from earmark.models import Network, models
from earmark.tracks.descriptors import DESCRIPTORS
from earmark.tracks.labels import LABELS, Content
from earmark.tracks.spectrum import BANDS, FRAMES
from tests.music.sounds import tune, voice


@pytest.fixture(scope="module")
def folders(tmp_path_factory) -> dict[str, Path]:
    """Sixteen short files each of music, voices, rain and dogs."""
    made: dict[str, Path] = {name: tmp_path_factory.mktemp(name) for name in ("music", "voice", "functional")}
    rng = np.random.default_rng(0)
    sounds = {
        "music": np.concatenate([tune(11)[0], tune(12)[0]]),
        "voice": voice(40.0)[0],
        "functional": 0.1 * rng.standard_normal(40 * RATE),
    }
    table = ["filename,category,source_id,licence"]
    for name, sound in sounds.items():
        for number in range(16):
            piece = sound[None, number * 2 * RATE : number * 2 * RATE + 4 * RATE].astype("f4")
            write_audio(made[name] / f"{number}.wav", piece, rate=RATE)
    table += [f"{number}.wav,{'rain' if number % 2 else 'dog'},{number},CC0" for number in range(16)]
    (made["functional"] / "clips.csv").write_text("\n".join(table), encoding="utf-8")
    return made


def members(folders: dict[str, Path]):
    return members_of([folders["music"]], [folders["voice"]], [folders["functional"]])


def test_members_are_sorted_by_what_they_hold(folders):
    training, development, test = members(folders)
    assert sum(part.count(Content.rain) for part in (training, development, test)) == 8
    assert sum(part.count(Content.effects) for part in (training, development, test)) == 8
    assert training.count(Content.noise) == 0


def test_functional_sound_needs_to_be_named(tmp_path):
    write_audio(tmp_path / "a.wav", np.zeros((1, RATE), np.float32), rate=RATE)
    with pytest.raises(BadInput, match=r"clips\.csv"):
        category_of_files(tmp_path)
    (tmp_path / "clips.csv").write_text("filename,category\na.wav,unheard of\n", encoding="utf-8")
    with pytest.raises(BadInput, match="unheard of"):
        category_of_files(tmp_path)


def test_the_same_seed_makes_the_same_windows(folders, tmp_path):
    training = members(folders)[0]
    one, other = (
        examples_of(training, Shelf(tmp_path / "shelf"), count=12, seed=3, done=lambda: None) for _ in range(2)
    )
    np.testing.assert_array_equal(one.mel, other.mel)
    assert one.mel.shape == (12, FRAMES, BANDS)
    assert one.truth.shape == one.asked.shape == (12, len(LABELS))
    assert (one.truth.sum(axis=1) >= 1).all()
    assert (one.truth <= one.asked).all()
    assert np.isfinite(one.descriptors).all()


def test_belief_follows_what_is_right():
    rng = np.random.default_rng(0)
    single = rng.integers(0, 4, 600)
    said = np.full((600, len(LABELS)), 0.02, np.float32)
    odds = rng.normal(3, 2, 600)
    said[np.arange(600), single] = 1 / (1 + np.exp(-odds))
    nothing = np.zeros((600, 1, 1), np.uint8)
    empty = np.zeros((600, len(DESCRIPTORS)), np.float32)
    some = Examples(nothing, empty, said, said, single)
    belief = belief_of(said, some)
    assert belief.scale > 0
    assert belief.risk <= 0.01
    assert belief.probability(6) > belief.believed > belief.probability(-1)
    tones = Examples(nothing, empty, said, said, np.full(600, LABELS.index(Content.tones)))
    assert (truth_of(tones) == -1).all()


def test_trained_from_folders_to_the_shelf(folders, tmp_path):
    pytest.importorskip("torch")
    arguments = [
        "train",
        "track-category",
        "--windows",
        "50",
        "--rounds",
        "1",
        "--out",
        str(tmp_path),
        "--format",
        "json",
    ]
    for name, folder in folders.items():
        arguments += [f"--{name}", str(folder)]
    answer = CliRunner().invoke(app, arguments)
    assert answer.exit_code == 0, answer.output
    (model,) = models(tmp_path)
    assert model.name == "track-category"
    assert set(model.settings) == {"belief", "population"}
    assert set(model.settings["population"]["music"]) == set(DESCRIPTORS)
    said = Network.open(model)(np.zeros((3, FRAMES, BANDS), np.uint8), np.zeros((3, len(DESCRIPTORS)), np.float32))
    assert said.shape == (3, len(LABELS))
    assert "## Limits" in model.card
    assert "macro_f1" in {row["measure"] for row in json.loads(answer.stdout)}
