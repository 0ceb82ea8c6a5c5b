"""Attempts to pass noise off as music, and music that sounds like noise: what is said of each.

    python -m benchmarks.tracks_gaming --data DIR [--seed N] [--json]

`--data` holds ``music/``, ``esc/`` and ``functional_audio/`` as for ``earmark evaluate tracks``. Only recordings are
used that no model was trained on when it was trained on these folders. Synthetic sound comes from the demo's makers,
which the training never hears.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, TypeAlias

import numpy as np
import typer
from numpy.typing import NDArray
from scipy.signal import fftconvolve

from earmark.demo.sounds import functional
from earmark.lab.episodes.recordings import Recording
from earmark.lab.recipes.parts import parted
from earmark.lab.recipes.track_category.members import category_of_files
from earmark.media import read_audio
from earmark.tracks import categorize_sound

RATE = 16_000
LEVELS_DB = (-30, -20, -10, 0, 10)
EACH = 6
Sound: TypeAlias = NDArray[np.float32]


def main(
    data: Annotated[Path, typer.Option(help="Folder with music/, esc/ and functional_audio/.")],
    seed: Annotated[int, typer.Option(help="Of what is drawn.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Rows as JSON.")] = False,
) -> None:
    """Pose all of them and count the answers."""
    rows: list[dict[str, Any]] = []
    for case, never, sound in _cases(_Held(data), np.random.default_rng(seed)):
        said = categorize_sound([sound]).label
        rows.append({"case": case, "said": said, "wrong": said.partition(":")[0] == never})
    cases = list(dict.fromkeys(row["case"] for row in rows))
    table = [
        {
            "case": case,
            "posed": sum(row["case"] == case for row in rows),
            "wrong": sum(row["wrong"] for row in rows if row["case"] == case),
            "answers": dict(Counter(row["said"].partition(":")[0] for row in rows if row["case"] == case)),
        }
        for case in cases
    ]
    if as_json:
        print(json.dumps(table, indent=1))
        return
    for line in table:
        answers = ", ".join(f"{name} {count}" for name, count in line["answers"].items())
        print(f"{line['case']:42} posed {line['posed']:3}  wrong {line['wrong']:3}  {answers}")


class _Held:
    """Recordings that were held out, as stretches of sound."""

    def __init__(self, data: Path) -> None:
        kinds = category_of_files(data / "esc") | category_of_files(data / "functional_audio")
        self.music = list(parted([data / "music"]).test)
        noises = ("rain", "sea_waves", "wind", "stream", "vacuum_cleaner", "helicopter", "washing_machine", "waves")
        held = parted([data / "esc", data / "functional_audio"]).test
        self.noises = [one for one in held if kinds[one.path] in noises]

    def tune(self, number: int, seconds: float) -> Sound:
        return _stretch(self.music[number % len(self.music)], seconds)

    def noise(self, number: int, seconds: float) -> Sound:
        return _stretch(self.noises[number % len(self.noises)], seconds)


def _stretch(recording: Recording, seconds: float) -> Sound:
    sound = read_audio(recording.path, rate=RATE).samples
    times = -(-round(seconds * RATE) // sound.shape[1])
    return _level(np.tile(sound, (1, times))[:, : round(seconds * RATE)])


def _level(sound: NDArray[Any], db: float = -26.0) -> Sound:
    return np.asarray(sound * 10 ** (db / 20) / max(1e-6, float(np.sqrt(np.mean(sound**2)))), np.float32)


def _cases(held: _Held, rng: np.random.Generator) -> Iterator[tuple[str, str, Sound]]:
    """Name, the verdict that must not come, and the sound."""
    for maker in (_mixed, _in_time, _silences, _tones, _noises, _musics):
        yield from maker(held, rng)


def _mixed(held: _Held, rng: np.random.Generator) -> Iterator[tuple[str, str, Sound]]:
    for level in LEVELS_DB:
        for number in range(EACH):
            noise, tune = held.noise(number, 60), held.tune(number, 60)
            yield f"music at {level:+d} dB under noise", "music", _level(noise + tune * np.float32(10 ** (level / 20)))
    for level in LEVELS_DB[1:]:
        for number in range(EACH):
            notes = _arpeggio(60, rng)
            sound = held.noise(number, 60) + _level(notes, -26 + level)
            yield f"arpeggio at {level:+d} dB over noise", "music", _level(sound)


def _in_time(held: _Held, rng: np.random.Generator) -> Iterator[tuple[str, str, Sound]]:
    for number in range(EACH):
        noise = held.noise(number, 30)
        loop = np.tile(noise, (1, 20))
        yield "30 s of noise for 10 minutes", "music", loop
        yield "the same, gain and equaliser moving", "music", _moving(loop, rng)
        yield "30 s of music, then 9 minutes of noise", "music", np.concatenate([held.tune(number, 30), loop], axis=1)
        yield "31 s piece of noise", "music", held.noise(number, 31)
        yield "noise for 40 s, silence for 100 s", "music", np.pad(held.noise(number, 40), ((0, 0), (0, 100 * RATE)))


def _moving(sound: Sound, rng: np.random.Generator) -> Sound:
    pieces = [
        fftconvolve(piece, np.array([[1.0, rng.uniform(-0.5, 0.5)]]), axes=1)[:, : piece.shape[1]] * rng.uniform(0.3, 1)
        for piece in np.array_split(sound, 40, axis=1)
    ]
    return _level(np.concatenate(pieces, axis=1))


def _silences(held: _Held, rng: np.random.Generator) -> Iterator[tuple[str, str, Sound]]:  # noqa: ARG001
    time = np.arange(60 * RATE) / RATE
    yield "digital silence", "music", np.zeros((1, 60 * RATE), np.float32)
    dither = (rng.random((2, 60 * RATE)) - rng.random((2, 60 * RATE))) / 32768
    yield "dithered silence", "music", dither.astype(np.float32)
    for hertz, db in ((12, -6), (18, -3), (440, -80), (7900, -75), (1000, -90)):
        tone = 10 ** (db / 20) * np.sin(2 * np.pi * hertz * time)
        yield "silence with an inaudible tone", "music", (tone[None] + dither).astype(np.float32)


def _tones(held: _Held, rng: np.random.Generator) -> Iterator[tuple[str, str, Sound]]:  # noqa: ARG001
    for number in range(EACH):
        yield "binaural tones", "music", functional("binaural tones", 50 + number, 60, RATE)
        noise, time = functional("white noise", 60 + number, 60, RATE), np.arange(60 * RATE) / RATE
        tones = np.sin(2 * np.pi * rng.uniform(100, 6000, (12, 1)) * time).sum(axis=0)
        yield "tones added to noise, 12 at -20 dB", "music", _level(noise + _level(tones[None], -46))


def _noises(held: _Held, rng: np.random.Generator) -> Iterator[tuple[str, str, Sound]]:  # noqa: ARG001
    for kind in ("rain", "white noise", "pink noise", "brown noise", "wind", "ocean waves", "fan", "crickets", "fire"):
        for number in range(2):
            yield f"made: {kind}", "music", functional(kind, 70 + number, 60, RATE)


def _musics(held: _Held, rng: np.random.Generator) -> Iterator[tuple[str, str, Sound]]:
    hall = rng.standard_normal(4 * RATE) * np.exp(-np.linspace(0, 7, 4 * RATE))
    time = np.arange(60 * RATE) / RATE
    for number in range(2 * EACH):
        wash = fftconvolve(held.tune(number, 60), hall[None], axes=1)[:, : 60 * RATE]
        yield "music in a hall of 4 s, no direct sound", "functional", _level(wash)
        water = held.noise(number, 60)
        yield (
            "music with a field recording at -10 dB",
            "functional",
            _level(held.tune(number, 60) + water * np.float32(0.316)),
        )
        yield "a drone with moving partials", "functional", _drone(rng.uniform(50, 120), time)


def _drone(base: float, time: NDArray[np.float64]) -> Sound:
    sound = np.zeros(len(time))
    for k in range(1, 13):
        moving = 2 * np.pi * base * k * time + 2 * np.sin(2 * np.pi * 0.03 * k * time)
        sound += np.sin(moving) * (1 + 0.8 * np.sin(2 * np.pi * 0.02 * k * time + k)) / k
    return _level(sound[None])


def _arpeggio(seconds: float, rng: np.random.Generator) -> Sound:
    sound = np.zeros(round(seconds * RATE))
    step = round(0.25 * RATE)
    time = np.arange(2 * step) / RATE
    for number, first in enumerate(range(0, len(sound) - 2 * step, step)):
        hertz = 220 * 2 ** ((0, 4, 7, 12, 7, 4)[number % 6] / 12) * (1 + rng.normal(0, 1e-3))
        sound[first : first + 2 * step] += np.exp(-time * 8) * np.sin(2 * np.pi * hertz * time)
    return np.asarray(sound[None], np.float32)


if __name__ == "__main__":
    typer.run(main)
