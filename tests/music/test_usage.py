"""Usage reports and cue sheets: what people are paid by."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earmark.core import Json, Mark, Span
from earmark.music import TrackUsage, cue_sheet, usage_report

BLUE: Mapping[str, Json] = {"title": "Blue", "artist": "The Reds", "isrc": "DEA120000001"}


def mark(
    start: float,
    end: float,
    *,
    item: str = "e1",
    track: str = "t1",
    sure: float = 0.9,
    kind: str = "usage",
    evidence: Mapping[str, Json] = BLUE,
) -> Mark:
    span = Span.from_seconds(start, end)
    return Mark(item, "music.find", "1", kind, target=track, span=span, probability=sure, evidence=evidence)


def test_one_use():
    assert list(usage_report([mark(12.3, 24.3)])) == [
        TrackUsage("e1", "t1", "Blue", "The Reds", "DEA120000001", 12.0, 12.3, 24.3, 1, 0.9)
    ]


def test_what_overlaps_or_touches_counts_once():
    marks = [mark(10, 20), mark(15, 30, sure=0.7), mark(30, 31), mark(12, 13), mark(40.5, 41)]
    (usage,) = usage_report(marks)
    assert (usage.seconds, usage.first, usage.last, usage.uses) == (21.5, 10.0, 41.0, 2)
    assert usage.probability == 0.9


def test_two_tracks_at_once_both_count_in_full():
    usages = list(usage_report([mark(10, 20), mark(10, 20, track="t2")]))
    assert [(usage.track, usage.seconds) for usage in usages] == [("t1", 10.0), ("t2", 10.0)]


def test_what_is_too_unsure_does_not_count():
    marks = [mark(10, 20, sure=0.5), mark(50, 70, sure=0.49), mark(80, 90, track="t2", sure=0.1)]
    assert [(usage.track, usage.seconds) for usage in usage_report(marks)] == [("t1", 10.0)]
    assert [usage.seconds for usage in usage_report(marks, least=0.4)] == [30.0]
    assert [usage.track for usage in usage_report(marks, least=0.0)] == ["t1", "t2"]
    assert list(usage_report(marks, least=1.0)) == []


def test_by_episode_then_by_first_use():
    marks = [
        mark(5, 6, item="e2", track="a"),
        mark(50, 60, track="a"),
        mark(1, 2, track="z"),
        mark(50, 60, track="b"),
        mark(20, 21, track="a"),
    ]
    Random(3).shuffle(marks)
    order = [("e1", "z"), ("e1", "a"), ("e1", "b"), ("e2", "a")]
    assert [(usage.item, usage.track) for usage in usage_report(iter(marks))] == order


def test_other_marks_are_passed_over():
    whole = Mark("e1", "music.find", "1", "usage", target="t1")
    assert list(usage_report([whole, mark(1, 2, kind="shot")])) == []


def test_names_that_are_not_known_are_empty():
    (usage,) = usage_report([mark(1, 2, evidence={})])
    assert (usage.title, usage.artist, usage.isrc) == ("", "", "")


SPANS = st.lists(st.tuples(st.integers(0, 300), st.integers(1, 100)), min_size=1, max_size=12)


@given(spans=SPANS)
def test_seconds_are_those_in_which_it_is_heard(spans):
    (usage,) = usage_report([mark(start / 10, (start + length) / 10) for start, length in spans])
    heard = {tick for start, length in spans for tick in range(start, start + length)}
    assert usage.seconds == pytest.approx(len(heard) / 10)
    assert usage.uses == sum(tick - 1 not in heard for tick in heard)
    assert (usage.first, usage.last) == (min(heard) / 10, (max(heard) + 1) / 10)


GOLDEN = """\
CUE SHEET  Episode 7: Seas
   #       start         end      length  title / artist / ISRC
   1   0:00:00.0   0:00:12.3   0:00:12.3  Blue / The Reds / DEA120000001  (0.90)
   2   0:00:10.0   0:01:10.0   0:01:00.0  ひかり / - / -  (1.00)
   3   0:59:59.9   1:00:00.0   0:00:00.1  - / - / -  (0.51)
   4  10:00:00.0  10:00:30.5   0:00:30.5  Blue / The Reds / DEA120000001  (0.75)
      4 cues, 0:01:40.6 of music
"""


def test_the_cue_sheet_as_it_is_filed():
    marks = [
        mark(36_000, 36_030.5, sure=0.75),
        mark(10, 70, track="t2", sure=1.0, evidence={"title": "ひかり", "artist": "", "isrc": None}),
        mark(0, 12.3),
        mark(3599.9, 3599.96, track="t3", sure=0.51, evidence={}),
        mark(100, 200, sure=0.49),
        mark(5, 9, kind="shot"),
    ]
    assert cue_sheet("Episode 7: Seas", marks) == GOLDEN


def test_a_sheet_with_no_cues():
    sheet = cue_sheet("Talk", [mark(1, 2, sure=0.2)])
    assert sheet.splitlines()[-1].strip() == "0 cues, 0:00:00.0 of music"
    assert "   1  " in cue_sheet("Talk", [mark(1, 2, sure=0.2)], least=0.1)


def test_music_that_overlaps_is_counted_once_in_the_sum():
    assert cue_sheet("", [mark(0, 30), mark(10, 40, track="t2")]).endswith("2 cues, 0:00:40.0 of music\n")


@given(text=st.text(max_size=30), other=st.text(max_size=30))
def test_no_name_breaks_a_line(text, other):
    sheet = cue_sheet(text, [mark(1, 2, evidence={"title": other, "artist": text})])
    assert len(sheet.split("\n")) == 5
    assert len(sheet.splitlines()) == 4
    assert all(char.isprintable() for char in sheet.replace("\n", ""))
