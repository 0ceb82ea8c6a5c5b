"""Dead air: stretches of an episode where nothing can be heard. The package in docs/analyzers.md."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from math import log10
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from earmark.core import Item, Kind, Mark, Span
from earmark.media import AudioReader

RATE = 8000
FRAME = RATE // 10
QUIET = -60.0
FLOOR = -120.0  # evidence is JSON, which has no minus infinity


class DeadAir:
    name = "deadair.find"
    version = "1"
    state = ""
    accepts = frozenset({Kind.episode, Kind.audiobook})

    def __init__(self, least: float) -> None:
        self.least = least

    def setup(self) -> None:
        """There is no model to load."""

    def analyze(self, item: Item) -> Iterator[Mark]:
        with AudioReader(item.path, rate=RATE) as reader:
            for start, end, loudest in stretches(levels(reader)):
                if end - start >= self.least:
                    yield Mark(
                        item=item.id,
                        analyzer=self.name,
                        version=self.version,
                        kind="dead air",
                        span=Span.from_seconds(start, end),
                        evidence={"loudest_dbfs": round(loudest, 1)},
                    )


def levels(blocks: Iterable[NDArray[np.float32]]) -> Iterator[float]:
    """The level of each tenth of a second of mono `blocks`, dBFS."""
    rest = np.zeros((1, 0), np.float32)
    for block in blocks:
        sound = np.concatenate([rest, block], axis=1)
        whole = sound.shape[1] // FRAME * FRAME
        for frame in sound[0, :whole].reshape(-1, FRAME):
            yield max(FLOOR, 10 * log10(float(np.mean(frame**2)) or 1e-12))
        rest = sound[:, whole:]


def stretches(levels: Iterable[float]) -> Iterator[tuple[float, float, float]]:
    """Where it is quiet: start and end in seconds, and the loudest level in between."""
    at = 0
    for quiet, run in groupby(levels, key=lambda level: level < QUIET):
        start, loudest = at, FLOOR
        for level in run:
            at, loudest = at + 1, max(loudest, level)
        if quiet:
            yield start / 10, at / 10, loudest


def create(home: Path) -> DeadAir:
    return DeadAir(least=2.0)
