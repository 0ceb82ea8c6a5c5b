"""The demo folder: a small catalogue of music, podcasts and functional sounds, composed from nothing."""

from __future__ import annotations

import multiprocessing
import os
import re
import shutil
import signal
from collections.abc import Generator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from earmark.core.unfinished import unfinished
from earmark.demo import papers
from earmark.demo.episode import produce
from earmark.demo.music import compose, piece
from earmark.demo.names import isrc
from earmark.demo.plan import EpisodePlan, Plan, SoundPlan, TrackPlan
from earmark.demo.sounds import functional
from earmark.lab.mix import Placed
from earmark.media import write_audio
from earmark.narration.espeak import require_espeak

__all__ = ["compose_demo", "is_composed"]

_Tags: TypeAlias = dict[str, str]
_FIRST_PUBLISHED = datetime(2026, 1, 6, 6, 0, tzinfo=UTC)
_SCRATCH = "scratch"
_SOUND_ISRC = 90_000  # functional recordings are numbered from here
_HOLDERS = ("Larkhill Music", "Halfpenny Records", "Tidewater Rights", "Blue Door Publishing")


def is_composed(folder: Path, plan: Plan) -> bool:
    """True if `folder` holds all that `plan` asks for.

    Raises:
        BadInput: if there is something in `folder` that is not a demo's.
    """
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return False
    record = papers.read_record(folder)
    return record["plan"] == plan.digest and all((folder / name).is_file() for name in record["files"])


def compose_demo(folder: Path, plan: Plan, *, workers: int | None = None) -> Generator[str, None, None]:
    """Compose what `plan` asks for into `folder`; nothing is done where that is there already.

    All is written to a folder beside it, which takes its name when it is complete: ``tracks/``, ``episodes/``,
    ``sounds/``, a feed, a table of the tracks and the truth.

    Args:
        folder: where to; an older demo there is replaced.
        plan: what to compose.
        workers: processes; one per core if not said.

    Yields:
        The name of each media file, relative to the folder, when it is written.

    Raises:
        BadInput: if there is something in `folder` that is not a demo's, or it cannot be written.
        MissingExtra: if no voice is installed.
    """
    if is_composed(folder, plan):
        return
    require_espeak()
    with unfinished(folder.parent, folder.name) as partial_folder:
        yield from _fill(partial_folder, plan, workers or os.cpu_count() or 1)
        if folder.exists():
            shutil.rmtree(folder)
        partial_folder.rename(folder)


@dataclass(frozen=True, slots=True)
class _Made:
    """A finished file, and what plays in it."""

    file: str
    seconds: float
    placed: tuple[Placed, ...] = ()


def _fill(folder: Path, plan: Plan, workers: int) -> Generator[str, None, None]:
    for name in ("tracks", "episodes", "sounds", _SCRATCH):
        (folder / name).mkdir()
    tracks = tuple((_track_file(number, track), track) for number, track in enumerate(plan.tracks, start=1))
    sounds = tuple((f"sounds/{_slug(sound.kind)}.{sound.suffix}", sound) for sound in plan.sounds)
    made: dict[str, _Made] = {}
    # Spawned, not forked: the bars that watch this run in threads, which a fork would cut in half.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_end_with_the_terminal) as pool:
        for one in _as_made([pool.submit(_make_track, folder, file, track, plan.rate) for file, track in tracks]):
            made[one.file] = one
            yield one.file
        asked = [
            pool.submit(_make_episode, folder, number, episode, tracks, plan.rate)
            for number, episode in enumerate(plan.episodes, start=1)
        ]
        asked += [pool.submit(_make_sound, folder, file, sound, plan.rate) for file, sound in sounds]
        for one in _as_made(asked):
            made[one.file] = one
            yield one.file
    shutil.rmtree(folder / _SCRATCH)
    _write_papers(folder, plan, tracks, sounds, made)


def _end_with_the_terminal() -> None:
    """Let a Ctrl-C end a worker at once: what it was making is thrown away anyway."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _as_made(asked: list[Future[_Made]]) -> Generator[_Made, None, None]:
    try:
        for future in as_completed(asked):
            yield future.result()
    finally:
        for future in asked:
            future.cancel()


def _make_track(folder: Path, file: str, track: TrackPlan, rate: int) -> _Made:
    samples = compose(track.seed, track.seconds, rate)
    np.save(_scratch(folder, track), samples.mean(axis=0, keepdims=True))
    write_audio(folder / file, samples, rate=rate, tags=_track_tags(track))
    return _Made(file, track.seconds)


def _make_sound(folder: Path, file: str, sound: SoundPlan, rate: int) -> _Made:
    samples = functional(sound.kind, sound.seed, sound.seconds, rate)
    write_audio(folder / file, samples, rate=rate, tags=_sound_tags(sound))
    return _Made(file, sound.seconds)


def _make_episode(
    folder: Path, number: int, episode: EpisodePlan, tracks: tuple[tuple[str, TrackPlan], ...], rate: int
) -> _Made:
    file = f"episodes/episode-{number:02d}.{episode.suffix}"
    samples, placed = produce(episode, tracks, partial(_excerpt, folder, rate), rate=rate)
    tags = {"title": _episode_title(number), "artist": "Things People Do on Tuesdays", "genre": "Podcast"}
    write_audio(folder / file, samples, rate=rate, tags=tags, bit_rate=episode.bit_rate)
    return _Made(file, samples.shape[1] / rate, placed)


def _excerpt(folder: Path, rate: int, track: TrackPlan, offset: float, seconds: float) -> NDArray[np.float32]:
    first = round(offset * rate)
    whole: NDArray[np.float32] = np.load(_scratch(folder, track), mmap_mode="r")
    return np.array(whole[:, first : first + round(seconds * rate)])


def _scratch(folder: Path, track: TrackPlan) -> Path:
    """Where a track lies uncompressed and in mono until the episodes are made."""
    return folder / _SCRATCH / f"{track.seed}.npy"


def _write_papers(
    folder: Path,
    plan: Plan,
    tracks: tuple[tuple[str, TrackPlan], ...],
    sounds: tuple[tuple[str, SoundPlan], ...],
    made: Mapping[str, _Made],
) -> None:
    recordings = [(file, _track_tags(track)) for file, track in tracks]
    recordings += [(file, _sound_tags(sound)) for file, sound in sounds]
    rows = [
        {"path": file, "rights_holder": _HOLDERS[number % len(_HOLDERS)], **tags}
        for number, (file, tags) in enumerate(recordings)
    ]
    (folder / papers.TABLE).write_text(papers.table(rows), "utf-8")
    episodes = sorted((one for one in made.values() if one.file.startswith("episodes/")), key=lambda one: one.file)
    entries: list[dict[str, Any]] = [
        {
            "file": one.file,
            "title": _episode_title(number),
            "seconds": one.seconds,
            "published": _FIRST_PUBLISHED + timedelta(weeks=number - 1),
        }
        for number, one in enumerate(episodes, start=1)
    ]
    (folder / papers.FEED).write_text(papers.feed(folder, entries), "utf-8")
    placed = {one.file: one.placed for one in episodes}
    (folder / papers.TRUTH).write_text(papers.truth(plan.digest, made, placed), "utf-8")


def _track_file(number: int, track: TrackPlan) -> str:
    return f"tracks/{number:02d}-{_slug(piece(track.seed).title)}.{track.suffix}"


def _track_tags(track: TrackPlan) -> _Tags:
    about = piece(track.seed)
    return {"title": about.title, "artist": about.artist, "isrc": about.isrc, "genre": about.style}


def _sound_tags(sound: SoundPlan) -> _Tags:
    title = f"{sound.kind.capitalize()} for sleep"
    return {"title": title, "artist": "Still Rooms", "isrc": isrc(_SOUND_ISRC + sound.seed), "genre": "functional"}


def _episode_title(number: int) -> str:
    return f"Episode {number}: Things People Do on Tuesdays"


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
