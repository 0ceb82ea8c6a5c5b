"""From folders of music, voices and functional sound to a model that can be put on the shelf."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import torch

from earmark.core.errors import BadInput
from earmark.lab.episodes.recordings import Shelf
from earmark.lab.recipes.export import Described, exported
from earmark.lab.recipes.track_category.belief import belief_of, population_of, truth_of
from earmark.lab.recipes.track_category.card import card
from earmark.lab.recipes.track_category.examples import Examples, examples_of
from earmark.lab.recipes.track_category.fit import answers, calibrated, fit
from earmark.lab.recipes.track_category.measure import Measured, measured
from earmark.lab.recipes.track_category.members import Members, members_of
from earmark.models import Model, Network
from earmark.tracks.descriptors import DESCRIPTORS
from earmark.tracks.network import MODEL
from earmark.tracks.scores import GROUPS
from earmark.tracks.spectrum import BANDS, FRAMES

__all__ = ["Ingredients", "train"]

DEVELOPMENT, TEST = 0.12, 0.15
"""Windows to decide and to test with, for each to learn from."""
ALIKE = 1e-4
"""Most that the exported network may differ from the one that was trained."""


@dataclass(frozen=True, slots=True)
class Ingredients:
    """What the model is made of.

    Attributes:
        music, voice, functional: folders of recordings; see :func:`~earmark.lab.recipes.track_category.members`.
        windows: how many to learn from.
        rounds: how often to look at them.
        seed: of all that is drawn.
    """

    music: Sequence[Path]
    voice: Sequence[Path]
    functional: Sequence[Path]
    windows: int
    rounds: int
    seed: int


def train(ingredients: Ingredients, out: Path, *, done: Callable[[str, int, int], None]) -> tuple[Model, Measured]:
    """Train the model and put it, its description and its card into folder `out`.

    Args:
        ingredients: what it is made of.
        out: made if need be.
        done: called with what is being done, and (done, total) of it.

    Raises:
        BadInput: if a folder has no sound, there are too few artists, speakers or sources, or nobody says what a
            functional sound is.
    """
    torch.set_num_threads(1)
    parts = members_of(ingredients.music, ingredients.voice, ingredients.functional)
    training, development, test = _examples(ingredients, parts, done)
    groups = [{*truth_of(some).tolist()} - {-1} for some in (training, development, test)]
    if len(groups[0]) < len(GROUPS) or not all(groups):
        raise BadInput("too few windows to learn from some and test on others", where=str(ingredients.windows))
    turns = 0

    def one_round() -> None:
        nonlocal turns
        turns += 1
        done("fitting", turns, ingredients.rounds)

    fitted = fit(training, development, rounds=ingredients.rounds, seed=ingredients.seed, done=one_round)
    network = calibrated(fitted, development)
    belief = belief_of(answers(network, development), development)
    figures = measured(answers(network, test), test, belief)
    settings: dict[str, Any] = {"belief": asdict(belief), "population": population_of(training)}
    example = torch.zeros((2, FRAMES, BANDS), dtype=torch.uint8), torch.zeros((2, len(DESCRIPTORS)))
    model = exported(network, example, _described(settings), out)
    _alike(network, model, test)
    (out / f"{MODEL}.md").write_text(card(ingredients, parts, belief, figures), encoding="utf-8")
    return model, figures


def _examples(
    ingredients: Ingredients, parts: tuple[Members, Members, Members], done: Callable[[str, int, int], None]
) -> tuple[Examples, Examples, Examples]:
    """Windows of the three parts."""
    with tempfile.TemporaryDirectory() as scratch:
        shelf = Shelf(Path(scratch))

        def drawn(name: str, members: Members, share: float, seed: int) -> Examples:
            made, count = 0, max(1, round(ingredients.windows * share))

            def one_more() -> None:
                nonlocal made
                made += 1
                done(name, made, count)

            return examples_of(members, shelf, count=count, seed=seed, done=one_more)

        seed = 3 * ingredients.seed
        return (
            drawn("training", parts[0], 1.0, seed),
            drawn("development", parts[1], DEVELOPMENT, seed + 1),
            drawn("test", parts[2], TEST, seed + 2),
        )


def _alike(network: torch.nn.Module, model: Model, test: Examples) -> None:
    """That what was exported answers as what was trained."""
    said = Network.open(model)(test.mel[:8], test.descriptors[:8])
    apart = float(np.abs(said - answers(network, test)[:8]).max())
    if apart > ALIKE:
        raise RuntimeError(f"the exported network differs by {apart:.2g} from the one that was trained")


def _described(settings: Mapping[str, Any]) -> Described:
    return Described(
        name=MODEL,
        does="Tells what each ten seconds hold: music, speech, noise, rain and ten other kinds of functional sound",
        version=date.today().isoformat(),
        licence="Apache-2.0",
        recipe="earmark train track-category --music DIR --voice DIR --functional DIR",
        settings=settings,
    )
