"""Music laid under speech, with the truth about what was laid where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import uniform_filter1d

__all__ = ["Bed", "Placed", "active_frames", "active_rms", "mix"]

_FRAME_SECONDS = 0.02
_SILENCE_BELOW_DB = 30.0
_PEAK = 0.9


@dataclass(frozen=True, slots=True)
class Bed:
    """An excerpt of a track and how it is to lie in the mix.

    Attributes:
        track: name or id of the track, handed through to the truth.
        samples: the excerpt [shape=(channels, n)].
        start: where it begins in the mix, seconds.
        level_db: RMS of the whole excerpt, before fades and ducking, over the RMS of active speech, dB.
        offset: where in the track the excerpt was taken, seconds; handed through to the truth.
        fade_in: seconds, raised cosine.
        fade_out: seconds, raised cosine.
        duck_db: how much lower it lies while the voice is active, dB, >= 0.
    """

    track: str
    samples: NDArray[np.float32]
    start: float
    level_db: float
    offset: float = 0.0
    fade_in: float = 0.0
    fade_out: float = 0.0
    duck_db: float = 0.0


@dataclass(frozen=True, slots=True)
class Placed:
    """The truth about one excerpt in a mix: times in seconds, exact to the sample.

    Attributes:
        track: which track.
        start: first sample that holds it.
        end: the sample after the last.
        level_db: as asked in :class:`Bed`.
        offset: the place in the track that is heard at `start`.
    """

    track: str
    start: float
    end: float
    level_db: float
    offset: float


def active_frames(speech: NDArray[np.float32], *, rate: int) -> NDArray[np.bool_]:
    """Where the voice is active, in frames of 20 ms.

    A frame is active if its RMS is less than 30 dB under that of the 95th percentile of frames: pauses fall
    out, soft consonants stay. (A fixed-threshold cousin of the active speech level of ITU-T P.56.)

    Args:
        speech: [shape=(channels, n)].
        rate: samples per second.

    Returns:
        [shape=(n // frame,)], frame = round(0.02 * rate) samples; none is active in silence.
    """
    power = _frame_power(speech, rate)
    if power.size == 0:
        return np.zeros(0, dtype=np.bool_)
    loud = float(np.percentile(power, 95))
    active: NDArray[np.bool_] = power > loud * 10 ** (-_SILENCE_BELOW_DB / 10)
    return active


def active_rms(speech: NDArray[np.float32], *, rate: int) -> float:
    """RMS of `speech` over its active frames (see :func:`active_frames`), 0 if there are none."""
    power = _frame_power(speech, rate)
    active = active_frames(speech, rate=rate)
    return float(np.sqrt(power[active].mean())) if active.any() else 0.0


def mix(
    speech: NDArray[np.float32], beds: Sequence[Bed], *, rate: int
) -> tuple[NDArray[np.float32], tuple[Placed, ...]]:
    """`speech` with `beds` under it, and the truth.

    The levels are relative, so the whole mix is turned down where it would pass a peak of 0.9.

    Args:
        speech: [shape=(1 or 2, n)]; the mix is as long, and has two channels if any input has.
        beds: excerpts that lie inside the speech; they may overlap.
        rate: samples per second of everything.

    Returns:
        The mix [shape=(1 or 2, n)], and where each bed lies, in the order of `beds`.

    Raises:
        ValueError: if a bed is empty, silent or reaches outside the speech, or there is no active speech to
            set a level against.
    """
    channels = max([speech.shape[0], *(bed.samples.shape[0] for bed in beds)])
    mixed = np.broadcast_to(speech, (channels, speech.shape[1])).astype(np.float64)
    voice = active_rms(speech, rate=rate)
    if beds and voice == 0:
        raise ValueError("there is no active speech to set a level against")
    activity = _activity(speech, rate) if any(bed.duck_db for bed in beds) else np.zeros(0)
    placed = []
    for bed in beds:
        first = round(bed.start * rate)
        last = first + bed.samples.shape[1]
        if not 0 <= first < last <= speech.shape[1]:
            raise ValueError(f"{bed.track} at {bed.start} s reaches outside the speech or is empty")
        gain = _envelope(bed, rate) * _gain(bed, voice)
        if bed.duck_db:
            gain = gain * 10 ** (-bed.duck_db / 20 * activity[first:last])
        mixed[:, first:last] += bed.samples * gain
        placed.append(Placed(bed.track, first / rate, last / rate, bed.level_db, bed.offset))
    peak = float(np.abs(mixed).max(initial=0.0))
    return (mixed * min(1.0, _PEAK / peak if peak else 1.0)).astype(np.float32), tuple(placed)


def _frame_power(samples: NDArray[np.float32], rate: int) -> NDArray[np.float64]:
    frame = round(_FRAME_SECONDS * rate)
    count = samples.shape[1] // frame
    framed = samples[:, : count * frame].astype(np.float64).reshape(samples.shape[0], count, frame)
    power: NDArray[np.float64] = (framed**2).mean(axis=(0, 2))
    return power


def _activity(speech: NDArray[np.float32], rate: int) -> NDArray[np.float64]:
    """How active the voice is at each sample, 0 to 1, smoothed over half a second as a hand on a fader would."""
    active = active_frames(speech, rate=rate)
    frame = round(_FRAME_SECONDS * rate)
    per_sample = np.zeros(speech.shape[1])
    per_sample[: active.size * frame] = np.repeat(active, frame)
    smoothed: NDArray[np.float64] = uniform_filter1d(per_sample, max(1, rate // 2), mode="nearest")
    return np.minimum(1.0, smoothed * 1.5)


def _gain(bed: Bed, voice: float) -> float:
    rms = float(np.sqrt(np.mean(bed.samples.astype(np.float64) ** 2)))
    if rms == 0:
        raise ValueError(f"{bed.track} is silent: it has no level")
    return voice / rms * 10 ** (bed.level_db / 20)


def _envelope(bed: Bed, rate: int) -> NDArray[np.float64]:
    count = bed.samples.shape[1]
    envelope = np.ones(count)
    for seconds, view in ((bed.fade_in, envelope), (bed.fade_out, envelope[::-1])):
        length = min(count, round(seconds * rate))
        view[:length] *= 0.5 - 0.5 * np.cos(np.pi * (np.arange(length) + 0.5) / max(1, length))
    return envelope
