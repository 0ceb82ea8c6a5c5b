"""What no find explains: how loud it is beside a track, and whether it speaks against one.

Under a bed there is speech, and voices glide: what a track does not explain hardly goes on at one frequency. Where it
does, other music plays, and what agrees is something that two pieces share, a sample or a pattern of drums. Then
the other piece's notes are heard, and this one's are not.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from earmark.core import Span
from earmark.music.level import level_db
from earmark.music.peaks import FRAME_MICROSECONDS, Peaks
from earmark.music.tonal import lasting

__all__ = ["Unexplained"]

TOLERATED = 0.15
"""Unexplained notes for each peak explained: what codecs, rooms and voices leave of a track that plays."""
PER_NOTE = 1.0
"""Evidence that each further one takes, natural log,"""
MOST = 40.0
"""and what all can take: a track may well play while somebody sings."""


class Unexplained:
    """The peaks of a query that no find explains.

    Args:
        query: the query's peaks.
        used: which of them some find explains [shape=(peaks,)].
    """

    def __init__(self, query: Peaks, used: NDArray[np.bool_]) -> None:
        self._query = query
        left = Peaks(query.frame[~used], query.step[~used], query.frames)
        self._notes = _sums(lasting(left))
        self._power = np.zeros(query.frames + 1)
        if len(query.power):
            self._power = _sums(np.bincount(left.frame, query.power[~used], query.frames).astype(np.float64))

    def against(self, span: Span, explained: int) -> float:
        """Evidence against a find in `span` that explains so many peaks, natural log."""
        notes = _between(self._notes, span) - TOLERATED * explained
        return min(MOST, PER_NOTE * max(0.0, notes))

    def level(self, span: Span, explained: NDArray[np.int64]) -> float | None:
        """Level of a find in `span` that explains the peaks of these numbers, dB; None if no power is known."""
        if not len(self._query.power):
            return None
        return level_db(float(self._query.power[explained].sum()), _between(self._power, span))


def _sums(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.concatenate([[0.0], np.cumsum(values)])


def _between(sums: NDArray[np.float64], span: Span) -> float:
    """What running sums over frames gain from the start to the end of `span`."""
    return float(sums[span.end // FRAME_MICROSECONDS] - sums[span.start // FRAME_MICROSECONDS])
