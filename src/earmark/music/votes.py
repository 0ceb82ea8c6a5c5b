"""Alignments: each peak of the query votes for every place in the catalogue where its frequency occurs.

Two recordings that share nothing agree now and then by chance; the right track collects its votes at one
alignment. How far an alignment stands out is measured against the other alignments of the same track. Hashes of two
or three peaks would be cheaper in a large catalogue, but under speech most pairs lose a partner: single peaks name
music 15 dB below speech where pairs are lost. So all peaks vote as long as the catalogue is not large; then the rarest
pairs propose (:mod:`earmark.music.rare`), at a cost that does not grow.

Reference:
    G. Cortès et al., "BAF: an audio fingerprinting dataset for broadcast monitoring", ISMIR 2022 (PeakFP).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numba import njit
from numpy.typing import NDArray

from earmark.music.alignment import Alignment
from earmark.music.peaks import STEPS, Peaks
from earmark.music.postings import PAGE_FRAMES
from earmark.music.rare import rare_candidates
from earmark.music.segment import GAP_FRAMES, Segment, is_large

__all__ = ["candidates"]

BLOCK_FRAMES = 75
"""Votes are counted in blocks of 2.4 s."""
WINDOWS = (2, 4)
"""Blocks that are judged together: 4.8 s for stings, 9.6 s for beds deep under speech."""
CHUNK = 256
"""Alignments that are added up at a time: the squares of so many sums stay below 2^32."""
LEAST_Z = 4.5
"""Chance seldom reaches it; the evidence of each peak decides afterwards."""

assert max(WINDOWS) * BLOCK_FRAMES <= GAP_FRAMES


def candidates(query: Peaks, segments: Sequence[Segment]) -> list[Alignment]:
    """The alignments of tracks that stand out anywhere in `query`, best first, each once."""
    best: dict[tuple[int, int, int], Alignment] = {}
    for candidate in rare_candidates(query, segments) if is_large(segments) else _of_all_peaks(query, segments):
        _keep_best(best, candidate)
    return sorted(best.values(), key=lambda candidate: -candidate.z)


def _of_all_peaks(query: Peaks, segments: Sequence[Segment]) -> Iterator[Alignment]:
    for number, segment in enumerate(segments):
        yield from _in_segment(query, segment, number)


def _keep_best(best: dict[tuple[int, int, int], Alignment], candidate: Alignment) -> None:
    """Keep `candidate` unless a better one aligns the same track within two frames."""
    near = [(candidate.segment, candidate.track, int(candidate.shift) + frames) for frames in (-2, -1, 0, 1, 2)]
    rivals = [best[key] for key in near if key in best]
    if all(candidate.z > rival.z for rival in rivals):
        for key in near:
            best.pop(key, None)
        best[near[2]] = candidate


def _in_segment(query: Peaks, segment: Segment, number: int) -> Iterator[Alignment]:
    """Slide over the query block by block; a block's votes are counted once and used by every window over it."""
    by_frame = query.by_frame()
    starts = segment.track_start.astype(np.int64)
    postings = segment.postings
    votes = np.zeros((max(WINDOWS), segment.axis_frames + 2 * GAP_FRAMES + 3), np.uint8)
    counted = 0
    for start in range(0, query.frames, BLOCK_FRAMES):
        first, last = by_frame[start], by_frame[min(start + BLOCK_FRAMES, query.frames)]
        votes[counted % len(votes)] = 0
        _vote(query.frame[first:last] - start, query.step[first:last], *postings, votes[counted % len(votes)])
        counted += 1
        for blocks in WINDOWS:
            if counted < blocks and start + BLOCK_FRAMES < query.frames:
                continue
            window = np.arange(max(0, counted - blocks), counted) % len(votes)
            origin = start - (len(window) - 1) * BLOCK_FRAMES
            for track, place, z in _standing_out(votes, window, starts, LEAST_Z):
                if track not in segment.dropped:
                    yield Alignment(number, track, float(place - GAP_FRAMES - int(starts[track]) - origin), z=z)


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _vote(
    frames: NDArray[np.int32],
    steps: NDArray[np.uint16],
    posting_start: NDArray[np.uint32],
    postings: NDArray[np.uint16],
    votes: NDArray[np.uint8],
) -> None:
    """Count, at axis frame minus query frame plus GAP_FRAMES and one, the peaks that agree within a step, up to 255."""
    for page in range(len(posting_start)):
        for peak in range(len(frames)):
            step = int(steps[peak])
            back = np.uint64(page * PAGE_FRAMES + GAP_FRAMES + 1 - int(frames[peak]))
            first, past = posting_start[page, max(0, step - 1)], posting_start[page, min(STEPS, step + 2)]
            for posting in range(np.int64(first), np.int64(past)):
                place = np.uint64(postings[posting]) + back
                votes[place] = min(votes[place], 254) + 1


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _standing_out(
    votes: NDArray[np.uint8], window: NDArray[np.int64], track_start: NDArray[np.int64], least: float
) -> list[tuple[int, int, float]]:
    """Track, place and z of each track's best alignment in a window, where z is at least `least`.

    Votes of the window's blocks are added at common alignments, each with its two neighbours.

    Args:
        votes: of the last few blocks, by alignment and one, each counted from its own block's first frame.
        window: the rows of `votes` that are the window, in order of time.
        track_start: first alignment of each track but for GAP_FRAMES, and one past the last.
        least: what chance seldom reaches.
    """
    tracks = len(track_start) - 1
    totals, squares, bests = np.zeros(tracks), np.zeros(tracks), np.zeros(tracks, np.int64)
    total, near = np.empty(CHUNK + 2, np.uint16), np.empty(CHUNK, np.uint16)
    for track in range(tracks):
        for low in range(track_start[track], track_start[track + 1], CHUNK):
            length = min(CHUNK, track_start[track + 1] - low)
            _add_up(votes, window, low, total[: length + 2], near[:length])
            count, square, best = _summed(near[:length])
            totals[track] += count
            squares[track] += square
            bests[track] = max(bests[track], best)
    found = [(0, 0, 0.0) for _ in range(0)]
    for track, z in _outstanding(totals, squares, bests, track_start, least):
        for low in range(track_start[track], track_start[track + 1], CHUNK):
            length = min(CHUNK, track_start[track + 1] - low)
            _add_up(votes, window, low, total[: length + 2], near[:length])
            highest = _first_of(near[:length], bests[track])
            if highest >= 0:
                found.append((track, low + highest, z))
                break
    return found


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _first_of(near: NDArray[np.uint16], votes: int) -> int:
    """Where `near` is `votes` for the first time; -1 if nowhere."""
    for place in range(len(near)):
        if near[place] == votes:
            return place
    return -1


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _add_up(
    votes: NDArray[np.uint8],
    window: NDArray[np.int64],
    low: int,
    total: NDArray[np.uint16],
    near: NDArray[np.uint16],
) -> None:
    """Votes of a window's blocks at alignments from `low` on, each with its two neighbours, into `near`.

    Loops are plain and arrays short, so that each runs through the cache, many alignments at a time.
    """
    for place in range(len(total)):
        total[place] = 0
    for block in range(len(window)):
        row = votes[window[block], low + block * BLOCK_FRAMES : low + block * BLOCK_FRAMES + len(total)]
        for place in range(len(total)):
            total[place] += row[place]
    for place in range(len(near)):
        near[place] = total[place] + total[place + 1] + total[place + 2]


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _summed(near: NDArray[np.uint16]) -> tuple[np.uint32, np.uint32, np.uint16]:
    """Sum, sum of squares and maximum of at most `CHUNK` votes."""
    count, square, best = np.uint32(0), np.uint32(0), np.uint16(0)
    for place in range(len(near)):
        one = np.uint32(near[place])
        count += one
        square += one * one
        best = max(best, near[place])
    return count, square, best


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _outstanding(
    totals: NDArray[np.float64],
    squares: NDArray[np.float64],
    bests: NDArray[np.int64],
    track_start: NDArray[np.int64],
    least: float,
) -> list[tuple[int, float]]:
    """Track and z of the tracks whose best alignment stands out by at least `least`.

    The signed root of the Poisson deviance is normal to good approximation even where a few votes are expected; it
    is divided by the spread of all other tracks, wider than Poisson where notes are held. The track itself stays out
    of that spread: in a small catalogue the one that plays would widen it.
    """
    tracks = len(track_start) - 1
    all_votes, all_squares = totals.sum(), squares.sum()
    found = [(0, 0.0) for _ in range(0)]
    for track in range(tracks):
        length = max(1, track_start[track + 1] - track_start[track])
        others = max(1, track_start[tracks] - track_start[0] - length)
        mean = (all_votes - totals[track]) / others
        expected = max(mean, totals[track] / length)
        if bests[track] > expected:
            spread = 1.0
            if mean > 0:
                spread = np.sqrt(max(1.0, ((all_squares - squares[track]) / others - mean * mean) / mean))
            best = bests[track]
            z = np.sqrt(2 * (best * np.log(best / expected) - best + expected)) / spread
            if z >= least:
                found.append((track, z))
    return found
