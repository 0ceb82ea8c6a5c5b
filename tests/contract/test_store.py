"""What every store must do."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from earmark.catalog import Answered, Store, open_catalog
from earmark.core import Decision, Item, Kind, Mark, Span, Verdict
from earmark.core.errors import CatalogError
from tests.contract.store import NOON, a_mark, a_run, address, an_item, failed, said, store

__all__ = ["address", "store"]  # fixtures

KINDS = [Kind.episode]


def pending(store: Store, *, version: str = "1", state: str = "s1", **options: Any) -> list[str]:
    return [item.title for item in store.pending("music.find", version, state, KINDS, **options)]


# items


def test_items_come_back_as_they_were_put(store):
    items = [an_item("b"), an_item("a", Kind.track), an_item("c", digest=None)]
    store.put_items(items)
    assert list(store.items()) == sorted(items, key=lambda item: item.id)
    assert all(store.item(item.id) == item for item in items)
    assert store.item("nothing") is None


def test_items_survive_closing(address):
    with closing(open_catalog(address)) as store:
        store.put_items([an_item("a")])
    with closing(open_catalog(address)) as store:
        assert list(store.items()) == [an_item("a")]


def test_items_can_be_chosen_by_kind_and_id(store):
    track, episode, other = an_item("t", Kind.track), an_item("e"), an_item("o")
    store.put_items([track, episode, other])
    assert list(store.items(kinds=[Kind.track])) == [track]
    assert list(store.items(ids=[episode.id, "nothing", episode.id])) == [episode]
    assert list(store.items(kinds=[Kind.track], ids=[episode.id])) == []
    assert list(store.items(kinds=[])) == []
    assert list(store.items(ids=[])) == []


def test_putting_an_item_again_updates_it(store):
    item = an_item("a")
    store.put_items([item])
    moved = replace(item, uri="file:///elsewhere", title="new", digest="d2", metadata={})
    store.put_items([moved])
    assert list(store.items()) == [moved]
    assert store.item_by_uri("file:///elsewhere") == moved
    assert store.item_by_uri(item.uri) is None


def test_items_are_found_by_their_bytes(store):
    one, two, other = an_item("1"), an_item("2"), an_item("3", digest="d2")
    store.put_items([one, two, other])
    assert store.items_by_digest("d1") == tuple(sorted([one, two], key=lambda item: item.id))
    assert store.items_by_digest("none") == ()


def test_two_items_cannot_be_in_one_place_and_nothing_is_half_written(store):
    first = an_item("a")
    store.put_items([first])
    with pytest.raises(CatalogError):
        store.put_items([an_item("b"), replace(an_item("c"), uri=first.uri)])
    assert list(store.items()) == [first]


def test_a_reader_may_write_while_it_reads(store):
    store.put_items(an_item(str(number)) for number in range(600))
    store.start_run(a_run())
    seen = []
    for item in store.pending("music.find", "1", "s1", KINDS):
        seen.append(item.id)
        store.record("run-1", [said(item, a_mark(item))])
    assert len(seen) == len(set(seen)) == 600
    assert pending(store) == []


def test_a_reader_that_stops_early_holds_nothing(store):
    store.put_items(an_item(str(number)) for number in range(600))
    reader = store.items()
    next(reader)
    store.put_items([an_item("later")])
    assert len(list(store.items())) == 601


# what is pending


def test_an_item_is_pending_until_it_is_answered(store):
    heard, silent = an_item("heard"), an_item("silent")
    store.put_items([heard, silent, an_item("track", Kind.track)])
    assert sorted(pending(store)) == ["heard", "silent"]
    store.start_run(a_run())
    store.record("run-1", [said(heard, a_mark(heard)), said(silent)])
    assert pending(store) == []
    assert [item.title for item in store.pending("other", "1", "", [Kind.track])] == ["track"]


@pytest.mark.parametrize("outcome", [said, failed])
def test_another_version_state_or_content_makes_it_pending_again(store, outcome):
    item = an_item("a")
    store.put_items([item])
    store.start_run(a_run())
    store.record("run-1", [outcome(item)])
    assert pending(store) == []
    assert pending(store, version="2") == ["a"]
    assert pending(store, state="s2") == ["a"]
    store.put_items([replace(item, digest="d2")])
    assert pending(store) == ["a"]


def test_an_item_never_read_is_answered_for_too(store):
    item = an_item("feed entry", digest=None)
    store.put_items([item])
    store.start_run(a_run())
    store.record("run-1", [said(item)])
    assert pending(store) == []
    store.put_items([replace(item, digest="d1")])
    assert pending(store) == ["feed entry"]


def test_a_failed_item_waits_to_be_asked_for(store):
    bad, good = an_item("bad"), an_item("good")
    store.put_items([bad, good])
    store.start_run(a_run())
    store.record("run-1", [failed(bad), said(good)])
    assert pending(store) == []
    assert pending(store, retry_failed=True) == ["bad"]
    assert pending(store, retry_failed=True, ids=[good.id]) == []


def test_pending_can_be_narrowed_to_some_items(store):
    one, two = an_item("1"), an_item("2")
    store.put_items([one, two])
    assert pending(store, ids=[two.id, "nothing"]) == ["2"]
    assert pending(store, ids=[]) == []


# recording


def test_marks_come_back_in_order(store):
    one, two = an_item("1"), an_item("2")
    store.put_items([one, two])
    store.start_run(a_run())
    marks = [a_mark(item, start, target=target) for item in (one, two) for start in (None, 5, 0) for target in "yx"]
    store.record("run-1", [said(item, *(mark for mark in marks if mark.item == item.id)) for item in (one, two)])

    def key(mark: Mark) -> tuple[Any, ...]:
        return (mark.item, (-1, -1) if mark.span is None else (mark.span.start, mark.span.end), mark.id)

    assert list(store.marks()) == sorted(marks, key=key)


def test_marks_can_be_chosen(store):
    one, two = an_item("1"), an_item("2")
    store.put_items([one, two])
    store.start_run(a_run())
    first, second = a_mark(one, target="x"), a_mark(two, target="y", kind="cover")
    store.record("run-1", [said(one, first), said(two, second)])
    assert list(store.marks(item=one.id)) == [first]
    assert list(store.marks(target="y")) == [second]
    assert list(store.marks(kind="cover")) == [second]
    assert list(store.marks(analyzer="music.find", kind="usage")) == [first]
    assert list(store.marks(analyzer="other")) == []
    assert store.mark(first.id) == first
    assert store.mark("nothing") is None


def test_a_new_answer_replaces_the_old_marks_of_this_analyzer_only(store):
    item = an_item("a")
    store.put_items([item])
    store.start_run(a_run())
    store.start_run(a_run("run-2"))
    other = Mark(item.id, "other", "1", "shot")
    gone, kept, new = a_mark(item, 0), a_mark(item, 20), a_mark(item, 40)
    store.record("run-1", [said(item, gone, kept), replace(said(item), analyzer="other", marks=(other,))])
    surer = replace(kept, probability=0.99)
    store.record("run-2", [said(item, surer, new, state="s2")])
    assert list(store.marks(analyzer="music.find")) == [surer, new]
    assert list(store.marks(analyzer="other")) == [other]
    assert store.mark(gone.id) == gone  # history


def test_a_retired_statement_made_again_is_current_again(store):
    item = an_item("a")
    store.put_items([item])
    store.start_run(a_run())
    mark = a_mark(item)
    for marks in ([mark], [], [mark]):
        store.record("run-1", [said(item, *marks)])
    assert list(store.marks()) == [mark]


def test_a_new_version_retires_the_old_one(store):
    item = an_item("a")
    store.put_items([item])
    store.start_run(a_run())
    store.record("run-1", [said(item, a_mark(item))])
    store.record("run-1", [said(item, a_mark(item, version="2"), version="2")])
    assert list(store.marks()) == [a_mark(item, version="2")]


def test_recording_twice_changes_nothing(store):
    good, bad = an_item("good"), an_item("bad")
    store.put_items([good, bad])
    store.start_run(a_run())
    outcomes = [said(good, a_mark(good), a_mark(good)), failed(bad)]
    store.record("run-1", outcomes)
    before = list(store.marks()), store.counts(), [letter.message for letter in store.dead_letters()]
    store.record("run-1", outcomes)
    assert (list(store.marks()), store.counts(), [letter.message for letter in store.dead_letters()]) == before


def test_of_two_outcomes_for_one_item_the_last_holds(store):
    item = an_item("a")
    store.put_items([item])
    store.start_run(a_run())
    store.record("run-1", [failed(item), said(item, a_mark(item, 0)), said(item, a_mark(item, 5))])
    assert list(store.marks()) == [a_mark(item, 5)]
    assert list(store.dead_letters()) == []


def test_a_failure_is_a_dead_letter_until_a_success(store):
    item = an_item("a")
    store.put_items([item])
    store.start_run(a_run())
    store.record("run-1", [failed(item, "cut at 3 s")])
    (letter,) = store.dead_letters()
    assert (letter.item, letter.analyzer, letter.version, letter.run) == (item.id, "music.find", "1", "run-1")
    assert (letter.error, letter.message, letter.attempts) == ("UnreadableMedia", "cut at 3 s", 3)
    assert letter.at.utcoffset() == timedelta(0)
    store.record("run-1", [said(item)])
    assert list(store.dead_letters()) == []


@pytest.mark.parametrize("version", ["1", "2"])
def test_a_failure_leaves_what_was_said_about_the_same_bytes(store, version):
    item = an_item("a")
    store.put_items([item])
    store.start_run(a_run())
    store.record("run-1", [said(item, a_mark(item))])
    store.record("run-1", [failed(item, version=version)])
    assert list(store.marks()) == [a_mark(item)]
    assert len(list(store.dead_letters())) == 1


def test_a_failure_on_new_content_retires_what_was_said_about_the_old(store):
    item = an_item("a")
    store.put_items([item])
    store.start_run(a_run())
    store.record("run-1", [said(item, a_mark(item))])
    changed = replace(item, digest="d2")
    store.put_items([changed])
    store.record("run-1", [failed(changed)])
    assert list(store.marks()) == []


def test_an_answer_about_content_that_has_changed_meanwhile_is_asked_again(store):
    item = an_item("a")
    store.put_items([replace(item, digest="d2")])
    store.start_run(a_run())
    store.record("run-1", [said(item, a_mark(item), digest="d1")])
    assert pending(store) == ["a"]


def test_a_record_that_cannot_be_kept_leaves_no_trace(store):
    item = an_item("a")
    store.put_items([item])
    store.start_run(a_run())
    with pytest.raises(CatalogError):
        store.record("run-1", [said(item, a_mark(item)), said(an_item("unknown"))])
    with pytest.raises(CatalogError):
        store.record("a run that never started", [said(item)])
    with pytest.raises(ValueError, match="not of its outcome"):
        store.record("run-1", [said(item, a_mark(an_item("b")))])
    assert list(store.marks()) == []
    assert pending(store) == ["a"]


def test_recording_nothing_is_fine(store):
    store.record("run-1", [])


# runs, decisions, counts


def test_runs_are_kept_from_start_to_end(store):
    begun = a_run("run-2")
    store.start_run(begun)
    store.start_run(a_run("run-1"))
    assert list(store.runs()) == [a_run("run-1"), begun]
    paris = timezone(timedelta(hours=2))
    ended = replace(begun, finished=datetime(2026, 5, 1, 15, tzinfo=paris), manifest={"done": 3})
    store.finish_run(ended)
    store.finish_run(ended)
    found = list(store.runs())[1]
    assert found == ended
    assert found.finished is not None
    assert found.finished.utcoffset() == timedelta(0)


def test_decisions_are_appended_and_outlive_the_mark(store):
    item = an_item("a")
    store.put_items([item])
    store.start_run(a_run())
    mark = a_mark(item)
    store.record("run-1", [said(item, mark)])
    no = Decision(mark.id, Verdict.reject, "ana", NOON, "a cover")
    yes = Decision(mark.id, Verdict.correct, "bo", NOON, correction={"target": "other"})
    for decision in (no, yes, no):
        store.decide(decision)
    store.record("run-1", [said(item)])
    assert list(store.decisions()) == [no, yes, no]
    assert list(store.decisions(mark=mark.id)) == [no, yes, no]
    assert list(store.decisions(mark="nothing")) == []


def test_a_decision_needs_a_mark(store):
    with pytest.raises(CatalogError):
        store.decide(Decision("nothing", Verdict.accept, "ana", NOON))


def test_counts(store):
    good, bad = an_item("good"), an_item("bad")
    store.put_items([good, bad, an_item("t", Kind.track)])
    store.start_run(a_run())
    store.record("run-1", [said(good, a_mark(good, 0), a_mark(good, 9)), failed(bad)])
    store.decide(Decision(a_mark(good, 0).id, Verdict.accept, "ana", NOON))
    counts = store.counts()
    assert counts.items == {Kind.episode: 2, Kind.track: 1}
    assert counts.answered == (Answered("music.find", "1", done=1, failed=1),)
    assert counts.marks == {"music.find": 2}
    assert (counts.decisions, counts.runs) == (1, 1)


def test_an_empty_catalogue_counts_nothing(store):
    counts = store.counts()
    assert (counts.items, counts.answered, counts.marks, counts.decisions, counts.runs) == ({}, (), {}, 0, 0)


# any text, any value

words = st.text(st.characters(codec=None), max_size=20)
"""Lone surrogates, NUL and all."""
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)
mappings = st.dictionaries(words, values, max_size=4)
relaxed = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)


@relaxed
@given(st.builds(Item, words, st.sampled_from(Kind), words, words, mappings, st.none() | words))
def test_any_item_comes_back_unchanged(store, item):
    for known in store.items():
        store.put_items([replace(known, uri=f"moved:{known.id}")])  # so that uris never clash
    store.put_items([item])
    assert store.item(item.id) == item
    assert store.item_by_uri(item.uri) == item


spans = st.none() | st.tuples(st.integers(0, 2**62), st.integers(1, 2**61)).map(lambda pair: Span(pair[0], sum(pair)))


@relaxed
@given(
    st.lists(
        st.builds(
            Mark,
            st.just(an_item("a").id),
            st.just("music.find"),
            st.just("1"),
            words,
            words,
            st.none() | words,
            spans,
            st.floats(0, 1),
            mappings,
        ),
        max_size=3,
        unique_by=lambda mark: mark.id,
    )
)
def test_any_marks_come_back_unchanged(store, marks):
    item = an_item("a")
    store.put_items([item])
    store.start_run(a_run())
    store.record("run-1", [said(item, *marks)])
    assert sorted(store.marks(), key=lambda mark: mark.id) == sorted(marks, key=lambda mark: mark.id)
    assert all(store.mark(mark.id) == mark for mark in marks)
