"""The default engine: a pool of processes on this machine."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing import connection

from earmark.core import Analyzer, Failure, Item, Outcome
from earmark.core.errors import EarmarkError, TimedOut, WorkerDied
from earmark.engine.backlog import ATTEMPTS, Backlog
from earmark.engine.process import WorkerProcess
from earmark.engine.stage import Localize, as_is

__all__ = ["SETUP_SECONDS", "Local"]

SETUP_SECONDS = 600.0
"""How long an analyzer may take to load its models."""

PULSE_SECONDS = 1.0
"""A process whose own children keep its pipe open is found dead this often."""


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True)
class Local:
    """Worker processes, each with the analyzer set up once; an item can only harm itself.

    An item that takes too long or takes its worker down loses that worker, which is replaced; what else the
    worker had waiting goes to others.

    Attributes:
        workers: how many, > 0; one per core if not said.
        time_limit: seconds that one item may take.
    """

    workers: int = field(default_factory=_cores)
    time_limit: float = 3600.0
    name: str = "local"

    def run(
        self, analyzer: Analyzer, items: Iterator[Item], *, localize: Localize = as_is
    ) -> Generator[Sequence[Outcome], None, None]:
        """See :class:`~earmark.engine.base.Engine`."""
        pool = _Pool(self, analyzer, localize, Backlog(items))
        try:
            while pool.fill():
                if outcomes := pool.wait():
                    yield outcomes
            pool.finish()
        finally:
            pool.kill()


class _Pool:
    """The workers of one run and what waits for them."""

    def __init__(self, engine: Local, analyzer: Analyzer, localize: Localize, backlog: Backlog) -> None:
        self._engine = engine
        self._analyzer = analyzer
        self._localize = localize
        self._backlog = backlog
        self._workers: list[WorkerProcess] = []
        self._stillborn = 0

    def fill(self) -> bool:
        """Give each worker enough to do, starting workers as they are needed; False if all is done."""
        while True:
            idlest = min(self._workers, key=lambda worker: len(worker.held), default=None)
            short = len(self._workers) < self._engine.workers and (idlest is None or bool(idlest.held))
            if not short and not (idlest and idlest.room):
                return True
            attempt = self._backlog.take(time.monotonic())
            if attempt is None:
                return self._backlog.due is not None or any(worker.held for worker in self._workers)
            if short or idlest is None:
                idlest = WorkerProcess(self._analyzer, self._localize)
                self._workers.append(idlest)
            idlest.give(attempt)

    def wait(self) -> list[Outcome]:
        """The outcomes that arrive next; may be empty."""
        connection.wait([worker.pipe for worker in self._workers], self._patience())
        outcomes = [outcome for worker in self._workers for outcome in self._collect(worker)]
        for worker in [worker for worker in self._workers if worker.gone or self._overdue(worker) < 0]:
            outcomes += self._bury(worker)
        return outcomes

    def _patience(self) -> float:
        """Seconds until something must be looked at though no worker says anything."""
        waits = [PULSE_SECONDS, *(self._overdue(worker) for worker in self._workers)]
        if self._backlog.due is not None:
            waits.append(self._backlog.due - time.monotonic())
        return max(0.0, min(waits))

    def _overdue(self, worker: WorkerProcess) -> float:
        """Seconds left to `worker` for what it does now; negative if it took too long."""
        if worker.ready and not worker.held:
            return PULSE_SECONDS
        limit = self._engine.time_limit if worker.ready else SETUP_SECONDS
        return worker.since + limit - time.monotonic()

    def _collect(self, worker: WorkerProcess) -> Iterator[Outcome]:
        for attempt, outcome, transient in worker.collect():
            self._stillborn = 0
            settled = self._backlog.settle(attempt, outcome, transient=transient, now=time.monotonic())
            if settled is not None:
                yield settled

    def _bury(self, worker: WorkerProcess) -> Iterator[Outcome]:
        """Take `worker` out; the item it was at has failed, the others it held go on."""
        self._workers.remove(worker)
        seconds = time.monotonic() - worker.since
        code = worker.kill()
        if not worker.ready:
            self._mourn(worker.gone, code)
        elif worker.held:
            attempt = worker.held.popleft()
            error = _death(attempt.item, code) if worker.gone else _timeout(attempt.item, self._engine.time_limit)
            outcome = self._failed(attempt.item, error, seconds)
            settled = self._backlog.settle(attempt, outcome, transient=error.transient, now=time.monotonic())
            if settled is not None:
                yield settled
        self._backlog.put_back(worker.held)

    def _mourn(self, died: bool, code: int | None) -> None:
        """A worker ended before it could do anything: that is the analyzer's fault, no item's."""
        name = self._analyzer.name
        if not died:
            raise TimedOut(f"the analyzer was not ready after {SETUP_SECONDS:.0f} seconds", where=name)
        self._stillborn += 1
        if self._stillborn >= ATTEMPTS:
            raise WorkerDied(f"the analyzer's process ended while it was set up ({_exit(code)})", where=name)

    def _failed(self, item: Item, error: EarmarkError, seconds: float) -> Outcome:
        made_by = self._analyzer
        return Outcome(
            item.id,
            item.digest,
            made_by.name,
            made_by.version,
            made_by.state,
            failure=Failure.of(error),
            seconds=seconds,
        )

    def finish(self) -> None:
        """Let the workers go, all work being done."""
        for worker in self._workers:
            worker.dismiss()
        while self._workers:
            self._workers.pop().end()

    def kill(self) -> None:
        """End the workers at once."""
        while self._workers:
            self._workers.pop().kill()


def _timeout(item: Item, limit: float) -> EarmarkError:
    return TimedOut(f"not done after {limit:g} seconds", where=_place(item), mend="Give it more with --time-limit")


def _death(item: Item, code: int | None) -> EarmarkError:
    mend = "The machine may be short of memory: try fewer --workers" if code == -signal.SIGKILL else None
    return WorkerDied(f"the process that analysed it ended ({_exit(code)})", where=_place(item), mend=mend)


def _place(item: Item) -> str:
    return str(item.path) if item.uri.startswith("file:") else item.uri


def _exit(code: int | None) -> str:
    if code is not None and code < 0:
        try:
            return f"signal {signal.Signals(-code).name}"
        except ValueError:
            return f"signal {-code}"
    return f"exit code {code}"
