"""The worker: a process that runs the stage over items that come down a pipe.

It is told the analyzer once, then items one by one, and answers each with its outcome as soon as it is done;
an empty batch before the first says that the analyzer is set up, an exception that it never will be.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from multiprocessing.connection import Connection
from queue import SimpleQueue
from threading import Thread

import pyarrow as pa

from earmark.core import Analyzer, Failure, Item
from earmark.core.errors import EarmarkError
from earmark.engine.stage import Localize, run_stage
from earmark.engine.tables import items_batch

__all__ = ["ONE_THREAD", "SetupFailed", "work"]

_LIBRARIES = ("OMP", "OPENBLAS", "MKL", "NUMBA")
ONE_THREAD = {f"{library}_NUM_THREADS": "1" for library in _LIBRARIES}
"""Environment of a worker: the pool is the parallelism, so libraries keep to one thread."""


class SetupFailed(Exception):
    """An analyzer that cannot be set up, for another reason than its user can mend."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure)
        self.failure = failure

    def __str__(self) -> str:
        return f"{self.failure.error}: {self.failure.message}\n{self.failure.detail}"


def work(pipe: Connection) -> None:
    """Be a worker until the pipe says that there is no more, or ends."""
    os.setpgid(0, 0)  # the terminal's Ctrl-C is the parent's alone, and a kill takes what the analyzer started along
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.dup2(2, 1)  # what an analyzer prints must not mix with the command's rows
    _die_with_parent()
    try:
        analyzer, localize = pipe.recv()
        _answer(pipe, analyzer, localize)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        os._exit(1)
    except EarmarkError as error:
        pipe.send(error)
    except Exception as error:  # noqa: BLE001  the parent raises it
        pipe.send(SetupFailed(Failure.of(error)))


def _answer(pipe: Connection, analyzer: Analyzer, localize: Localize) -> None:
    inbox: SimpleQueue[Item | None] = SimpleQueue()
    Thread(target=_listen, args=(pipe, inbox), daemon=True).start()
    for outcomes in run_stage(analyzer, _batches(inbox), localize=localize):
        pipe.send(outcomes.serialize().to_pybytes())


def _batches(inbox: SimpleQueue[Item | None]) -> Iterator[pa.RecordBatch]:
    yield items_batch([])
    while (item := inbox.get()) is not None:
        yield items_batch([item])


def _listen(pipe: Connection, inbox: SimpleQueue[Item | None]) -> None:
    """Pass items on. On a thread of its own, so that the parent never waits to send, and its death is seen at once."""
    try:
        while (item := pipe.recv()) is not None:
            inbox.put(item)
        inbox.put(None)
    except (EOFError, OSError):
        os.killpg(0, signal.SIGKILL)


def _die_with_parent() -> None:
    """Ask Linux for a kill when the parent ends: an analyzer that never lets go of the interpreter's lock
    would keep the listening thread from seeing it."""
    if sys.platform == "linux":
        import ctypes

        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL)
