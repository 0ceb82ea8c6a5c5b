"""Olaf: two-peak fingerprints, episodes in its own pieces of 30 s.

The program is used as it is: it keeps its index in the home directory, so a home of its own is made for it.

Reference:
    J. Six, "Olaf: a lightweight, portable audio search system", J. Open Source Software 8(87), 2023.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from benchmarks.peers.program import Program
from earmark.lab.claims import Claim

__all__ = ["Olaf"]

PIECE = 30.0
SHORTEST = 0.1
SUFFIXES = [".flac", ".m4a", ".mp3", ".oga", ".ogg", ".opus", ".wav"]


class Olaf:
    """The program ``olaf``."""

    name = "Olaf"
    wants = "olaf and ffmpeg on the path"
    searches_itself = True
    least = 6.0
    """Its own least number of matching fingerprints."""

    def __init__(self) -> None:
        self.program = Program()
        self._home = Path()

    def available(self) -> bool:
        """Whether its program is installed."""
        return shutil.which("olaf") is not None and shutil.which("ffmpeg") is not None

    def index(self, tracks: Sequence[Path], folder: Path) -> None:
        """As in :class:`Listener`."""
        self.open(folder)
        own = folder / ".olaf"
        for each in (own / "db", own / "cache"):
            each.mkdir(parents=True)
        settings = {
            "db_folder": f"{own / 'db'}{os.sep}",
            "cache_folder": str(own / "cache"),
            "number_of_eps_per_fp": 2,
            "allowed_audio_file_extensions": SUFFIXES,
        }
        (own / "olaf_config.json").write_text(json.dumps(settings))
        self._olaf("store", "--threads", "1", *tracks)

    def open(self, folder: Path) -> None:
        """As in :class:`Listener`."""
        self._home = folder

    def find(self, episode: Path) -> list[Claim]:
        """As in :class:`Listener`."""
        claims: list[Claim] = []
        piece = -1
        for line in self._olaf("query", "--fragmented", "--threads", "1", episode).splitlines():
            if line.startswith("query_index"):  # each piece begins with the names of the columns
                piece += 1
                best: set[str] = set()
                continue
            cells = [cell.strip() for cell in line.rsplit(",", 7)]
            _, count, start, end, track, *_ = cells
            # A track is listed once for each of its repetitions, the best first.
            if int(count) and track not in best:
                best.add(track)
                begin = piece * PIECE + float(start)
                seconds = max(SHORTEST, float(end) - float(start))
                claims.append(Claim(Path(track).name, begin, begin + seconds, float(count)))
        return claims

    def _olaf(self, *words: str | Path) -> str:
        return self.program.printed(["olaf", *words], environment={"HOME": str(self._home)})
