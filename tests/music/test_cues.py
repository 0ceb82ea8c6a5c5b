"""Cue sheets, as people file them and as programs read them."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earmark.core import Mark
from earmark.music import CUE_COLUMNS, DDEX_COLUMNS, Role, cue_rows, cue_sheet, ddex_rows, uses_of
from earmark.music.cues import USE_CODES
from tests.music.marked import BLUE, USES, mark, unknown, use


def sheet(episode: str, marks: list[Mark], least: float = 0.5) -> str:
    return cue_sheet(episode, uses_of(marks, least=least))


GOLDEN = """\
CUE SHEET  Episode 7: Seas
   #          in         out    duration  use  title / artist / ISRC
   1   0:00:00.0   0:00:12.3   0:00:12.3  TH   Blue / The Reds / DEA120000001  (0.90)
   2   0:00:10.0   0:01:10.0   0:01:00.0  -    ひかり / - / -  (1.00)
   3   0:05:00.0   0:05:30.0   0:00:30.0  -    (music in no catalogue)  (0.90)
   4   0:59:59.9   1:00:00.0   0:00:00.1  LO   - / - / -  (0.51)
   5  10:00:00.0  10:00:30.5   0:00:30.5  BI   Blue / The Reds / DEA120000001  (0.75)
      5 cues, 0:02:10.6 of music, 0:00:30.0 of it in no catalogue
"""


def test_the_cue_sheet_as_it_is_filed():
    marks = [
        mark(36_000, 36_030.5, sure=0.75, evidence={**BLUE, "role": "background"}),
        mark(10, 70, track="t2", sure=1.0, evidence={"title": "ひかり", "artist": "", "isrc": "no such code"}),
        mark(0, 12.3, evidence={**BLUE, "role": "theme"}),
        mark(3599.9, 3599.96, track="t3", sure=0.51, evidence={"role": "sting"}),
        unknown(300, 330),
        mark(100, 200, sure=0.49),
        mark(5, 9, kind="shot"),
    ]
    assert sheet("Episode 7: Seas", marks) == GOLDEN


def test_a_sheet_with_no_cues():
    assert sheet("Talk", [mark(1, 2, sure=0.2)]).splitlines()[-1].strip() == "0 cues, 0:00:00.0 of music"
    assert "   1  " in sheet("Talk", [mark(1, 2, sure=0.2)], least=0.1)


def test_music_that_overlaps_is_counted_once_in_the_sum():
    assert sheet("", [mark(0, 30), mark(10, 40, track="t2")]).endswith("2 cues, 0:00:40.0 of music\n")


def test_every_role_has_a_code():
    assert set(USE_CODES) == set(Role)


@given(text=st.text(max_size=30), other=st.text(max_size=30))
def test_no_name_breaks_a_line(text, other):
    written = sheet(text, [mark(1, 2, evidence={"title": other, "artist": text})])
    assert len(written.split("\n")) == 5
    assert len(written.splitlines()) == 4
    assert all(char.isprintable() for char in written.replace("\n", ""))


def test_cues_as_rows():
    first, second = cue_rows("Seas", [use(3661.5, 3671.5, offset=4.25, role="foreground"), use(3670, 3680, track="t2")])
    assert tuple(first) == CUE_COLUMNS
    assert (first["in"], first["out"], first["duration"]) == ("01:01:01.500", "01:01:11.500", "00:00:10.000")
    assert (first["use"], first["role"], first["offset"], first["cue"]) == ("VI", "foreground", 4.25, 1)
    assert (first["seconds_counted"], second["seconds_counted"]) == (9.25, 9.25)


@given(uses=USES)
def test_what_counts_of_the_cues_adds_up_to_all_music(uses):
    edges = sorted({time for one in uses for time in (one.span.start, one.span.end)})
    heard = sum(
        end - start
        for start, end in pairwise(edges)
        if any(one.span.start <= start and end <= one.span.end for one in uses)
    )
    assert sum(round(float(str(row["seconds_counted"])) * 1e6) for row in cue_rows("", uses)) == heard


def test_ddex_words():
    known, strange = ddex_rows("Seas", uses_of([mark(0, 7, evidence={**BLUE, "role": "sting"}), unknown(10, 100.5)]))
    assert tuple(known) == tuple(strange) == DDEX_COLUMNS
    assert (known["CueStartTime"], known["CueDuration"], known["CueUseType"]) == ("PT0S", "PT7S", "Bumper")
    assert (known["ReferencedCreationIsrc"], known["ReferencedCreationTitle"]) == ("DEA120000001", "Blue")
    assert (strange["CueDuration"], strange["CueUseType"]) == ("PT1M30.5S", "")
    assert strange["ReferencedCreationProprietaryId"] == ""


def test_foreground_is_no_word_of_ddex():
    (row,) = ddex_rows("", [use(0, 1, role="foreground")])
    assert (row["CueUseType"], row["CueUseTypeUserDefinedValue"]) == ("UserDefined", "Foreground")


DURATION = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?(\d+(?:\.\d+)?)S")


@given(start=st.integers(0, 10**11), length=st.integers(1, 10**11))
def test_durations_are_iso_8601_to_the_microsecond(start, length):
    (row,) = ddex_rows("", [use(start / 1e6, (start + length) / 1e6)])
    found = DURATION.fullmatch(str(row["CueDuration"]))
    assert found
    hours, minutes, seconds = (float(part or 0) for part in found.groups())
    assert hours * 3600 + minutes * 60 + seconds == pytest.approx(length / 1e6, abs=2e-5)
    assert minutes < 60
    assert seconds < 60
