"""Descriptors: numbers about a window that a person can understand, and check by ear."""

from __future__ import annotations

from dataclasses import astuple, dataclass

import numpy as np
from numpy.typing import NDArray

from earmark.tracks.spectrum import BANDS, FRAMES_PER_SECOND, HERTZ, Spectrum

__all__ = ["DESCRIPTORS", "Descriptors", "descriptors_of"]

FIRST_BIN, PAST_BIN = 4, 480
"""Bins that count: 60 to 7500 Hz."""
AROUND_BINS = 12
"""What a bin is held against: 190 Hz on both sides, which takes out the colour of noise."""
BLOCK = 16
"""Frames of half a second."""
STANDS_OUT = 2.5
"""A bin of a mean over half a second that is so many times its surroundings is a tone: with noise, hardly any is."""
STEADY_BLOCKS = 4
CLEAR, CHANCE = 5.0, 4.0
"""Only what stands out clearly can be steady; and squared logarithms with so small a sum are chance."""
FAINT, FAINTEST = 1e-6, 1e-14
"""What is 60 dB below the mean is not told from silence, so that levels and rounding make no difference."""


@dataclass(frozen=True, slots=True)
class Descriptors:
    """What was measured of a window.

    Attributes:
        flatness: of the spectrum over its surroundings, 0 to 1; 0.56 for noise of any colour, near 0 for tones.
        tonality: share of the whitened power in bins that stand out for half a second, 0 to 1.
        peaks: how many bins stand out, of a hundred.
        steadiness: how alike those bins are two seconds later, 0 (others) to 1 (the same): a drone has about 1, a
            melody little, noise nothing.
        change: standard deviation of the level of a band from second to second, mean over bands, dB.
        flutter: the same within a second, from frame to frame.
        syllables: share of the level's movement at 2 to 8 Hz, as speech has, 0 to 1.
        pauses: share of frames more than 15 dB below the loud ones, 0 to 1.
        beat: how regular onsets are, at 40 to 180 a minute: autocorrelation of the onset curve, 0 to 1.
        onsets: rise of the bands from frame to frame, dB, mean.
        slope: of the spectrum, dB per octave: white noise 0, pink -3, brown -6.
        bend: how far the spectrum is from that straight line, dB.
    """

    flatness: float
    tonality: float
    peaks: float
    steadiness: float
    change: float
    flutter: float
    syllables: float
    pauses: float
    beat: float
    onsets: float
    slope: float
    bend: float

    def array(self) -> NDArray[np.float32]:
        """The numbers in the order above [shape=(len(DESCRIPTORS),)]."""
        return np.array(astuple(self), np.float32)


DESCRIPTORS = tuple(Descriptors.__dataclass_fields__)


def descriptors_of(spectrum: Spectrum) -> Descriptors:
    """What can be measured of a window's spectrum; of a fraction of a second too, though less is known then."""
    power = spectrum.power[:, FIRST_BIN:PAST_BIN]
    power = power + np.float32(max(FAINTEST, FAINT * float(power.mean())))
    mel = spectrum.mel.reshape(len(spectrum.mel), BANDS // 4, 4).mean(axis=2)
    bands = 10 * np.log10(mel + max(FAINTEST, FAINT * float(mel.mean())))
    overall = bands.mean(axis=1)
    ratio = _blocks(power) / _surroundings(_blocks(power))
    standing = np.where(ratio > STANDS_OUT, ratio, 0)
    seconds = bands[: max(1, len(bands) // 32) * 32]
    seconds = seconds.reshape(-1, min(32, len(seconds)), BANDS // 4) if len(seconds) >= 32 else seconds[None]
    rise = np.maximum(0, np.diff(bands, axis=0, prepend=bands[:1])).mean(axis=1)
    slope, bend = _colour(power.mean(axis=0))
    return Descriptors(
        flatness=_flatness(power),
        tonality=float(standing.sum() / ratio.sum()),
        peaks=float(100 * (standing > 0).mean()),
        steadiness=_steadiness(standing),
        change=float(seconds.mean(axis=1).std(axis=0).mean()),
        flutter=float(seconds.std(axis=1).mean()),
        syllables=_syllables(overall),
        pauses=float((overall < np.percentile(overall, 95) - 15).mean()),
        beat=_beat(rise),
        onsets=float(rise.mean()),
        slope=slope,
        bend=bend,
    )


def _blocks(power: NDArray[np.float32]) -> NDArray[np.float32]:
    """Means over half a second [shape=(blocks, bins)]."""
    whole = len(power) // BLOCK * BLOCK
    pieces = power[:whole].reshape(-1, BLOCK, power.shape[1]) if whole else power[None]
    return np.asarray(pieces.mean(axis=1))


def _surroundings(power: NDArray[np.float32]) -> NDArray[np.float32]:
    """Mean of the bins around each [shape as power]."""
    summed = np.cumsum(
        np.pad(power, ((0, 0), (AROUND_BINS + 1, AROUND_BINS)), mode="reflect"), axis=1, dtype=np.float64
    )
    width = 2 * AROUND_BINS + 1
    return np.maximum((summed[:, width:] - summed[:, :-width]) / width, FAINTEST).astype(np.float32)


def _flatness(power: NDArray[np.float32]) -> float:
    some = power[::4]
    return float(np.exp(np.mean(np.log(some) - np.log(_surroundings(some)))))


def _steadiness(standing: NDArray[np.float32]) -> float:
    """Cosine between what stands out now and two seconds later, weighted by how much that is."""
    later = min(STEADY_BLOCKS, len(standing) - 1)
    if later < 1:
        return 0.0
    clear = np.log1p(np.where(standing > CLEAR, standing, 0))
    one, other = clear[:-later], clear[later:]
    return float((one * other).sum() / (CHANCE * len(one) + 0.5 * ((one**2).sum() + (other**2).sum())))


def _syllables(overall: NDArray[np.float32]) -> float:
    if len(overall) < 32:
        return 0.0
    moving = np.abs(np.fft.rfft(overall - overall.mean())) ** 2
    hertz = np.fft.rfftfreq(len(overall), 1 / FRAMES_PER_SECOND)
    return float(moving[(hertz >= 2) & (hertz <= 8)].sum() / max(1e-9, moving[hertz >= 0.3].sum()))


def _beat(rise: NDArray[np.float32]) -> float:
    """Highest autocorrelation of the onset curve between a third of a second and one and a half."""
    first, past = round(0.33 * FRAMES_PER_SECOND), round(1.5 * FRAMES_PER_SECOND)
    if len(rise) < 2 * past:
        return 0.0
    curve = rise - rise.mean()
    spectrum = np.abs(np.fft.rfft(curve, 2 * len(curve))) ** 2
    alike = np.fft.irfft(spectrum)[: len(curve)]
    return float(np.clip(alike[first:past].max() / max(1e-9, alike[0]), 0, 1))


def _colour(mean: NDArray[np.float32]) -> tuple[float, float]:
    """Slope of the spectrum in dB per octave, and how far it is from a straight line, dB, by thirds of an octave."""
    octaves = np.log2(HERTZ[FIRST_BIN:PAST_BIN])
    third = ((octaves - octaves[0]) * 3).astype(int)
    counts = np.bincount(third)
    held = counts > 0
    level = 10 * np.log10(np.bincount(third, weights=mean)[held] / counts[held])
    at = np.bincount(third, weights=octaves)[held] / counts[held]
    centred = at - at.mean()
    slope = float(centred @ level / (centred @ centred))
    return slope, float(np.std(level - level.mean() - slope * centred))
