"""Fitting: from examples to a network, and how sure it may be."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from earmark.lab.recipes.track_category.examples import Examples
from earmark.lab.recipes.track_category.network import Probabilities, TrackCategory
from earmark.tracks.labels import LABELS

__all__ = ["answers", "calibrated", "fit", "varied"]

BATCH = 32
RATE = 2e-3
DECAY = 3e-2
WIPED_BANDS, WIPED_FRAMES = 10, 40
"""Most bands, and frames, that are wiped from a window (D. S. Park et al., "SpecAugment", Interspeech 2019)."""
TILTED = 25.0
"""Most that the highest band is made louder or fainter against the lowest, in steps of the input: 8 dB."""
SMOOTHED = 0.01
"""Truth is taken for so much less than certain."""


def fit(training: Examples, development: Examples, *, rounds: int, seed: int, done: Callable[[], None]) -> nn.Module:
    """The network that was best on `development`, of those after every round.

    Args:
        training: what to learn from.
        development: what decides.
        rounds: how often all is looked at.
        seed: of the network's beginning, of the order and of what is wiped.
        done: called after each round.
    """
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    mean, deviation = training.descriptors.mean(axis=0), training.descriptors.std(axis=0) + 1e-3
    network = TrackCategory(torch.from_numpy(mean), torch.from_numpy(deviation))
    steps = max(1, len(training.mel) // BATCH)
    optimizer = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=max(20, steps * rounds), pct_start=0.2)
    best, kept = np.inf, network.state_dict()
    for _ in range(rounds):
        network.train()
        order = rng.permutation(len(training.mel))
        for step in range(steps):
            picked = order[step * BATCH : (step + 1) * BATCH]
            optimizer.zero_grad()
            odds = network(varied(training.mel[picked], rng), torch.from_numpy(training.descriptors[picked]))
            truth = torch.from_numpy(training.truth[picked]) * (1 - 2 * SMOOTHED) + SMOOTHED
            _loss(odds, truth, torch.from_numpy(training.asked[picked])).backward()
            optimizer.step()
            schedule.step()
        now = _loss_on(network, development)
        if now < best:
            best, kept = now, {name: value.clone() for name, value in network.state_dict().items()}
        done()
    network.load_state_dict(kept)
    return network.eval()


def calibrated(network: nn.Module, development: Examples) -> Probabilities:
    """`network` with the scale and shift of its log odds under which `development` is most probable."""
    odds = torch.from_numpy(answers(network, development))
    truth, asked = torch.from_numpy(development.truth), torch.from_numpy(development.asked)
    scale = torch.ones(1, requires_grad=True)
    shift = torch.zeros(len(LABELS), requires_grad=True)
    optimizer = torch.optim.LBFGS([scale, shift], max_iter=60)

    def closure() -> Tensor:
        optimizer.zero_grad()
        loss = _loss(odds * scale + shift, truth, asked) + 1e-3 * (shift**2).sum()
        loss.backward()
        return loss

    optimizer.step(closure)
    return Probabilities(network, scale.detach().repeat(len(LABELS)), shift.detach()).eval()


def answers(network: nn.Module, examples: Examples) -> NDArray[np.float32]:
    """What `network` says of each window [shape=(n, labels)]."""
    network.eval()
    with torch.no_grad():
        said = [
            network(
                torch.from_numpy(examples.mel[at : at + BATCH]), torch.from_numpy(examples.descriptors[at : at + BATCH])
            )
            for at in range(0, len(examples.mel), BATCH)
        ]
    together: NDArray[np.float32] = torch.cat(said).numpy()
    return together


def _loss(odds: Tensor, truth: Tensor, asked: Tensor) -> Tensor:
    each = nn.functional.binary_cross_entropy_with_logits(odds, truth, reduction="none")
    return (each * asked).sum() / asked.sum().clamp(min=1)


def _loss_on(network: nn.Module, examples: Examples) -> float:
    odds = torch.from_numpy(answers(network, examples))
    return float(_loss(odds, torch.from_numpy(examples.truth), torch.from_numpy(examples.asked)))


def varied(mel: NDArray[np.uint8], rng: np.random.Generator) -> Tensor:
    """Windows through another equaliser, begun elsewhere, some bands and frames of them wiped."""
    varied = mel.astype(np.float32)
    windows, frames, bands = varied.shape
    varied += rng.uniform(-TILTED, TILTED, (windows, 1, 1)) * np.linspace(-0.5, 0.5, bands, dtype=np.float32)
    varied += rng.uniform(-TILTED / 2, TILTED / 4, (windows, 1, 1))
    for one in varied:
        one[:] = np.roll(one, int(rng.integers(frames)), axis=0)
        band, frame = rng.integers(0, bands), rng.integers(0, frames)
        one[:, band : band + rng.integers(0, WIPED_BANDS + 1)] = 0
        one[frame : frame + rng.integers(0, WIPED_FRAMES + 1)] = 0
    return torch.from_numpy(varied.clip(0, 255).astype(np.float32))
