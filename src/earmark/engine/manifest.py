"""What a run says about itself: what it was made by, and what came of it."""

from __future__ import annotations

import secrets
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from time import monotonic

from earmark.core import Analyzer, Failure, Json, Outcome, Run
from earmark.core.provenance import code, machine

__all__ = ["Account", "OpenRun", "new_run"]


@dataclass
class Account:
    """What one analyzer did in one run, as it does it."""

    version: str
    state: str = ""
    items: int = 0
    prepared: int = 0
    done: int = 0
    marks: int = 0
    failures: Counter[str] = field(default_factory=Counter)
    stopped: Failure | None = None
    prepare_seconds: float = 0.0
    seconds: float = 0.0
    analyze_seconds: float = 0.0

    def add(self, outcome: Outcome) -> None:
        """Count `outcome` in."""
        self.analyze_seconds += outcome.seconds
        self.marks += len(outcome.marks)
        if outcome.failure is None:
            self.done += 1
        else:
            self.failures[outcome.failure.error] += 1

    def json(self) -> dict[str, Json]:
        """The account as a manifest carries it. `prepare_seconds` and `seconds` are wall clock for the two
        phases, `analyze_seconds` is the sum over items, spent in all workers."""
        stopped = self.stopped and {"error": self.stopped.error, "message": self.stopped.message}
        rounded = {name: round(getattr(self, name), 3) for name in ("prepare_seconds", "seconds", "analyze_seconds")}
        return {
            "version": self.version,
            "state": self.state,
            "items": self.items,
            "prepared": self.prepared,
            "done": self.done,
            "marks": self.marks,
            "failures": dict(self.failures),
            "stopped": stopped,
            **rounded,
        }


@dataclass(frozen=True)
class OpenRun:
    """A run that has begun: its row, and the accounts it will close with."""

    run: Run
    accounts: dict[str, Account]
    began: float = field(default_factory=monotonic)

    def close(self, ended: str) -> Run:
        """The run as it ended, ``done`` or ``interrupted``."""
        result: dict[str, Json] = {
            "ended": ended,
            "seconds": round(monotonic() - self.began, 3),
            "items": sum(account.items for account in self.accounts.values()),
            "marks": sum(account.marks for account in self.accounts.values()),
            "analyzers": {name: account.json() for name, account in self.accounts.items()},
        }
        return replace(self.run, finished=datetime.now(UTC), manifest={**self.run.manifest, **result})


def new_run(engine: str, analyzers: list[Analyzer]) -> OpenRun:
    """A run that begins now; ids sort by start."""
    started = datetime.now(UTC)
    accounts = {analyzer.name: Account(analyzer.version) for analyzer in analyzers}
    run = Run(
        id=f"{started:%Y%m%dT%H%M%S.%fZ}-{secrets.token_hex(3)}",
        started=started,
        engine=engine,
        analyzers={analyzer.name: analyzer.version for analyzer in analyzers},
        manifest={"code": code(), "machine": machine()},
    )
    return OpenRun(run, accounts)
