"""What `earmark understand` costs per item beyond the analyzer's own work.

    python -m benchmarks.engine_overhead [--items 2000] [--workers 2] [--runs 5]

Runs an analyzer that does nothing but make one mark over items that have no file, into a new catalogue each time.
Everything is counted: reading the backlog, the way to the worker and back, the marks and answers in the store.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Annotated

import typer

from earmark.catalog import open_catalog
from earmark.core import Item, Kind, Mark, Outcome, item_id
from earmark.engine import Local, understand


class Nothing:
    """Makes one mark and looks at nothing."""

    name = "benchmark.nothing"
    version = "1"
    state = ""
    accepts = frozenset({Kind.episode})

    def setup(self) -> None:
        """Nothing to load."""

    def analyze(self, item: Item) -> Iterator[Mark]:
        """The one mark."""
        yield Mark(item.id, self.name, self.version, "nothing")


def main(
    items: Annotated[int, typer.Option(min=2, help="Items in the catalogue.")] = 2000,
    workers: Annotated[int, typer.Option(min=1, help="Worker processes.")] = 2,
    runs: Annotated[int, typer.Option(min=1, help="Runs; the median is printed.")] = 5,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Print milliseconds per item, and what starting and ending a run takes."""
    measured = [_run(items, workers) for _ in range(runs)]
    per_item = [item_ms for item_ms, _ in measured]
    figures = {
        "items": items,
        "workers": workers,
        "runs": runs,
        "ms_per_item": round(median(per_item), 3),
        "ms_per_item_least": round(min(per_item), 3),
        "ms_per_item_most": round(max(per_item), 3),
        "start_and_end_s": round(median(rest for _, rest in measured), 3),
    }
    typer.echo(json.dumps(figures) if as_json else "  ".join(f"{name} {value}" for name, value in figures.items()))


def _run(count: int, workers: int) -> tuple[float, float]:
    """Milliseconds per item from the first outcome to the last, and the seconds before and after."""
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch)
        store = open_catalog(home / "earmark.db")
        uris = [f"file:///{number}.wav" for number in range(count)]
        store.put_items(Item(item_id(uri), Kind.episode, uri, digest="0" * 32) for uri in uris)
        began = perf_counter()
        kept = [
            perf_counter()
            for event in understand(store, [Nothing()], home=home, engine=Local(workers=workers))
            if isinstance(event, Outcome)
        ]
        ended = perf_counter()
        store.close()
    if len(kept) != count:
        raise RuntimeError(f"{len(kept)} outcomes for {count} items")
    steady = kept[-1] - kept[0]
    return 1000 * steady / (count - 1), ended - began - steady


if __name__ == "__main__":
    typer.run(main)
