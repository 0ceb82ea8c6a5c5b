"""What the demo's presenters say: our own words, long enough that an episode does not repeat itself."""

from __future__ import annotations

from importlib.resources import files

import numpy as np

__all__ = ["talk", "topics"]

_NAMES = (
    "Marta Okafor", "Jonas Whitfield", "Priya Raman", "Sean Gallagher", "Amina Yusuf", "Lukas Brandt",
    "Helen Castellan", "Tomoko Ueda", "Rafael Duarte", "Ingrid Solheim", "Samuel Achebe", "Clara Novak",
)  # fmt: skip
_PLACES = (
    "Ashcombe", "Port Linden", "Marrow Bay", "Elmsworth", "Saint Orrin", "Highfold", "Kestrel Cross", "Dunmarrow",
    "Westering", "Larkhill", "Oldhaven", "Brackwater",
)  # fmt: skip
_PER_EPISODE = 4


def topics() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Title and paragraphs of every topic; paragraphs have slots for names, places, years and numbers."""
    text = files("earmark.demo").joinpath("talk.txt").read_text("utf-8")
    blocks = [block.strip().split("\n") for block in text.split("== ") if block.strip()]
    return tuple((title, tuple(paragraphs)) for title, *paragraphs in blocks)


def talk(seed: int, words: int) -> list[str]:
    """An episode's script of about `words` words: a greeting, topics one after the other, a farewell.

    Neighbouring seeds take other topics. Beyond about 2,600 words topics return with other names and numbers.

    Args:
        seed: int >= 0.
        words: at least so many, and at most a paragraph more, greeting and farewell not counted.

    Returns:
        Paragraphs, each to be spoken by one person.
    """
    rng = np.random.default_rng([seed, 11])
    known = topics()
    host = _NAMES[rng.integers(len(_NAMES))]
    script = [f"Hello, and welcome. This is episode {seed + 1}, and my name is {host}."]
    spoken, turn = 0, seed * _PER_EPISODE
    while spoken < words:
        slots = _slots(rng)
        for paragraph in known[turn % len(known)][1]:
            script.append(paragraph.format(**slots))
            spoken += len(script[-1].split())
            if spoken >= words:
                break
        turn += 1
    script.append(f"And that is all for today. Thank you for listening. I am {host}, and I hope to hear you next time.")
    return script


def _slots(rng: np.random.Generator) -> dict[str, str]:
    """What fills the slots of one topic's paragraphs."""
    return {
        "name": _NAMES[rng.integers(len(_NAMES))],
        "place": _PLACES[rng.integers(len(_PLACES))],
        "n": str(rng.integers(12, 60)),
        "m": str(rng.integers(104, 940)),
        "year": str(rng.integers(1912, 1999)),
    }
