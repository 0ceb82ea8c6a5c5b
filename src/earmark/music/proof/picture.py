"""A proof as a picture that can be judged at a glance."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from earmark.core import MICROSECONDS
from earmark.core.errors import BadInput
from earmark.media import stft
from earmark.music.peaks import FRAMES_PER_SECOND
from earmark.music.proof.proof import CONTEXT, LATEST, Proof
from earmark.music.proof.words import clock, headline
from earmark.music.timeline import FONTS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["AROUND", "draw_proof"]

AROUND = 2 * MICROSECONDS
"""What the spectrogram shows on either side of the excerpt."""
HIGHEST = 4000.0
WINDOW_SECONDS = 0.064
HOP_SECONDS = 0.016
RANGE_DB = 65.0
FOR = "#E69F00"
AGAINST = "#0072B2"
FAINT = "#56B4E9"
GREY = "#777777"
"""Of the eight colours that everybody can tell apart (Okabe and Ito 2008)."""
LEAST_RANGE = 20.0
"""Evidence per second that the axis shows at least, so that nothing is not drawn large."""


def draw_proof(path: Path, proof: Proof, sound: NDArray[np.float32], *, rate: int, item: str) -> None:
    """Draw a proof to a file.

    Above, the sound with the track's peaks on it: those met, and those missed. In the middle, evidence over time.
    Below, how much earlier or later than claimed the item's peaks agree with the track's in frequency: where the
    track plays they line up, where it does not they lie anywhere.

    Args:
        path: where to; its suffix says the format: png, svg or pdf.
        proof: what to draw.
        sound: of the item, from :data:`AROUND` before the proof's excerpt to as much after it [shape=(1, n)].
        rate: its samples per second, at least 8000.
        item: what people call it.

    Raises:
        BadInput: if the file cannot be written.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 8), dpi=150, layout="constrained")
    grid = figure.add_gridspec(3, 2, height_ratios=(1.5, 0.8, 1.0), width_ratios=(5.5, 1))
    sounding, weighing, lying = (figure.add_subplot(grid[row, 0]) for row in range(3))
    counting = figure.add_subplot(grid[2, 1], sharey=lying)
    key = figure.add_subplot(grid[:2, 1])
    _spectrogram(sounding, proof, sound, rate)
    _evidence(weighing, proof)
    _agreements(lying, proof)
    _counts(counting, proof)
    _key(key, sounding)
    head, facts = headline(proof, item)
    fonts = _fonts()
    figure.suptitle(head, x=0.01, ha="left", fontsize=13, fontweight="bold", parse_math=False, family=fonts)
    sounding.set_title(facts, loc="left", fontsize=9, parse_math=False, family=fonts)
    for axes in (sounding, weighing, lying):
        axes.xaxis.set_major_formatter(lambda seconds, _: clock(round(max(0.0, seconds) * MICROSECONDS)))
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Glyph .* missing")  # drawn as a box, where no font has the letter
            figure.savefig(path)
    except OSError as error:
        raise BadInput(f"cannot be written ({error.strerror})", where=str(path)) from error


def _fonts() -> list[str]:
    from matplotlib.font_manager import get_font_names

    installed = set(get_font_names())
    return [font for font in FONTS if font in installed]


def _spectrogram(axes: Axes, proof: Proof, sound: NDArray[np.float32], rate: int) -> None:
    size, hop = round(WINDOW_SECONDS * rate), round(HOP_SECONDS * rate)
    padded = np.pad(sound[0], size // 2)
    power = np.abs(stft(padded, n_fft=size, hop=hop)) ** 2
    shown = 10 * np.log10(power[:, : round(HIGHEST * size / rate)] + 1e-12)
    top = float(np.percentile(shown, 99.8))
    begin = max(0, proof.excerpt.start - AROUND) / 1e6
    end = begin + sound.shape[1] / rate
    axes.imshow(
        shown.T,
        origin="lower",
        aspect="auto",
        extent=(begin, end, 0, HIGHEST),
        cmap="gray",
        vmin=top - RANGE_DB,
        vmax=top,
        interpolation="nearest",
    )
    inside = (proof.at >= begin) & (proof.at < end) & (proof.hertz < HIGHEST)
    met, missed = inside & proof.met, inside & ~proof.met
    axes.scatter(proof.at[missed], proof.hertz[missed], s=5, c=FAINT, linewidths=0, alpha=0.45, label="missed")
    axes.scatter(proof.at[met], proof.hertz[met], s=26, facecolors="none", edgecolors=FOR, linewidths=1.1, label="met")
    axes.set_xlim(begin, end)
    axes.set_ylim(0, HIGHEST)
    axes.set_ylabel("Hz")
    _mark_claim(axes, proof)


def _evidence(axes: Axes, proof: Proof) -> None:
    at = proof.span.start / 1e6 + np.arange(len(proof.evidence)) / FRAMES_PER_SECOND
    axes.axhline(0, color=GREY, linewidth=0.8)
    axes.fill_between(at, 0, proof.evidence, where=proof.evidence > 0, color=FOR, linewidth=0, interpolate=True)
    axes.fill_between(at, 0, proof.evidence, where=proof.evidence < 0, color=AGAINST, linewidth=0, interpolate=True)
    axes.set_xlim(*_shown(proof))
    top = max(LEAST_RANGE, float(proof.evidence.max(initial=0.0)))
    axes.set_ylim(min(-top / 4, float(proof.evidence.min(initial=0.0))), 1.05 * top)
    axes.set_ylabel("evidence per s")
    _mark_claim(axes, proof)


def _agreements(axes: Axes, proof: Proof) -> None:
    many = len(proof.agreement_at)
    axes.scatter(
        proof.agreement_at,
        proof.agreement_late / FRAMES_PER_SECOND,
        s=float(np.clip(40_000 / max(many, 1), 0.6, 10)),
        c="black",
        linewidths=0,
        alpha=float(np.clip(6_000 / max(many, 1), 0.05, 0.7)),
    )
    axes.set_xlim(*_shown(proof))
    axes.set_ylim(-(LATEST + 0.5) / FRAMES_PER_SECOND, (LATEST + 0.5) / FRAMES_PER_SECOND)
    axes.set_ylabel("later than claimed, s")
    axes.set_xlabel("time in the item")
    _mark_claim(axes, proof)


def _counts(axes: Axes, proof: Proof) -> None:
    late = proof.agreement_late[proof.claimed(proof.agreement_at)]
    counts = np.bincount(late + LATEST, minlength=2 * LATEST + 1)
    places = np.arange(-LATEST, LATEST + 1)
    colours = [FOR if abs(place) <= 1 else GREY for place in places]
    axes.barh(places / FRAMES_PER_SECOND, counts, height=1 / FRAMES_PER_SECOND, color=colours)
    axes.set_xlim(0, max(8.0, 1.05 * float(counts.max())))
    axes.set_xlabel("peaks that agree")
    axes.tick_params(labelleft=False)


def _mark_claim(axes: Axes, proof: Proof) -> None:
    """The claimed start and end."""
    for time in (proof.claim.span.start, proof.claim.span.end):
        axes.axvline(time / 1e6, color="#D55E00", linewidth=1.4, linestyle="--")


def _shown(proof: Proof) -> tuple[float, float]:
    """Seconds at the edges of what is shown of the whole stretch."""
    start, end = proof.claim.span.start - CONTEXT, proof.claim.span.end + CONTEXT
    return max(proof.span.start, start) / 1e6, min(proof.span.end, end) / 1e6


def _key(axes: Axes, sounding: Axes) -> None:
    axes.axis("off")
    handles, labels = sounding.get_legend_handles_labels()
    axes.legend(handles, labels, loc="upper left", facecolor="#333333", labelcolor="white")
