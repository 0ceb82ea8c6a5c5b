"""`earmark demo`: a small catalogue from nothing, everything run on it, and the truth beside what was found."""

from __future__ import annotations

import shlex
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from earmark.cli.analyzers import say_broken
from earmark.cli.output import Format, FormatOption, Row, counted, emit, progress, say
from earmark.core.errors import BadInput

if TYPE_CHECKING:
    from earmark.catalog import Store
    from earmark.core import Installed, Run
    from earmark.demo.categories import Categorized
    from earmark.demo.compare import Compared
    from earmark.engine import Event

__all__ = ["demo"]

COLUMNS = ["episode", "track", "start", "end", "level_db", "found_start", "found_end", "overlap", "probability"]
FOR_PEOPLE = ["ep", "track", "at", "s", "dB", "found", "start", "end", "overlap"]


def demo(
    folder: Annotated[Path, typer.Option(help="Where it lives; a second run takes up what is there.")] = Path("demo"),
    format: FormatOption = Format.table,
) -> None:
    """Compose a small catalogue from nothing, find its music in its episodes, and show that beside the truth."""
    from earmark.catalog import open_catalog
    from earmark.core import installed_analyzers
    from earmark.demo.categories import categories_beside_truth
    from earmark.demo.compare import beside_truth

    media, catalog = folder / "media", folder / "earmark.db"
    if catalog.exists() and not media.exists():
        raise BadInput(
            "there is a catalogue here that is not the demo's", where=str(catalog), mend="Name another --folder"
        )
    seconds: dict[str, float] = {}
    with _timed(seconds, "composing"):
        _compose(media)
    with closing(open_catalog(catalog)) as store:
        with _timed(seconds, "adding"):
            _add(store, media)
        home = folder.absolute()
        installed = installed_analyzers(home)
        run = _understand(store, home, installed)
        compared = beside_truth(store, media)
        _report(compared, folder, format, seconds, run)
        say(_categories(list(categories_beside_truth(store))))
        failures = _failures(store, run)
    for failure in failures:
        say(failure)
    if failures or installed.broken:
        raise typer.Exit(2)


@contextmanager
def _timed(seconds: dict[str, float], stage: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    seconds[stage] = time.monotonic() - began


def _compose(media: Path) -> None:
    from earmark.demo.catalogue import compose_demo, is_composed
    from earmark.demo.plan import DEMO

    counts = f"{len(DEMO.tracks)} tracks, {len(DEMO.episodes)} episodes, {len(DEMO.sounds)} functional recordings"
    if is_composed(media, DEMO):
        say(f"{counts} are in {media} already")
        return
    total = len(DEMO.tracks) + len(DEMO.episodes) + len(DEMO.sounds)
    with closing(compose_demo(media, DEMO)) as files:
        for _ in counted(files, progress("Composing", total)):
            pass
    say(f"composed {counts} in {media}")


def _add(store: Store, media: Path) -> None:
    from earmark.catalog.add import add, files_among
    from earmark.catalog.metadata import read_table
    from earmark.core import Kind
    from earmark.demo.papers import FEED, TABLE

    recordings = [str(media / "tracks"), str(media / "sounds")]
    states = []
    additions = add(store, recordings, kind=Kind.track, metadata=read_table(media / TABLE))
    for addition in counted(additions, progress("Adding tracks", files_among(recordings))):
        states.append(addition.state.value)
    for addition in counted(add(store, [str(media / FEED)]), progress("Adding the feed")):
        states.append(addition.state.value)
    new = states.count("added")
    say(f"added {new} item{'s' if new > 1 else ''} to the catalogue" if new else "the catalogue has all of it already")


def _understand(store: Store, home: Path, installed: Installed) -> Run:
    """Every analyzer over what is new, with a bar for each; the finished run."""
    from earmark.core import Run
    from earmark.engine import Local, understand

    say_broken(installed.broken)
    finished: Run | None = None
    with closing(understand(store, installed.analyzers.values(), home=home, engine=Local())) as events:
        for event in _watched(events):
            if isinstance(event, Run):
                finished = event
    assert finished is not None
    return finished


def _watched(events: Generator[Event, None, None]) -> Iterator[Event]:
    """`events` unchanged, with a bar for each stretch of work."""
    from earmark.core import Outcome
    from earmark.engine import Begun, Prepared

    bar = progress("")
    try:
        for event in events:
            if isinstance(event, Begun):
                bar.stop()
                bar = progress(f"{event.analyzer}{' prepares' if event.preparing else ''}", event.items)
                bar.start()
            elif isinstance(event, Prepared | Outcome):
                bar.advance(bar.task_ids[0])
            yield event
    finally:
        bar.stop()


def _report(compared: Sequence[Compared], folder: Path, format: Format, seconds: dict[str, float], run: Run) -> None:
    if format is Format.table:
        emit((_for_people(row) for row in compared), format, FOR_PEOPLE)
    else:
        emit((asdict(row) for row in compared), format, COLUMNS)
    say(_verdict(compared))
    manifest: Any = run.manifest
    for name, account in manifest["analyzers"].items():
        seconds[f"{name} preparing"] = account["prepare_seconds"]
        seconds[f"{name} analysing"] = account["seconds"]
    say("time: " + ", ".join(f"{stage} {taken:.1f} s" for stage, taken in seconds.items()))
    where = shlex.quote(str(folder / "earmark.db"))
    say("Try next:")
    say(f"  earmark status --catalog {where}")
    say(f"  earmark music usage --report cues --catalog {where}")
    say(f"  earmark music find {shlex.quote(str(folder / 'media' / 'episodes'))} --catalog {where}")


def _failures(store: Store, run: Run) -> list[str]:
    """What could not be done, in words."""
    manifest: Any = run.manifest
    stopped = {name: account["stopped"] for name, account in manifest["analyzers"].items() if account["stopped"]}
    told = [f"{name} could not start: {failure['message']}" for name, failure in stopped.items()]
    return told + [f"{letter.analyzer}: {letter.message}" for letter in store.dead_letters()]


def _verdict(compared: Sequence[Compared]) -> str:
    """How much was found, how exactly, and what was found that is not there."""
    laid = [row for row in compared if row.start is not None]
    found = [row for row in laid if row.found_start is not None]
    never_laid = len(compared) - len(laid)
    text = f"found {len(found)} of {len(laid)} excerpts, and {never_laid or 'nothing'} that is not there"
    errors = sorted(
        abs(a - b) for row in found for a, b in zip(_span(row), (row.start, row.end), strict=True) if b is not None
    )
    return f"{text}; starts and ends are off by {errors[len(errors) // 2]:.2f} s (median)" if errors else text


def _categories(said: Sequence[Categorized]) -> str:
    """How many verdicts on recordings are right, and which are not."""
    wrong = [f"{one.title} is {one.truth}, called {one.said}" for one in said if not one.right]
    right = f"categories: {len(said) - len(wrong)} of {len(said)} recordings right"
    return "; ".join([right, *wrong])


def _span(row: Compared) -> tuple[float, float]:
    return row.found_start or 0.0, row.found_end or 0.0


def _for_people(row: Compared) -> Row:
    start, end = (row.start, row.end) if row.start is not None else (row.found_start, row.found_end)
    both = row.start is not None and row.found_start is not None
    return {
        "ep": Path(row.episode).stem.removeprefix("episode-"),
        "track": row.track,
        "at": f"{int(start or 0) // 60}:{int(start or 0) % 60:02d}",
        "s": round((end or 0) - (start or 0)),
        "dB": "" if row.level_db is None else f"{row.level_db:+.0f}",
        "found": "yes" if both else "no" if row.start is not None else "never laid",
        "start": f"{(row.found_start or 0) - (row.start or 0):+.2f}" if both else "",
        "end": f"{(row.found_end or 0) - (row.end or 0):+.2f}" if both else "",
        "overlap": f"{row.overlap:.2f}" if both else "",
    }
