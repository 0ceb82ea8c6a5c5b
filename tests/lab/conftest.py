from __future__ import annotations

import csv
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path

import pytest

from earmark.lab import suite as registry
from earmark.media import write_audio
from tests.music.sounds import RATE, tune, voice

GERMAN = ["der Hund ist da", "die Nacht und der Tag", "Guten Morgen", "der gin and tonic"]
ENGLISH = ["the dog is here", "night and day", "die hard is a film", "good morning to you all"]


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """The example suite's data."""
    return write_texts(tmp_path / "texts")


def write_texts(folder: Path) -> Path:
    """Eight texts by each of eight authors."""
    folder.mkdir()
    with (folder / "texts.csv").open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["id", "author", "genre", "language", "text"])
        for author in range(8):
            for place, text in enumerate(GERMAN + ENGLISH):
                language = "de" if text in GERMAN else "en"
                # Authors differ, else no interval could be made.
                kept = "the" if author % 4 == place else text
                writer.writerow([f"{author}-{place}", f"author {author}", f"g{place % 2}", language, kept])
    return folder


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Installs the example suite."""
    entry = EntryPoint("language", "tests.lab.example_suite:LanguageSuite", "earmark.suites")
    monkeypatch.setattr(registry, "entry_points", lambda group: EntryPoints([entry]).select(group=group))


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
