"""`earmark status`: what the catalogue holds and how far it is understood."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from earmark.cli.analyzers import say_broken
from earmark.cli.options import CatalogOption
from earmark.cli.output import Format, FormatOption, Row, emit, say
from earmark.core.errors import BadInput

if TYPE_CHECKING:
    from earmark.catalog import Store
    from earmark.core import Analyzer, Failure, Installed, Run

__all__ = ["status"]

COLUMNS = ["what", "name", "count", "pending", "failed", "marks"]
RUNS = ["id", "started", "finished", "analyzers", "items", "failed", "seconds"]
FAILED = ["path", "analyzer", "error", "reason", "attempts", "at"]


def status(
    failed: Annotated[bool, typer.Option("--failed", help="List what could not be finished, and why.")] = False,
    runs: Annotated[bool, typer.Option("--runs", help="List the runs; json has all that they kept.")] = False,
    catalog: CatalogOption = Path("earmark.db"),
    format: FormatOption = Format.table,
) -> None:
    """Say what the catalogue holds, what is to do and what failed."""
    from earmark.catalog import existing_catalog
    from earmark.core import installed_analyzers

    if failed and runs:
        raise BadInput("two lists at once", mend="Give either --failed or --runs")
    with closing(existing_catalog(catalog)) as store:
        if failed:
            emit(_failures(store), format, FAILED)
            return
        if runs:
            emit(map(_run_row, store.runs()), format, RUNS)
            return
        counts = store.counts()
        installed = installed_analyzers(catalog.absolute().parent)
        states, broken = _states(installed)
        emit([*_item_rows(store), *_analyzer_rows(store, installed, states)], format, COLUMNS)
        say_broken(broken)
        if sum(row.failed for row in counts.answered):
            say("'earmark status --failed' lists what failed and why")


def _item_rows(store: Store) -> Iterator[Row]:
    for kind, count in store.counts().items.items():
        yield {"what": "item", "name": kind.value, "count": count, "pending": None, "failed": None, "marks": None}


def _states(installed: Installed) -> tuple[dict[str, str], dict[str, Failure]]:
    """The state of each analyzer, and why others have none: not to be loaded, or what they read is damaged."""
    from earmark.core import Failure

    states, broken = {}, dict(installed.broken)
    for name, analyzer in installed.analyzers.items():
        try:
            states[name] = analyzer.state
        except Exception as error:  # noqa: BLE001  one analyzer that cannot be used must not hide the others
            broken[name] = Failure.of(error)
    return states, broken


def _analyzer_rows(store: Store, installed: Installed, states: Mapping[str, str]) -> Iterator[Row]:
    """Installed analyzers, and those that only left their marks; `count` is the items they are done with."""
    counts = store.counts()
    answering = {answered.analyzer for answered in counts.answered}
    for name in sorted({*installed.analyzers, *installed.broken, *answering}):
        versions = [answered for answered in counts.answered if answered.analyzer == name]
        yield {
            "what": "analyzer",
            "name": name,
            "count": sum(answered.done for answered in versions),
            "pending": _pending(store, installed.analyzers[name], states[name]) if name in states else None,
            "failed": sum(answered.failed for answered in versions),
            "marks": counts.marks.get(name, 0),
        }


def _pending(store: Store, analyzer: Analyzer, state: str) -> int:
    return sum(1 for _ in store.pending(analyzer.name, analyzer.version, state, analyzer.accepts))


def _run_row(run: Run) -> Row:
    """A run that was killed, or is at work, has counted nothing yet."""
    from earmark.catalog.export import run_values

    manifest: Any = run.manifest
    accounts = manifest.get("analyzers")
    return {
        **run_values(run),
        "started": run.started.isoformat(timespec="seconds"),
        "finished": run.finished.isoformat(timespec="seconds") if run.finished else None,
        "analyzers": ", ".join(f"{name} {version}" for name, version in run.analyzers.items()),
        "items": manifest.get("items"),
        "failed": None if accounts is None else sum(sum(one["failures"].values()) for one in accounts.values()),
        "seconds": manifest.get("seconds"),
    }


def _failures(store: Store) -> Iterator[Row]:
    from earmark.catalog.lookup import place

    for letter in store.dead_letters():
        item = store.item(letter.item)
        yield {
            "path": place(item) if item else letter.item,
            "analyzer": letter.analyzer,
            "error": letter.error,
            "reason": letter.message,
            "attempts": letter.attempts,
            "at": letter.at.isoformat(timespec="seconds"),
            "item": letter.item,
            "version": letter.version,
            "run": letter.run,
            "detail": letter.detail,
        }
