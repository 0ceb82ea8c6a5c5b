"""From folders of music, voices and other sound to a model that can be put on the shelf."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import torch

from earmark.lab.episodes.recordings import Recording, Shelf
from earmark.lab.recipes.export import Described, exported
from earmark.lab.recipes.music_detection.examples import Examples, examples_of
from earmark.lab.recipes.music_detection.fit import answers, calibrated, fit
from earmark.lab.recipes.music_detection.measure import LEVELS_DB, Measured, measured
from earmark.lab.recipes.parts import Parts, parted
from earmark.lab.scenes import Layer, Sources, scenes
from earmark.models import Model, Network
from earmark.music.detection import MODEL, STEP_FRAMES
from earmark.music.texture import BANDS, CHANNELS

__all__ = ["Ingredients", "train"]

SCENE_SECONDS = 60.0
DEVELOPMENT, TEST = 0.1, 0.15
"""Scenes to decide and to test with, for each to learn from."""
ALIKE = 1e-4
"""Most that the exported network may differ from the one that was trained."""


@dataclass(frozen=True, slots=True)
class Ingredients:
    """What the model is made of.

    Attributes:
        music, voice, other: folders of recordings; see :func:`~earmark.lab.recipes.parts.parted`.
        scenes: how many minutes of scenes to learn from.
        rounds: how often to look at them.
        seed: of all that is drawn.
    """

    music: Sequence[Path]
    voice: Sequence[Path]
    other: Sequence[Path]
    scenes: int
    rounds: int
    seed: int


def train(ingredients: Ingredients, out: Path, *, done: Callable[[str, int, int], None]) -> tuple[Model, Measured]:
    """Train the model and put it, its description and its card into folder `out`.

    Args:
        ingredients: what it is made of.
        out: made if need be.
        done: called with what is being done, and (done, total) of it.

    Raises:
        BadInput: if a folder has no sound, or there are too few artists, speakers or sources.
    """
    torch.set_num_threads(1)
    made_of = {
        Layer.music: parted(ingredients.music),
        Layer.voice: parted(ingredients.voice),
        Layer.other: parted(ingredients.other),
    }
    with tempfile.TemporaryDirectory() as scratch:
        shelf = Shelf(Path(scratch))

        def examples(name: str, layers: Mapping[Layer, Sequence[Recording]], count: int, seed: int) -> Examples:
            made = 0

            def one_more() -> None:
                nonlocal made
                made += 1
                done(name, made, count)

            drawn = scenes(Sources(layers, shelf), count=count, seconds=SCENE_SECONDS, seed=seed)
            return examples_of(drawn, seed=seed, done=one_more)

        count, seed = ingredients.scenes, 3 * ingredients.seed
        training = examples("training", {of: parts.training for of, parts in made_of.items()}, count, seed)
        fewer = max(1, round(count * DEVELOPMENT))
        development = examples("development", {of: one.development for of, one in made_of.items()}, fewer, seed + 1)
        fewer = max(1, round(count * TEST))
        test = examples("test", {of: parts.test for of, parts in made_of.items()}, fewer, seed + 2)
    turns = 0

    def one_round() -> None:
        nonlocal turns
        turns += 1
        done("fitting", turns, ingredients.rounds)

    fitted = fit(training, development, rounds=ingredients.rounds, seed=ingredients.seed, done=one_round)
    network = calibrated(fitted, development)
    figures = measured(answers(network, test.texture), test)
    example = torch.zeros((1, 64 * STEP_FRAMES, CHANNELS, BANDS), dtype=torch.uint8)
    model = exported(network, (example,), _described(), out)
    _alike(network, model, test)
    (out / f"{MODEL}.md").write_text(_card(ingredients, made_of, figures), encoding="utf-8")
    return model, figures


def _alike(network: torch.nn.Module, model: Model, test: Examples) -> None:
    """That what was exported answers as what was trained."""
    some = test.texture[:1, : 40 * STEP_FRAMES]
    apart = float(np.abs(Network.open(model)(some) - answers(network, some)).max())
    if apart > ALIKE:
        raise RuntimeError(f"the exported network differs by {apart:.2g} from the one that was trained")


def _described() -> Described:
    return Described(
        name=MODEL,
        does="Tells four times a second whether music sounds, known or not, and whether somebody speaks",
        version=date.today().isoformat(),
        licence="Apache-2.0",
        recipe="earmark train music-detection --music DIR --voice DIR --other DIR",
        settings={},
    )


def _card(ingredients: Ingredients, made_of: Mapping[Layer, Parts], figures: Measured) -> str:
    counted = "\n".join(
        f"| {layer} | {_counted(parts.training)} | {_counted(parts.development)} | {_counted(parts.test)} |"
        for layer, parts in made_of.items()
    )
    levels = "\n".join(
        f"| {low} to {high} dB | {share:.3f} |" if high < 200 else f"| above {low} dB, or alone | {share:.3f} |"
        for (low, high), share in zip(LEVELS_DB, figures.recall, strict=True)
    )
    return CARD.format(
        scenes=ingredients.scenes,
        rounds=ingredients.rounds,
        seed=ingredients.seed,
        counted=counted,
        levels=levels,
        figures=figures,
        day=date.today().isoformat(),
    )


def _counted(recordings: Sequence[Recording]) -> str:
    return f"{len(set(recordings))} ({len({recording.group for recording in recordings})})"


CARD = """# music-detection

Tells, for each 256 ms of sound, how probable it is that music sounds, known or not, alone or under a voice, and how
probable that somebody speaks. It reads the texture of the spectra from which the peaks of `music.find` are taken
(`earmark/music/texture.py`), looks 5 s to either side, and has about 85,000 parameters.

## Made of
{scenes} scenes of a minute, in which pieces of recordings are laid over each other at random: -18 to +8 dB for music
against the level of a voice, other speeds, rooms and equalisers, a compressor, six codecs (`earmark/lab/scenes.py`).
Recordings, and in brackets the artists, speakers or sources they come from; none is in two columns:

| layer | training | development | test |
|---|---|---|---|
{counted}

Only recordings whose licence is CC0, CC BY, BSD or the public domain were learned from; the others are tested on.
The weights are free to use under the project's licence.

## Figures
On scenes of the test recordings, {figures.steps} steps; {day}:

| what | figure |
|---|---|
| area under the ROC, music | {figures.area:.4f} |
| area under the ROC, voice | {figures.voice_area:.4f} |
| steps with a voice and no music that are called music | {figures.false_voice:.4f} |
| steps with other sound alone that are called music | {figures.false_other:.4f} |
| expected calibration error, music | {figures.calibration:.4f} |

Steps with music that are called music (probability at least 0.5), by its level against all else:

| level | recall |
|---|---|
{levels}

## Limits
- Learned from instrumental music: game music, General MIDI, pieces composed by a program. Singing without instruments
  is nearly absent; so are many of the world's instruments.
- Voices are read speech in a few European languages.
- Sounds with a pitch of their own (bells, sirens, alarms, birds) are what it takes for music most easily.
- Music fainter than -20 dB against all else was neither asked for nor against.

## To train it again
`earmark train music-detection --scenes {scenes} --rounds {rounds} --seed {seed}` with folders of music, voices and
other sound; see `docs/models.md`.
"""
