"""Pictures of a run: recall against level, recall against false claims, boundary errors, reliability."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from earmark.lab.episodes import CONDITIONS

__all__ = ["draw"]

BEDS = tuple(condition.name for condition in CONDITIONS if condition.name.startswith("bed "))
COLOURS = ("#0b6e4f", "#c1440e", "#3d5a98", "#a37b00", "#7a3b8f", "#555555")
FEWEST_FALSE = 0.05
"""Where the axis of false claims begins, per hour: none is drawn there."""


def draw(systems: Sequence[Mapping[str, Any]], folder: Path) -> list[Path]:
    """Draw every picture that the figures allow; the files, as PNG."""
    folder.mkdir(parents=True, exist_ok=True)
    pictures = {
        "recall-by-level.png": _recall_by_level,
        "recall-by-false-claims.png": _sweep,
        "boundary-errors.png": _boundaries,
        "reliability.png": _reliability,
    }
    made = []
    for name, picture in pictures.items():
        figure = Figure(figsize=(7.2, 4.6), layout="constrained")
        FigureCanvasAgg(figure)
        picture(figure.add_subplot(), systems)
        figure.savefig(folder / name, dpi=130)
        made.append(folder / name)
    return made


def _recall_by_level(axes: Axes, systems: Sequence[Mapping[str, Any]]) -> None:
    for told, colour in _coloured(systems):
        beds = [(float(name.split()[1]), told["condition"][name]["sR"]) for name in BEDS if name in told["condition"]]
        axes.plot(*zip(*beds, strict=True), _line(told), color=colour, marker="o", label=_label(told)) if beds else None
    axes.set(xlabel="music over speech, dB", ylabel="music seconds found", ylim=(-0.02, 1.02))
    axes.invert_xaxis()
    _finished(axes)


def _sweep(axes: Axes, systems: Sequence[Mapping[str, Any]]) -> None:
    for told, colour in _coloured(systems):
        if told["threshold"] != "fixed":
            continue
        points = sorted((max(FEWEST_FALSE, each["false per hour"]), each["seconds recall"]) for each in told["sweep"])
        axes.plot(*zip(*points, strict=True), color=colour, label=told["system"]) if points else None
        at_fixed = min(told["sweep"], key=lambda each: abs(each["least"] - told["least score"]), default=None)
        if at_fixed:
            x = max(FEWEST_FALSE, at_fixed["false per hour"])
            axes.plot(x, at_fixed["seconds recall"], "o", color=colour)
    axes.set(
        xscale="log", xlabel="false claims per hour (left edge: none); dot: fixed score", ylabel="music seconds found"
    )
    axes.set_ylim(-0.02, 1.02)
    _finished(axes)


def _boundaries(axes: Axes, systems: Sequence[Mapping[str, Any]]) -> None:
    for told, colour in _coloured(systems):
        if told["threshold"] != "fixed":
            continue
        for column, style in (("start_errors", "-"), ("end_errors", ":")):
            errors = np.sort([value for row in told["rows"] for value in row.get(column) or ()])
            if errors.size:
                share = (np.arange(errors.size) + 1) / errors.size
                axes.plot(errors.clip(0.005), share, style, color=colour, label=f"{told['system']} {column[:-7]}")
    axes.set(xscale="log", xlabel="error of a boundary of right finds, s", ylabel="share not worse", ylim=(0, 1.02))
    _finished(axes)


def _reliability(axes: Axes, systems: Sequence[Mapping[str, Any]]) -> None:
    axes.plot([0, 1], [0, 1], color="#bbbbbb", linewidth=1)
    for told, colour in _coloured(systems):
        bins = [each for each in told["calibration"] if each["kind"] == "bin"]
        if bins:
            weights = np.array([each["finds"] for each in bins])
            stated, right = ([each[name] for each in bins] for name in ("stated", "right"))
            axes.scatter(
                stated, right, s=20 + 200 * weights / weights.sum(), color=colour, alpha=0.6, label=told["system"]
            )
    axes.set(xlabel="probability stated", ylabel="share right", xlim=(-0.02, 1.02), ylim=(-0.02, 1.05))
    _finished(axes)


def _coloured(systems: Sequence[Mapping[str, Any]]) -> list[tuple[Mapping[str, Any], str]]:
    names = list(dict.fromkeys(told["system"] for told in systems))
    return [(told, COLOURS[names.index(told["system"]) % len(COLOURS)]) for told in systems]


def _line(told: Mapping[str, Any]) -> str:
    return "-" if told["threshold"] == "fixed" else "--"


def _label(told: Mapping[str, Any]) -> str:
    return str(told["system"]) if told["threshold"] == "fixed" else f"{told['system']}, best score here"


def _finished(axes: Axes) -> None:
    axes.grid(visible=True, color="#eeeeee")
    axes.spines[["top", "right"]].set_visible(False)
    if axes.get_legend_handles_labels()[0]:
        axes.legend(frameon=False, fontsize=8)
