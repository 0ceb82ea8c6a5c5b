"""`earmark music find` on streams, and with several workers."""

from __future__ import annotations

import csv
import io
import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from subprocess import PIPE

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from earmark.cli.app import app
from earmark.media import write_audio
from tests.media.files import wav_bytes
from tests.music.sounds import RATE, Laid, alone, index_of, peaks_of_sound, tune

LAID = (Laid(2, 2.0, 8.0), Laid(3, 14.0, 8.0))
COMMAND = [sys.executable, "-c", "from earmark.cli.app import main; main()", "music", "find", "-", "--format", "csv"]


@pytest.fixture(scope="module")
def index(tmp_path_factory) -> Path:
    folder: Path = tmp_path_factory.mktemp("index") / "idx"
    index_of(folder, {str(seed): peaks_of_sound(tune(seed)) for seed in (2, 3)})
    return folder


@pytest.fixture(scope="module")
def episode(tmp_path_factory) -> Path:
    path: Path = tmp_path_factory.mktemp("episode") / "e.mp3"
    write_audio(path, alone(LAID, seconds=24.0), rate=RATE)
    return path


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path: Path = tmp_path
    return path


def ask(index: Path, *arguments: str | Path, data: bytes | None = None, format: str = "csv") -> Result:
    command = ["music", "find", *map(str, arguments), "--index", str(index), "--format", format]
    return CliRunner().invoke(app, command, input=data)


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_standard_input_is_heard_as_a_file_is(index, episode):
    piped, named = ask(index, "-", data=episode.read_bytes()), ask(index, episode)
    assert (piped.exit_code, piped.stderr) == (0, "")
    rows = rows_of(piped.stdout)
    assert [row["item"] for row in rows] == ["stdin"] * 2
    assert [row["track"] for row in rows] == ["/2", "/3"]
    for row, other in zip(rows, rows_of(named.stdout), strict=True):
        assert float(row["start"]) == pytest.approx(float(other["start"]), abs=0.05)
        assert row["track"] == other["track"]


def test_what_came_before_a_stream_broke_off_is_told(index, episode):
    whole = episode.read_bytes()
    done = ask(index, "-", data=whole[: len(whole) * 13 // 24], format="json")
    assert done.exit_code == 2
    assert [row["track"] for row in json.loads(done.stdout)] == ["/2"]
    assert done.stderr.startswith("earmark: standard input: the end is missing: ")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("data", "told"), [(b"", "nothing came"), (b"no sound " * 99, "not a media file"), (bytes(9999), "not a")]
)
def test_no_sound_on_standard_input(index, data, told):
    done = ask(index, "-", data=data, format="json")
    assert (done.exit_code, json.loads(done.stdout)) == (2, [])
    assert f"earmark: standard input: {told}" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_standard_input_is_read_alone(index, episode):
    done = ask(index, "-", episode)
    assert done.exit_code != 0
    assert "standard input is read alone" in str(done.exception)


def test_a_damaged_file_is_told_of_after_its_finds(index, episode, here):
    whole = episode.read_bytes()
    (here / "cut.mp3").write_bytes(whole[: len(whole) * 13 // 24])
    done = ask(index, here / "cut.mp3", episode)
    assert done.exit_code == 2
    assert [row["track"] for row in rows_of(done.stdout)] == ["/2", "/2", "/3"]
    assert "cut.mp3: the end is missing" in done.stderr


def test_rows_come_in_the_order_of_the_files_whoever_reads_them(index, episode, here):
    for number in range(5):
        shutil.copy(episode, here / f"{number}.mp3")
    (here / "1.mp3").write_bytes(b"no sound")
    told = [ask(index, here, "--workers", workers) for workers in ("1", "3")]
    assert told[0].exit_code == told[1].exit_code == 2
    assert told[0].stdout == told[1].stdout
    assert told[0].stderr == told[1].stderr
    assert [Path(row["item"]).stem for row in rows_of(told[0].stdout)] == [*"00", *"22", *"33", *"44"]


def test_a_live_find_is_told_before_the_stream_ends(index):
    """Ten minutes are through a pipe that stays open: what ended eight minutes ago is final."""
    sound = np.zeros((1, 600 * 8000), np.float32)
    sound[:, : 20 * 8000] = alone(LAID, seconds=24.0)[:, : 20 * RATE : 3]
    data = wav_bytes((sound[0] * 32767).astype("<i2").tobytes(), rate=8000, size=0xFFFFFFFF)
    command = [*COMMAND, "--index", str(index), "--workers", "1"]
    with subprocess.Popen(command, stdin=PIPE, stdout=PIPE, stderr=PIPE) as running:
        assert running.stdin
        assert running.stdout
        assert running.stderr
        running.stdin.write(data)
        running.stdin.flush()
        assert running.stdout.readline().startswith(b"item,")
        assert running.stdout.readline().startswith(b"stdin,/2,")
        assert running.poll() is None
        running.send_signal(signal.SIGINT)
        assert running.wait(timeout=120) == 130
        assert b"Traceback" not in running.stderr.read()


def test_whoever_reads_the_rows_may_leave(index, episode):
    """As `| head -1` does."""
    command = [*COMMAND, "--index", str(index)]
    with episode.open("rb") as file, subprocess.Popen(command, stdin=file, stdout=PIPE, stderr=PIPE) as running:
        assert running.stdout
        assert running.stderr
        running.stdout.close()
        running.wait(timeout=60)
        assert running.stderr.read() == b""
