"""A worker as its parent sees it."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import time
from collections import deque
from collections.abc import Iterator

import pyarrow as pa

from earmark.core import Analyzer, Outcome
from earmark.engine.backlog import Attempt
from earmark.engine.stage import Localize
from earmark.engine.tables import OUTCOMES, outcomes_of
from earmark.engine.worker import ONE_THREAD, work

__all__ = ["WorkerProcess"]

AHEAD_SECONDS = 0.1
"""Work that a worker has waiting, so that it need not wait for its parent."""

AHEAD_ITEMS = 64
"""The most items that a worker has waiting."""


class WorkerProcess:
    """One worker process and the attempts it was given; it works on the first.

    Attributes:
        held: attempts without an outcome, oldest first.
        ready: True once the analyzer is set up.
        since: when it began on what it does now, by the monotonic clock.
        gone: True once the process ended and all it said was read.
    """

    def __init__(self, analyzer: Analyzer, localize: Localize) -> None:
        self.held: deque[Attempt] = deque()
        self.ready = False
        self.gone = False
        self.since = time.monotonic()
        self._pace = AHEAD_SECONDS
        spawn = multiprocessing.get_context("spawn")  # a fork would copy FFmpeg's and numba's locks as they are
        self.pipe, theirs = spawn.Pipe()
        self._process = spawn.Process(target=work, args=(theirs,), daemon=True)
        try:
            with _birth():
                self._process.start()
            with contextlib.suppress(OSError):  # it died already: seen when it is read
                self.pipe.send((analyzer, localize))
        except BaseException:
            self.kill()
            raise
        finally:
            theirs.close()

    @property
    def room(self) -> bool:
        """True if it should have more to do: about a tenth of a second's work ahead, one item of slow work."""
        return len(self.held) < max(1, min(AHEAD_ITEMS, int(AHEAD_SECONDS / self._pace)))

    def give(self, attempt: Attempt) -> None:
        """Queue `attempt`."""
        if not self.held and self.ready:
            self.since = time.monotonic()
        self.held.append(attempt)
        self._send(attempt.item)

    def collect(self) -> Iterator[tuple[Attempt, Outcome, bool]]:
        """What it has finished by now, each with whether the failure is transient; then perhaps it is `gone`.

        Raises:
            EarmarkError, SetupFailed: if the analyzer cannot be set up.
        """
        ended = self._process.exitcode is not None
        try:
            while self.pipe.poll():
                answer = self.pipe.recv()
                if isinstance(answer, Exception):
                    raise answer
                yield from self._read(pa.ipc.read_record_batch(pa.py_buffer(answer), OUTCOMES))
        except (EOFError, OSError):
            ended = True
        self.gone = ended

    def _read(self, batch: pa.RecordBatch) -> Iterator[tuple[Attempt, Outcome, bool]]:
        self.since = time.monotonic()
        self.ready = True
        for outcome, transient in zip(outcomes_of(batch), batch["transient"].to_pylist(), strict=True):
            self._pace += 0.2 * (max(outcome.seconds, AHEAD_SECONDS / AHEAD_ITEMS) - self._pace)
            yield self.held.popleft(), outcome, transient

    def dismiss(self) -> None:
        """Say that nothing more will come."""
        self._send(None)

    def end(self) -> None:
        """Wait until it ended by itself, but not for long."""
        self._process.join(5)
        self.kill()

    def kill(self) -> int | None:
        """End it and what it started, now. Returns the exit code, negative for a signal; None if it never began."""
        self.pipe.close()
        if self._process.pid is None:
            return None
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()
        self._process.join()
        code = self._process.exitcode
        self._process.close()
        return code

    def _send(self, message: object) -> None:
        with contextlib.suppress(OSError):  # it died: seen when it is read
            self.pipe.send(message)


@contextlib.contextmanager
def _birth() -> Iterator[None]:
    """What a child inherits at its start: libraries on one thread, and no Ctrl-C before it can ignore it."""
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    masked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    os.environ.update(ONE_THREAD)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
        signal.pthread_sigmask(signal.SIG_SETMASK, masked)
