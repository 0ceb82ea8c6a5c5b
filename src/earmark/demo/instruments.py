"""Instruments: one note each, from frequency, length and touch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from earmark.demo.synthesis import Samples, bandpass, envelope, lowpass, pulse, saw, string, sweep, times

__all__ = ["INSTRUMENTS", "Instrument", "Played"]


@dataclass(frozen=True, slots=True)
class Played:
    """How one note is played.

    Attributes:
        rng: noise and phases of this one note.
        hz: fundamental.
        held: seconds until it is let go.
        touch: 0 (soft) to 1 (hard); brighter when harder.
        colour: 0 to 1, the individual instrument: brightness, attack, vibrato.
        rate: samples per second.
    """

    rng: np.random.Generator
    hz: float
    held: float
    touch: float
    colour: float
    rate: int


Instrument: TypeAlias = Callable[[Played], Samples]
"""Plays one note with its release: mono, peak about 1 for every touch, since loudness is the desk's business."""


def _plucked(decay: float, bright: float, release: float) -> Instrument:
    def play(note: Played) -> Samples:
        time = times(min(note.held, decay) + release, note.rate)
        brightness = float(np.clip(bright + 0.25 * (note.colour - 0.5) + 0.35 * (note.touch - 0.6), 0.05, 1.0))
        tone = string(
            note.rng,
            note.hz,
            time,
            note.rate,
            decay=decay * (220 / note.hz) ** 0.4,
            bright=brightness,
            pluck=0.1 + 0.2 * note.colour,
        )
        return tone * envelope(time, note.held, attack=0.001, decay=decay, sustain=0.6, release=release)

    return play


def _piano(note: Played) -> Samples:
    time = times(min(note.held, 4.0) + 0.25, note.rate)
    tone = np.zeros(time.size)
    stiff = 1e-4 * (1 + 3 * note.colour)
    for k in range(1, 10):
        partial = note.hz * k * np.sqrt(1 + stiff * k * k)
        if partial > 0.42 * note.rate:
            break
        level = (0.35 + 0.5 * note.touch) ** (k - 1) / k**0.4
        fall = np.exp(-time * (0.7 + 0.35 * k) * (note.hz / 220) ** 0.5)
        tone += level * fall * np.sin(2 * np.pi * partial * time + note.rng.uniform(0, 6))
    tone[: note.rate // 50] += (
        0.15 * note.touch * lowpass(note.rng.standard_normal(note.rate // 50), 1500, note.rate)[: tone.size]
    )
    return tone / 2 * envelope(time, note.held, attack=0.003, decay=3.0, sustain=0.7, release=0.2)


def _fm(ratio: float, index: float, fall: float, decay: float, sustain: float, attack: float = 0.002) -> Instrument:
    """Two-operator frequency modulation (J. Chowning, JAES 21(7), 1973)."""

    def play(note: Played) -> Samples:
        time = times(min(note.held, 5 * decay if sustain < 0.1 else note.held) + 0.3, note.rate)
        depth = (
            index
            * note.rng.uniform(0.9, 1.1)
            * (0.3 + note.touch)
            * (0.6 + 0.8 * note.colour)
            * min(1.0, (520 / note.hz) ** 0.5)
        )
        rise = np.minimum(1.0, time / max(attack * 1.5, 1e-3))
        modulator = np.sin(2 * np.pi * note.hz * ratio * time) * depth * rise * (0.25 + 0.75 * np.exp(-time / fall))
        tone: Samples = np.sin(2 * np.pi * sweep(note.hz, time, vibrato=0.12 * sustain) + modulator)
        return tone * envelope(time, note.held, attack=attack, decay=decay, sustain=sustain, release=0.25)

    return play


def _modal(partials: tuple[float, ...], decay: float, tremolo: float) -> Instrument:
    """Struck bars and bells: partials that are no harmonics, the high ones gone first."""

    def play(note: Played) -> Samples:
        time = times(decay * (440 / note.hz) ** 0.3, note.rate)
        tone = np.zeros(time.size)
        for place, ratio in enumerate(partials):
            if note.hz * ratio < 0.42 * note.rate:
                level = (0.25 + 0.5 * note.touch * (0.5 + note.colour)) ** place
                fall = np.exp(-time * 5 / decay * (1 + 1.7 * place))
                tone += level * fall * np.sin(2 * np.pi * note.hz * ratio * time + note.rng.uniform(0, 6))
        shake = 1 - tremolo * (0.5 + 0.5 * np.sin(2 * np.pi * (4 + 2 * note.colour) * time))
        return tone * shake * envelope(time, time[-1], attack=0.002, decay=9, sustain=1, release=0.1) / 1.5

    return play


def _organ(note: Played) -> Samples:
    time = times(note.held + 0.08, note.rate)
    bars = (
        (0.5, 0.6),
        (1, 1.0),
        (1.5, 0.7 * note.colour),
        (2, 0.6),
        (3, 0.5 * note.touch),
        (4, 0.4),
        (6, 0.3 * note.colour),
        (8, 0.2),
    )
    phase = 2 * np.pi * sweep(note.hz, time, vibrato=0.06 + 0.1 * note.colour, speed=6.4)
    tone = np.zeros(time.size)
    for ratio, level in bars:
        if note.hz * ratio < 0.42 * note.rate:
            tone += level * np.sin(ratio * phase + note.rng.uniform(0, 6))
    return tone / 2.2 * envelope(time, note.held, attack=0.008, decay=1, sustain=1, release=0.06)


def _flute(note: Played) -> Samples:
    time = times(note.held + 0.15, note.rate)
    phase = 2 * np.pi * sweep(note.hz, time, vibrato=0.15 + 0.2 * note.colour, speed=4.8)
    tone = np.sin(phase) + (0.15 + 0.3 * note.touch) * np.sin(2 * phase) + 0.12 * note.colour * np.sin(3 * phase)
    breath = bandpass(note.rng.standard_normal(time.size), note.hz * 2, note.rate, 1.5) * (
        0.1 + 0.5 * np.exp(-time / 0.06)
    )
    return (tone + breath) / 1.5 * envelope(time, note.held, attack=0.06, decay=1, sustain=0.9, release=0.14)


def _reed(note: Played) -> Samples:
    time = times(note.held + 0.1, note.rate)
    tone = pulse(sweep(note.hz, time, vibrato=0.1 + 0.15 * note.colour) + note.rng.random(), 0.5 - 0.12 * note.colour)
    tone = lowpass(tone, min(6000.0, note.hz * (3 + 4 * note.touch)), note.rate)
    return tone / 1.4 * envelope(time, note.held, attack=0.04, decay=1, sustain=0.9, release=0.1)


def _brass(note: Played) -> Samples:
    time = times(note.held + 0.12, note.rate)
    tone = saw(sweep(note.hz, time, vibrato=0.08 + 0.1 * note.colour) + note.rng.random())
    dark, open_ = lowpass(tone, note.hz * 2, note.rate), lowpass(tone, note.hz * (4 + 8 * note.touch), note.rate, 1.0)
    swell = np.minimum(1.0, time / (0.05 + 0.06 * note.colour)) * (0.6 + 0.4 * np.exp(-time / 0.4))
    return (dark + swell * (open_ - dark)) * envelope(time, note.held, attack=0.03, decay=1, sustain=0.9, release=0.1)


def _pad(attack: float, brightness: float) -> Instrument:
    """Three saws a little apart, so that they beat like a section of players."""

    def play(note: Played) -> Samples:
        time = times(note.held + 0.8, note.rate)
        tone = np.zeros(time.size)
        for cents in (-9.0, 0.0, 8.0):
            spread = 2 ** (cents * (0.5 + note.colour) / 1200)
            tone += saw(sweep(note.hz * spread, time, vibrato=0.08 * note.colour) + note.rng.random())
        tone = lowpass(tone, 300 + brightness * (0.5 + note.colour) * (0.5 + note.touch) * 3000, note.rate)
        return tone / 2 * envelope(time, note.held, attack=attack, decay=2, sustain=0.85, release=0.8)

    return play


def _choir(note: Played) -> Samples:
    time = times(note.held + 0.5, note.rate)
    voices = np.zeros(time.size)
    for cents in (-12.0, 0.0, 11.0):
        voices += saw(
            sweep(note.hz * 2 ** (cents / 1200), time, vibrato=0.18, speed=4.5 + note.rng.random()) + note.rng.random()
        )
    formants = ((650, 1100, 2600), (400, 800, 2500), (350, 1900, 2600))[int(note.colour * 2.99)]
    tone = sum(
        (bandpass(voices, f, note.rate, 6) * w for f, w in zip(formants, (1, 0.6, 0.3), strict=True)), 0.15 * voices
    )
    return np.asarray(tone) * envelope(time, note.held, attack=0.18, decay=2, sustain=0.9, release=0.5)


def _synth_bass(note: Played) -> Samples:
    time = times(note.held + 0.08, note.rate)
    phase = note.hz * time
    tone = (saw(phase) if note.colour < 0.5 else pulse(phase, 0.4)) + 0.6 * np.sin(2 * np.pi * phase)
    dark = lowpass(tone, 180 + 200 * note.colour, note.rate, 1.2)
    open_ = lowpass(tone, 700 + 1800 * note.touch, note.rate, 1.4)
    tone = dark + (open_ - dark) * np.exp(-time / (0.08 + 0.2 * note.colour))
    return tone / 1.5 * envelope(time, note.held, attack=0.004, decay=0.6, sustain=0.6, release=0.07)


def _sub_bass(note: Played) -> Samples:
    time = times(note.held + 0.12, note.rate)
    glide = note.hz * time + 0.02 * note.hz * (1 - np.exp(-time / 0.03))
    tone = np.tanh((1 + 2 * note.colour + note.touch) * np.sin(2 * np.pi * glide))
    return tone * envelope(time, note.held, attack=0.006, decay=1.2, sustain=0.6, release=0.12)


def _chip(width: float) -> Instrument:
    def play(note: Played) -> Samples:
        time = times(note.held + 0.02, note.rate)
        late = 0.25 if note.held > 0.3 else 0.0
        tone = pulse(sweep(note.hz, time, vibrato=late, speed=6), width + 0.1 * (note.colour - 0.5))
        return tone / 1.3 * envelope(time, note.held, attack=0.001, decay=0.25, sustain=0.55, release=0.02)

    return play


def _chip_triangle(note: Played) -> Samples:
    time = times(note.held + 0.02, note.rate)
    triangle = 4 * np.abs((note.hz * time) % 1.0 - 0.5) - 1
    return np.round(triangle * 7.5) / 7.5 * envelope(time, note.held, attack=0.001, decay=5, sustain=1, release=0.02)


def _lead(note: Played) -> Samples:
    time = times(note.held + 0.15, note.rate)
    tone = np.zeros(time.size)
    for cents in (-6.0, 7.0):
        tone += saw(sweep(note.hz * 2 ** (cents / 1200), time, vibrato=0.2 * note.colour) + note.rng.random())
    tone = lowpass(tone, note.hz * 3 + 3500 * note.touch, note.rate, 1.6)
    return tone / 1.8 * envelope(time, note.held, attack=0.01, decay=0.5, sustain=0.7, release=0.14)


def _driven_guitar(note: Played) -> Samples:
    time = times(min(note.held, 5.0) + 0.1, note.rate)
    tone = string(note.rng, note.hz, time, note.rate, decay=6.0, bright=0.7, pluck=0.13 + 0.1 * note.colour)
    tone = np.tanh((6 + 10 * note.colour) * tone) * envelope(
        time, note.held, attack=0.002, decay=3, sustain=0.6, release=0.08
    )
    return lowpass(tone, 2800 + 1500 * note.touch, note.rate, 0.9)


INSTRUMENTS: dict[str, Instrument] = {
    "nylon guitar": _plucked(2.2, 0.35, 0.2),
    "steel guitar": _plucked(3.2, 0.75, 0.25),
    "harp": _plucked(3.5, 0.45, 0.9),
    "mandolin": _plucked(1.1, 0.85, 0.15),
    "koto": _plucked(1.8, 0.95, 0.3),
    "upright bass": _plucked(1.6, 0.2, 0.12),
    "electric bass": _plucked(2.6, 0.5, 0.08),
    "driven guitar": _driven_guitar,
    "piano": _piano,
    "electric piano": _fm(1.0, 1.3, 0.5, 1.4, 0.15),
    "clavinet": _fm(3.0, 1.8, 0.1, 0.5, 0.05),
    "bells": _fm(3.53, 1.6, 0.9, 1.3, 0.02),
    "fm brass": _fm(1.0, 2.4, 0.5, 1.0, 0.8, attack=0.05),
    "marimba": _modal((1.0, 3.93, 9.24), 0.7, 0.0),
    "vibraphone": _modal((1.0, 4.0, 10.2), 2.4, 0.35),
    "glass": _modal((1.0, 2.32, 4.25, 6.63), 2.0, 0.1),
    "organ": _organ,
    "flute": _flute,
    "clarinet": _reed,
    "brass": _brass,
    "strings": _pad(0.14, 1.0),
    "warm pad": _pad(0.6, 0.35),
    "bright pad": _pad(0.3, 1.4),
    "choir": _choir,
    "synth bass": _synth_bass,
    "sub bass": _sub_bass,
    "lead": _lead,
    "chip pulse": _chip(0.25),
    "chip square": _chip(0.5),
    "chip triangle": _chip_triangle,
}
"""Every instrument, by name."""
