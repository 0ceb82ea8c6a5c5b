"""``kill -9`` of a writer: the index is what it was before a change or after it."""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import signal
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from earmark.music import Index, IndexWriter, Track
from tests.music.sounds import index_of, random_peaks

FORK = multiprocessing.get_context("fork")


def digests(folder: Path) -> dict[str, str]:
    """What a reader sees, after a check of every byte."""
    index = Index.open(folder)
    index.verify()
    return {track.id: track.digest for track in index.tracks.values()}


def change(folder: Path) -> None:
    """Replaces one track, adds one and merges segments, in one step."""
    with IndexWriter.open(folder) as writer:
        writer.add([(Track(id, "", "new"), random_peaks(9)) for id in ("1", "3")])


def _dies_at_step(folder: Path, step: int) -> None:
    """Make the change, and die just before (even) or after (odd) the nth thing that is done to the disk."""
    done = 0

    def deadly(act: Callable[..., Any]) -> Callable[..., Any]:
        def acting(*arguments: Any, **options: Any) -> Any:
            nonlocal done
            if done == step:
                os.kill(os.getpid(), signal.SIGKILL)
            result = act(*arguments, **options)
            if done + 1 == step:
                os.kill(os.getpid(), signal.SIGKILL)
            done += 2
            return result

        return acting

    os.fsync, os.replace, os.unlink = deadly(os.fsync), deadly(os.replace), deadly(os.unlink)
    change(folder)
    os._exit(0)


def test_killed_at_every_step(tmp_path):
    index_of(tmp_path / "i", {"1": random_peaks(1), "2": random_peaks(2)})
    old = digests(tmp_path / "i")
    shutil.copytree(tmp_path / "i", tmp_path / "whole")
    change(tmp_path / "whole")
    new = digests(tmp_path / "whole")
    assert new == {"1": "new", "2": "2", "3": "new"}
    seen = []
    for step in range(200):
        folder = tmp_path / f"killed at {step}"
        shutil.copytree(tmp_path / "i", folder)
        child = FORK.Process(target=_dies_at_step, args=(folder, step))
        child.start()
        child.join()
        seen.append(digests(folder))
        assert seen[-1] in (old, new)
        if child.exitcode == 0:
            break
        assert child.exitcode == -signal.SIGKILL
        change(folder)
        assert digests(folder) == new
        assert len(list(folder.iterdir())) == len(list((tmp_path / "whole").iterdir())), "nothing is left lying about"
    assert len(seen) > 10
    assert seen == sorted(seen, key=lambda state: state == new), "old until one step, new from then on"
    assert (seen[0], seen[-1]) == (old, new)


def _adds_forever(folder: Path, told: Connection) -> None:
    with IndexWriter.open(folder) as writer:
        for number in range(len(writer.held()), 10_000):
            writer.add([(Track(str(number), "", "d"), random_peaks(number))])
            told.send(number)


@pytest.mark.parametrize("seed", [1])
def test_killed_at_random_moments(tmp_path, seed):
    rng = random.Random(seed)
    index_of(tmp_path / "i", {"0": random_peaks(0)})
    for _ in range(12):
        ours, theirs = FORK.Pipe(duplex=False)
        with ours, theirs:
            child = FORK.Process(target=_adds_forever, args=(tmp_path / "i", theirs))
            child.start()
            last = ours.recv()
            time.sleep(rng.uniform(0.0, 0.03))
            child.kill()
            child.join()
            while ours.poll():
                last = ours.recv()
        there = digests(tmp_path / "i")
        assert list(map(str, range(len(there)))) == sorted(there, key=int)
        assert last + 1 <= len(there) <= last + 2, "what was answered is there, and at most one more"
