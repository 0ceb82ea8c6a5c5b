"""Memory is flat in the length of the sound."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from earmark.media import write_audio

HOUR = 3600

READ = """
import resource, sys
from pathlib import Path
from earmark.media import AudioReader

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

with AudioReader(Path(sys.argv[1]), rate=8000) as reader:
    before = 0
    for block in reader:
        before = before or (peak() if reader.seconds > 60 else 0)
print(round(reader.seconds), peak() - before)
"""

WRITE = """
import resource, sys
from pathlib import Path
import numpy as np
from earmark.media import write_audio

second = np.zeros((1, 16000), np.float32)

def blocks(hours):
    return (second for _ in range(hours * 3600))

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

path = Path(sys.argv[1])
write_audio(path, (second for _ in range(60)), rate=16000)
before = peak()
write_audio(path, blocks(1), rate=16000)
print(3600, peak() - before)
"""


def run(program: str, path: Path) -> tuple[int, int]:
    """Seconds handled and growth of the peak in MB, measured in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True, env=os.environ
    )
    seconds, grown = done.stdout.split()
    return int(seconds), int(grown)


@pytest.mark.slow
def test_ten_hours_are_read_in_the_memory_of_a_minute(tmp_path):
    minute = np.zeros((1, 60 * 8000), np.float32)
    write_audio(tmp_path / "long.flac", (minute for _ in range(10 * 60)), rate=8000)
    seconds, grown = run(READ, tmp_path / "long.flac")
    assert seconds == 10 * HOUR
    assert grown < 16


def test_an_hour_of_mp3_is_read_in_the_memory_of_a_minute(tmp_path):
    write_audio(tmp_path / "minute.mp3", np.zeros((1, 60 * 16_000), np.float32), rate=16_000, bit_rate=8000)
    minute = (tmp_path / "minute.mp3").read_bytes()
    frames = minute[minute.index(b"\xff\xf3", minute.index(b"Info")) :]
    (tmp_path / "long.mp3").write_bytes(frames * 60)
    seconds, grown = run(READ, tmp_path / "long.mp3")
    assert seconds == pytest.approx(HOUR, rel=0.01)
    assert grown < 16


@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["m4b", "opus"])
def test_an_hour_is_written_in_the_memory_of_a_minute(tmp_path, suffix):
    _, grown = run(WRITE, tmp_path / f"long.{suffix}")
    # The index of an MP4 is held until the end: some bytes per frame.
    assert grown < 32
