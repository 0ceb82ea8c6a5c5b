"""What a person listens to: the item, then the same place of the recording."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from earmark.core import MICROSECONDS, Span
from earmark.media import changed, excerpts, measure_loudness
from earmark.music.proof.claim import Claim

__all__ = ["PAUSE", "beside", "recording_there"]

PAUSE = 0.3
"""Seconds of silence between the item and the recording."""
CEILING_DB = -1.0
"""True peak that a clip may have, dBTP."""


def recording_there(claim: Claim, excerpt: Span, reference: Path, *, rate: int) -> NDArray[np.float32]:
    """What the recording would sound like in `excerpt` of the item if the claim is right.

    It is played as fast and as high as claimed; where it has not begun or is over there is silence.

    Args:
        claim: which says how the recording lies in the item.
        excerpt: of the item.
        reference: the recording's file.
        rate: samples per second wanted, > 0.

    Returns:
        Mono, as long as `excerpt` [shape=(1, n)].

    Raises:
        BadInput: if the file is missing or may not be read.
        UnreadableMedia: if there is no sound in it that can be decoded.
    """
    start, end = round(claim.heard_at(excerpt.start)), round(claim.heard_at(excerpt.end))
    length = _samples(excerpt.end, rate) - _samples(excerpt.start, rate)
    if end <= 0:
        return np.zeros((1, length), np.float32)
    (found,) = excerpts(reference, [Span(max(0, start), end)], rate=rate)
    early = _samples(-start / claim.speed, rate) if start < 0 else 0
    sound = np.pad(changed(found, claim.change, rate=rate), ((0, 0), (early, 0)))[:, :length]
    return np.pad(sound, ((0, 0), (0, length - sound.shape[1])))


def beside(heard: NDArray[np.float32], recording: NDArray[np.float32], *, rate: int) -> NDArray[np.float32]:
    """The item, silence, then the recording as loud as the item [shape=(1, n)].

    Both are lowered together where the recording would be clipped.

    Args:
        heard: the item's sound [shape=(1, n)].
        recording: the recording's [shape=(1, n)].
        rate: samples per second, at least 8000.

    Reference:
        ITU-R BS.1770-4 for loudness and true peak.
    """
    wanted, had = (measure_loudness(sound, rate=rate).integrated for sound in (heard, recording))
    gain = 10 ** ((wanted - had) / 20) if np.isfinite([wanted, had]).all() else 1.0
    pause = np.zeros((1, round(PAUSE * rate)), np.float32)
    both = np.concatenate([heard, pause, recording * np.float32(gain)], axis=1)
    over = measure_loudness(both, rate=rate).true_peak - CEILING_DB
    return both * np.float32(10 ** (-over / 20)) if over > 0 else both


def _samples(microseconds: float, rate: int) -> int:
    return round(microseconds * rate / MICROSECONDS)
