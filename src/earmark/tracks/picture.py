"""A picture of a recording: what it holds when, over its spectrogram."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from earmark.core import MICROSECONDS
from earmark.core.errors import BadInput
from earmark.media import AudioReader
from earmark.tracks.categorize import Category
from earmark.tracks.labels import LABELS, Content
from earmark.tracks.spectrum import BANDS, spectrum_of
from earmark.tracks.windows import RATE, windows_of
from earmark.tracks.words import clock, sentence

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw_category"]

COLOURS = {
    "music": "#0072b2",
    "speech": "#e69f00",
    "mixed": "#cc79a7",
    "undetermined": "#bbbbbb",
    "silence": "#eeeeee",
}
FUNCTIONAL_COLOUR = "#009e73"
"""Okabe and Ito's colours, which people tell apart whatever colours they see."""
COLUMNS = 1600
"""Most columns of the spectrogram: a long recording is drawn in means."""
RANGE_DB = 70.0
LEAST_SHOWN = 0.2
"""Contents whose probability never comes up to this are left out."""
LETTERS = 110


def draw_category(path: Path, source: Path, category: Category, title: str) -> None:
    """Draw what a recording holds to a file: its spectrogram, the stretches below, and each content's probability.

    Args:
        path: where to; its suffix says the format: png, svg or pdf.
        source: the recording, which is read again.
        category: what was said of it.
        title: what people call it.

    Raises:
        BadInput: if the picture cannot be written.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(12, 6.5), dpi=120, layout="constrained")
    FigureCanvasAgg(figure)
    above, band, below = figure.subplots(3, 1, sharex=True, height_ratios=(3, 0.35, 2))
    _spectrogram(above, _levels(source, category.seconds), category.seconds)
    _stretches(band, category)
    _probabilities(below, category)
    below.set_xlim(0, max(category.seconds, 1.0))
    below.xaxis.set_major_formatter(lambda seconds, _: clock(max(0.0, seconds)))
    verdict = f"{category.label}, probability {category.probability:.2f}"
    said = sentence(category.ruling, category.repetition, category.seconds)
    said = said if len(said) <= LETTERS else said[: LETTERS - 1] + "…"
    shown = "".join(char if char.isprintable() else " " for char in title)
    figure.suptitle(f"{shown}: {verdict}\n{said}", x=0.01, ha="left", fontsize=11, parse_math=False)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Glyph .* missing")  # drawn as a box, where no font has the letter
            figure.savefig(path)
    except OSError as error:
        raise BadInput(f"cannot be written ({error.strerror})", where=str(path)) from error


def _levels(source: Path, seconds: float) -> NDArray[np.float64]:
    """Level of the mel bands, dB, in at most :data:`COLUMNS` columns [shape=(columns, BANDS)]."""
    columns = max(1, min(COLUMNS, round(seconds * 10)))
    power, counts = np.zeros((columns, BANDS)), np.zeros(columns)
    with AudioReader(source, rate=RATE, channels=None) as reader:
        for window in windows_of(reader):
            mel = spectrum_of(window.samples).mel
            at = window.start / MICROSECONDS + np.arange(len(mel)) * window.span.seconds / len(mel)
            place = np.minimum((at / max(seconds, 1e-6) * columns).astype(int), columns - 1)
            np.add.at(power, place, mel)
            np.add.at(counts, place, 1)
    return np.asarray(10 * np.log10(power / np.maximum(counts, 1)[:, None] + 1e-12))


def _spectrogram(axes: Axes, levels: NDArray[np.float64], seconds: float) -> None:
    top = float(np.percentile(levels, 99.5))
    axes.imshow(
        levels.T,
        origin="lower",
        aspect="auto",
        extent=(0, seconds, 0, BANDS),
        cmap="magma",
        vmin=top - RANGE_DB,
        vmax=top,
        interpolation="nearest",
    )
    axes.set_yticks([])
    axes.set_ylabel("40 Hz to 7.6 kHz")


def _stretches(axes: Axes, category: Category) -> None:
    for stretch in category.ruling.stretches:
        start, length = stretch.span.start / MICROSECONDS, stretch.span.seconds
        colour = COLOURS.get(stretch.kind, FUNCTIONAL_COLOUR)
        axes.broken_barh([(start, length)], (0, 1), facecolor=colour, edgecolor="white", linewidth=0.5)
        if length > category.seconds / 12:
            axes.text(start + length / 2, 0.5, stretch.kind.replace("_", " "), ha="center", va="center", fontsize=8)
    axes.set_yticks([])
    axes.set_ylim(0, 1)


def _probabilities(axes: Axes, category: Category) -> None:
    at = [(moment.span.start + moment.span.end) / 2 / MICROSECONDS for moment in category.moments]
    for number, label in enumerate((*LABELS, Content.silence)):
        chances = [moment.probability(label) for moment in category.moments]
        if max(chances) < LEAST_SHOWN:
            continue
        style = "-" if label.value in COLOURS else ("--", ":", "-.")[number % 3]
        colour = COLOURS.get(label.value) if label is not Content.silence else "#666666"
        axes.plot(at, chances, style, color=colour, marker=".", markersize=4, label=label.value)
    axes.set_ylim(-0.02, 1.02)
    axes.set_ylabel("probability")
    axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False, fontsize=8)
