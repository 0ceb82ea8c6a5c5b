"""Song form: which section comes when, and how full it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

__all__ = ["Section", "form"]

_ENERGY = {"intro": 0.3, "verse": 0.55, "chorus": 1.0, "break": 0.25, "solo": 0.8, "outro": 0.35}
_UNITS = {"intro": 1, "verse": 2, "chorus": 2, "break": 1, "solo": 2, "outro": 1}
_PLANS = (
    ("intro", "verse", "chorus", "verse", "chorus", "break", "chorus"),
    ("verse", "verse", "chorus", "solo", "verse", "chorus", "chorus"),
    ("intro", "chorus", "verse", "chorus", "solo", "break", "chorus"),
    ("intro", "verse", "break", "verse", "chorus", "solo", "chorus"),
    ("chorus", "verse", "solo", "chorus", "break", "verse", "chorus"),
)


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of bars.

    Attributes:
        kind: intro, verse, chorus, break, solo or outro; sections of a kind share harmony and motifs.
        first: index of its first bar.
        bars: how many.
        energy: 0 (bare) to 1 (everybody plays).
    """

    kind: str
    first: int
    bars: int
    energy: float


def form(rng: np.random.Generator, bars: int) -> tuple[Section, ...]:
    """Sections that fill exactly `bars` bars and end in an outro where there is room for one."""
    unit = 4 if bars >= 24 else 2 if bars >= 8 else 1
    plan = _PLANS[rng.integers(len(_PLANS))]
    sections: list[Section] = []
    done, turn = 0, 0
    while done < bars:
        kind = plan[turn % len(plan)]
        length = _UNITS[kind] * unit
        if done and bars - done <= length:
            kind, length = "outro", bars - done
        length = min(length, bars - done)
        energy = float(np.clip(_ENERGY[kind] + rng.uniform(-0.08, 0.08), 0.1, 1.0))
        sections.append(Section(kind, done, length, energy))
        done, turn = done + length, turn + 1
    return tuple(sections)
