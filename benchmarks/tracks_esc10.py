"""ESC-10 with the network of track-category, learned from the other folds alone.

    python -m benchmarks.tracks_esc10 --esc DIR [--rounds 14] [--seeds 2] [--variants 8]

`--esc` holds ``clips.csv`` (filename, category, fold, origin) and the clips. Each fold is left out in turn; nothing
else is learned from, no weights are taken over. Each training clip is also heard at other speeds and through other
equalisers; several networks are averaged. Published, five folds: random forest 72.7 %, human 95.7 % (K. J. Piczak,
"ESC: Dataset for environmental sound classification", ACM Multimedia 2015).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import torch
import typer
from numpy.typing import NDArray
from scipy.signal import lfilter

from earmark.lab.recipes.track_category.fit import varied
from earmark.lab.recipes.track_category.network import TrackCategory
from earmark.media import Change, changed, read_audio
from earmark.tracks.descriptors import descriptors_of
from earmark.tracks.spectrum import mel_input, spectrum_of
from earmark.tracks.windows import RATE

BATCH = 32
SPEEDS = (0.8, 1.25)
MIXED = 0.3
Arrays = tuple[NDArray[np.uint8], NDArray[np.float32]]


def main(
    esc: Annotated[Path, typer.Option(help="Folder with clips.csv.")],
    rounds: Annotated[int, typer.Option(help="How often to look at the training clips.")] = 14,
    seeds: Annotated[int, typer.Option(help="How many networks are averaged.")] = 2,
    variants: Annotated[int, typer.Option(help="How often each training clip is heard, changed.")] = 8,
) -> None:
    """Leave each fold out in turn."""
    torch.set_num_threads(1)
    with (esc / "clips.csv").open(newline="", encoding="utf-8") as table:
        rows = [row for row in csv.DictReader(table) if row["origin"] == "ESC-10"]
    names = sorted({row["category"] for row in rows})
    folds = np.array([row["fold"] for row in rows])
    truth = np.array([names.index(row["category"]) for row in rows])
    sounds = [read_audio(esc / row["filename"], rate=RATE).samples for row in rows]
    plain = _heard(sounds)
    rng = np.random.default_rng(0)
    other = [_heard([_changed(sound, rng) for sound in sounds]) for _ in range(variants)]
    shares, counts = [], []
    for fold in sorted(set(folds)):
        held = folds == fold
        learned = [(mel[~held], numbers[~held]) for mel, numbers in (plain, *other)]
        mel, numbers = (np.concatenate([one[place] for one in learned]) for place in (0, 1))
        labels = np.tile(truth[~held], len(learned))
        chances = np.mean(
            [
                _asked(_fitted(mel, numbers, labels, len(names), rounds, seed), plain[0][held], plain[1][held])
                for seed in range(seeds)
            ],
            axis=0,
        )
        shares.append(float((chances.argmax(axis=1) == truth[held]).mean()))
        counts.append(int(held.sum()))
        print(f"fold {fold}: {shares[-1]:.4f} of {counts[-1]}", flush=True)
    size = sum(one.numel() for one in TrackCategory(torch.zeros(12), torch.ones(12)).parameters())
    print(f"mean of {len(shares)} folds: {np.mean(shares):.4f}, {seeds} networks of {size} parameters")


def _heard(sounds: list[NDArray[np.float32]]) -> Arrays:
    spectra = [spectrum_of(sound) for sound in sounds]
    return (
        np.stack([mel_input(one.mel) for one in spectra]),
        np.stack([descriptors_of(one).array() for one in spectra]),
    )


def _changed(sound: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    speed = float(rng.uniform(*SPEEDS))
    other = changed(sound, Change(speed, speed), rate=RATE)
    other = lfilter([1.0], [1.0, rng.uniform(-0.5, 0.5)], other, axis=1)
    return np.asarray(other * 10 ** (rng.uniform(-10, 10) / 20), np.float32)


def _fitted(
    mel: NDArray[np.uint8], numbers: NDArray[np.float32], labels: NDArray[Any], classes: int, rounds: int, seed: int
) -> TrackCategory:
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    network = TrackCategory(torch.from_numpy(numbers.mean(axis=0)), torch.from_numpy(numbers.std(axis=0) + 1e-3))
    network.odds = torch.nn.Linear(network.odds.in_features, classes)
    optimizer = torch.optim.AdamW(network.parameters(), lr=2e-3, weight_decay=0.05)
    steps = len(mel) // BATCH
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 2e-3, total_steps=steps * rounds, pct_start=0.2)
    network.train()
    for picked in _batches(len(mel), steps * rounds, rng):
        heard, described = varied(mel[picked], rng), torch.from_numpy(numbers[picked])
        wanted = torch.nn.functional.one_hot(torch.from_numpy(labels[picked]), classes).float()
        share, turned = float(rng.beta(MIXED, MIXED)), torch.randperm(len(picked))
        odds = network(share * heard + (1 - share) * heard[turned], share * described + (1 - share) * described[turned])
        optimizer.zero_grad()
        mixed = share * wanted + (1 - share) * wanted[turned]
        torch.nn.functional.cross_entropy(odds, mixed, label_smoothing=0.05).backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        schedule.step()
    return network.eval()


def _batches(count: int, steps: int, rng: np.random.Generator) -> Iterator[NDArray[np.int64]]:
    for _ in range(steps):
        yield rng.integers(0, count, BATCH)


def _asked(network: TrackCategory, mel: NDArray[np.uint8], numbers: NDArray[np.float32]) -> NDArray[np.float32]:
    with torch.no_grad():
        odds = network(torch.from_numpy(mel), torch.from_numpy(numbers))
    chances: NDArray[np.float32] = torch.softmax(odds, 1).numpy()
    return chances


if __name__ == "__main__":
    typer.run(main)
