"""The simple baseline for music under speech: pairs of peaks, as most open systems use.

Reference:
    A. Wang, "An industrial-strength audio search algorithm", ISMIR 2003.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from earmark.lab.metrics import Segment
from earmark.music.peaks import FRAMES_PER_SECOND, Peaks

__all__ = ["PairIndex"]

FAN_OUT = 5
LONGEST_PAIR = 60
"""Frames between the two peaks of a pair."""
WIDEST_PAIR = 60 * 4
"""Steps between them."""
STEPS_PER_BIN = 4
WINDOW = 300
HOP = 150
LEAST_VOTES = 10
"""Fewest agreeing pairs in a window; chosen so that 47 minutes of speech alone gave no find."""
JOINED = 5.0
"""Seconds between two windows' finds of a track that still make one."""


class PairIndex:
    """Tracks by their pairs of peaks; a find reaches from the first agreeing pair to the last."""

    def __init__(self, tracks: Mapping[str, Peaks]) -> None:
        self.names = list(tracks)
        self._places: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for number, peaks in enumerate(tracks.values()):
            for frame, code in _pairs(peaks):
                self._places[code].append((number, frame))

    def find(self, query: Peaks) -> list[Segment]:
        """Where tracks play in `query`, joined over gaps of five seconds."""
        pairs = list(_pairs(query))
        frames = np.array([frame for frame, _ in pairs])
        found: list[Segment] = []
        for start in range(0, query.frames, HOP):
            first, past = np.searchsorted(frames, [start, start + WINDOW])
            best = self._best(pairs[first:past])
            if best:
                found.append(best)
        return _joined(found)

    def _best(self, pairs: Sequence[tuple[int, int]]) -> Segment | None:
        hits: dict[tuple[int, int], list[int]] = defaultdict(list)
        for frame, code in pairs:
            for number, place in self._places.get(code, ()):
                hits[number, place - frame].append(frame)
        if not hits:
            return None
        (number, _), frames = max(hits.items(), key=lambda hit: len(hit[1]))
        if len(frames) < LEAST_VOTES:
            return None
        return Segment(self.names[number], frames[0] / FRAMES_PER_SECOND, (frames[-1] + 1) / FRAMES_PER_SECOND)


def _pairs(peaks: Peaks) -> Iterator[tuple[int, int]]:
    """Frame and code of each pair: the two bins and the frames between them."""
    frame, bin_ = peaks.frame.tolist(), (peaks.step // STEPS_PER_BIN).tolist()
    for one in range(len(frame)):
        partners = 0
        for other in range(one + 1, len(frame)):
            apart = frame[other] - frame[one]
            if apart > LONGEST_PAIR or partners == FAN_OUT:
                break
            if apart and abs(bin_[other] - bin_[one]) * STEPS_PER_BIN <= WIDEST_PAIR:
                partners += 1
                yield frame[one], (bin_[one] << 20) | (bin_[other] << 8) | apart


def _joined(found: Sequence[Segment]) -> list[Segment]:
    joined: list[Segment] = []
    for segment in sorted(found, key=lambda one: (one.track, one.start)):
        last = joined[-1] if joined else None
        if last and last.track == segment.track and segment.start - last.end < JOINED:
            joined[-1] = Segment(last.track, last.start, max(last.end, segment.end))
        else:
            joined.append(segment)
    return joined
