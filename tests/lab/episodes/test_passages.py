"""Passages: layers, medleys, the same track twice, loops, ducked beds."""

from __future__ import annotations

import numpy as np
import pytest

from earmark.lab.episodes import RATE, Cast, Recording
from earmark.lab.episodes.passages import Crate, Draw, Passage, layers, loop, medley, one_of, single, twice
from earmark.media import write_audio


def drawn(draw: Draw, cast: Cast, turn: int = 0) -> Passage:
    return draw(Crate(cast.known, cast.shelf, np.random.default_rng(1)), turn)


def names(passage: Passage) -> list[str]:
    return [part.recording.path.stem for part in passage.parts]


def test_layers_overlap_by_half(cast):
    passage = drawn(layers(-3, (4.0, 6.0)), cast)
    first, second = passage.parts
    assert names(passage) == ["noise 0", "noise 1"]
    assert second.at == pytest.approx(first.end / 2)
    assert passage.seconds == max(first.end, second.end)


def test_a_medley_runs_from_track_to_track(cast):
    passage = drawn(medley(3, -3, (3.0, 5.0)), cast)
    assert names(passage) == ["noise 0", "noise 1", "noise 2"]
    for one, two in zip(passage.parts, passage.parts[1:], strict=False):
        assert two.at == pytest.approx(one.end - 0.5)


def test_a_track_comes_twice(cast):
    passage = drawn(twice(-3, (2.0, 4.0), (8.0, 9.0)), cast)
    one, two = passage.parts
    assert names(passage) == ["noise 0", "noise 0"]
    assert 8.0 <= two.at - one.end <= 9.0


def test_a_loop_is_one_stretch(cast):
    passage = drawn(loop(-3, (1.0, 2.0), (3, 3)), cast)
    (part,) = passage.parts
    once = part.samples.shape[1] // 3
    np.testing.assert_array_equal(part.samples[:, :once], part.samples[:, once : 2 * once])
    assert 3.0 <= part.end <= 6.0


def test_a_long_bed_is_alone_at_both_ends(cast):
    passage = drawn(single(3, (9.0, 9.0), fade=2.0, duck_db=12.0, alone=3.0), cast)
    assert np.array(passage.pauses) == pytest.approx(np.array([[0.0, 3.0], [6.0, 9.0]]))
    assert (passage.parts[0].duck_db, passage.parts[0].fade) == (12.0, 2.0)


def test_draws_take_turns(cast):
    draw = one_of([single(None, (1.0, 1.0)), single(-5, (2.0, 2.0))])
    assert [round(drawn(draw, cast, turn).seconds) for turn in range(4)] == [1, 2, 1, 2]


def test_an_excerpt_is_heard_at_both_ends(cast, tmp_path):
    """Five seconds of silence on both sides of a tone: an excerpt never begins or ends in it."""
    tone = np.zeros((1, 20 * RATE), np.float32)
    tone[:, 5 * RATE : 15 * RATE] = 0.1 * np.sin(np.arange(10 * RATE) / 10)
    write_audio(tmp_path / "tone.wav", tone, rate=RATE)
    crate = Crate([Recording(tmp_path / "tone.wav", "")], cast.shelf, np.random.default_rng(0))
    for _ in range(5):
        samples, offset = crate.excerpt(crate.recording(), 2.0)
        assert samples.shape == (1, 2 * RATE)
        assert 4.7 < offset < 13.3
    samples, offset = crate.excerpt(crate.recording(), 20.0)
    assert samples.shape[1] < 11 * RATE, "all of it begins in silence, half of it need not"
