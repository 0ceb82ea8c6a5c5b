from __future__ import annotations

import csv
from pathlib import Path

import pytest

from earmark.media import write_audio
from tests.music.sounds import RATE, tune, voice


@pytest.fixture(scope="session")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the suite reads: five tunes by four artists, two voices."""
    folder: Path = tmp_path_factory.mktemp("clips")
    for kind in ("music", "speech"):
        (folder / kind).mkdir()
    for seed in range(5):
        write_audio(folder / "music" / f"{seed}.wav", tune(seed), rate=RATE)
    for cast in range(2):
        write_audio(folder / "speech" / f"{cast}.wav", voice(30.0, cast), rate=RATE)
    with (folder / "music" / "clips.csv").open("w", newline="", encoding="utf-8") as stream:
        rows = csv.writer(stream)
        rows.writerow(["filename", "artist_group"])
        rows.writerows([f"{seed}.wav", f"artist {min(seed, 3)}"] for seed in range(5))
    return folder
