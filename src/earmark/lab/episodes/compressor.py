"""A broadcaster's compressor: what is loud presses down everything that sounds with it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["compressed"]

STEP = 0.002
"""Seconds between two readings of the level."""


def compressed(
    samples: NDArray[np.float32],
    *,
    rate: int,
    threshold_db: float = -30.0,
    ratio: float = 4.0,
    attack: float = 0.005,
    release: float = 0.15,
) -> NDArray[np.float32]:
    """`samples` through a feed-forward compressor with a hard knee, brought back to their RMS.

    The gain follows the level of 2 ms blocks, smoothed in decibels with one constant while it falls and another while
    it rises, and is interpolated between the blocks. Music in the pauses of a voice comes up, and dips when it speaks.

    Args:
        samples: full scale 1 [shape=(channels, n)].
        rate: samples per second.
        threshold_db: level above which it works, dB of full scale.
        ratio: decibels in for each decibel out above it.
        attack: time constant of the falling gain, seconds.
        release: of the rising gain, seconds.

    Reference:
        D. Giannoulis, M. Massberg and J. D. Reiss, "Digital dynamic range compressor design: a tutorial and
        analysis", J. Audio Engineering Society 60(6), 2012.
    """
    block = max(1, round(STEP * rate))
    count = samples.shape[1] // block
    if count == 0:
        return samples
    framed = samples[:, : count * block].reshape(samples.shape[0], count, block).astype(np.float64)
    level = 10 * np.log10((framed**2).mean(axis=(0, 2)) + 1e-12)
    wanted = np.minimum(0.0, (threshold_db - level) * (1 - 1 / ratio))
    gain = _smoothed(wanted, attack=np.exp(-STEP / attack), release=np.exp(-STEP / release))
    centres = (np.arange(count) + 0.5) * block
    curve = np.interp(np.arange(samples.shape[1]), centres, 10 ** (gain / 20)).astype(np.float32)
    pressed = samples * curve
    before, after = (float(np.sqrt((sound.astype(np.float64) ** 2).mean())) for sound in (samples, pressed))
    return (pressed * np.float32(before / after)) if after else samples


def _smoothed(wanted: NDArray[np.float64], *, attack: float, release: float) -> NDArray[np.float64]:
    gain = np.empty_like(wanted)
    now = 0.0
    for number, goal in enumerate(wanted.tolist()):
        keep = attack if goal < now else release
        now = keep * now + (1 - keep) * goal
        gain[number] = now
    return gain
