"""Invented titles and artists, and ISRCs that belong to nobody."""

from __future__ import annotations

import numpy as np

__all__ = ["artist", "isrc", "title"]

_ADJECTIVES = (
    "Amber", "Borrowed", "Copper", "Distant", "Early", "Folded", "Gentle", "Hollow", "Inland", "Jagged", "Kindled",
    "Lesser", "Midday", "Narrow", "Open", "Paper", "Quiet", "Restless", "Silver", "Tidal", "Unwritten", "Velvet",
    "Wandering", "Yellow", "Second", "Northern", "Salted", "Crooked", "Winter", "Electric",
)  # fmt: skip
_NOUNS = (
    "Arcade", "Bridge", "Cartography", "Departure", "Embers", "Ferry", "Garden", "Harbour", "Island", "Junction",
    "Kite", "Lantern", "Meridian", "Notebook", "Orchard", "Platform", "Quarry", "Rooftop", "Signal", "Telegram",
    "Umbrella", "Valley", "Window", "Yard", "Almanac", "Compass", "Driftwood", "Engine", "Festival", "Glacier",
)  # fmt: skip
_PLACES = (
    "on Alder Street", "at Low Tide", "after the Rain", "in June", "without Maps", "for Two", "before Dawn",
    "under Glass", "by the Canal", "in Reverse", "at Number Nine", "past Midnight",
)  # fmt: skip
_FIRST = (
    "Ada", "Bruno", "Celia", "Dario", "Elif", "Femi", "Greta", "Hugo", "Ines", "Jonas", "Kaya", "Leo", "Mira",
    "Noor", "Otto", "Pilar", "Rhea", "Sami", "Tove", "Yuki",
)  # fmt: skip
_LAST = (
    "Abernethy", "Brightwater", "Castellane", "Dunmore", "Eklund", "Fairweather", "Galanis", "Holloway", "Ibarra",
    "Jansdottir", "Kestrel", "Lindqvist", "Marchetti", "Nakagawa", "Okonkwo", "Pemberton", "Quist", "Rosental",
    "Sandoval", "Thistlewood",
)  # fmt: skip
_BANDS = ("Ensemble", "Quartet", "Collective", "Sound Company", "Brothers", "Orchestra", "Machine", "Trio")


def title(seed: int) -> str:
    """A title; those of the first 900 seeds differ, and neighbours share no word."""
    name = f"{_ADJECTIVES[seed * 7 % len(_ADJECTIVES)]} {_NOUNS[(seed * 11 + seed // len(_NOUNS)) % len(_NOUNS)]}"
    return f"{name} {_PLACES[seed // 3 % len(_PLACES)]}" if seed % 3 == 0 else name


def artist(rng: np.random.Generator) -> str:
    """A person or a band."""
    if rng.random() < 0.5:
        return f"{rng.choice(_FIRST)} {rng.choice(_LAST)}"
    if rng.random() < 0.5:
        return f"The {rng.choice(_LAST)} {rng.choice(_BANDS)}"
    return f"{rng.choice(_ADJECTIVES)} {rng.choice(_NOUNS)} {rng.choice(_BANDS)}"


def isrc(seed: int) -> str:
    """An ISRC in form (ISO 3901), in a range kept for the demo: QZDEM26 and five digits of the seed."""
    return f"QZDEM26{seed % 100_000:05d}"
