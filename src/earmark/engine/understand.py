"""The pass over a catalogue: every analyzer over all it has not seen, kept as it comes."""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TypeAlias

from earmark.catalog import Store
from earmark.core import Analyzer, Failure, Item, Outcome, Prepares, Run
from earmark.core.errors import CatalogError, EarmarkError
from earmark.engine.base import Engine
from earmark.engine.fetched import clear_leftovers, fetched
from earmark.engine.lock import only_run
from earmark.engine.manifest import Account, new_run
from earmark.engine.stage import Localize
from earmark.engine.worker import SetupFailed

__all__ = ["Begun", "Event", "Prepared", "Stopped", "understand"]


@dataclass(frozen=True, slots=True)
class Begun:
    """An analyzer begins to prepare, or then to analyse, so many items."""

    analyzer: str
    items: int
    preparing: bool = False


@dataclass(frozen=True, slots=True)
class Prepared:
    """An item is in what the analyzer builds for itself."""

    analyzer: str
    item: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """An analyzer could not be prepared or set up; what it has not answered stays pending."""

    analyzer: str
    failure: Failure


Event: TypeAlias = Begun | Prepared | Outcome | Stopped | Run


def understand(
    store: Store,
    analyzers: Iterable[Analyzer],
    *,
    home: Path,
    engine: Engine,
    ids: Collection[str] | None = None,
    retry_failed: bool = False,
) -> Generator[Event, None, None]:
    """Run `analyzers` over all that is new to them, or whose content, analyzer or state changed.

    An outcome is in the store when it is yielded, so a run that is cut short, even by ``kill -9``, loses only
    what the workers held, and the next one goes on from there.

    Args:
        store: where items come from and outcomes go.
        analyzers: what to run, one after the other.
        home: the catalogue's folder; one run at a time may be at work in it. Copies of remote items go to
            its ``cache``.
        engine: what spreads the work.
        ids: items to look at; None means all. Preparing always takes in the whole catalogue.
        retry_failed: try again what could not be finished before.

    Yields:
        What happens, as it happens; last the finished run with its manifest.

    Raises:
        CatalogError: if another run is at work, or the store fails.
    """
    chosen = list(analyzers)
    localize = partial(fetched, cache=home / "cache")
    with only_run(home):
        clear_leftovers(home / "cache")
        opened = new_run(engine.name, chosen)
        store.start_run(opened.run)
        try:
            for analyzer in chosen:
                work = _Work(store, opened.run.id, analyzer, opened.accounts[analyzer.name], localize, retry_failed)
                yield from work.events(engine, ids)
        except (KeyboardInterrupt, GeneratorExit):
            store.finish_run(opened.close("interrupted"))
            raise
        finished = opened.close("done")
        store.finish_run(finished)
        yield finished


@dataclass(frozen=True)
class _Work:
    """One analyzer's part of a run."""

    store: Store
    run: str
    analyzer: Analyzer
    account: Account
    localize: Localize
    retry_failed: bool

    def events(self, engine: Engine, ids: Collection[str] | None) -> Iterator[Event]:
        try:
            if isinstance(self.analyzer, Prepares):
                yield from self._prepare(self.analyzer)
            yield from self._analyze(engine, ids)
        except CatalogError:
            raise
        except Exception as error:  # noqa: BLE001  one analyzer that cannot start must not stop the others
            failure = error.failure if isinstance(error, SetupFailed) else Failure.of(error)
            self.account.stopped = failure
            yield Stopped(self.analyzer.name, failure)

    def _analyze(self, engine: Engine, ids: Collection[str] | None) -> Iterator[Event]:
        began = monotonic()
        self.account.state = self.analyzer.state
        self.account.items = sum(1 for _ in self._pending(ids))
        yield Begun(self.analyzer.name, self.account.items)
        try:
            with closing(engine.run(self.analyzer, self._pending(ids), localize=self.localize)) as groups:
                for outcomes in groups:
                    self.store.record(self.run, outcomes)
                    for outcome in outcomes:
                        self.account.add(outcome)
                    yield from outcomes
        finally:
            self.account.seconds = monotonic() - began

    def _pending(self, ids: Collection[str] | None) -> Iterator[Item]:
        made_by = self.analyzer
        return self.store.pending(
            made_by.name, made_by.version, self.account.state, made_by.accepts, retry_failed=self.retry_failed, ids=ids
        )

    def _prepare(self, prepares: Prepares) -> Iterator[Event]:
        """Successes leave no row, failures a dead letter: what failed is left out until its bytes change."""
        began = monotonic()
        failed_before = {letter.item for letter in self.store.dead_letters() if letter.analyzer == self.analyzer.name}
        left_out = set() if self.retry_failed else failed_before - self._worth_another(prepares, failed_before)
        known = self.store.counts().items
        total = sum(known.get(kind, 0) for kind in prepares.prepares_from)
        yield Begun(self.analyzer.name, total - len(left_out), preparing=True)
        unreachable: list[Outcome] = []
        prepared = prepares.prepare(self._material(prepares, left_out, unreachable))
        try:
            for item, error in prepared:
                if error is not None:
                    yield self._lost(item, error)
                    continue
                self.account.prepared += 1
                if item.id in failed_before and item.kind not in self.analyzer.accepts:
                    self.store.record(self.run, [self._outcome(item, None)])
                yield Prepared(self.analyzer.name, item.id)
            yield from unreachable
        finally:
            if isinstance(prepared, Generator):
                prepared.close()  # now, while the lock is held: it may have something left to write
            self.account.prepare_seconds = monotonic() - began

    def _worth_another(self, prepares: Prepares, failed: set[str]) -> set[str]:
        """Those of `failed` whose bytes, or the analyzer's version, changed since."""
        made_by = self.analyzer
        kinds = prepares.prepares_from
        other_kinds = failed - {item.id for item in self.store.items(kinds=kinds, ids=failed)}
        pending = self.store.pending(made_by.name, made_by.version, "", kinds, ids=failed)
        return other_kinds | {item.id for item in pending}

    def _material(self, prepares: Prepares, left_out: set[str], unreachable: list[Outcome]) -> Iterator[Item]:
        for item in self.store.items(kinds=prepares.prepares_from):
            if item.id in left_out:
                continue
            try:
                local = self.localize(item)
            except EarmarkError as error:
                unreachable.append(self._lost(item, error))
                continue
            yield local

    def _lost(self, item: Item, error: Exception) -> Outcome:
        outcome = self._outcome(item, Failure.of(error))
        self.store.record(self.run, [outcome])
        self.account.failures[type(error).__name__] += 1
        return outcome

    def _outcome(self, item: Item, failure: Failure | None) -> Outcome:
        # An empty state: a track that cannot be read stays so when the index it is missing from grows.
        return Outcome(item.id, item.digest, self.analyzer.name, self.analyzer.version, "", failure=failure)
