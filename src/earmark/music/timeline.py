"""A picture of an item: which track plays when, as what, and where music is unknown."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from earmark.core import MICROSECONDS
from earmark.music.account import account_of
from earmark.music.role import Role
from earmark.music.uses import Use

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.ticker import Locator

__all__ = ["draw_timeline"]

COLOURS = {
    Role.foreground: "#0072b2",
    Role.background: "#56b4e9",
    Role.sting: "#d55e00",
    Role.theme: "#009e73",
    None: "#999999",
}
"""Okabe and Ito's colours, which people tell apart whatever colours they see."""
FONTS = ("DejaVu Sans", "Noto Sans CJK JP", "Noto Sans", "Arial Unicode MS", "Hiragino Sans", "Microsoft YaHei")
"""Tried one after the other, letter by letter, as far as they are installed."""
STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200)
"""Seconds from one line to the next,"""
MOST_LINES = 12
"""and how many lines, at most."""
LETTERS = 34
"""Of a title."""
INCHES_PER_ROW = 0.36
MOST_ROWS = 60


def draw_timeline(path: Path, title: str, uses: Sequence[Use], duration: float) -> None:
    """Draw an item's music to a file: a row for each track, a bar for each use, hatched where it is unknown.

    Bars have the colour of their role and are the fainter the less sure they are.

    Args:
        path: where to; its suffix says the format: png, svg or pdf.
        title: what people call the item.
        uses: of it, in order; see :func:`~earmark.music.uses.uses_of`.
        duration: length of the item, seconds.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    tracks = list(dict.fromkeys(use.track for use in uses if use.known))
    rows = tracks[:MOST_ROWS]
    rows += [""] if any(not use.known for use in uses) else []
    figure = Figure(figsize=(12, 1.9 + INCHES_PER_ROW * max(1, len(rows))), dpi=120, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    names = {use.track: _name(use) for use in uses}
    for use in uses:
        if use.track in rows:
            _bar(axes, use, rows.index(use.track))
    axes.set_yticks(range(len(rows)), [names[track] for track in rows], parse_math=False, family=_fonts())
    axes.set_ylim(max(1, len(rows)) - 0.4, -0.6)
    axes.set_xlim(0, max(duration, 1.0))
    axes.xaxis.set_major_locator(_lines(duration))
    axes.xaxis.set_major_formatter(lambda seconds, _: _clock(seconds))
    axes.grid(axis="x", color="#dddddd")
    axes.set_axisbelow(True)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(axis="y", length=0)
    left_out = f"; {len(tracks) - MOST_ROWS} more tracks are not drawn" if len(tracks) > MOST_ROWS else ""
    heading = f"{_printable(title)}\n{_account(uses, duration)}{left_out}"
    figure.suptitle(heading, fontsize=11, parse_math=False, family=_fonts())
    _legend(axes, uses)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing")  # drawn as a box, where no font has the letter
        figure.savefig(path)


def _bar(axes: Axes, use: Use, row: int) -> None:
    start, length = use.span.start / MICROSECONDS, use.span.seconds
    if use.known:
        axes.broken_barh([(start, length)], (row - 0.35, 0.7), facecolor=COLOURS[use.role], alpha=_strength(use))
    else:
        axes.broken_barh([(start, length)], (row - 0.35, 0.7), facecolor="white", edgecolor="#666666", hatch="////")


def _fonts() -> list[str]:
    from matplotlib.font_manager import get_font_names

    installed = set(get_font_names())
    return [font for font in FONTS if font in installed]


def _lines(duration: float) -> Locator:
    from matplotlib.ticker import MultipleLocator

    return MultipleLocator(next((step for step in STEPS if duration <= step * MOST_LINES), STEPS[-1]))


def _strength(use: Use) -> float:
    return 0.35 + 0.65 * use.probability


def _legend(axes: Axes, uses: Sequence[Use]) -> None:
    from matplotlib.patches import Patch

    roles = [role for role in COLOURS if any(use.known and use.role is role for use in uses)]
    patches = [Patch(facecolor=COLOURS[role], label=role.value if role else "role not known") for role in roles]
    if any(not use.known for use in uses):
        patches.append(Patch(facecolor="white", edgecolor="#666666", hatch="////", label="in no catalogue"))
    if patches:
        axes.legend(handles=patches, loc="upper center", bbox_to_anchor=(0.5, -0.12), ncols=len(patches), frameon=False)


def _account(uses: Sequence[Use], duration: float) -> str:
    account = account_of("", uses, duration)
    parts = (("known", account.known), ("unknown music", account.unknown), ("no music", account.none))
    return ", ".join(f"{name} {_clock(time / MICROSECONDS)}" for name, time in parts)


def _name(use: Use) -> str:
    if not use.known:
        return "in no catalogue"
    name = _printable(use.title) or use.track
    return name if len(name) <= LETTERS else name[: LETTERS - 1] + "…"


def _printable(text: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def _clock(seconds: float) -> str:
    whole = round(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}"
