"""What could be read is read, and the item says what is missing."""

import numpy as np
import pytest

from earmark.core.errors import UnreadableMedia
from earmark.media import probe, read_audio
from tests.media.files import noise_file, wav_bytes, without_middle
from tests.media.signals import lag_seconds

SUFFIXES = ["wav", "flac", "mp3", "opus", "m4a", "ogg"]


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("part", [0.5, 0.95])
def test_a_cut_file_gives_what_is_there(tmp_path, suffix, part):
    path = tmp_path / f"a.{suffix}"
    noise_file(path)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(part * len(whole))])
    for seen in (read_audio(path, rate=8000), probe(path)):
        assert seen.damage is not None
        assert seen.damage.kind == "cut"
        assert seen.damage.at == pytest.approx(seen.seconds, abs=0.1)
        # Ogg loses up to a page of a second or more.
        assert 10 * part - 1.3 < seen.seconds < 10 * part + 0.3


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_whole_file_has_no_damage(tmp_path, suffix):
    noise_file(tmp_path / f"a.{suffix}", seconds=3.21)
    assert read_audio(tmp_path / f"a.{suffix}", rate=8000).damage is None
    info = probe(tmp_path / f"a.{suffix}")
    assert info.damage is None
    assert info.seconds == pytest.approx(3.21, abs=0.02)


@pytest.mark.parametrize("suffix", ["flac", "mp3", "opus", "m4a", "ogg"])
@pytest.mark.parametrize("fill", [b"\0", b"\x5a\xc3\x11\x99\x02"])
def test_a_broken_middle_is_told_and_the_rest_is_read(tmp_path, suffix, fill):
    path = tmp_path / f"a.{suffix}"
    noise_file(path)
    whole = read_audio(path, rate=8000).samples
    without_middle(path, fill=fill)
    found = read_audio(path, rate=8000)
    assert found.damage is not None
    assert found.damage.kind == "corrupt"
    assert 3.5 < found.damage.at < 5.5
    if suffix == "mp3":
        # It has no clock: its frames follow each other, in any player.
        assert found.seconds == pytest.approx(9.5, abs=0.1)
    else:
        assert found.seconds == pytest.approx(10.0, abs=0.05)
        late = slice(7 * 8000, 9 * 8000)
        assert abs(lag_seconds(found.samples[:, late], whole[:, late], 8000)) < 0.0002


def test_a_wav_left_open_by_a_recorder_is_whole(tmp_path):
    for size in (0, 0xFFFFFFFF):
        (tmp_path / "a.wav").write_bytes(wav_bytes(bytes(88_200), size=size))
        assert read_audio(tmp_path / "a.wav", rate=8000).damage is None
        assert probe(tmp_path / "a.wav").damage is None


def test_rubbish_after_the_end_is_no_damage(tmp_path):
    for suffix in ("wav", "flac", "mp3", "opus", "m4a"):
        path = tmp_path / f"a.{suffix}"
        noise_file(path, seconds=2)
        path.write_bytes(path.read_bytes() + np.random.default_rng(5).bytes(3000))
        assert read_audio(path, rate=8000).damage is None


def test_numbers_that_are_no_sound_become_silence(tmp_path):
    samples = np.full(44_100, 0.25, np.float32)
    samples[1000:1010] = np.nan
    samples[30_000] = np.inf
    (tmp_path / "a.wav").write_bytes(wav_bytes(samples.tobytes(), bits=32, float_=True))
    found = read_audio(tmp_path / "a.wav", rate=8000)
    assert np.isfinite(found.samples).all()
    assert found.samples[0, 2000:4000] == pytest.approx(0.25, abs=1e-3)
    assert found.damage is not None
    assert found.damage.kind == "corrupt"


def test_an_mp4_without_its_index_cannot_be_read(tmp_path):
    noise_file(tmp_path / "a.m4a", seconds=2)
    whole = (tmp_path / "a.m4a").read_bytes()
    (tmp_path / "a.m4a").write_bytes(whole.replace(b"moov", b"moof", 1))
    for read in (probe, lambda path: read_audio(path, rate=8000)):
        with pytest.raises(UnreadableMedia):
            read(tmp_path / "a.m4a")
