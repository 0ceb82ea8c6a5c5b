"""Chromaprint's fpcalc: its fingerprints compared bit by bit over every alignment.

fpcalc makes fingerprints and does not search, so the search is ours, brute force. A window of four seconds, or all of
a shorter sound, is laid along the whole catalogue; where it agrees best it is followed both ways for as long as the
bits agree. The threshold, 10 of 32 bits, is that of Chromaprint's own matcher.

Reference:
    L. Lalinský, "How does Chromaprint work?", 2011. J. Haitsma and T. Kalker, "A highly robust audio fingerprinting
    system", ISMIR 2002 (bit errors over alignments).
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.peers.program import Program
from earmark.lab.claims import Claim

__all__ = ["Fpcalc"]

ITEM = 1365 / 11_025
"""Seconds from one item of a fingerprint to the next."""
SPAN = 15 * ITEM + 4096 / 11_025
"""Seconds of sound that one item looks at."""
WINDOW = 32
HOP = 16
FOLLOWED = 16
"""Items over which bit errors are averaged while a match is followed."""
MOST_ERRORS = 10.0
"""Of 32 bits."""
SHOWN_ERRORS = 12.5


class Fpcalc:
    """Fingerprints by the program ``fpcalc``, search by NumPy."""

    name = "chromaprint"
    wants = "fpcalc (Debian: libchromaprint-tools)"
    searches_itself = False
    least = 1 - MOST_ERRORS / 32

    def __init__(self) -> None:
        self.program = Program()
        self._names: list[str] = []
        self._starts = np.zeros(0, np.int64)
        self._items = np.zeros(0, np.uint32)
        self._inside = np.zeros(0, np.bool_)

    def available(self) -> bool:
        """Whether its program is installed."""
        return shutil.which("fpcalc") is not None

    def index(self, tracks: Sequence[Path], folder: Path) -> None:
        """As in :class:`Listener`."""
        for path in tracks:
            np.save(folder / f"{path.name}.npy", self._fingerprint(path))

    def open(self, folder: Path) -> None:
        """As in :class:`Listener`."""
        held = {path.name.removesuffix(".npy"): np.load(path) for path in sorted(folder.glob("*.npy"))}
        gap = np.zeros(WINDOW, np.uint32)
        self._names = list(held)
        self._items = np.concatenate([each for items in held.values() for each in (items, gap)])
        self._starts = np.cumsum([0, *(len(items) + WINDOW for items in held.values())])[:-1]
        self._inside = np.zeros(max(0, len(self._items) - WINDOW + 1), np.bool_)
        for start, items in zip(self._starts, held.values(), strict=True):
            self._inside[start : start + max(0, len(items) - WINDOW + 1)] = True

    def find(self, episode: Path) -> list[Claim]:
        """As in :class:`Listener`."""
        query = self._fingerprint(episode)
        seen: set[tuple[int, int]] = set()
        claims = []
        for first in range(0, max(1, len(query) - WINDOW + 1) if len(query) else 0, HOP):
            errors, place = self._best(query[first : first + WINDOW])
            if errors <= SHOWN_ERRORS and (first, place - first) not in seen:
                begin, past, mean = self._followed(query, first, place)
                seen |= {(window, place - first) for window in range(begin - begin % HOP, past, HOP)}
                track = int(np.searchsorted(self._starts, place, "right")) - 1
                half = SPAN / 2
                claims.append(Claim(self._names[track], begin * ITEM + half, past * ITEM + half, 1 - mean / 32))
        return claims

    def _best(self, window: NDArray[np.uint32]) -> tuple[float, int]:
        """Fewest bit errors per item over all alignments, and where in the catalogue that is."""
        places = len(self._inside)
        errors = np.zeros(places, np.uint16)
        for number, item in enumerate(window):
            errors += np.bitwise_count(self._items[number : number + places] ^ item)
        errors[~self._inside] = 32 * len(window)
        best = int(errors.argmin())
        return float(errors[best]) / len(window), best

    def _followed(self, query: NDArray[np.uint32], first: int, place: int) -> tuple[int, int, float]:
        """From where to where the alignment holds, items of `query`, and the mean bit errors there."""
        track = int(np.searchsorted(self._starts, place, "right")) - 1
        track_end = self._starts[track + 1] - WINDOW if track + 1 < len(self._starts) else len(self._items) - WINDOW
        before = min(first, place - int(self._starts[track]))
        after = min(len(query) - first, int(track_end) - place)
        begin, past = first - before, first + after
        there = self._items[place - before : place + after]
        errors = np.bitwise_count(query[begin:past] ^ there).astype(np.float64)
        smooth = np.convolve(errors, np.ones(FOLLOWED) / FOLLOWED, "same")
        bad = np.flatnonzero(smooth > SHOWN_ERRORS)
        middle = min(before + WINDOW // 2, len(errors) - 1)
        low = int(bad[bad < middle].max(initial=-1)) + 1
        high = int(bad[bad >= middle].min(initial=len(errors)))
        if high <= low:
            low, high = before, min(before + WINDOW, len(errors))
        return begin + low, begin + high, float(errors[low:high].mean())

    def _fingerprint(self, path: Path) -> NDArray[np.uint32]:
        # Built with FFmpeg 5 it takes the end of every file for an error.
        command: list[str | Path] = ["fpcalc", "-ignore-errors", "-raw", "-json", "-length", "0", path]
        try:
            told = json.loads(self.program.printed(command))
        except RuntimeError as error:
            if "Empty fingerprint" in str(error):  # less than three seconds of sound
                return np.zeros(0, np.uint32)
            raise
        return np.array(told["fingerprint"], np.uint32)
