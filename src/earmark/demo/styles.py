"""Styles: who plays what, how fast, in which room. A seed picks one and draws the rest."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["STYLES", "Layer", "Style"]


@dataclass(frozen=True, slots=True)
class Layer:
    """One player.

    Attributes:
        instruments: those that could take the part.
        patterns: those it could play; ``melody`` for the tune.
        level: loudness in the mix, dB.
        centre: MIDI pitch to play around.
        joins: plays where a section has at least this energy.
        send: how much of it goes into the room, 0 to 1.
    """

    instruments: tuple[str, ...]
    patterns: tuple[str, ...]
    level: float
    centre: float
    joins: float = 0.0
    send: float = 0.3


@dataclass(frozen=True, slots=True)
class Style:
    """What pieces of a kind have in common.

    Attributes:
        tempo: slowest and fastest, beats per minute.
        meters: beats per bar to choose from.
        modes: to choose from.
        swing: where the off-beat falls, 0.5 (straight) to 0.67 (triplets), lowest and highest.
        beats: drum patterns to choose from; none is no drums.
        electric: how much of a drum machine the kit is, 0 to 1.
        drums: loudness of the kit, dB.
        layers: the players.
        room: reverberation time, seconds.
        chord: notes in a chord.
        density: of the tune, 0 to 1.
    """

    tempo: tuple[float, float]
    meters: tuple[int, ...]
    modes: tuple[str, ...]
    swing: tuple[float, float]
    beats: tuple[str, ...]
    electric: float
    drums: float
    layers: tuple[Layer, ...]
    room: float
    chord: int = 3
    density: float = 0.5


_BRIGHT = ("major", "mixolydian", "lydian")
_DARK = ("minor", "dorian", "phrygian", "harmonic minor")
_STRAIGHT = (0.5, 0.5)

STYLES: dict[str, Style] = {
    "ambient": Style(
        (58, 76), (4, 3, 5), ("lydian", "major", "dorian", "minor"), _STRAIGHT, (), 0.0, 0,
        (
            Layer(("warm pad", "choir", "bright pad"), ("sustain",), 0, 60, send=0.7),
            Layer(("glass", "bells", "harp", "vibraphone"), ("sparse", "rolled"), -5, 67, 0.2, 0.9),
            Layer(("sub bass", "warm pad"), ("drone",), -3, 40, 0.35, 0.4),
            Layer(("flute", "clarinet", "electric piano"), ("melody",), -4, 72, 0.6, 0.8),
        ),
        4.5, 4, 0.15,
    ),
    "waltz": Style(
        (138, 186), (3,), ("major", "minor", "harmonic minor"), _STRAIGHT, ("waltz",), 0.0, -10,
        (
            Layer(("upright bass",), ("roots",), -2, 38),
            Layer(("strings", "piano", "nylon guitar"), ("oompah", "alberti"), -4, 60),
            Layer(("clarinet", "flute", "mandolin", "strings"), ("melody",), 0, 74, 0.4, 0.4),
            Layer(("strings",), ("sustain",), -9, 66, 0.75, 0.5),
        ),
        1.8, 3, 0.5,
    ),
    "house": Style(
        (118, 130), (4,), _DARK, _STRAIGHT, ("four on the floor",), 1.0, 1,
        (
            Layer(("synth bass", "sub bass"), ("octaves", "syncopated"), 0, 38, 0.35, 0.05),
            Layer(("electric piano", "organ", "bright pad"), ("stabs", "offbeat"), -3, 60, 0.2),
            Layer(("bright pad", "strings"), ("sustain",), -8, 64, 0.25, 0.6),
            Layer(("lead", "clavinet", "bells"), ("fast arpeggio", "arpeggio"), -7, 70, 0.7, 0.5),
        ),
        2.2, 4, 0.5,
    ),
    "folk": Style(
        (84, 126), (4, 3, 6), (*_BRIGHT, "dorian"), _STRAIGHT, ("hand drums",), 0.0, -9,
        (
            Layer(("steel guitar", "nylon guitar"), ("fingerpicking",), 0, 57),
            Layer(("mandolin", "steel guitar"), ("strum", "arpeggio"), -7, 64, 0.5),
            Layer(("upright bass",), ("fifths", "roots"), -3, 38, 0.45, 0.1),
            Layer(("flute", "clarinet", "mandolin"), ("melody",), -2, 74, 0.5, 0.4),
        ),
        1.2, 3, 0.55,
    ),
    "jazz trio": Style(
        (98, 190), (4, 4, 3), ("major", "dorian", "mixolydian", "minor"), (0.6, 0.67), ("swing",), 0.0, -5,
        (
            Layer(("upright bass",), ("walking",), 0, 41, 0, 0.1),
            Layer(("piano", "electric piano"), ("stabs",), -5, 60, 0.2),
            Layer(("piano", "vibraphone", "clarinet"), ("melody",), 0, 72, 0.4, 0.3),
        ),
        0.9, 5, 0.85,
    ),
    "chiptune": Style(
        (128, 172), (4,), ("minor", "major", "harmonic minor", "dorian"), _STRAIGHT, ("rock", "breakbeat"), 1.0, -6,
        (
            Layer(("chip triangle",), ("octaves", "eighths"), 0, 41, 0, 0.02),
            Layer(("chip pulse", "chip square"), ("blips", "fast arpeggio"), -5, 66, 0.2, 0.05),
            Layer(("chip square", "chip pulse"), ("melody",), -1, 76, 0.4, 0.12),
        ),
        0.5, 3, 0.8,
    ),
    "indie rock": Style(
        (104, 152), (4,), ("major", "mixolydian", "minor"), _STRAIGHT, ("rock", "half time"), 0.15, 0,
        (
            Layer(("electric bass",), ("eighths", "syncopated"), -1, 38, 0.3, 0.03),
            Layer(("driven guitar",), ("pulse", "strum"), -6, 52, 0.7, 0.2),
            Layer(("steel guitar", "driven guitar"), ("arpeggio", "stabs"), -5, 62, 0.0, 0.35),
            Layer(("lead", "organ", "driven guitar"), ("melody",), -3, 72, 0.75, 0.35),
        ),
        1.1, 3, 0.55,
    ),
    "bossa": Style(
        (112, 146), (4,), ("major", "dorian", "minor"), _STRAIGHT, ("bossa",), 0.0, -8,
        (
            Layer(("upright bass", "electric bass"), ("bossa bass",), -1, 40, 0, 0.08),
            Layer(("nylon guitar",), ("stabs", "offbeat"), -1, 60),
            Layer(("flute", "vibraphone", "clarinet"), ("melody",), 0, 74, 0.4, 0.4),
            Layer(("strings", "warm pad"), ("sustain",), -10, 66, 0.8, 0.5),
        ),
        1.4, 4, 0.6,
    ),
    "slow beats": Style(
        (70, 92), (4,), ("dorian", "minor", "major"), (0.55, 0.63), ("half time", "breakbeat"), 0.5, -1,
        (
            Layer(("sub bass", "electric bass"), ("syncopated", "roots"), 0, 36, 0.25, 0.03),
            Layer(("electric piano", "nylon guitar", "vibraphone"), ("rolled", "stabs"), -3, 60),
            Layer(("warm pad", "choir"), ("sustain",), -10, 62, 0.4, 0.6),
            Layer(("flute", "bells", "electric piano"), ("melody",), -4, 72, 0.6, 0.5),
        ),
        1.6, 5, 0.45,
    ),
    "synthwave": Style(
        (84, 118), (4,), ("minor", "dorian"), _STRAIGHT, ("rock", "four on the floor"), 0.9, 0,
        (
            Layer(("synth bass",), ("eighths", "octaves"), 0, 38, 0.2, 0.05),
            Layer(("bright pad", "strings"), ("sustain",), -5, 62, 0, 0.6),
            Layer(("lead", "chip square", "bells"), ("fast arpeggio", "arpeggio"), -8, 69, 0.35, 0.5),
            Layer(("lead", "fm brass"), ("melody",), -2, 74, 0.6, 0.5),
        ),
        2.6, 3, 0.45,
    ),
    "brass band": Style(
        (96, 128), (4, 4, 3), ("major", "mixolydian"), _STRAIGHT, ("march",), 0.0, -5,
        (
            Layer(("brass",), ("fifths", "roots"), -1, 41, 0, 0.2),
            Layer(("brass", "fm brass"), ("oompah", "offbeat"), -5, 58, 0.2),
            Layer(("brass", "clarinet", "flute"), ("melody",), 0, 70, 0.3, 0.35),
            Layer(("brass", "clarinet"), ("sustain",), -9, 64, 0.8, 0.4),
        ),
        2.0, 3, 0.6,
    ),
    "blues": Style(
        (74, 132), (4,), ("mixolydian", "dorian"), (0.62, 0.67), ("shuffle",), 0.0, -3,
        (
            Layer(("electric bass", "upright bass"), ("walking", "eighths"), 0, 40, 0, 0.05),
            Layer(("organ", "piano"), ("offbeat", "pulse"), -6, 60, 0.25),
            Layer(("driven guitar", "organ", "piano"), ("melody",), -1, 69, 0.35, 0.25),
        ),
        0.9, 4, 0.6,
    ),
    "minimal": Style(
        (108, 144), (5, 6, 7, 4), ("lydian", "major", "dorian", "phrygian"), _STRAIGHT, (), 0.0, 0,
        (
            Layer(("marimba", "piano"), ("fast arpeggio",), 0, 62, 0, 0.3),
            Layer(("vibraphone", "marimba", "glass"), ("arpeggio", "alberti"), -4, 72, 0.3, 0.4),
            Layer(("clarinet", "strings"), ("pulse", "sustain"), -8, 60, 0.5, 0.4),
            Layer(("upright bass", "clarinet"), ("roots",), -5, 43, 0.6, 0.2),
        ),
        1.5, 4, 0.5,
    ),
    "nocturne": Style(
        (54, 88), (4, 3, 6), ("minor", "harmonic minor", "major", "lydian"), _STRAIGHT, (), 0.0, 0,
        (
            Layer(("piano", "harp"), ("arpeggio", "alberti"), -3, 55, 0, 0.4),
            Layer(("piano", "electric piano"), ("melody",), 0, 74, 0.3, 0.4),
            Layer(("strings", "choir"), ("sustain",), -9, 60, 0.7, 0.6),
        ),
        2.4, 3, 0.35,
    ),
    "court": Style(
        (76, 112), (3, 4, 6), ("dorian", "phrygian", "minor"), _STRAIGHT, ("hand drums",), 0.0, -8,
        (
            Layer(("koto", "harp"), ("arpeggio", "rolled"), 0, 62, 0, 0.5),
            Layer(("nylon guitar", "koto"), ("drone",), -5, 45, 0.3, 0.3),
            Layer(("flute", "clarinet"), ("melody",), -1, 74, 0.35, 0.6),
        ),
        2.0, 3, 0.4,
    ),
    "cafe": Style(
        (88, 128), (4, 3), ("major", "minor", "dorian"), (0.58, 0.66), ("brushes",), 0.0, -6,
        (
            Layer(("upright bass",), ("fifths", "walking"), -1, 40, 0, 0.08),
            Layer(("nylon guitar", "piano"), ("pulse", "offbeat"), -3, 59),
            Layer(("clarinet", "vibraphone", "mandolin"), ("melody",), 0, 73, 0.35, 0.3),
        ),
        0.8, 4, 0.6,
    ),
}  # fmt: skip
"""Every style, by name."""
