"""The network: three strided convolutions over bands and time, then dilated ones over time."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from earmark.music.texture import BANDS

__all__ = ["MusicDetection", "Probabilities"]

FILTERS = (24, 32, 48)
WIDTH = 64
DILATIONS = (1, 2, 4, 8)
DROPPED = 0.25


class _Dilated(nn.Module):
    """A residual convolution over time.

    Reference:
        S. Bai, J. Z. Kolter, V. Koltun, "An empirical evaluation of generic convolutional and recurrent networks for
        sequence modeling", 2018; here it looks both ways.
    """

    def __init__(self, dilation: int) -> None:
        super().__init__()
        self.conv = nn.Conv1d(WIDTH, WIDTH, 3, padding=dilation, dilation=dilation)
        self.norm = nn.BatchNorm1d(WIDTH)
        self.drop = nn.Dropout(DROPPED / 2)

    def forward(self, x: Tensor) -> Tensor:
        more: Tensor = self.drop(torch.relu(self.norm(self.conv(x))))
        return x + more


def _halving(inputs: int, outputs: int, size: int) -> nn.Sequential:
    """A convolution that halves both bands and time."""
    conv = nn.Conv2d(inputs, outputs, size, stride=2, padding=size // 2, bias=False)
    return nn.Sequential(conv, nn.BatchNorm2d(outputs), nn.ReLU())


class MusicDetection(nn.Module):
    """Texture [shape=(scenes, frames, CHANNELS, BANDS), 0 to 255] to log odds of music and of a voice
    [shape=(scenes, frames / STEP_FRAMES, 2)]."""

    def __init__(self) -> None:
        super().__init__()
        first, second, third = FILTERS
        self.bands = nn.Sequential(_halving(3, first, 5), _halving(first, second, 3), _halving(second, third, 3))
        self.mixed = nn.Sequential(nn.Conv1d(third * BANDS // 8, WIDTH, 1), nn.BatchNorm1d(WIDTH), nn.ReLU())
        self.time = nn.Sequential(*(_Dilated(dilation) for dilation in DILATIONS))
        self.drop = nn.Dropout(DROPPED)
        self.odds = nn.Conv1d(WIDTH, 2, 1)

    def forward(self, texture: Tensor) -> Tensor:
        x = (texture.float() / 127.5 - 1).transpose(1, 2)
        x = self.bands(x).transpose(2, 3).flatten(1, 2)
        odds: Tensor = self.odds(self.drop(self.time(self.mixed(x)))).transpose(1, 2)
        return odds


class Probabilities(nn.Module):
    """A network whose log odds are brought to those that hold: what ships.

    Args:
        network: gives log odds of music and of a voice.
        scale, shift: of each [shape=(2,)].

    Reference:
        J. Platt, "Probabilistic outputs for support vector machines", 1999.
    """

    def __init__(self, network: nn.Module, scale: Tensor, shift: Tensor) -> None:
        super().__init__()
        self.network = network
        self.register_buffer("scale", scale)
        self.register_buffer("shift", shift)

    def forward(self, texture: Tensor) -> Tensor:
        return torch.sigmoid(self.network(texture) * self.scale + self.shift)
