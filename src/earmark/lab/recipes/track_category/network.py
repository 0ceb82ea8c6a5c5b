"""The network: convolutions over mel bands, statistics of the bands, and descriptors, put together."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from earmark.tracks.descriptors import DESCRIPTORS
from earmark.tracks.labels import LABELS
from earmark.tracks.spectrum import BANDS

__all__ = ["Probabilities", "TrackCategory"]

FILTERS = (16, 32, 48)
WIDTH = 128
TOGETHER = 96
DROPPED = 0.3


def _halving(inputs: int, outputs: int, size: int) -> nn.Sequential:
    """A convolution that halves both bands and time."""
    conv = nn.Conv2d(inputs, outputs, size, stride=2, padding=size // 2, bias=False)
    return nn.Sequential(conv, nn.BatchNorm2d(outputs), nn.ReLU())


class TrackCategory(nn.Module):
    """Mel bands [shape=(windows, FRAMES, BANDS), 0 to 255] and descriptors [shape=(windows, 12)] to log odds of each
    label [shape=(windows, labels)].

    Args:
        mean, deviation: of the descriptors it learns from [shape=(12,)].
    """

    def __init__(self, mean: Tensor, deviation: Tensor) -> None:
        super().__init__()
        first, second, third = FILTERS
        self.bands = nn.Sequential(_halving(1, first, 5), _halving(first, second, 3), _halving(second, third, 3))
        self.time = nn.Sequential(nn.Conv1d(third * BANDS // 8, WIDTH, 3, padding=1), nn.BatchNorm1d(WIDTH), nn.ReLU())
        self.statistics = nn.Sequential(nn.Linear(3 * BANDS, 64), nn.BatchNorm1d(64), nn.ReLU())
        self.described = nn.Sequential(nn.Linear(len(DESCRIPTORS), 32), nn.ReLU())
        self.drop = nn.Dropout(DROPPED)
        self.together = nn.Sequential(nn.Linear(2 * WIDTH + 64 + 32, TOGETHER), nn.ReLU(), nn.Dropout(DROPPED))
        self.odds = nn.Linear(TOGETHER, len(LABELS))
        self.mean = nn.Buffer(mean)
        self.deviation = nn.Buffer(deviation)

    def forward(self, mel: Tensor, descriptors: Tensor) -> Tensor:
        x = mel.float() / 127.5 - 1
        moved = x[:, 1:] - x[:, :-1]
        statistics = self.statistics(torch.cat([x.mean(1), x.std(1), moved.std(1)], 1))
        described = self.described(((descriptors - self.mean) / self.deviation).clamp(-4, 4))
        time = self.time(self.bands(x[:, None]).transpose(2, 3).flatten(1, 2))
        together = torch.cat([time.mean(2), time.amax(2), statistics, described], 1)
        odds: Tensor = self.odds(self.together(self.drop(together)))
        return odds


class Probabilities(nn.Module):
    """A network whose log odds are brought to those that hold: what ships.

    Args:
        network: gives log odds.
        scale, shift: of each label [shape=(labels,)].

    Reference:
        J. Platt, "Probabilistic outputs for support vector machines", 1999.
    """

    def __init__(self, network: nn.Module, scale: Tensor, shift: Tensor) -> None:
        super().__init__()
        self.network = network
        self.register_buffer("scale", scale)
        self.register_buffer("shift", shift)

    def forward(self, mel: Tensor, descriptors: Tensor) -> Tensor:
        return torch.sigmoid(self.network(mel, descriptors) * self.scale + self.shift)
