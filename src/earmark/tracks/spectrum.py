"""The spectrum of a window, and the mel bands that the network reads."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from earmark.media import mel_filters, stft
from earmark.tracks.windows import RATE, WINDOW

__all__ = ["BANDS", "FRAMES", "FRAMES_PER_SECOND", "HERTZ", "HOP", "Spectrum", "mel_input", "spectrum_of"]

N_FFT = 1024
HOP = 512
FRAMES_PER_SECOND = RATE / HOP
BANDS = 64
LOWEST_HZ, HIGHEST_HZ = 40.0, 7600.0
FRAMES = WINDOW // HOP // 2
"""Frames of the network's input: those of a window, two and two together."""
HERTZ = np.arange(N_FFT // 2 + 1) * RATE / N_FFT
"""Frequency of each bin."""
FLOOR = 1e-20
RANGE_DB = 80.0
"""How far below its loudest a window is heard."""


@dataclass(frozen=True, slots=True)
class Spectrum:
    """Power over time and frequency, the mean of the channels: opposite phases do not cancel.

    Attributes:
        power: a sine of amplitude 1 in one channel of one has 0.5 in about three bins [shape=(frames, bins)].
        mel: of the same, in bands [shape=(frames, BANDS)].
    """

    power: NDArray[np.float32]
    mel: NDArray[np.float32]


def spectrum_of(samples: NDArray[np.float32]) -> Spectrum:
    """The spectrum of some sound at ``RATE`` [shape=(channels, n)], a frame for each :data:`HOP` that was begun."""
    frames = max(1, -(-samples.shape[1] // HOP))
    if samples.shape[1] < N_FFT:
        samples = np.pad(samples, ((0, 0), (0, N_FFT - samples.shape[1])))
    spectra = stft(samples, n_fft=N_FFT, hop=HOP, window=_window())
    power = spectra.real**2
    power += spectra.imag**2
    mean: NDArray[np.float32] = (power[0] if len(power) == 1 else power.mean(axis=0)) * np.float32(_SCALE)
    # The last frame stands for what is left: filled up with silence, a deep tone that breaks off would be heard.
    mean = np.concatenate([mean, np.repeat(mean[-1:], frames - len(mean), axis=0)])
    return Spectrum(mean, mean @ _filters())


_SCALE = 2 / (N_FFT * N_FFT * 0.375)
"""Brings the sum over bins to the mean square of the samples, with a Hann window (mean square 0.375)."""


@cache
def _window() -> NDArray[np.float32]:
    return np.hanning(N_FFT + 1)[:-1].astype(np.float32)


@cache
def _filters() -> NDArray[np.float32]:
    return mel_filters(rate=RATE, n_fft=N_FFT, bands=BANDS, low=LOWEST_HZ, high=HIGHEST_HZ).T.copy()


def mel_input(mel: NDArray[np.float32]) -> NDArray[np.uint8]:
    """What the network reads of a window: level of each band below the loudest, over :data:`RANGE_DB` [shape=(FRAMES,
    BANDS)]. Shorter sound is repeated, as what is repeated sounds the same. How loud it is makes no difference.
    """
    pairs = mel[: len(mel) // 2 * 2].reshape(-1, 2, BANDS).mean(axis=1) if len(mel) > 1 else mel
    level = 10 * np.log10(pairs + FLOOR)
    level -= np.percentile(level, 99.5)
    scaled = np.clip((level / RANGE_DB + 1) * 255, 0, 255).astype(np.uint8)
    times = -(-FRAMES // len(scaled))
    return np.tile(scaled, (times, 1))[:FRAMES] if times > 1 else scaled[:FRAMES]
