"""Claims against the truth: joined, matched, blamed."""

from __future__ import annotations

from pathlib import Path

import pytest

from earmark.lab.claims import SPEECH, Claim, event_rows, joined
from earmark.lab.episodes import Episode, Event, Treatment
from earmark.media import UNCHANGED, Change

FASTER = Change(1.04, 1.04)


def event(track: str, start: float, end: float, *, condition: str = "bed", known: bool = True) -> Event:
    change = FASTER if condition == "speed" else UNCHANGED
    return Event(track, f"artist of {track}", start, end, 0.0, change, condition, -5.0, known)


EPISODE = Episode(
    Path("e1.mp3"),
    1800.0,
    Treatment("mp3", 64_000),
    (
        event("hit", 10.0, 20.0, condition="speed"),
        event("missed", 40.0, 50.0),
        event("new", 70.0, 80.0, condition="unknown", known=False),
        event("quiet", 100.0, 110.0, condition="unknown", known=False),
        event("hit", 200.0, 220.0),
    ),
)
CLAIMS = [
    Claim("hit", 10.5, 20.25, 0.95, Change(1.04, 1.0296)),
    Claim("false", 75.0, 90.0, 0.6),
    Claim("false", 42.0, 44.0, 0.7),
    Claim("other", 300.0, 301.0, 0.8),
    Claim("hit", 215.0, 220.0, 0.9),
]


def test_claims_of_one_track_that_nearly_meet_are_one():
    claims = [Claim("a", 0, 2, 0.5, FASTER), Claim("b", 3, 4, 0.9), Claim("a", 6.9, 8, 0.7), Claim("a", 13, 14, 0.9)]
    assert joined(claims) == [Claim("a", 0, 8, 0.7, FASTER), Claim("a", 13, 14, 0.9), Claim("b", 3, 4, 0.9)]
    assert joined([]) == []


def test_the_change_is_that_of_the_longest_part():
    parts = [Claim("a", 0, 2), Claim("a", 3, 9, 1.0, FASTER), Claim("a", 10, 12)]
    assert joined(parts) == [Claim("a", 0, 12, 1.0, FASTER)]


def test_the_rows_of_an_episode_by_hand():
    rows = {row["item"]: row for row in event_rows(EPISODE, CLAIMS)}
    assert len(rows) == 5 + 3
    hit = rows["e1/10.00 hit"]
    assert (hit["events"], hit["finds"], hit["hits"], hit["named"], hit["loss"]) == (1, 1, 1, 1, 0.0)
    assert (hit["event_seconds"], hit["find_seconds"], hit["hit_seconds"]) == pytest.approx((10.0, 9.75, 9.5))
    assert (hit["start_errors"], hit["end_errors"]) == ([0.5], [0.25])
    assert hit["factor_errors"] == [pytest.approx(1.0)]
    assert (hit["probability"], hit["right"]) == ([0.95], [True])
    assert (hit["condition"], hit["treatment"], hit["group"]) == ("speed", "mp3-64k", "artist of hit")
    missed = rows["e1/40.00 missed"]
    assert (missed["hits"], missed["finds"], missed["named"], missed["loss"]) == (0, 0, 0, 1.0)
    half = rows["e1/200.00 hit"]
    assert (half["hits"], half["finds"], half["named"], half["loss"]) == (0, 1, 1, 2.0)
    assert half["hit_seconds"] == pytest.approx(5.0)
    assert [rows[f"e1/{start}"]["unknown_claimed"] for start in ("70.00 new", "100.00 quiet")] == [1, 0]


def test_false_claims_are_blamed_on_what_plays_there():
    rows = [row for row in event_rows(EPISODE, CLAIMS) if "false" in row["item"]]
    assert [(row["condition"], row["group"]) for row in rows] == [
        ("unknown", "artist of new"),
        ("bed", "artist of missed"),
        (SPEECH, SPEECH),
    ]
    assert [(r["false_of_unknown"], r["false_of_known"], r["false_in_speech"]) for r in rows] == [
        (1, 0, 0),
        (0, 1, 0),
        (0, 0, 1),
    ]
    assert all(row["right"] == [False] and row["loss"] == 1.0 for row in rows)


def test_sums_over_rows_are_those_of_the_whole():
    rows = list(event_rows(EPISODE, CLAIMS))

    def total(name: str) -> float:
        return sum(row.get(name) or 0 for row in rows)

    assert (total("events"), total("finds"), total("hits")) == (3, 5, 1)
    assert total("event_seconds") == pytest.approx(40.0)
    assert total("find_seconds") == pytest.approx(sum(claim.end - claim.start for claim in CLAIMS))


def test_without_events_and_claims_there_are_no_rows():
    nothing = Episode(Path("e.mp3"), 10.0, Treatment("wav"), ())
    assert list(event_rows(nothing, [])) == []
