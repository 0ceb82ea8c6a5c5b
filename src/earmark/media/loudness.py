"""Loudness as broadcasters measure it: ITU-R BS.1770-4, EBU R 128, Tech 3341 and 3342."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Loudness", "LoudnessMeter", "measure_loudness"]

# By number of channels, in FFmpeg's order; the low-frequency channel of 5.1 does not count.
_WEIGHTS = {
    1: (1.0,),
    2: (1.0, 1.0),
    3: (1.0, 1.0, 1.0),
    4: (1.0, 1.0, 1.41, 1.41),
    5: (1.0, 1.0, 1.0, 1.41, 1.41),
    6: (1.0, 1.0, 1.0, 0.0, 1.41, 1.41),
}
_STEPS_PER_SECOND = 10
_BLOCK_STEPS = 4
_SHORT_TERM_STEPS = 30
_ABSOLUTE_GATE = -70.0
_RELATIVE_GATE = -10.0
_RANGE_GATE = -20.0

# Two phases of the interpolator in BS.1770-4, annex 2; the other two are their mirror images.
_PHASES = np.fromstring(
    """
     0.0017089843750  0.0109863281250 -0.0196533203125  0.0332031250000 -0.0594482421875  0.1373291015625
     0.9721679687500 -0.1022949218750  0.0476074218750 -0.0266113281250  0.0148925781250 -0.0083007812500
    -0.0291748046875  0.0292968750000 -0.0517578125000  0.0891113281250 -0.1665039062500  0.4650878906250
     0.7797851562500 -0.2003173828125  0.1015625000000 -0.0582275390625  0.0330810546875 -0.0189208984375
    """,
    sep=" ",
).reshape(2, 12)
_OVERSAMPLING = 4
_TAPS = _PHASES.shape[1]
_INTERPOLATOR = np.concatenate([_PHASES, _PHASES[::-1, ::-1]]).T.ravel().astype(np.float32)


@dataclass(frozen=True, slots=True)
class Loudness:
    """How loud a recording is.

    Attributes:
        integrated: programme loudness, LUFS; minus infinity if all of it is below the gate of -70 LUFS.
        range: loudness range, LU, >= 0.
        sample_peak: the largest sample, dBFS.
        true_peak: the largest value between samples too, dBTP, at four times the rate.
    """

    integrated: float
    range: float
    sample_peak: float
    true_peak: float


class LoudnessMeter:
    """Measures a stream block by block. It keeps one number per 100 ms: 3 MB for ten hours.

    One channel counts once: the same voice is 3 LU louder as two equal channels.

    Args:
        rate: samples per second, >= 8000.
        channels: 1 to 6, in FFmpeg's order; six are 5.1.
    """

    def __init__(self, *, rate: int, channels: int) -> None:
        if rate < 8000 or channels not in _WEIGHTS:
            raise ValueError(f"loudness needs at least 8 kHz and 1 to 6 channels, got {rate} Hz and {channels}")
        self._rate = rate
        self._weights = np.array(_WEIGHTS[channels])
        self._filter = _k_weighting(rate)
        self._state = np.zeros((len(self._filter), channels, 2))
        self._power = np.zeros(0)
        self._steps: list[float] = []
        self._sample_peak = 0.0
        self._true_peak = 0.0
        self._before = np.zeros((channels, _TAPS - 1), np.float32)

    def push(self, block: NDArray[np.float32]) -> None:
        """Take the next samples [shape=(channels, n)]."""
        if not block.shape[1]:
            return
        self._sample_peak = max(self._sample_peak, float(np.abs(block).max()))
        self._true_peak = max(self._true_peak, self._peak_between(block))
        # Half a second to import: not when only something else of this package is wanted.
        from scipy.signal import sosfilt

        weighted, self._state = sosfilt(self._filter, block, axis=-1, zi=self._state)
        self._power = np.concatenate([self._power, self._weights @ (weighted * weighted)])
        self._close_steps()

    def result(self) -> Loudness:
        """The loudness of all that was pushed; more may follow."""
        tail = self._peak_between(np.zeros_like(self._before), keep=False)
        steps = np.array(self._steps)
        return Loudness(
            integrated=_integrated(_moving_mean(steps, _BLOCK_STEPS)),
            range=_range(_moving_mean(steps, _SHORT_TERM_STEPS)),
            sample_peak=_decibels(self._sample_peak**2),
            true_peak=_decibels(max(self._true_peak, self._sample_peak, tail) ** 2),
        )

    def _close_steps(self) -> None:
        """Mean power of every full step of 100 ms, whose edges are rounded to samples."""
        while True:
            done = len(self._steps)
            length = (done + 1) * self._rate // _STEPS_PER_SECOND - done * self._rate // _STEPS_PER_SECOND
            if len(self._power) < length:
                return
            self._steps.append(float(self._power[:length].mean()))
            self._power = self._power[length:]

    def _peak_between(self, block: NDArray[np.float32], *, keep: bool = True) -> float:
        from scipy.signal import upfirdn

        samples = np.concatenate([self._before, block], axis=1)
        dense = upfirdn(_INTERPOLATOR, samples, up=_OVERSAMPLING, axis=-1)
        whole = dense[:, (_TAPS - 1) * _OVERSAMPLING : samples.shape[1] * _OVERSAMPLING]
        if keep:
            self._before = samples[:, -(_TAPS - 1) :].copy()
        return float(np.abs(whole).max())


def measure_loudness(samples: NDArray[np.float32], *, rate: int) -> Loudness:
    """The loudness of sound in memory [shape=(channels, n)]."""
    meter = LoudnessMeter(rate=rate, channels=samples.shape[0])
    for start in range(0, samples.shape[1], 10 * rate):
        meter.push(samples[:, start : start + 10 * rate])
    return meter.result()


def _k_weighting(rate: int) -> NDArray[np.float64]:
    """The two filters of BS.1770 at any rate, as second-order sections.

    The standard lists coefficients for 48 kHz; these are the analogue filters behind them, by bilinear transform
    (values as in libebur128), which reproduces the list at 48 kHz.
    """
    gain, quality, k = 3.999843853973347, 0.7071752369554196, np.tan(np.pi * 1681.974450955533 / rate)
    high, band = 10 ** (gain / 20), 10 ** (gain / 20 * 0.4996667741545416)
    norm = 1 + k / quality + k * k
    shelf = [
        (high + band * k / quality + k * k) / norm,
        2 * (k * k - high) / norm,
        (high - band * k / quality + k * k) / norm,
        1.0,
        2 * (k * k - 1) / norm,
        (1 - k / quality + k * k) / norm,
    ]
    quality, k = 0.5003270373238773, np.tan(np.pi * 38.13547087602444 / rate)
    norm = 1 + k / quality + k * k
    high_pass = [1.0, -2.0, 1.0, 1.0, 2 * (k * k - 1) / norm, (1 - k / quality + k * k) / norm]
    return np.array([shelf, high_pass])


def _moving_mean(steps: NDArray[np.float64], width: int) -> NDArray[np.float64]:
    if len(steps) < width:
        return np.zeros(0)
    means: NDArray[np.float64] = np.lib.stride_tricks.sliding_window_view(steps, width).mean(axis=1)
    return means


def _lufs(power: NDArray[np.float64]) -> NDArray[np.float64]:
    return -0.691 + 10 * np.log10(np.maximum(power, 1e-30))


def _gated(power: NDArray[np.float64], relative: float) -> NDArray[np.float64]:
    """Blocks above the absolute gate and above `relative` LU from the mean of those."""
    loud = power[_lufs(power) > _ABSOLUTE_GATE]
    return loud[_lufs(loud) > _lufs(loud.mean()) + relative] if len(loud) else loud


def _integrated(power: NDArray[np.float64]) -> float:
    counted = _gated(power, _RELATIVE_GATE)
    return float(_lufs(counted.mean())) if len(counted) else float("-inf")


def _range(power: NDArray[np.float64]) -> float:
    counted = _lufs(_gated(power, _RANGE_GATE))
    return float(np.diff(np.percentile(counted, [10, 95]))[0]) if len(counted) else 0.0


def _decibels(power: float) -> float:
    return 10 * float(np.log10(power)) if power > 0 else float("-inf")
