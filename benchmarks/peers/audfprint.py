"""audfprint: landmarks as in D. Ellis's program, dense, in windows of 10 s every 5 s.

The program answers with one stretch per track and file, so episodes are cut into windows first. The environment
variable ``AUDFPRINT`` holds its command, e.g. ``python /opt/audfprint/audfprint.py``.

Reference:
    D. P. W. Ellis, "Robust landmark-based audio fingerprinting", 2009 (dpwe/audfprint).
"""

from __future__ import annotations

import os
import re
import shlex
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.peers.program import Program
from earmark.lab.claims import Claim
from earmark.media import read_audio, write_audio

__all__ = ["Audfprint"]

RATE = 11_025
WINDOW = 10.0
HOP = 5.0
DENSE = ("--density", "70", "--fanout", "6")
MOST_MATCHES = "3"
_MATCH = re.compile(
    r"^Matched\s+([\d.]+) s starting at\s+(-?[\d.]+) s in (\S+) to time\s+(-?[\d.]+) s in (.+) with\s+(\d+) of"
)


class Audfprint:
    """The program ``audfprint``."""

    name = "audfprint"
    wants = "audfprint, its command in the environment variable AUDFPRINT"
    searches_itself = True
    least = 5.0
    """Its own least number of common hashes."""

    def __init__(self) -> None:
        self.program = Program()
        self._table = Path()

    def available(self) -> bool:
        """Whether its program is installed."""
        return bool(os.environ.get("AUDFPRINT"))

    def index(self, tracks: Sequence[Path], folder: Path) -> None:
        """As in :class:`Listener`."""
        self.program.printed([*_command(), "new", "--dbase", folder / "table.pklz", *DENSE, *tracks])

    def open(self, folder: Path) -> None:
        """As in :class:`Listener`."""
        self._table = folder / "table.pklz"

    def find(self, episode: Path) -> list[Claim]:
        """As in :class:`Listener`."""
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch)
            listed = folder / "list"
            listed.write_text("".join(f"{path}\n" for path in _windows(episode, folder)))
            options: list[str | Path] = [
                "--dbase",
                self._table,
                *DENSE,
                "--max-matches",
                MOST_MATCHES,
                "--find-time-range",
            ]
            told = self.program.printed([*_command(), "match", *options, "--list", listed])
        return [claim for line in told.splitlines() if (claim := _claim(line))]


def _command() -> list[str]:
    return shlex.split(os.environ["AUDFPRINT"])


def _windows(episode: Path, folder: Path) -> Iterator[Path]:
    """The episode in pieces, each named by the second it begins at."""
    samples = read_audio(episode, rate=RATE).samples
    for number in range(max(1, int((samples.shape[1] / RATE - WINDOW) // HOP) + 2)):
        first = round(number * HOP * RATE)
        piece = samples[:, first : first + round(WINDOW * RATE)]
        if piece.shape[1] >= RATE:
            path = folder / f"{number * HOP:g}.wav"
            write_audio(path, piece, rate=RATE)
            yield path


def _claim(line: str) -> Claim | None:
    match = _MATCH.match(line)
    if not match:
        return None
    seconds, start, piece, _, track, hashes = match.groups()
    begin = float(Path(piece).stem) + float(start)
    return Claim(Path(track).name, begin, begin + max(0.1, float(seconds)), float(hashes))
