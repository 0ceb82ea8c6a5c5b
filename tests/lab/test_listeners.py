"""Earmark and the baseline behind the same protocol."""

from __future__ import annotations

import pytest

from earmark.lab.episodes import recordings
from earmark.lab.listeners import Earmark, Pairs, cpu_seconds
from earmark.media import write_audio
from tests.music.sounds import RATE, Laid, alone


@pytest.mark.parametrize("listener", [Earmark(), Pairs()])
def test_a_listener_indexes_opens_and_finds(clips, tmp_path, listener):
    with pytest.raises(RuntimeError, match="open"):
        listener.find(tmp_path / "e.wav")
    (tmp_path / "index").mkdir()
    begun = cpu_seconds()
    listener.index([track.path for track in recordings(clips / "music")], tmp_path / "index")
    listener.open(tmp_path / "index")
    write_audio(tmp_path / "e.wav", alone([Laid(2, 5.0)], seconds=25.0), rate=RATE)
    claims = [claim for claim in listener.find(tmp_path / "e.wav") if claim.score >= listener.least]
    assert cpu_seconds() > begun
    assert [claim.track for claim in claims] == ["2.wav"]
    assert claims[0].start == pytest.approx(5.0, abs=2.0)
    assert claims[0].end == pytest.approx(17.0, abs=2.0)
    assert claims[0].change.tempo == pytest.approx(1.0, abs=0.003)
