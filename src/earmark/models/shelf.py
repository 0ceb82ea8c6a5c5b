"""The shelf: the models that come with earmark, each with a card, its licence and the digest of its file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from earmark.core.errors import BadInput
from earmark.core.nearest import nearest

__all__ = ["SHELF", "Model", "models", "shipped", "verified"]

SHELF = Path(__file__).parent / "weights"


@dataclass(frozen=True, slots=True)
class Model:
    """A trained model.

    Attributes:
        name: as commands call it.
        does: what it is for, one sentence.
        version: the day it was trained; marks made with another are not comparable.
        licence: SPDX name of the licence of its weights.
        recipe: command that trains it again.
        sha256: digest of its file, hexadecimal.
        size: bytes of its file.
        folder: where its file, ``NAME.onnx``, and its card, ``NAME.md``, lie.
        settings: what its user has to know besides, such as thresholds.
    """

    name: str
    does: str
    version: str
    licence: str
    recipe: str
    sha256: str
    size: int
    folder: Path
    settings: Mapping[str, Any]

    @property
    def path(self) -> Path:
        """Its file."""
        return self.folder / f"{self.name}.onnx"

    @property
    def card(self) -> str:
        """What it was made of, what it can do and what not: Markdown."""
        return (self.folder / f"{self.name}.md").read_text(encoding="utf-8")


def models(folder: Path = SHELF) -> list[Model]:
    """Every model of a shelf, by name.

    Raises:
        BadInput: if one is not described as it should be.
    """
    return [_described(path) for path in sorted(folder.glob("*.json"))]


def shipped(name: str) -> Model:
    """The model called `name` that comes with earmark.

    Raises:
        BadInput: if there is none.
    """
    named = {model.name: model for model in models()}
    if name not in named:
        raise BadInput("no such model", where=name, mend=nearest(name, named))
    return named[name]


def verified(model: Model) -> Path:
    """The model's file.

    Raises:
        BadInput: if it is missing, or not the one that the shelf describes.
    """
    try:
        digest = hashlib.sha256(model.path.read_bytes()).hexdigest()
    except OSError as error:
        raise BadInput(f"cannot be read: {error.strerror}", where=str(model.path)) from error
    if digest != model.sha256:
        raise BadInput(
            "the model's file has changed since it was put there", where=str(model.path), mend="Install earmark again"
        )
    return model.path


def _described(path: Path) -> Model:
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        return Model(name=path.stem, folder=path.parent, **said)
    except (OSError, ValueError, TypeError) as error:
        raise BadInput(f"this does not describe a model: {error}", where=str(path)) from error
