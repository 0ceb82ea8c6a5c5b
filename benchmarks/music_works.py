"""Works: which versions of recordings a self-join puts together, what it costs, and what finds make of duplicates.

    python -m benchmarks.music_works --music DIR --speech DIR

Of each recording versions are made: codecs at low rates, another master, a tape that runs 0.3 % fast, a fade, a cut
of 55 s, an introduction that comes twice. All versions of all recordings are indexed together. Then a catalogue that
holds each recording and its other master is searched for excerpts of either under speech.
"""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray
from scipy.signal import butter, lfilter, sosfilt

from earmark.lab.episodes import recordings
from earmark.lab.mix import Bed, mix
from earmark.media import AudioReader, write_audio
from earmark.media.change import Change, changed
from earmark.music import Index, IndexWriter, Peaks, Track, find_in_peaks, peaks_of_file
from earmark.music.works_update import update_works

Sound = NDArray[np.float32]
MUSIC_RATE = 24_000
LEVELS = (0, -5, -10, -15)
EXCERPT_SECONDS, EPISODE_SECONDS = 20, 40
SHORTEST = 85.0
"""Seconds: what the cut and the fade need."""


def main(
    music: Annotated[Path, typer.Option(help="Folder of tracks.")],
    speech: Annotated[Path, typer.Option(help="Folder of speech.")],
    most: Annotated[int, typer.Option(help="Recordings at most.")] = 20,
) -> None:
    """Print both tables."""
    sounds = {
        one.path.stem: sound for one in recordings(music) if len(sound := _sound(one.path)[0]) > SHORTEST * MUSIC_RATE
    }
    chosen = {name: sounds[name][None] for name in list(sounds)[:most]}
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        _joined(folder, {name: dict(_versions(folder, sound)) for name, sound in chosen.items()})
        voices = np.concatenate([_sound(one.path) for one in recordings(speech)[:60]], axis=1)
        _searched(folder, chosen, voices)


def _sound(path: Path) -> Sound:
    with AudioReader(path, rate=MUSIC_RATE) as reader:
        return np.concatenate([block.mean(axis=0, keepdims=True) for block in reader], axis=1)


def _versions(folder: Path, sound: Sound) -> Iterator[tuple[str, Peaks]]:
    second = MUSIC_RATE
    fade = sound[:, : 80 * second] * np.minimum(1, np.linspace(4, 0, 80 * second)).astype(np.float32)
    intro = sound[:, 4 * second : 12 * second]
    made = {
        "original": (sound, "flac", None),
        "mp3 at 64 kbit/s, 3.371 s cut off": (sound[:, round(3.371 * second) :], "mp3", 64_000),
        "opus at 24 kbit/s, 1.2345 s cut off": (sound[:, round(1.2345 * second) :], "opus", 24_000),
        "other master": (_mastered(sound), "mp3", 128_000),
        "0.3 % faster": (changed(sound, Change(1.003, 1.003), rate=second), "mp3", 128_000),
        "fade from 60 to 80 s": (fade, "mp3", 128_000),
        "cut to 55 s": (
            np.concatenate([sound[:, 5 * second : 30 * second], sound[:, 50 * second : 80 * second]], 1),
            "mp3",
            128_000,
        ),
        "introduction three times": (np.concatenate([intro, intro, sound], 1), "mp3", 128_000),
    }
    for name, (version, suffix, bit_rate) in made.items():
        path = folder / f"version.{suffix}"
        write_audio(path, version, rate=second, bit_rate=bit_rate)
        yield name, peaks_of_file(path)


def _mastered(sound: Sound) -> Sound:
    """More treble, less bass, compressed 3:1 above its median level, pressed against full scale."""
    bright = sosfilt(butter(1, 800, "high", fs=MUSIC_RATE, output="sos"), sound)
    low = sosfilt(butter(2, 200, "low", fs=MUSIC_RATE, output="sos"), sound)
    shaped = sound + 0.6 * bright - 0.3 * low
    decay = np.exp(-1 / (0.05 * MUSIC_RATE))
    level = np.sqrt(lfilter([1 - decay], [1, -decay], shaped**2, axis=1)) + 1e-6
    threshold = np.percentile(level, 50)
    shaped = shaped * np.where(level > threshold, (level / threshold) ** (1 / 3 - 1), 1.0)
    pressed: Sound = (0.9 * np.tanh(1.5 * shaped / np.abs(shaped).max())).astype(np.float32)
    return pressed


def _joined(folder: Path, versions: Mapping[str, Mapping[str, Peaks]]) -> None:
    """Index everything, join it, and print what came together."""
    tracks = [
        (Track(f"{name}/{version}", "", f"{name}/{version}", seconds=peaks.seconds), peaks)
        for name, made in versions.items()
        for version, peaks in made.items()
    ]
    with IndexWriter.open(folder / "works") as writer:
        writer.add(tracks)
        started = time.process_time()
        update_works(folder / "works", writer.held())
        spent = time.process_time() - started
    works = Index.open(folder / "works").works
    together, relations = Counter[str](), dict[str, Counter[str]]()
    for kin in works.kin:
        (one, first), (other, second) = kin.one.split("/", 1), kin.other.split("/", 1)
        if one == other and "original" in (first, second):
            version = second if first == "original" else first
            relations.setdefault(version, Counter())[kin.relation(works.recordings)] += 1
            together[version] += works.work_of(kin.one) == works.work_of(kin.other)
    for version in next(iter(versions.values())):
        if version != "original":
            told = _told(relations.get(version, Counter()))
            typer.echo(f"{version:36} in one work {together[version]} of {len(versions)}: {told}")
    wrong = [kin for kin in works.kin if kin.one.split("/")[0] != kin.other.split("/", 1)[0]]
    mixed = sum(len({id.split("/")[0] for id in ids}) > 1 for ids in works.members().values())
    hours = sum(peaks.seconds for _, peaks in tracks) / 3600
    typer.echo(f"{len(tracks)} recordings: {len(works.kin)} pairs, {len(wrong)} across recordings, {mixed} mixed works")
    typer.echo(f"{hours:.1f} hours of music, {spent / hours:.2f} CPU s per hour")


def _told(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items())


def _searched(folder: Path, chosen: Mapping[str, Sound], voices: Sound) -> None:
    """Search for excerpts of either master where both are indexed, and print what finds say."""
    masters = {name: {"original": sound, "master": _mastered(sound)} for name, sound in chosen.items()}
    with IndexWriter.open(folder / "masters") as writer:
        writer.add(
            [
                (Track(f"{name}/{version}", "", f"{name}/{version}"), _encoded(folder, sound))
                for name, pair in masters.items()
                for version, sound in pair.items()
            ]
        )
    index, rng = Index.open(folder / "masters"), np.random.default_rng(0)
    for level in LEVELS:
        told = Counter[str]()
        for name, pair in masters.items():
            for version, sound in pair.items():
                first = int(rng.integers(0, sound.shape[1] - EXCERPT_SECONDS * MUSIC_RATE))
                begin = int(rng.integers(0, voices.shape[1] - EPISODE_SECONDS * MUSIC_RATE))
                bed = Bed(name, sound[:, first : first + EXCERPT_SECONDS * MUSIC_RATE], 10.0, level)
                sounded, _ = mix(voices[:, begin : begin + EPISODE_SECONDS * MUSIC_RATE], [bed], rate=MUSIC_RATE)
                write_audio(folder / "episode.mp3", sounded, rate=MUSIC_RATE, bit_rate=64_000)
                told.update(_judged(index, peaks_of_file(folder / "episode.mp3"), f"{name}/{version}", name))
        typer.echo(f"{level:4} dB: {_told(told)}")


def _encoded(folder: Path, sound: Sound) -> Peaks:
    write_audio(folder / "master.mp3", sound, rate=MUSIC_RATE, bit_rate=128_000)
    return peaks_of_file(folder / "master.mp3")


def _judged(index: Index, episode: Peaks, played: str, name: str) -> Iterator[str]:
    finds = find_in_peaks(episode, index.segments)
    yield "beds"
    if len(finds) == 1:
        yield "one find"
    if finds and finds[0].track.id == played:
        yield "its master first"
    if any(len([one for one in find.versions() if one.track.id.startswith(f"{name}/")]) == 2 for find in finds):
        yield "both masters listed"
    if any(not one.track.id.startswith(f"{name}/") for find in finds for one in find.versions()):
        yield "another recording claimed"


if __name__ == "__main__":
    typer.run(main)
