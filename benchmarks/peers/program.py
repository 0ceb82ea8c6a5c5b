"""A peer is a program somebody installed: whether it is there, what it prints, how much memory it takes."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol, runtime_checkable

from earmark.lab.listeners import Listener

__all__ = ["Peer", "Program", "peak_bytes"]

LOOK_EVERY = 0.02
"""Seconds between two readings of a program's memory."""


@runtime_checkable
class Peer(Listener, Protocol):
    """A listener that may not be there."""

    wants: str
    """What has to be installed, for people."""
    program: Program
    searches_itself: bool
    """Whether the program searches, or only makes fingerprints that are searched in this process."""

    def available(self) -> bool:
        """Whether its program is installed."""


class Program:
    """Runs commands and keeps the most memory that one of them took, its own children left out."""

    def __init__(self) -> None:
        self.peak_bytes = 0

    def printed(self, command: Sequence[str | Path], *, environment: Mapping[str, str] | None = None) -> str:
        """What a command prints to standard output.

        Raises:
            RuntimeError: if it fails, with the end of what it said.
        """
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            words = [str(word) for word in command]
            with subprocess.Popen(words, stdout=out, stderr=err, env={**os.environ, **(environment or {})}) as process:
                while process.poll() is None:
                    self.peak_bytes = max(self.peak_bytes, peak_bytes(process.pid))
                    time.sleep(LOOK_EVERY)
            out.seek(0)
            err.seek(0)
            said = out.read().decode(errors="replace")
            if process.returncode:
                why = (err.read().decode(errors="replace") or said).strip()[-500:]
                raise RuntimeError(f"{words[0]} ended with {process.returncode}: {why}")
        return said


def peak_bytes(process: int | str = "self") -> int:
    """The most memory that a running process has held; 0 once it is gone.

    The usual ru_maxrss counts what the parent held when the process began.
    """
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((1024 * int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), 0)
