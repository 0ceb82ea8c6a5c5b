"""Folders that appear whole or not at all, and what killed processes left of them."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from earmark.core.errors import BadInput

__all__ = ["unfinished"]


@contextmanager
def unfinished(parent: Path, name: str) -> Iterator[Path]:
    """A hidden folder in `parent`, made if missing, for the caller to fill and rename; gone if it was not renamed.

    Those of the same `name` whose process was killed are removed first.

    Raises:
        BadInput: if it cannot be made.
    """
    folder = parent / f".{name}-{os.getpid()}-{time.time_ns()}"
    try:
        parent.mkdir(parents=True, exist_ok=True)
        _clear(parent, name)
        folder.mkdir()
        held = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise BadInput(f"cannot be written ({error.strerror})", where=str(parent)) from error
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(held)


def _clear(parent: Path, name: str) -> None:
    ours = re.compile(rf"\.{re.escape(name)}-(\d+)-\d+")
    for left in parent.iterdir():
        found = ours.fullmatch(left.name)
        if found and not _is_running(int(found[1])) and not _is_held(left):
            shutil.rmtree(left, ignore_errors=True)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        pass
    return True


def _is_held(folder: Path) -> bool:
    """True if a process has `folder` open that has no number here: in another container, say."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False
