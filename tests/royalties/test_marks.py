"""Use, categories and owners as a catalogue has them."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from fractions import Fraction

import pytest

from earmark.catalog import open_catalog
from earmark.core import Decision, Item, Kind, Mark, Outcome, Run, Span, Verdict
from earmark.core.errors import BadInput
from earmark.royalties import holders_of_catalogue, usage_of_uses, verdicts_of_catalogue
from tests.music.marked import use


def category(item: str, label: str, probability: float = 0.9) -> Mark:
    return Mark(item, "tracks.category", "1", "category", label, probability=probability)


@pytest.fixture
def catalogue(tmp_path):
    with closing(open_catalog(tmp_path / "earmark.db")) as store:
        tracks = {"rain": 150.5, "tune": 180.0, "talk": None}
        store.put_items(
            Item(id, Kind.track, f"file:///{id}.flac", id.title(), {"duration": seconds} if seconds else {})
            for id, seconds in tracks.items()
        )
        store.put_items([Item("e", Kind.episode, "file:///e.mp3")])
        yield store


def say(store, *marks: Mark) -> None:
    store.start_run(Run("r", datetime.now(UTC), "local", {"tracks.category": "1"}))
    for item in {mark.item for mark in marks}:
        said = tuple(mark for mark in marks if mark.item == item)
        store.record("r", [Outcome(item, None, "tracks.category", "1", "", said)])


def decide(store, mark: Mark, verdict: Verdict, by: str, day: int, **correction: str) -> None:
    store.decide(Decision(mark.id, verdict, by, datetime(2026, 1, day, tzinfo=UTC), correction=correction))


def test_the_most_probable_category_of_a_track_is_its_verdict(catalogue):
    rain = category("rain", "functional:rain")
    part = Mark("rain", "tracks.category", "1", "category", "speech", span=Span.from_seconds(0, 5))
    say(catalogue, rain, category("rain", "music", 0.05), part, category("e", "speech"), category("talk", "speech"))
    found = verdicts_of_catalogue(catalogue)
    assert found.keys() == {"rain", "talk"}
    assert (found["rain"].label, found["rain"].probability) == ("functional:rain", Fraction(9, 10))
    assert (found["rain"].seconds, found["talk"].seconds) == (Fraction(301, 2), None)
    assert (found["rain"].source, found["rain"].confirmed_by) == (f"mark {rain.id}", frozenset())


def test_people_accept_reject_and_correct(catalogue):
    rain, tune, talk = (
        category("rain", "functional:rain"),
        category("tune", "functional:fan"),
        category("talk", "mixed"),
    )
    say(catalogue, rain, tune, talk)
    decide(catalogue, rain, Verdict.accept, "ann", 1)
    decide(catalogue, rain, Verdict.accept, "bob", 2)
    decide(catalogue, tune, Verdict.correct, "ann", 1, label="music")
    decide(catalogue, talk, Verdict.accept, "ann", 1)
    decide(catalogue, talk, Verdict.reject, "bob", 2)
    found = verdicts_of_catalogue(catalogue)
    assert found["rain"].confirmed_by == {"ann", "bob"}
    assert (found["tune"].label, found["tune"].probability) == ("music", Fraction(1))
    assert found["tune"].confirmed_by == {"ann"}
    assert "talk" not in found


def test_whoever_changes_their_mind_no_longer_confirms(catalogue):
    rain = category("rain", "functional:rain")
    say(catalogue, rain)
    decide(catalogue, rain, Verdict.reject, "ann", 1)
    assert verdicts_of_catalogue(catalogue) == {}
    decide(catalogue, rain, Verdict.accept, "bob", 2)
    assert verdicts_of_catalogue(catalogue)["rain"].confirmed_by == {"bob"}


def test_a_label_that_is_none_is_an_error(catalogue):
    mark = category("rain", "Drizzle!")
    say(catalogue, mark)
    with pytest.raises(BadInput, match=f"mark {mark.id}"):
        verdicts_of_catalogue(catalogue)


def test_owners_are_in_the_metadata(catalogue):
    catalogue.put_items([Item("tune", Kind.track, "file:///t.flac", "Tune", {"rights_holder": " Ada ", "isrc": "X"})])
    assert list(holders_of_catalogue(catalogue)) == ["tune"]
    split = holders_of_catalogue(catalogue)["tune"]
    assert (split.shares, split.title, split.artist, split.isrc) == ((("Ada", Fraction(1)),), "Tune", "", "X")


def test_usage_names_its_marks():
    uses = [use(0, 10), use(5, 12.5, role="foreground")]
    (found,) = usage_of_uses(uses, {("e1", "t1"): ["m2", "m1"]})
    assert (found.item, found.track, found.heard, found.source) == ("e1", "t1", 12_500_000, "marks m1 m2")
    assert found.roles == {"background": 10_000_000, "foreground": 7_500_000}
