"""Which processes a test has running."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

MARK = "EARMARK_TEST_FAMILY"
"""Environment variable that a test's processes inherit."""


def family(name: str) -> list[int]:
    """Ids of the live processes whose environment says `name`; always empty where there is no ``/proc``."""
    wanted = f"{MARK}={name}".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if wanted in (folder / "environ").read_bytes().split(b"\0") and "\nState:\tZ" not in _status(folder):
                found.append(int(folder.name))
        except OSError:
            continue
    return [pid for pid in found if pid != os.getpid()]


def _status(folder: Path) -> str:
    return (folder / "status").read_text()


def wait_until_alone(name: str, seconds: float = 10.0) -> list[int]:
    """The processes of family `name` that are still there after at most `seconds`."""
    end = time.monotonic() + seconds
    while (left := family(name)) and time.monotonic() < end:
        time.sleep(0.02)
    return left


def counts_orphans() -> bool:
    return sys.platform == "linux"
