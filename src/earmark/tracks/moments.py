"""Moments: what each window of a recording holds, in the order of time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from earmark.core import Span
from earmark.models import Network
from earmark.tracks.descriptors import Descriptors, descriptors_of
from earmark.tracks.interaural import InterauralBeat, interaural_beat
from earmark.tracks.labels import LABELS, Content
from earmark.tracks.level import AUDIBLE_DB, level_db
from earmark.tracks.repeats import Repeats
from earmark.tracks.spectrum import mel_input, spectrum_of
from earmark.tracks.windows import Window

__all__ = ["Moment", "moments_of"]

AT_ONCE = 16
STEADY = 0.4
"""Only what stays where it is can be a tone in each ear."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A window and what is said of it.

    Attributes:
        span: where it lies.
        level: weighted, dB of full scale; see :mod:`earmark.tracks.level`.
        descriptors: what was measured.
        beat: between the ears, if there is one.
        probabilities: of each of :data:`~earmark.tracks.labels.LABELS`; None where nothing can be heard
            [shape=(labels,)].
    """

    span: Span
    level: float
    descriptors: Descriptors
    beat: InterauralBeat | None
    probabilities: NDArray[np.float32] | None

    @property
    def heard(self) -> bool:
        """Whether anything can be heard in it."""
        return self.probabilities is not None

    def probability(self, content: Content) -> float:
        """How probable it is that the window holds `content`."""
        if self.probabilities is None:
            return float(content is Content.silence)
        return 0.0 if content is Content.silence else float(self.probabilities[LABELS.index(content)])


def moments_of(windows: Iterable[Window], network: Network, repeats: Repeats) -> Iterator[Moment]:
    """What each window holds; `repeats` hears them too.

    Args:
        windows: in order.
        network: see :func:`~earmark.tracks.network.category_network`.
        repeats: gets the bands of each window.
    """
    waiting: list[tuple[Moment, NDArray[np.uint8]]] = []
    for window in windows:
        spectrum = spectrum_of(window.samples)
        level = level_db(spectrum)
        repeats.add(spectrum.mel, heard=level >= AUDIBLE_DB)
        measured = descriptors_of(spectrum)
        beat = interaural_beat(window.samples) if measured.steadiness > STEADY else None
        waiting.append((Moment(window.span, level, measured, beat, None), mel_input(spectrum.mel)))
        if len(waiting) == AT_ONCE:
            yield from _told(waiting, network)
            waiting = []
    if waiting:
        yield from _told(waiting, network)


def _told(waiting: list[tuple[Moment, NDArray[np.uint8]]], network: Network) -> Iterator[Moment]:
    mel = np.stack([bands for _, bands in waiting])
    said = network(mel, np.stack([moment.descriptors.array() for moment, _ in waiting]))
    for (moment, _), probabilities in zip(waiting, said, strict=True):
        heard = moment.level >= AUDIBLE_DB
        yield Moment(moment.span, moment.level, moment.descriptors, moment.beat, probabilities if heard else None)
