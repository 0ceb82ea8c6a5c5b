"""The picture of an episode."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from earmark.core import Span
from earmark.music import Role, Use, draw_timeline, uses_of
from earmark.music.timeline import COLOURS
from tests.music.marked import unknown, use


def pixels(path: Path) -> np.ndarray:
    return np.asarray(Image.open(path).convert("RGB"))


def shown(picture: np.ndarray, colour: str) -> int:
    wanted = [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
    return int((np.abs(picture.astype(int) - wanted).max(axis=2) < 4).sum())


def test_each_role_has_its_colour(tmp_path):
    uses = [
        use(start, start + 20, role=role, sure=1.0, track=role) for start, role in ((0, "theme"), (50, "foreground"))
    ]
    draw_timeline(tmp_path / "a.png", "Seas", uses, 100.0)
    picture = pixels(tmp_path / "a.png")
    assert shown(picture, COLOURS[Role.theme]) > 1000
    assert shown(picture, COLOURS[Role.foreground]) > 1000
    assert shown(picture, COLOURS[Role.sting]) == 0


@pytest.mark.parametrize("uses", [[], uses_of([unknown(1, 5)]), [use(0, 4), use(2, 8, track="t2")]])
@pytest.mark.parametrize("name", ["a.png", "a.svg", "a.pdf"])
def test_whatever_is_drawn_is_a_picture(tmp_path, uses, name):
    draw_timeline(tmp_path / name, "Seas", uses, 0.0)
    assert (tmp_path / name).stat().st_size > 1000


def test_names_in_any_script_and_many_tracks(tmp_path):
    titles = ["ひかり", "$x_{", "песня", "\n\t", "x" * 500, ""]
    uses = [Use("e", f"t{n}", titles[n % 6], "", "", Span(n, n + 9), 0.0, 1.0, None, None, 0.5) for n in range(1, 100)]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        draw_timeline(tmp_path / "a.png", "海 $", uses, 1.0)
    assert pixels(tmp_path / "a.png").shape[0] < 4000
