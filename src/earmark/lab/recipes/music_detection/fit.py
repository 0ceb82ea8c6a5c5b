"""Fitting: from examples to a network, and how sure it may be."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from earmark.lab.recipes.music_detection.examples import Examples
from earmark.lab.recipes.music_detection.network import MusicDetection, Probabilities
from earmark.music.detection import STEP_FRAMES

__all__ = ["answers", "calibrated", "fit"]

BATCH = 16
EXCERPT_STEPS = 96
"""Steps of a scene that are looked at at a time."""
RATE = 3e-3
DECAY = 2e-2
LOUDER = 25.0
"""Most that an excerpt is made louder or fainter, in steps of the texture's level: 10 dB."""
WIPED_BANDS, WIPED_FRAMES = 6, 40
"""Most bands, and frames, that are wiped from an excerpt (D. S. Park et al., "SpecAugment", Interspeech 2019)."""
ROUNDS_PER_CHECK = 2


def fit(training: Examples, development: Examples, *, rounds: int, seed: int, done: Callable[[], None]) -> nn.Module:
    """The network that told music best on `development`, of those after every other round.

    Args:
        training: what to learn from.
        development: what decides.
        rounds: how often all is looked at.
        seed: of the network's beginning, of the order and of what is wiped.
        done: called after each round.
    """
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    network = MusicDetection()
    steps = max(1, len(training.texture) * training.truth.shape[1] // (BATCH * EXCERPT_STEPS))
    optimizer = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps * rounds, pct_start=0.2)
    best, kept = np.inf, network.state_dict()
    for turn in range(rounds):
        network.train()
        for _ in range(steps):
            texture, truth, asked = _excerpts(training, rng)
            optimizer.zero_grad()
            _loss(network(texture), truth, asked).backward()
            optimizer.step()
            schedule.step()
        if turn % ROUNDS_PER_CHECK == ROUNDS_PER_CHECK - 1 or turn == rounds - 1:
            now = _loss_on(network, development)
            if now < best:
                best, kept = now, {name: value.clone() for name, value in network.state_dict().items()}
        done()
    network.load_state_dict(kept)
    return network.eval()


def calibrated(network: nn.Module, development: Examples) -> Probabilities:
    """`network` with the scale and shift of its log odds under which `development` is most probable."""
    odds = torch.from_numpy(answers(network, development.texture))
    truth, asked = torch.from_numpy(development.truth), torch.from_numpy(development.asked)
    scale, shift = torch.ones(2, requires_grad=True), torch.zeros(2, requires_grad=True)
    optimizer = torch.optim.LBFGS([scale, shift], max_iter=60)

    def closure() -> Tensor:
        optimizer.zero_grad()
        loss = _loss(odds * scale + shift, truth, asked)
        loss.backward()
        return loss

    optimizer.step(closure)
    return Probabilities(network, scale.detach(), shift.detach()).eval()


def answers(network: nn.Module, texture: NDArray[np.uint8]) -> NDArray[np.float32]:
    """What `network` says of each step [shape=(scenes, steps, 2)]."""
    network.eval()
    with torch.no_grad():
        said = [network(torch.from_numpy(texture[first : first + BATCH])) for first in range(0, len(texture), BATCH)]
    together: NDArray[np.float32] = torch.cat(said).numpy()
    return together


def _loss(odds: Tensor, truth: Tensor, asked: Tensor) -> Tensor:
    each = nn.functional.binary_cross_entropy_with_logits(odds, truth, reduction="none")
    return (each * asked).sum() / asked.sum().clamp(min=1)


def _loss_on(network: nn.Module, examples: Examples) -> float:
    odds = torch.from_numpy(answers(network, examples.texture))
    return float(_loss(odds, torch.from_numpy(examples.truth), torch.from_numpy(examples.asked))[()])


def _excerpts(examples: Examples, rng: np.random.Generator) -> tuple[Tensor, Tensor, Tensor]:
    """A batch: each excerpt louder or fainter than it was, some bands and frames of it wiped."""
    scenes = rng.integers(0, len(examples.texture), BATCH)
    firsts = rng.integers(0, max(1, examples.truth.shape[1] - EXCERPT_STEPS + 1), BATCH)
    steps = firsts[:, None] + np.arange(min(EXCERPT_STEPS, examples.truth.shape[1]))
    frames = firsts[:, None] * STEP_FRAMES + np.arange(steps.shape[1] * STEP_FRAMES)
    texture = examples.texture[scenes[:, None], frames].astype(np.float32)
    level = texture[:, :, 0]
    level += rng.uniform(-LOUDER, LOUDER, (BATCH, 1, 1)) * (level > 0)
    for one in texture:
        band, frame = rng.integers(0, texture.shape[3]), rng.integers(0, texture.shape[1])
        one[:, :, band : band + rng.integers(0, WIPED_BANDS + 1)] = 0
        one[frame : frame + rng.integers(0, WIPED_FRAMES + 1)] = 0
    picked = scenes[:, None], steps
    return (
        torch.from_numpy(texture.clip(0, 255)),
        torch.from_numpy(examples.truth[picked]),
        torch.from_numpy(examples.asked[picked]),
    )
