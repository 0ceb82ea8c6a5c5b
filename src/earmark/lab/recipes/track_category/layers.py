"""Layers: ten seconds of one content, as a recording of it might sound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.signal import fftconvolve, lfilter

from earmark.lab.episodes.recordings import RATE, Recording, Shelf
from earmark.lab.recipes.track_category.members import Members
from earmark.lab.recipes.track_category.synthetic import coloured, drone, pads, shaped, tones
from earmark.media import Change, changed
from earmark.tracks.labels import Content

__all__ = ["Layer", "layer_of", "loud_rms"]

Sound = NDArray[np.float32]
PADS, WASHED, DRONES = 0.12, 0.12, 0.4
"""How often music is pads from nothing, or a recording slowed down in a large room; how often tones are a drone."""
SHAPED = 0.4
"""How often noise has the spectrum of a recording."""
SPEEDS = {Content.music: (0.8, 1.25), Content.speech: (0.85, 1.15)}
OTHER_SPEEDS = (0.7, 1.35)
ECHO, TILT, WIDE = 0.25, 0.5, 0.4
"""How often something sounds in a room, through another equaliser, and different in both channels."""
COMING_AND_GOING = frozenset({Content.effects, Content.birds, Content.crowd, Content.thunder, Content.speech})
"""What may have gaps."""
OF_SPECTRUM = (Content.rain, Content.water, Content.machines, Content.wind)
"""Whose spectra noise may have."""


@dataclass(frozen=True, slots=True)
class Layer:
    """Some sound and what it is.

    Attributes:
        content: what it holds.
        unsure: labels that it may or may not have.
        sound: two channels with an RMS of 1 where it is loud [shape=(2, n)].
    """

    content: Content
    unsure: frozenset[Content]
    sound: Sound


def layer_of(content: Content, members: Members, shelf: Shelf, length: int, rng: np.random.Generator) -> Layer:
    """A layer of `length` samples at `RATE` with that content."""
    make = {Content.noise: _noise, Content.tones: _tones, Content.music: _music}.get(content, _recorded)
    unsure, left, right = make(content, members, shelf, length, rng)
    if rng.random() >= WIDE:
        right = left
    else:
        late = int(rng.integers(0, 40))
        right = np.roll(right, late) * np.float32(10 ** (rng.uniform(-8, 2) / 20))
    sound = np.stack([left, right])
    return Layer(content, unsure, np.asarray(sound / max(loud_rms(sound), 1e-6), np.float32))


def loud_rms(sound: Sound) -> float:
    """RMS of the louder half [shape=(channels, n)], in tenths of a second."""
    frame = RATE // 10
    whole = sound.shape[1] // frame * frame
    power = (sound[:, :whole].reshape(len(sound), -1, frame).astype(np.float64) ** 2).mean(axis=(0, 2))
    return float(np.sqrt(np.sort(power)[len(power) // 2 :].mean())) if len(power) else 0.0


_Made = tuple[frozenset[Content], Sound, Sound]
_NOISY = frozenset({Content.rain, Content.water, Content.wind, Content.machines, Content.fire, Content.thunder})


def _noise(content: Content, members: Members, shelf: Shelf, length: int, rng: np.random.Generator) -> _Made:
    whole = members.all(content)
    if whole and rng.random() < 0.2:
        return _recorded(content, members, shelf, length, rng)
    if rng.random() < SHAPED:
        like = _any([one for kind in OF_SPECTRUM for one in members.all(kind)], rng)
        if like is not None:
            sound = shelf.stretch(like.path, 0, 10 * RATE)[0]
            if len(sound) >= 512:
                return _NOISY, shaped(rng, sound, length), shaped(rng, sound, length)
    state = rng.integers(1 << 31)
    both = [coloured(np.random.default_rng(state), length) for _ in range(2)]
    if rng.random() < 0.7:
        other = np.random.default_rng([int(state), 1])
        both[1] = np.asarray(np.abs(np.fft.rfft(both[0])), np.float32)
        turned = np.exp(2j * np.pi * other.random(len(both[1])))
        both[1] = np.asarray(np.fft.irfft(both[1] * turned, length), np.float32)
    return frozenset(), both[0], both[1]


def _tones(content: Content, members: Members, shelf: Shelf, length: int, rng: np.random.Generator) -> _Made:
    if members.all(content) and rng.random() < 0.3:
        return _recorded(content, members, shelf, length, rng)
    if rng.random() < DRONES:
        sound = drone(rng, length)
        return frozenset({Content.music, Content.noise}), sound, sound
    sound = tones(rng, length)
    return frozenset({Content.noise}), sound, sound


def _music(content: Content, members: Members, shelf: Shelf, length: int, rng: np.random.Generator) -> _Made:
    drawn = rng.random()
    if drawn < PADS:
        sound = pads(rng, length)
        return frozenset({Content.tones}), sound, sound
    if drawn < PADS + WASHED:
        recording = _any(members.all(content), rng)
        if recording is not None:
            sound = _washed(_stretch(recording, shelf, length, (0.5, 0.75), rng), rng)
            return frozenset({Content.tones}), sound, sound
    return _recorded(content, members, shelf, length, rng)


def _recorded(content: Content, members: Members, shelf: Shelf, length: int, rng: np.random.Generator) -> _Made:
    kinds = members.recordings[content]
    recording = _any(kinds[str(rng.choice(sorted(kinds)))], rng)
    assert recording is not None
    speeds = SPEEDS.get(content, OTHER_SPEEDS)
    left = _heard_in(_stretch(recording, shelf, length, speeds, rng, gaps=content in COMING_AND_GOING), rng)
    other = left if content in SPEEDS else _heard_in(np.roll(left, int(rng.integers(len(left)))), rng)
    unsure = {Content.noise} if content in _NOISY else set()
    unsure |= {Content.speech} if content is Content.crowd else set()
    unsure |= {Content.rain} if content is Content.thunder else set()
    return frozenset(unsure), left, other


def _any(recordings: Sequence[Recording], rng: np.random.Generator) -> Recording | None:
    return recordings[int(rng.integers(len(recordings)))] if recordings else None


def _stretch(
    recording: Recording,
    shelf: Shelf,
    length: int,
    speeds: tuple[float, float],
    rng: np.random.Generator,
    *,
    gaps: bool = False,
) -> Sound:
    """`length` samples of a recording at some speed; a short one comes again and again [shape=(length,)]."""
    speed = float(rng.uniform(*speeds))
    wanted = round(length * speed) + 64
    first = int(rng.integers(0, max(1, shelf.samples(recording.path) - wanted)))
    sound = _trimmed(shelf.stretch(recording.path, first, wanted)[0])
    sound = changed(sound[None], Change(speed, speed), rate=RATE)[0]
    fade = min(len(sound) // 4, RATE // 20)
    sound = np.array(sound, np.float32)
    sound[:fade] *= np.linspace(0, 1, fade, dtype=np.float32)
    sound[len(sound) - fade :] *= np.linspace(1, 0, fade, dtype=np.float32)
    if len(sound) >= length:
        return np.asarray(sound[:length])
    laid = np.zeros(length, np.float32)
    at = -int(rng.integers(0, len(sound)))
    while at < length:
        begin, past = max(0, at), min(length, at + len(sound))
        laid[begin:past] += sound[begin - at : past - at]
        at += len(sound) - fade + (int(rng.exponential(0.8) * RATE) if gaps else 0)
    return laid


def _trimmed(sound: Sound) -> Sound:
    """`sound` without the silence at both ends."""
    frame = RATE // 20
    whole = len(sound) // frame
    if whole < 4:
        return sound
    level = np.sqrt((sound[: whole * frame].reshape(whole, frame) ** 2).mean(axis=1))
    heard = np.flatnonzero(level > max(1e-5, level.max() * 0.006))
    return sound[heard[0] * frame : (heard[-1] + 1) * frame] if len(heard) > 1 else sound


def _heard_in(sound: Sound, rng: np.random.Generator) -> Sound:
    """`sound` in some room and through some equaliser."""
    if rng.random() < ECHO:
        sound = _in_room(sound, rng.uniform(0.1, 0.8), rng.uniform(3, 12), rng)
    if rng.random() < TILT:
        sound = lfilter([1.0], [1.0, rng.uniform(-0.6, 0.6)], sound)
    return np.asarray(sound, np.float32)


def _washed(sound: Sound, rng: np.random.Generator) -> Sound:
    """Slow music in a hall, with little treble: what is called ambient."""
    sound = _in_room(sound, rng.uniform(1.5, 4.0), rng.uniform(0, 3), rng)
    return np.asarray(lfilter([1.0], [1.0, -rng.uniform(0, 0.9)], sound), np.float32)


def _in_room(sound: Sound, seconds: float, direct: float, rng: np.random.Generator) -> Sound:
    tail = rng.standard_normal(int(seconds * RATE)) * np.exp(-6.9 * np.linspace(0, 1, int(seconds * RATE)))
    tail[0] += direct
    return np.asarray(fftconvolve(sound, tail.astype(np.float32))[: len(sound)], np.float32)
