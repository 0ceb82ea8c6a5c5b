from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from earmark.catalog import Store, open_catalog
from earmark.core import Item, Kind, Outcome, Run, item_id
from earmark.core.errors import CatalogError, IndexBroken, UnreadableMedia
from earmark.engine import Begun, Event, Inline, Prepared, Stopped, understand
from tests.engine.analyzers import Broken, Obedient, items


@dataclass
class Prepares(Obedient):
    """Keeps a list of the tracks it was given; those called torn cannot be used."""

    known: list[str] = field(default_factory=list)
    state: str = ""
    prepares_from: frozenset[Kind] = frozenset({Kind.track})

    def prepare(self, items: Iterable[Item]) -> Iterator[tuple[Item, Exception | None]]:
        self.known = []
        for item in items:
            if item.title == "torn":
                yield item, UnreadableMedia("torn", where=item.uri)
                continue
            self.known.append(item.title)
            yield item, None
        self.state = ",".join(sorted(self.known))


@pytest.fixture
def store(tmp_path) -> Iterator[Store]:
    store = open_catalog(tmp_path / "earmark.db")
    yield store
    store.close()


def track(title: str, digest: str = "d", uri: str | None = None) -> Item:
    uri = uri or f"file:///{title}"
    return Item(item_id(uri), Kind.track, uri, title, {}, digest)


@pytest.fixture
def run(store, tmp_path):
    def run(*analyzers: Any, **options: Any) -> list[Event]:
        return list(understand(store, analyzers or [Obedient()], home=tmp_path, engine=Inline(), **options))

    return run


def seen(events: list[Event]) -> list[str]:
    return [event.item for event in events if isinstance(event, Outcome)]


def test_everything_new_is_analysed_once(store, run):
    given = items("a", "raise")
    store.put_items(given)
    first = run()
    assert first[0] == Begun("test.obedient", 2)
    assert sorted(seen(first)) == sorted(item.id for item in given)
    assert [mark.label for mark in store.marks()] == ["first", "second"]
    assert [letter.error for letter in store.dead_letters()] == ["UnreadableMedia"]
    assert seen(run()) == []
    (again,) = seen(run(retry_failed=True))
    assert again == given[1].id


def test_a_new_version_state_or_content_is_analysed_again(store, run):
    store.put_items(items("a"))
    run()
    assert len(seen(run(Obedient(version="2")))) == 1
    assert len(seen(run(Obedient(version="2", state="other")))) == 1
    store.put_items([replace(items("a")[0], digest="f" * 32)])
    assert len(seen(run(Obedient(version="2", state="other")))) == 1
    assert len(seen(run(Obedient(version="2", state="other")))) == 0


def test_only_what_is_asked_for(store, run):
    given = items("a", "b", "c")
    store.put_items(given)
    assert seen(run(ids={given[1].id})) == [given[1].id]


def test_an_outcome_is_kept_before_it_is_told(store, tmp_path):
    store.put_items(items("a", "b", "c"))
    for event in understand(store, [Obedient()], home=tmp_path, engine=Inline()):
        if isinstance(event, Outcome):
            assert {mark.item for mark in store.marks()} >= {event.item}


def test_one_run_at_a_time(store, tmp_path, run):
    store.put_items(items("a"))
    first = understand(store, [Obedient()], home=tmp_path, engine=Inline())
    next(first)
    with pytest.raises(CatalogError, match="already at work here"):
        run()
    first.close()
    assert len(seen(run())) == 1


@pytest.mark.parametrize("how", ["close", "ctrl-c"])
def test_a_run_cut_short_says_so_and_the_next_goes_on(store, tmp_path, run, how):
    store.put_items(items("a", "b", "c"))
    events = understand(store, [Obedient()], home=tmp_path, engine=Inline())
    done = next(event.item for event in events if isinstance(event, Outcome))
    if how == "close":
        events.close()
    else:
        with pytest.raises(KeyboardInterrupt):
            events.throw(KeyboardInterrupt())
    (cut,) = store.runs()
    assert cut.manifest["ended"] == "interrupted"
    assert cut.finished is not None
    rest = seen(run())
    assert len(rest) == 2
    assert done not in rest


def test_an_analyzer_that_cannot_start_does_not_stop_the_others(store, run):
    store.put_items(items("a"))
    events = run(Broken(fault=IndexBroken("torn", where="x")), Broken(name="faulty", fault=KeyError("k")), Obedient())
    stopped = {event.analyzer: event.failure for event in events if isinstance(event, Stopped)}
    assert stopped["test.broken"].message == "x: torn"
    assert "KeyError" in stopped["faulty"].detail
    assert len(seen(events)) == 1
    assert len(list(store.dead_letters())) == 0
    assert len(seen(run(Obedient(name="test.broken")))) == 1


def test_what_is_prepared_comes_first_and_gives_the_state(store, run):
    store.put_items([track("one"), track("two"), *items("a")])
    analyzer = Prepares()
    events = run(analyzer)
    assert events[0] == Begun("test.obedient", 2, preparing=True)
    assert len([event for event in events if isinstance(event, Prepared)]) == 2
    (outcome,) = [event for event in events if isinstance(event, Outcome)]
    assert outcome.state == "one,two"
    assert seen(run(analyzer)) == []
    store.put_items([track("three")])
    assert len(seen(run(analyzer))) == 1


def test_what_cannot_be_prepared_is_told_once(store, run):
    torn = track("torn")
    store.put_items([track("one"), torn])
    events = run(Prepares())
    assert seen(events) == [torn.id]
    (letter,) = store.dead_letters()
    assert (letter.analyzer, letter.item, letter.message) == ("test.obedient", torn.id, "file:///torn: torn")
    assert seen(run(Prepares())) == []
    assert seen(run(Prepares(), retry_failed=True)) == [torn.id]


def test_preparing_can_be_cut_short(store, tmp_path):
    store.put_items([track("one"), track("two")])
    analyzer = Prepares()
    closed = []

    def prepare(items: Iterable[Item]) -> Iterator[tuple[Item, Exception | None]]:
        try:
            yield from ((item, None) for item in items)
        finally:
            closed.append(True)

    analyzer.prepare = prepare  # type: ignore[method-assign]
    events = understand(store, [analyzer], home=tmp_path, engine=Inline())
    next(event for event in events if isinstance(event, Prepared))
    events.close()
    assert closed == [True]


def test_what_was_mended_is_prepared_from_then_on(store, run):
    torn = track("torn")
    store.put_items([track("one"), torn])
    run(Prepares())
    store.put_items([replace(torn, title="mended", digest="new")])
    for _ in range(2):
        analyzer = Prepares()
        run(analyzer)
        assert sorted(analyzer.known) == ["mended", "one"]
        assert list(store.dead_letters()) == []


def test_a_track_out_of_reach_does_not_stop_the_preparing(store, run):
    far = track("far", uri="http://localhost:1/far.mp3")
    store.put_items([track("one"), far])
    analyzer = Prepares()
    events = run(analyzer)
    assert seen(events) == [far.id]
    assert analyzer.known == ["one"]
    assert [letter.error for letter in store.dead_letters()] == ["FetchInterrupted"]


def test_remote_episodes_are_fetched_once(store, tmp_path, run, served):
    far = Item(item_id(served), Kind.episode, served, "a")
    store.put_items([far])
    (tmp_path / "cache").mkdir()
    leftover = tmp_path / "cache" / ".part-killed"
    leftover.touch()

    class Reading(Obedient):
        def analyze(self, item: Item):
            yield self.mark(item, item.path.read_text())

    run(Reading())
    assert [mark.label for mark in store.marks()] == ["sound"]
    assert not leftover.exists()
    (tmp_path / "served" / "a.mp3").unlink()
    run(Reading(version="2"))
    assert [mark.version for mark in store.marks()] == ["2"]


@pytest.fixture
def served(tmp_path) -> Iterator[str]:
    """The address of a file on a server of this machine."""
    folder = tmp_path / "served"
    folder.mkdir()
    (folder / "a.mp3").write_text("sound")
    handler = partial(SimpleHTTPRequestHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/a.mp3"
        server.shutdown()


def test_the_manifest_tells_what_was_done(store, run):
    store.put_items(items("a", "b", "raise"))
    finished = run()[-1]
    assert isinstance(finished, Run)
    assert list(store.runs()) == [finished]
    assert finished.finished is not None
    assert finished.finished.tzinfo == UTC
    manifest: Any = finished.manifest
    assert (manifest["ended"], manifest["items"], manifest["marks"]) == ("done", 3, 4)
    account = manifest["analyzers"]["test.obedient"]
    assert (account["version"], account["state"], account["done"]) == ("1", "s", 2)
    assert account["failures"] == {"UnreadableMedia": 1}
    assert manifest["code"]["version"]
    assert manifest["machine"]["cores"]


def test_ids_of_runs_sort_by_start(store, run):
    runs = [run()[-1] for _ in range(3)]
    assert list(store.runs()) == runs


def test_a_folder_that_cannot_be_locked_is_named(store, tmp_path):
    with pytest.raises(CatalogError, match="the lock cannot be made"):
        list(understand(store, [Obedient()], home=Path(tmp_path / "none"), engine=Inline()))
