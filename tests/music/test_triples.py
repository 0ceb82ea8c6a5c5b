"""Triples of peaks: what stays of music when its speed, tempo or pitch changes, without sorting out more first."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earmark.music import Peaks
from earmark.music.postings import PAGE_FRAMES, by_step
from earmark.music.triples import DISTANCES, FINER, HEIGHT_BITS, KEYS, NEAREST, RATIOS, Triples, table_of, triples_of
from tests.music.sounds import random_peaks


def peaks(*cells: tuple[int, int], frames: int = 50) -> Peaks:
    """Peaks at these frames and steps."""
    frame, step = np.array(sorted(cells), np.int64).reshape(-1, 2).T
    return Peaks(frame.astype(np.int32), step.astype(np.uint16), frames)


def parts(key: int) -> tuple[int, int, int, int]:
    """Ratio, distance, distance, ratio."""
    rest, last = divmod(key, RATIOS)
    rest, two = divmod(rest, DISTANCES)
    first, one = divmod(rest, DISTANCES)
    return first, one, two, last


def counts_of(heard: Peaks) -> np.ndarray:
    return np.bincount(heard.frame, minlength=heard.frames).astype(np.uint8)


def test_a_triple_by_hand():
    """The second is 5 frames later and 0.05 octaves higher, the third 2 frames later and 0.05 octaves lower again."""
    triples = triples_of(peaks((3, 1000), (8, round(1000 * 2**0.05)), (10, 1000)))
    assert triples.frame.tolist() == [3]
    up, one, two, down = parts(int(triples.key[0]))
    assert (one, two) == (5 - NEAREST, 2 - NEAREST)
    assert up - RATIOS // 2 == 15  # of 0.003 octaves, a little wider already
    assert up - RATIOS // 2 == RATIOS // 2 - 1 - down


@pytest.mark.parametrize(
    ("frames", "octaves"),
    [(7, 0.05), (0, 0.05), (5, 0.005), (5, 0.2), (5, -0.2)],
)
def test_what_is_too_near_or_too_far_makes_no_triple(frames, octaves):
    high = round(1000 * 2**octaves)
    assert not len(triples_of(peaks((3, 1000), (3 + frames, high), (5 + frames, 1000))).frame)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_too_few_peaks_make_no_triple(count):
    assert not len(triples_of(peaks(*[(3, 1000), (5, 1030)][:count])).frame)


@pytest.mark.parametrize("factor", [0.94, 1.06])
def test_what_is_played_higher_keeps_its_key_but_for_rounding(factor):
    cells = [(3, 800), (6, 842), (9, 815)]
    as_it_was = triples_of(peaks(*cells))
    changed = triples_of(peaks(*[(frame, round(step * factor)) for frame, step in cells]))
    away = np.abs(np.subtract(parts(int(as_it_was.key[0])), parts(int(changed.key[0]))))
    assert away.max() <= 1
    higher = (changed.height[0] - as_it_was.height[0]) / FINER * 0.00365
    assert np.exp(higher) == pytest.approx(factor, rel=0.002)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), frames=st.integers(1, 400))
def test_triples_are_in_range_and_in_order(seed, frames):
    triples = triples_of(random_peaks(seed, frames))
    assert (np.diff(triples.frame) >= 0).all()
    assert ((triples.key >= 0) & (triples.key < KEYS)).all()
    assert ((triples.height >= 0) & (triples.height < FINER << HEIGHT_BITS)).all()


def test_the_table_holds_every_triple_of_the_axis():
    heard = random_peaks(1, 500)
    triples = triples_of(heard)
    start, entries = table_of(counts_of(heard), heard.step)
    order = np.argsort(triples.key, kind="stable")
    assert len(triples.key) > 100
    assert np.array_equal(start, np.searchsorted(triples.key[order], np.arange(KEYS + 1)))
    assert np.array_equal(entries >> HEIGHT_BITS, triples.frame[order])
    assert np.array_equal(entries & ((1 << HEIGHT_BITS) - 1), triples.height[order] // FINER)


def test_how_much_is_heard_before_changes_nothing():
    heard = random_peaks(2, 300)
    later = Peaks(heard.frame + np.int32(750), heard.step, heard.frames + 750)
    here, there = triples_of(heard), triples_of(later)
    assert isinstance(here, Triples)
    assert np.array_equal(here.frame + 750, there.frame)
    assert np.array_equal(here.key, there.key)
    assert np.array_equal(here.height, there.height)


def test_postings_hold_every_peak_once_page_after_page():
    heard = random_peaks(3, PAGE_FRAMES + 200)
    start, places = by_step(counts_of(heard), heard.step)
    assert len(start) == 2
    found = [
        (page * PAGE_FRAMES + int(place), step)
        for page, row in enumerate(start.tolist())
        for step in range(len(row) - 1)
        for place in places[row[step] : row[step + 1]]
    ]
    assert sorted(found) == list(zip(heard.frame.tolist(), heard.step.tolist(), strict=True))
