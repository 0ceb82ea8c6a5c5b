"""Where on the axis of an index each frequency occurs, for the votes of single peaks."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from earmark.music.peaks import STEPS

__all__ = ["PAGE_FRAMES", "by_step"]

PAGE_FRAMES = 1 << 16
"""Frames of the axis whose votes are counted together, so that they stay in the cache: what two bytes can tell."""


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def by_step(counts: NDArray[np.uint8], steps: NDArray[np.uint16]) -> tuple[NDArray[np.uint32], NDArray[np.uint16]]:
    """The peaks of an axis by page, step and frame.

    Args:
        counts: number of peaks in each axis frame [shape=(axis_frames,)].
        steps: frequency step of each peak [shape=(peaks,)].

    Returns:
        Where the peaks of each page and step begin, and one past the last of the page [shape=(pages, STEPS + 1)];
        their frames, counted from the page's first [shape=(peaks,)].
    """
    pages = (len(counts) + PAGE_FRAMES - 1) // PAGE_FRAMES
    start, postings, past = np.zeros((pages, STEPS + 1), np.uint32), np.empty(len(steps), np.uint16), 0
    for page in range(pages):
        frames = counts[page * PAGE_FRAMES : (page + 1) * PAGE_FRAMES]
        first, past = past, past + frames.sum()
        start[page, 0] = first
        for step in steps[first:past]:
            start[page, step + 1] += np.uint32(1)
        for step in range(STEPS):
            start[page, step + 1] += start[page, step]
        free, peak = start[page].copy(), first
        for frame in range(len(frames)):
            for _ in range(frames[frame]):
                postings[free[steps[peak]]] = frame
                free[steps[peak]] += np.uint32(1)
                peak += 1
    return start, postings
