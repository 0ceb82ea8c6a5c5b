"""The scripts behind the figures in the pages run and print them."""

import json
import subprocess
import sys

from earmark.media import write_audio
from tests.docs.pages import ROOT
from tests.media.signals import chirps


def printed(module: str, *arguments: str):
    command = [sys.executable, "-m", f"benchmarks.{module}", *arguments, "--json"]
    return json.loads(subprocess.run(command, cwd=ROOT, capture_output=True, check=True, timeout=120).stdout)


def test_engine_overhead():
    figures = printed("engine_overhead", "--items", "100", "--runs", "1")
    assert figures["ms_per_item"] > 0
    assert figures["start_and_end_s"] > 0


def test_royalties():
    figures = printed("royalties", "--rows", "240", "--tracks", "12")
    assert figures["pool_is_whole"] is True
    assert figures["statement_s"] > 0


def test_decode_of_a_folder(tmp_path):
    for suffix in ("mp3", "flac"):
        write_audio(tmp_path / f"a.{suffix}", chirps(rate=44_100), rate=44_100)
    (tmp_path / "broken.mp3").write_text("no sound")
    tables = printed("decode", str(tmp_path))
    assert [row["codec"] for row in tables["speed"]] == ["flac", "mp3"]
    assert all(abs(float(row["worst ms"])) < 1.1 for row in tables["time"])
