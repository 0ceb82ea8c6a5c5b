"""`earmark music evidence`: a picture and a clip for each find."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from earmark.cli.app import app
from earmark.lab.mix import Bed, mix
from earmark.media import read_audio, write_audio
from earmark.media.change import Change
from earmark.music.proof import PAUSE, safe_name
from tests.music.sounds import RATE, Laid, tune, voice

CLIP_RATE = 32_000
NAMES = {0: "plain", 1: "ü 音楽 (a)"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Two tracks, an index of them, and an episode with both, one of them played 4 % faster."""
    folder: Path = tmp_path_factory.mktemp("evidence")
    (folder / "tracks").mkdir()
    for seed, name in NAMES.items():
        write_audio(folder / "tracks" / f"{name}.flac", tune(seed)[:, : 30 * RATE], rate=RATE)
    laid = [Laid(0, 4.0, 12.0), Laid(1, 22.0, 14.0, change=Change(1.04, 1.04))]
    beds = [Bed(str(one.seed), one.sound(), one.start, 0.0) for one in laid]
    mixed, _ = mix(voice(40.0), beds, rate=RATE)
    write_audio(folder / "episode.flac", mixed, rate=RATE)
    result = CliRunner().invoke(app, ["music", "index", str(folder / "tracks"), "--index", str(folder / "idx")])
    assert result.exit_code == 0, result.output
    return folder


def run(folder: Path, output: Path, *options: str) -> tuple[int, list[dict[str, str]]]:
    told = ["music", "evidence", str(folder / "episode.flac"), "-o", str(output), "--index", str(folder / "idx")]
    result = CliRunner().invoke(app, [*told, "--format", "json", *options])
    return result.exit_code, json.loads(result.stdout)


def test_pictures_and_clips(folder, tmp_path):
    code, rows = run(folder, tmp_path / "out")
    assert (code, [Path(row["track"]).stem for row in rows]) == (0, list(NAMES.values()))
    for row in rows:
        picture = Path(row["picture"]).read_bytes()
        width, height = struct.unpack(">II", picture[16:24])
        assert picture.startswith(b"\x89PNG")
        assert (width > 1000, height > 800, 30_000 < len(picture) < 800_000) == (True, True, True)
        assert _lag(Path(row["clip"])) < 0.05
    assert {path.suffix for path in (tmp_path / "out").iterdir()} == {".png", ".wav"}


def _lag(clip: Path) -> float:
    """Seconds between the two halves of a clip, by the envelope of what they have in common."""
    sound = read_audio(clip, rate=CLIP_RATE).samples[0]
    length = (len(sound) - round(PAUSE * CLIP_RATE)) // 2
    first, second = sound[:length], sound[-length:]
    spectrum = np.fft.rfft(first, 2 * length) * np.conj(np.fft.rfft(second, 2 * length))
    lag = int(np.argmax(np.fft.irfft(spectrum)))
    return min(lag, 2 * length - lag) / CLIP_RATE


def test_only_what_holds_a_second(folder, tmp_path):
    _, rows = run(folder, tmp_path, "--at", "10")
    assert [Path(row["track"]).stem for row in rows] == ["plain"]


def test_a_recording_that_is_gone_leaves_the_picture(folder, tmp_path):
    track = folder / "tracks" / "plain.flac"
    aside = track.rename(tmp_path / "aside.flac")
    try:
        code, rows = run(folder, tmp_path / "out", "--at", "10")
    finally:
        aside.rename(track)
    assert (code, rows[0]["clip"], Path(rows[0]["picture"]).is_file()) == (2, "", True)


@pytest.mark.parametrize("title", ["../../x/ü:*", "a\x00b\n", "CON", "", "....", "音" * 200, "=1+1"])
def test_a_title_is_a_safe_name(title):
    name = safe_name(title)
    assert name
    assert len(name.encode()) <= 80
    assert not set(name) & set('/\\:*?"<>|\x00\n=')
    assert not name.startswith(".")
