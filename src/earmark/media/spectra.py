"""Short-time Fourier transform, mel filters, and the framing under them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.fft import rfft

__all__ = ["Framer", "frames", "hz_to_mel", "mel_filters", "mel_to_hz", "spectra_of", "stft"]


class Framer:
    """Cuts blocks of a stream into overlapping frames, as if it were in memory at once.

    Frame k covers samples [k*hop, k*hop + size) of the stream; the samples that the next frame needs are carried
    over from block to block. Those after the last full frame never make one: pad the end if they matter.

    Args:
        size: samples per frame, > 0.
        hop: samples from one frame to the next, > 0; more than `size` skips samples.
    """

    def __init__(self, *, size: int, hop: int) -> None:
        if size <= 0 or hop <= 0:
            raise ValueError(f"size and hop must be positive, got {size} and {hop}")
        self._size = size
        self._hop = hop
        self._waiting = np.zeros(0, np.float32)
        self._skip = 0

    def push(self, block: NDArray[np.float32]) -> NDArray[np.float32]:
        """The frames that `block` completes.

        Args:
            block: the next samples of the stream [shape=(n,)].

        Returns:
            A read-only view, valid for as long as it is kept [shape=(frames, size)]; may be empty.
        """
        dropped = min(self._skip, len(block))
        self._skip -= dropped
        samples = np.concatenate([self._waiting, block[dropped:]])
        cut = frames(samples, size=self._size, hop=self._hop)
        used = len(cut) * self._hop
        self._skip += max(0, used - len(samples))
        self._waiting = samples[used:].copy()
        return cut


def frames(samples: NDArray[np.float32], *, size: int, hop: int) -> NDArray[np.float32]:
    """Overlapping frames: frame k is samples [k*hop, k*hop + size), full frames only.

    Returns:
        A read-only view [shape=(..., max(0, 1 + (n - size) // hop), size)].
    """
    if samples.shape[-1] < size:
        return np.zeros((*samples.shape[:-1], 0, size), samples.dtype)
    return np.lib.stride_tricks.sliding_window_view(samples, size, axis=-1)[..., ::hop, :]


def stft(
    samples: NDArray[np.float32], *, n_fft: int, hop: int, window: str | NDArray[np.float32] = "hann"
) -> NDArray[np.complex64]:
    """Short-time Fourier transform. Frame k *starts* at sample k*hop and is centred at k*hop + n_fft/2.

    There is no padding: a stream that passes through :class:`Framer` and :func:`spectra_of` gives the same frames.

    Args:
        samples: amplitudes [shape=(..., n)].
        n_fft: samples per frame, > 0.
        hop: samples from one frame to the next, > 0.
        window: see :func:`spectra_of`.

    Returns:
        Spectra; bin b is b * rate / n_fft Hz [shape=(..., frames, n_fft // 2 + 1)].
    """
    return spectra_of(frames(samples, size=n_fft, hop=hop), window=window)


def spectra_of(cut: NDArray[np.float32], *, window: str | NDArray[np.float32] = "hann") -> NDArray[np.complex64]:
    """The one-sided spectrum of every frame. A sine of amplitude a in a bin has magnitude ``a * window.sum() / 2``.

    Args:
        cut: frames of amplitudes [shape=(..., frames, size)].
        window: name of a periodic SciPy window, or its values [shape=(size,)].

    Returns:
        Spectra, neither scaled nor squared [shape=(..., frames, size // 2 + 1)].
    """
    # Half a second to import: not when only something else of this package is wanted.
    from scipy.signal import get_window

    size = cut.shape[-1]
    weights = np.asarray(get_window(window, size) if isinstance(window, str) else window, np.float32)
    if weights.shape != (size,):
        raise ValueError(f"the window needs {size} values, got shape {weights.shape}")
    spectra: NDArray[np.complex64] = rfft(cut * weights, axis=-1, overwrite_x=True)
    return spectra


def mel_filters(
    *, rate: int, n_fft: int, bands: int, low: float = 0.0, high: float | None = None
) -> NDArray[np.float32]:
    """Triangular filters at equal steps on Slaney's mel scale, each with unit area, for power or magnitude spectra.

    Args:
        rate: samples per second.
        n_fft: samples per frame of the spectra.
        bands: number of filters, > 0.
        low: lower edge of the first filter, Hz.
        high: upper edge of the last filter, Hz; None for rate / 2.

    Returns:
        Weights; ``spectrum @ filters.T`` is the mel spectrum [shape=(bands, n_fft // 2 + 1)].

    Reference:
        M. Slaney, "Auditory Toolbox, Version 2", Interval Research technical report 1998-010; the same numbers
        as librosa's ``filters.mel`` gives by default.
    """
    top = rate / 2 if high is None else high
    if bands <= 0 or not 0 <= low < top:
        raise ValueError(f"mel filters need bands > 0 and 0 <= low < high, got {bands}, {low} and {top}")
    edges = mel_to_hz(np.linspace(hz_to_mel(low), hz_to_mel(top), bands + 2))
    bins = np.arange(n_fft // 2 + 1) * rate / n_fft
    left, centre, right = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    triangles = np.minimum((bins - left) / (centre - left), (right - bins) / (right - centre))
    return np.asarray(np.maximum(triangles, 0) * 2 / (right - left), np.float32)


_LINEAR_HZ = 200 / 3
_BREAK_HZ = 1000.0
_BREAK_MEL = _BREAK_HZ / _LINEAR_HZ
_LOG_STEP = np.log(6.4) / 27


def hz_to_mel(hz: float | NDArray[np.float64]) -> NDArray[np.float64]:
    """Slaney's mel scale: 3 mel per 200 Hz up to 1 kHz, then 27 mel per factor of 6.4."""
    frequency = np.asarray(hz, np.float64)
    above = _BREAK_MEL + np.log(np.maximum(frequency, _BREAK_HZ) / _BREAK_HZ) / _LOG_STEP
    return np.where(frequency < _BREAK_HZ, frequency / _LINEAR_HZ, above)


def mel_to_hz(mel: float | NDArray[np.float64]) -> NDArray[np.float64]:
    """The inverse of :func:`hz_to_mel`."""
    pitch = np.asarray(mel, np.float64)
    above = _BREAK_HZ * np.exp(_LOG_STEP * (np.maximum(pitch, _BREAK_MEL) - _BREAK_MEL))
    return np.where(pitch < _BREAK_MEL, pitch * _LINEAR_HZ, above)
