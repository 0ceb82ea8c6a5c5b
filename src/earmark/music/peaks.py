"""The front end: sound to spectral peaks, the unit of all evidence.

A peak is a cell of the power spectrogram that no cell within ±`NEAR_BINS` bins and ±`NEAR_FRAMES` frames exceeds.
That is blind to gain and, over a few bins, to equalisation; small neighbourhoods let quiet music through between
the harmonics of a voice. What makes a single peak telling is its frequency, read between the bins by a parabola:
at a quarter of a bin two unrelated recordings agree sixteen times less often than at four bins.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
import scipy.fft
from numba import njit
from numpy.typing import NDArray

__all__ = [
    "FRAMES_PER_SECOND",
    "FRAME_MICROSECONDS",
    "RATE",
    "STEPS",
    "STEP_HZ",
    "Page",
    "Peaks",
    "pages_of",
    "peaks_of",
    "peaks_of_signal",
]

RATE = 8000
"""Sampling rate of the front end, Hz: what survives every podcast codec."""
WINDOW = 1024
"""Samples in one Hann window (128 ms)."""
HOP = 256
"""Samples between frames; frame k is centred on sample k * HOP (32 ms)."""
FRAME_MICROSECONDS = 1_000_000 * HOP // RATE
FRAMES_PER_SECOND = RATE / HOP
STEPS_PER_BIN = 4
STEPS = WINDOW // 2 * STEPS_PER_BIN
"""Frequencies are counted in steps of a quarter bin, 0 to STEPS - 1."""
STEP_HZ = RATE / WINDOW / STEPS_PER_BIN
NEAR_BINS = 6
NEAR_FRAMES = 4
LOWEST_BIN = 13
"""Below 100 Hz lie hum, rumble and what small loudspeakers and codecs drop."""
FLOOR = 6e-6
"""Power below which nothing is heard: a sine at -100 dB of full scale."""
FRAMES_AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class Peaks:
    """Spectral peaks in order of time, then frequency.

    Attributes:
        frame: frame of each peak, `FRAMES_PER_SECOND` to the second [shape=(peaks,)].
        step: its frequency in steps of `STEP_HZ` [shape=(peaks,)].
        frames: length of the sound in frames.
        power: of each peak, full scale 1 [shape=(peaks,)]; empty where nobody needs it, as in an index.
    """

    frame: NDArray[np.int32]
    step: NDArray[np.uint16]
    frames: int
    power: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, np.float32))

    @property
    def seconds(self) -> float:
        """Length of the sound."""
        return self.frames / FRAMES_PER_SECOND

    def by_frame(self) -> NDArray[np.int64]:
        """Where each frame's peaks begin, and one past the last [shape=(frames + 1,)]."""
        return np.searchsorted(self.frame, np.arange(self.frames + 1)).astype(np.int64)


@dataclass(frozen=True, slots=True)
class Page:
    """Frames that follow each other in a stream, and what is heard in them.

    Attributes:
        first: number of the first frame, counted from the beginning of the stream.
        power: power spectra, full scale 1, `RATE` / `WINDOW` Hz to the bin [shape=(frames, WINDOW // 2 + 1)].
        frame: frame of each peak, counted from the beginning of the stream [shape=(peaks,)].
        step: its frequency in steps of `STEP_HZ` [shape=(peaks,)].
    """

    first: int
    power: NDArray[np.float32]
    frame: NDArray[np.int32]
    step: NDArray[np.uint16]

    @property
    def peak_power(self) -> NDArray[np.float32]:
        """Power of each peak [shape=(peaks,)]."""
        bins = (self.step + STEPS_PER_BIN // 2) // STEPS_PER_BIN
        loud: NDArray[np.float32] = self.power[self.frame - self.first, bins]
        return loud


def peaks_of_signal(samples: NDArray[np.float32]) -> Peaks:
    """The peaks of a whole signal [shape=(samples,)], mono at `RATE` Hz, full scale 1."""
    return peaks_of([samples])


def peaks_of(blocks: Iterable[NDArray[np.float32]]) -> Peaks:
    """The peaks of a stream of mono blocks [each shape=(samples,)] at `RATE` Hz, full scale 1.

    How the stream is cut into blocks makes no difference. Memory: one page of spectra and ten bytes a peak.
    """
    frames, found = 0, [(np.zeros(0, np.int32), np.zeros(0, np.uint16), np.zeros(0, np.float32))]
    for page in pages_of(blocks):
        frames += len(page.power)
        found.append((page.frame, page.step, page.peak_power))
    frame, step, power = (np.concatenate(column) for column in zip(*found, strict=True))
    return Peaks(frame, step, frames, power)


def pages_of(blocks: Iterable[NDArray[np.float32]]) -> Iterator[Page]:
    """What is heard in a stream of mono blocks [each shape=(samples,)] at `RATE` Hz, some seconds at a time."""
    held = np.zeros((0, WINDOW // 2 + 1), np.float32)
    held_from = judged = total = 0
    for power in _power(blocks):
        total += len(power)
        held = np.concatenate([held, power])
        # A cell is judged once its neighbours on both sides are there; the last frames wait for the next page.
        ready = max(judged, total - NEAR_FRAMES)
        yield _page(held, judged, ready, held_from)
        judged = ready
        keep_from = max(held_from, total - 2 * NEAR_FRAMES)
        held, held_from = held[keep_from - held_from :], keep_from
    if judged < total:
        yield _page(held, judged, total, held_from)


def _page(power: NDArray[np.float32], first: int, past: int, held_from: int) -> Page:
    """Frames [first, past) of a stream, whose spectra from frame `held_from` on are `power`."""
    rows = slice(first - held_from, past - held_from)
    return Page(first, power[rows], *_local_maxima(power, rows.start, rows.stop, held_from))


def _power(blocks: Iterable[NDArray[np.float32]]) -> Iterator[NDArray[np.float32]]:
    """Power spectra, page by page [each shape=(frames, WINDOW // 2 + 1)]; frame k is centred on sample k * HOP."""
    window = np.hanning(WINDOW + 1)[:-1].astype(np.float32)
    for signal in _pages(blocks):
        framed = np.lib.stride_tricks.sliding_window_view(signal, WINDOW)[::HOP]
        spectrum = scipy.fft.rfft(framed * window, axis=1)
        yield spectrum.real**2 + spectrum.imag**2


def _pages(blocks: Iterable[NDArray[np.float32]]) -> Iterator[NDArray[np.float32]]:
    """The stream between half a window of silence on both sides, cut into pages of whole frames that overlap."""
    page = WINDOW + HOP * (FRAMES_AT_ONCE - 1)
    held = [np.zeros(WINDOW // 2, np.float32)]
    count = WINDOW // 2
    for block in blocks:
        held.append(block)
        count += len(block)
        while count >= page:
            signal = np.concatenate(held)
            yield signal[:page]
            held = [signal[HOP * FRAMES_AT_ONCE :]]
            count = len(held[0])
    signal = np.concatenate([*held, np.zeros(WINDOW // 2, np.float32)])
    if len(signal) >= WINDOW:
        yield signal


@njit(cache=True, nogil=True, fastmath=True)  # type: ignore[untyped-decorator]
def _local_maxima(
    power: NDArray[np.float32], first: int, past: int, origin: int
) -> tuple[NDArray[np.int32], NDArray[np.uint16]]:
    """Frame (row of `power` plus `origin`) and frequency step of each local maximum in rows [first, past)."""
    frames, bins = power.shape
    low, high = max(0, first - NEAR_FRAMES), min(frames, past + NEAR_FRAMES)
    highest = np.empty((high - low, bins), np.float32)
    for frame in range(low, high):
        _running_maximum(power[frame], highest[frame - low])
    found_frame = np.empty((past - first) * (bins // NEAR_BINS), np.int32)
    found_step = np.empty(len(found_frame), np.uint16)
    count = 0
    for frame in range(first, past):
        for bin_ in range(LOWEST_BIN, bins - 1):
            value = power[frame, bin_]
            if value < FLOOR or value < highest[frame - low, bin_]:
                continue
            beaten = False
            for near in range(max(low, frame - NEAR_FRAMES), min(high, frame + NEAR_FRAMES + 1)):
                if highest[near - low, bin_] > value:
                    beaten = True
                    break
            if not beaten and count < len(found_frame):
                found_frame[count] = origin + frame
                found_step[count] = _step(power[frame, bin_ - 1], value, power[frame, bin_ + 1], bin_)
                count += 1
    return found_frame[:count], found_step[:count]


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _running_maximum(row: NDArray[np.float32], out: NDArray[np.float32]) -> None:
    """Maximum over ±NEAR_BINS of each cell: of 2, 4 and 8 neighbours in turn, then of two eights that overlap."""
    bins = len(row)
    padded = np.zeros(bins + 2 * NEAR_BINS + 8, np.float32)  # power is never below 0
    for bin_ in range(bins):
        padded[NEAR_BINS + bin_] = row[bin_]
    for width in (1, 2, 4):
        for bin_ in range(len(padded) - width):
            padded[bin_] = max(padded[bin_], padded[bin_ + width])
    for bin_ in range(bins):
        out[bin_] = max(padded[bin_], padded[bin_ + 2 * NEAR_BINS + 1 - 8])


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _step(left: float, middle: float, right: float, bin_: int) -> int:
    """Where the parabola through three log powers has its top, in steps.

    Reference:
        J. O. Smith, "Spectral Audio Signal Processing", quadratic interpolation of spectral peaks.
    """
    a, b, c = np.log(left + 1e-12), np.log(middle + 1e-12), np.log(right + 1e-12)
    curvature = a - 2 * b + c
    shift = 0.5 * (a - c) / curvature if curvature < 0 else 0.0
    return int(np.round((bin_ + shift) * STEPS_PER_BIN))
