"""What the peaks of an item say for and against a claim."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from earmark.core import MICROSECONDS, Span
from earmark.core.errors import BadInput
from earmark.music.alignment import Alignment
from earmark.music.evidence import (
    BLOCK_FRAMES,
    NEAR_FRAMES,
    NEAR_STEPS,
    SURVIVAL,
    Line,
    chance_of_meeting,
    frame_evidence,
)
from earmark.music.index import Index
from earmark.music.peaks import FRAME_MICROSECONDS, FRAMES_PER_SECOND, STEP_HZ, STEPS, Peaks
from earmark.music.proof.claim import Claim
from earmark.music.sections import part_of
from earmark.music.stretches import MOST_PER_FRAME, TEMPER

__all__ = ["CONTEXT", "LATEST", "Proof", "prove"]

CONTEXT = 5 * MICROSECONDS
"""What is looked at on either side of the claimed stretch."""
EXCERPT = 5 * MICROSECONDS
"""What a person listens to,"""
LEAST_EXCERPT = 3 * MICROSECONDS
"""and at least, with what surrounds a sting."""
LATEST = 30
"""Frames by which a peak may come late or early and still be counted: what an accident looks like."""
SMOOTHING = (8, 94)
"""Least and most frames over which evidence is averaged: a quarter of a second for stings, three for long beds."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What the peaks of an item say for and against a claim.

    Attributes:
        claim: what is claimed.
        span: what was looked at: the claimed stretch and its surroundings.
        excerpt: the seconds of the stretch with most evidence, for the ear.
        at: second of the item at which each of the track's peaks is expected [shape=(peaks,)].
        hertz: frequency at which it is expected [shape=(peaks,)].
        met: whether the item has a peak there [shape=(peaks,)].
        chance: how likely it would have one if the track did not play [shape=(peaks,)].
        evidence: log-likelihood ratio of playing against absence, tempered as in the score and averaged over some
            frames, natural log per second, by frame of `span` [shape=(frames,)].
        agreement_at: second of each peak of the item that agrees with one of the track in frequency, at the claimed
            time or up to :data:`LATEST` frames before or after [shape=(agreements,)].
        agreement_late: how many frames later than claimed it comes [shape=(agreements,)].
    """

    claim: Claim
    span: Span
    excerpt: Span
    at: NDArray[np.float64]
    hertz: NDArray[np.float64]
    met: NDArray[np.bool_]
    chance: NDArray[np.float64]
    evidence: NDArray[np.float64]
    agreement_at: NDArray[np.float64]
    agreement_late: NDArray[np.int64]

    @property
    def asked(self) -> int:
        """Peaks of the track in the claimed stretch."""
        return int(self.claimed(self.at).sum())

    @property
    def met_there(self) -> int:
        """How many of them are met."""
        return int(self.met[self.claimed(self.at)].sum())

    @property
    def met_by_chance(self) -> float:
        """How many would be met if the track did not play, on average."""
        return float(self.chance[self.claimed(self.at)].sum())

    def claimed(self, seconds: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Which of these times lie in the claimed stretch."""
        return (seconds * 1e6 >= self.claim.span.start) & (seconds * 1e6 < self.claim.span.end)


def prove(claim: Claim, query: Peaks, index: Index) -> Proof:
    """Lay the claimed track along the peaks of the item.

    Args:
        claim: what is to be checked.
        query: the peaks of the item, at least up to 10 s after the claimed stretch.
        index: what holds the track's peaks.

    Raises:
        BadInput: if the track is not in the index, or the stretch not in the item.
    """
    number, track = _place(index, claim.track)
    segment = index.segments[number]
    first, past = _looked_at(claim.span, query.frames)
    part = part_of(query, first, past)
    alignment = Alignment(number, track, claim.shift + claim.speed * first, claim.speed, 2 ** (claim.pitch / 12))
    chance = chance_of_meeting(part)
    frame, step = _expected(segment.peaks(track), alignment, part.frames)
    number_of, late = _agreements(frame, step, part)
    met = np.zeros(len(frame), np.bool_)
    met[number_of[np.abs(late) <= NEAR_FRAMES]] = True
    line = Line.of(alignment, part, part.by_frame(), segment)
    begin, ratio, _, _, _ = frame_evidence(line, chance, np.array(SURVIVAL), np.zeros(len(part.frame), np.bool_))
    told = np.zeros((part.frames, len(SURVIVAL)))
    told[begin : begin + len(ratio)] = TEMPER * np.minimum(ratio, MOST_PER_FRAME)
    return Proof(
        claim=claim,
        span=Span(first * FRAME_MICROSECONDS, past * FRAME_MICROSECONDS),
        excerpt=_best_seconds(claim.span, told, first),
        at=(first + frame) / FRAMES_PER_SECOND,
        hertz=(step * STEP_HZ).astype(np.float64),
        met=met,
        chance=chance[np.minimum(frame // BLOCK_FRAMES, len(chance) - 1), step].astype(np.float64),
        evidence=_smoothed(told, claim.span),
        agreement_at=(first + frame[number_of] + late) / FRAMES_PER_SECOND,
        agreement_late=late,
    )


def _place(index: Index, id: str) -> tuple[int, int]:
    """Numbers of the segment that holds the track, and of the track there."""
    for number, segment in enumerate(index.segments):
        for place, track in enumerate(segment.tracks):
            if track.id == id and place not in segment.dropped:
                return number, place
    raise BadInput("the track is not in the index", where=id, mend="Index it with 'earmark music index'")


def _looked_at(span: Span, frames: int) -> tuple[int, int]:
    """First frame and one past the last: whole blocks, so that chance is what the search took it for."""
    if span.start // FRAME_MICROSECONDS >= frames:
        length = frames / FRAMES_PER_SECOND
        raise BadInput(f"the item ends at {length:.1f} s, before what is claimed", where=f"{span.start / 1e6:.1f} s")
    first = (span.start - CONTEXT) // FRAME_MICROSECONDS // BLOCK_FRAMES - 1
    past = (span.end + CONTEXT) // FRAME_MICROSECONDS // BLOCK_FRAMES + 2
    return max(0, first * BLOCK_FRAMES), min(frames, past * BLOCK_FRAMES)


def _expected(reference: Peaks, alignment: Alignment, frames: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Frame and step of the query at which each peak of the track is expected, within its `frames`."""
    frame = np.round((reference.frame - alignment.shift) / alignment.tempo).astype(np.int64)
    step = np.round(reference.step * alignment.pitch).astype(np.int64)
    inside = (frame >= 0) & (frame < frames) & (step < STEPS)
    return frame[inside], step[inside]


def _agreements(
    frame: NDArray[np.int64], step: NDArray[np.int64], query: Peaks
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Which expected peak and by how many frames late, for each peak of the query that agrees in frequency."""
    length = query.frames + 2 * LATEST
    keys = query.step.astype(np.int64) * length + query.frame + LATEST
    order = np.argsort(keys)
    keys = keys[order]
    numbers, late = [], []
    for near in range(-NEAR_STEPS, NEAR_STEPS + 1):
        wanted = (step + near) * length + frame + LATEST
        low, high = np.searchsorted(keys, wanted - LATEST), np.searchsorted(keys, wanted + LATEST, side="right")
        number = np.repeat(np.arange(len(frame)), high - low)
        place = np.arange(len(number)) - np.repeat(np.cumsum(high - low) - (high - low), high - low) + low[number]
        numbers.append(number)
        late.append(keys[place] - wanted[number])
    return np.concatenate(numbers), np.concatenate(late)


def _best_seconds(span: Span, told: NDArray[np.float64], first: int) -> Span:
    """The seconds of `span` with most evidence, at the one level that has most; around a sting, a little more."""
    start, end = span.start // FRAME_MICROSECONDS - first, -(-span.end // FRAME_MICROSECONDS) - first
    wanted = min(EXCERPT // FRAME_MICROSECONDS, end - start)
    sums = np.cumsum(np.vstack([np.zeros(told.shape[1]), told[start:end]]), axis=0)
    windows = sums[wanted:] - sums[:-wanted]
    best = start + (int(np.argmax(windows.max(axis=1))) if len(windows) else 0)
    begin, past = (best + first) * FRAME_MICROSECONDS, (best + wanted + first) * FRAME_MICROSECONDS
    missing = max(0, LEAST_EXCERPT - (past - begin))
    begin = max(0, begin - missing // 2)
    return Span(begin, max(past + missing // 2, begin + LEAST_EXCERPT))


def _smoothed(told: NDArray[np.float64], span: Span) -> NDArray[np.float64]:
    """Evidence per second at the level that fits best, averaged over a twentieth of the stretch."""
    width = int(np.clip(span.seconds * FRAMES_PER_SECOND / 20, *SMOOTHING))
    sums = np.cumsum(np.vstack([np.zeros(told.shape[1]), told]), axis=0)
    frames = np.arange(len(told))
    low, high = np.maximum(0, frames - width // 2), np.minimum(len(told), frames + width // 2 + 1)
    means: NDArray[np.float64] = (sums[high] - sums[low]) / (high - low)[:, None] * FRAMES_PER_SECOND
    return np.asarray(means.max(axis=1))
