"""Labels: what a window can hold, and what a whole recording can be."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["FUNCTIONAL", "LABELS", "MIXED", "UNDETERMINED", "Content", "functional"]


class Content(StrEnum):
    """What a window can hold, several at once; :attr:`silence` is measured, the others the network tells."""

    music = "music"
    speech = "speech"
    noise = "noise"
    rain = "rain"
    water = "water"
    wind = "wind"
    fire = "fire"
    thunder = "thunder"
    birds = "birds"
    insects = "insects"
    machines = "machines"
    crowd = "crowd"
    tones = "tones"
    effects = "effects"
    silence = "silence"


LABELS = tuple(content for content in Content if content is not Content.silence)
"""In the order of the network's outputs."""
FUNCTIONAL = tuple(content for content in Content if content not in (Content.music, Content.speech))
"""Classes of functional content."""
MIXED = "mixed"
UNDETERMINED = "undetermined"


def functional(kind: str) -> str:
    """The verdict on a recording of one class of functional content, such as ``functional:rain``."""
    return f"functional:{kind}"
