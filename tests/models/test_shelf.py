"""The shelf of models: described, checked, carded."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from earmark.core.errors import BadInput
from earmark.models import Network, models, shipped, verified
from earmark.models.shelf import SHELF


@pytest.fixture
def shelf(tmp_path) -> Path:
    folder: Path = tmp_path / "shelf"
    shutil.copytree(SHELF, folder)
    return folder


def test_every_model_is_as_it_was_put_there_has_a_card_and_is_small():
    assert models()
    for model in models():
        assert verified(model) == model.path
        assert model.card.startswith(f"# {model.name}\n")
        assert model.size == model.path.stat().st_size
        assert model.recipe.startswith(f"earmark train {model.name} ")
        assert b".py" not in model.path.read_bytes()  # no path of the machine that made it
    assert sum(model.size for model in models()) < 40e6


@pytest.mark.parametrize("name", ["music-detectoin", "../weights/music-detection", "", "a\0b"])
def test_a_name_that_is_no_model_is_said_so(name):
    with pytest.raises(BadInput, match="no such model"):
        shipped(name)


def test_a_model_whose_file_changed_is_not_run(shelf):
    (model, *_) = models(shelf)
    content = bytearray(model.path.read_bytes())
    content[len(content) // 2] ^= 1
    model.path.write_bytes(content)
    with pytest.raises(BadInput, match="has changed"):
        Network.open(model)
    model.path.unlink()
    with pytest.raises(BadInput, match="cannot be read"):
        verified(model)


@pytest.mark.parametrize("text", ["", "[]", "{}", json.dumps({"does": "x"}), "\x00"])
def test_a_description_that_is_none_is_said_so(shelf, text):
    (shelf / "music-detection.json").write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match="does not describe a model"):
        models(shelf)


def test_a_file_that_is_no_network_is_said_so(tmp_path):
    path = tmp_path / "network.onnx"
    path.write_bytes(b"no network")
    with pytest.raises(BadInput, match="no ONNX model"):
        Network(path)


def test_a_network_answers_arrays_with_arrays():
    said = Network.open(shipped("music-detection"))(np.zeros((1, 64, 3, 32), np.uint8))
    assert said.shape == (1, 8, 2)
    assert ((said >= 0) & (said <= 1)).all()
