"""One run at a time in a folder."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from earmark.core.errors import CatalogError

__all__ = ["only_run"]


@contextmanager
def only_run(home: Path) -> Iterator[None]:
    """Hold the lock of the catalogue in folder `home`. The kernel lets it go however the process ends.

    Raises:
        CatalogError: if another process holds it, or it cannot be made.
    """
    path = home / "earmark.lock"
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise CatalogError(f"the lock cannot be made: {error.strerror}", where=str(path)) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as held:
        holder = os.read(descriptor, 32).decode("ascii", "replace").strip() or "unknown"
        os.close(descriptor)
        raise CatalogError(
            f"'earmark understand' is already at work here (process {holder})",
            where=str(home.absolute()),
            mend="Wait until it is done",
        ) from held
    try:
        os.truncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        yield
    finally:
        os.close(descriptor)
