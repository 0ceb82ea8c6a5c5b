"""Which ISRC the index keeps of a track: people are paid by it."""

from dataclasses import replace

import numpy as np
import pytest

from earmark.core import Item, Kind
from earmark.media import write_audio
from earmark.music import Index, index_items


@pytest.mark.parametrize(
    ("catalogued", "tagged", "kept"),
    [
        ("", "gb-aye-68-00011", "GBAYE6800011"),
        ("USRC17607839", "GBAYE6800011", "USRC17607839"),
        ("to be assigned", "GBAYE6800011", "GBAYE6800011"),
        ("", "to be assigned", ""),
    ],
)
def test_only_a_true_isrc_is_kept_and_the_catalogues_first(tmp_path, catalogued, tagged, kept):
    path = tmp_path / "a.mp3"
    write_audio(path, np.zeros((1, 24_000), np.float32), rate=24_000, tags={"isrc": tagged})
    item = replace(Item.from_path(path, Kind.track), metadata={"isrc": catalogued})
    assert [error for _, error in index_items(tmp_path / "index", [item], workers=1)] == [None]
    with Index.open(tmp_path / "index") as index:
        assert index.tracks[item.id].isrc == kept
