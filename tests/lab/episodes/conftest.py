from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from earmark.lab.episodes import RATE, Cast, Recording, Shelf
from earmark.media import write_audio
from tests.music.sounds import voice


@pytest.fixture(scope="session")
def cast(tmp_path_factory: pytest.TempPathFactory) -> Cast:
    """Tracks whose edges and levels can be measured to the sample, one of them unknown, and two voices."""
    folder: Path = tmp_path_factory.mktemp("cast")
    tracks = []
    for seed in range(4):
        path = folder / f"noise {seed}.wav"
        noise = np.random.default_rng(seed).standard_normal((1, 15 * RATE)) * (0.02, 0.1, 0.05, 0.05)[seed]
        write_audio(path, noise.astype(np.float32), rate=RATE)
        tracks.append(Recording(path, f"artist {seed}"))
    speech = []
    for number in range(2):
        path = folder / f"voice {number}.wav"
        write_audio(path, voice(30.0, number), rate=RATE)
        speech.append(Recording(path, f"speaker {number}"))
    return Cast(tracks[:3], tracks[3:], speech, Shelf(folder / "shelf"))
