"""`earmark understand`: every analyzer over all that is new."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from earmark.cli.analyzers import say_broken
from earmark.cli.options import CatalogOption
from earmark.cli.output import Format, FormatOption, Row, emit, progress, say
from earmark.core.errors import BadInput
from earmark.core.nearest import nearest

if TYPE_CHECKING:
    from rich.progress import Progress

    from earmark.catalog import Store
    from earmark.core import Installed, Outcome, Run
    from earmark.engine import Begun, Engine, Event, Stopped

__all__ = ["understand"]

COLUMNS = ["item", "analyzer", "outcome", "marks", "seconds", "reason"]
SUMMARY = ["analyzer", "items", "done", "failed", "marks", "prepare_s", "analyze_s", "per_item_s"]


def understand(
    items: Annotated[
        list[str] | None,
        typer.Argument(metavar="ITEM", help="Ids, starts of ids, or paths; all if none is given."),
    ] = None,
    only: Annotated[str, typer.Option(metavar="NAME,...", help="Run just these analyzers.")] = "",
    engine: Annotated[str, typer.Option(help="What spreads the work: local.")] = "local",
    workers: Annotated[
        int | None, typer.Option(min=0, help="Processes; one per core if not given, 0 works in this one.")
    ] = None,
    time_limit: Annotated[float, typer.Option(min=0.001, help="Seconds that one item may take.")] = 3600.0,
    retry_failed: Annotated[bool, typer.Option("--retry-failed", help="Try again what failed before.")] = False,
    catalog: CatalogOption = Path("earmark.db"),
    format: FormatOption = Format.table,
) -> None:
    """Analyse everything in the catalogue that is new or has changed.

    A new version of an analyzer, or a new index, is such a change. Can be stopped at any time, in any way, and
    goes on from there when it is called again.
    """
    from earmark.catalog import existing_catalog
    from earmark.engine import understand as run_all

    with closing(existing_catalog(catalog)) as store:
        home = catalog.absolute().parent
        ids, strangers = _resolve(store, items or [])
        for stranger in strangers:
            say(f"earmark: {stranger}")
        chosen = _chosen(home, only)
        say_broken(chosen.broken)
        events = run_all(
            store,
            chosen.analyzers.values(),
            home=home,
            engine=_engine(engine, workers, time_limit),
            ids=ids if items else None,
            retry_failed=retry_failed,
        )
        with closing(events):
            watched = _Watched(store, events)
            if format is Format.table:
                for _ in watched.rows():
                    pass
            else:
                emit(watched.rows(), format, COLUMNS)
        watched.report(format)
    if watched.interrupted:
        say("earmark: interrupted; what was finished is kept, call it again to go on")
        raise typer.Exit(130)
    if watched.failed or strangers or chosen.broken:
        raise typer.Exit(2)


def _engine(name: str, workers: int | None, time_limit: float) -> Engine:
    from earmark.engine import Inline, Local

    if name != "local":
        raise BadInput(f"there is no engine '{name}' in this version", where="--engine", mend="Use --engine local")
    if workers == 0:
        return Inline()
    return Local(time_limit=time_limit) if workers is None else Local(workers=workers, time_limit=time_limit)


def _chosen(home: Path, only: str) -> Installed:
    """What is installed, or the part of it that `only` names."""
    from earmark.core import Installed, installed_analyzers

    installed = installed_analyzers(home)
    known = {**installed.analyzers, **installed.broken}
    names = [name.strip() for name in only.split(",") if name.strip()] or list(known)
    for name in names:
        if name not in known:
            raise BadInput(f"no analyzer is called '{name}'", where="--only", mend=nearest(name, sorted(known)))
    return Installed(
        {name: analyzer for name, analyzer in installed.analyzers.items() if name in names},
        {name: failure for name, failure in installed.broken.items() if name in names},
    )


def _resolve(store: Store, wanted: list[str]) -> tuple[set[str], list[BadInput]]:
    """The ids that `wanted` names, and why some name none."""
    from earmark.catalog.lookup import item_named

    ids: set[str] = set()
    strangers = []
    for name in wanted:
        try:
            ids.add(item_named(store, name).id)
        except BadInput as error:
            strangers.append(error)
    return ids, strangers


@dataclass
class _Watched:
    """The events of a run, shown as they pass and summed up at the end."""

    store: Store
    events: Generator[Event, None, None]
    run: Run | None = None
    interrupted: bool = False
    failures: list[Outcome] = field(default_factory=list)
    stopped: list[Stopped] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)
    bar: Progress | None = None

    @property
    def failed(self) -> bool:
        return bool(self.failures or self.stopped)

    def rows(self) -> Iterator[Row]:
        """One row for each outcome; ends early, but in order, at a Ctrl-C."""
        try:
            for event in self.events:
                yield from self._row(event)
        except KeyboardInterrupt:
            self.interrupted = True
        finally:
            self._end_bar()

    def _row(self, event: Event) -> Iterable[Row]:
        from earmark.core import Outcome, Run
        from earmark.engine import Begun, Stopped

        match event:
            case Begun():
                self._begin_bar(event)
            case Run():
                self.run = event
            case Stopped():
                self.stopped.append(event)
            case Outcome():
                self._step()
                if event.failure:
                    self.failures.append(event)
                return [_outcome_row(event)]
            case _:
                self._step()
        return []

    def _begin_bar(self, begun: Begun) -> None:
        self._end_bar()
        self.bar = progress(f"{begun.analyzer}{' prepares' if begun.preparing else ''}", begun.items)
        self.bar.start()

    def _step(self) -> None:
        if self.bar:
            task = self.bar.tasks[0]
            rate = f"{task.speed:.1f}/s" if task.speed else ""
            failed = f"{len(self.failures)} failed" if self.failures else ""
            self.bar.update(task.id, advance=1, note=f"{rate} {failed}")

    def _end_bar(self) -> None:
        if self.bar:
            self.bar.stop()
            self.bar = None

    def report(self, format: Format) -> None:
        """Say what failed and why, then what was done and where the time went."""
        for outcome in self.failures:
            say(f"{_named(self.store, outcome)} ({outcome.analyzer})")
        for stopped in self.stopped:
            say(f"{stopped.analyzer} could not start: {stopped.failure.message}")
            for line in stopped.failure.detail.splitlines():
                say(line)
        if self.run is None:
            return
        manifest: Any = self.run.manifest
        if format is Format.table and manifest["analyzers"]:
            emit([_summary_row(name, account) for name, account in manifest["analyzers"].items()], format, SUMMARY)
        counts = f"{manifest['items']} items, {manifest['marks']} marks, {len(self.failures)} failed"
        say(f"{counts}, {manifest['seconds']:.1f} s")
        earlier = sum(1 for letter in self.store.dead_letters() if letter.run != self.run.id)
        if earlier:
            say(f"{earlier} failed in an earlier run; --retry-failed tries them again")


def _outcome_row(outcome: Outcome) -> Row:
    return {
        "item": outcome.item,
        "analyzer": outcome.analyzer,
        "outcome": "failed" if outcome.failure else "done",
        "marks": len(outcome.marks),
        "seconds": round(outcome.seconds, 3),
        "reason": outcome.failure.message if outcome.failure else None,
    }


def _summary_row(name: str, account: dict[str, Any]) -> Row:
    finished = account["done"] + sum(account["failures"].values())
    return {
        "analyzer": name,
        "items": account["items"],
        "done": account["done"],
        "failed": sum(account["failures"].values()),
        "marks": account["marks"],
        "prepare_s": round(account["prepare_seconds"], 1),
        "analyze_s": round(account["seconds"], 1),
        "per_item_s": round(account["analyze_seconds"] / finished, 3) if finished else None,
    }


def _named(store: Store, outcome: Outcome) -> str:
    """The failure in words, with the item it happened at if the words do not say."""
    from earmark.catalog.lookup import place

    assert outcome.failure is not None
    message = f"{outcome.failure.error}: {outcome.failure.message}"
    item = store.item(outcome.item)
    if item is None:
        return message
    where = place(item)
    return outcome.failure.message if where in message or item.uri in message else f"{where}: {message}"
