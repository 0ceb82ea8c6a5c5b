"""`earmark train`: the models that ship, trained again, on your data if you like."""

from __future__ import annotations

from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from earmark.cli.output import Format, FormatOption, emit, progress, say
from earmark.core.errors import MissingExtra

if TYPE_CHECKING:
    from _typeshed import DataclassInstance
    from rich.progress import Progress

    from earmark.models import Model

__all__ = ["app"]

app = typer.Typer(name="train", help="Train a model that ships again, on your own data if you like.")


@app.callback()
def train() -> None:
    """Train a model that ships again, on your own data if you like."""


@app.command("music-detection")
def music_detection(
    music: Annotated[list[Path], typer.Option(help="Folder of music; give it again for more.")],
    voice: Annotated[list[Path], typer.Option(help="Folder of voices.")],
    other: Annotated[list[Path], typer.Option(help="Folder of other sound.")],
    out: Annotated[Path, typer.Option(help="Folder for the model, its description and its card.")] = Path("models"),
    scenes: Annotated[int, typer.Option(min=1, help="Minutes of scenes to learn from.")] = 600,
    rounds: Annotated[int, typer.Option(min=1, help="How often to look at them.")] = 30,
    seed: Annotated[int, typer.Option(min=0, help="Seed of all that is drawn at random.")] = 0,
    format: FormatOption = Format.table,
) -> None:
    """Train the network that tells whether music sounds, and print what it can do on recordings it never saw."""
    _require_torch()
    from earmark.lab.recipes.music_detection import Ingredients, train

    with progress("training") as bar:
        model, figures = train(
            Ingredients(music, voice, other, scenes, rounds, seed), out, done=lambda *now: _show(bar, *now)
        )
    _tell(model, figures, format)


@app.command("track-category")
def track_category(
    music: Annotated[list[Path], typer.Option(help="Folder of music; give it again for more.")],
    voice: Annotated[list[Path], typer.Option(help="Folder of voices.")],
    functional: Annotated[list[Path], typer.Option(help="Folder of functional sound; its clips.csv says what it is.")],
    out: Annotated[Path, typer.Option(help="Folder for the model, its description and its card.")] = Path("models"),
    windows: Annotated[int, typer.Option(min=1, help="Windows of ten seconds to learn from.")] = 6000,
    rounds: Annotated[int, typer.Option(min=1, help="How often to look at them.")] = 20,
    seed: Annotated[int, typer.Option(min=0, help="Seed of all that is drawn at random.")] = 0,
    format: FormatOption = Format.table,
) -> None:
    """Train the network that tells music, speech and functional sound, and print what it can do."""
    _require_torch()
    from earmark.lab.recipes.track_category import Ingredients, train

    with progress("training") as bar:
        model, figures = train(
            Ingredients(music, voice, functional, windows, rounds, seed), out, done=lambda *now: _show(bar, *now)
        )
    _tell(model, figures, format)


def _require_torch() -> None:
    if find_spec("torch") is None or find_spec("onnxscript") is None:
        raise MissingExtra("training needs PyTorch", where="train", mend="pip install 'earmark[train]'")


def _tell(model: Model, figures: DataclassInstance, format: Format) -> None:
    say(f"{model.path}, its description and its card are in {model.folder}")
    emit([{"measure": name, "value": value} for name, value in asdict(figures).items()], format, ["measure", "value"])


def _show(bar: Progress, doing: str, done: int, total: int) -> None:
    bar.update(bar.task_ids[0], description=doing, completed=done, total=total)
