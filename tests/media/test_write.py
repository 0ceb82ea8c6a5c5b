from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

from earmark.core.errors import BadInput
from earmark.media import Chapter, probe, read_audio, write_audio
from tests.media.signals import chirps, lag_seconds

RATE = 44_100
TAGS = {
    "title": "Zwei Töne",
    "artist": "音",
    "album": "Tests",
    "isrc": "DEA232600001",
    "date": "2026",
    "genre": "Speech",
    "comment": "a = b; c # d\nsecond line",
}
CHAPTERS = (Chapter("One = 1", 0.0, 1.25), Chapter("Zwei", 1.25, 2.0), Chapter("Drei", 2.0, 3.0))
SUFFIXES = ["wav", "flac", "mp3", "opus", "m4a", "m4b", "ogg"]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_tags_come_back(tmp_path, suffix):
    write_audio(tmp_path / f"a.{suffix}", chirps(rate=RATE), rate=RATE, tags=TAGS)
    assert dict(probe(tmp_path / f"a.{suffix}").tags) == TAGS


@pytest.mark.parametrize("suffix", [suffix for suffix in SUFFIXES if suffix != "wav"])
def test_chapters_come_back(tmp_path, suffix):
    write_audio(tmp_path / f"a.{suffix}", chirps(rate=RATE), rate=RATE, chapters=CHAPTERS, tags={"title": "Book"})
    info = probe(tmp_path / f"a.{suffix}")
    assert [chapter.title for chapter in info.chapters] == ["One = 1", "Zwei", "Drei"]
    assert [chapter.start for chapter in info.chapters] == pytest.approx([0.0, 1.25, 2.0], abs=0.001)
    assert [chapter.end for chapter in info.chapters] == pytest.approx([1.25, 2.0, 3.0], abs=0.05)
    assert info.tags == {"title": "Book"}
    assert not info.has_video
    assert info.damage is None


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_blocks_and_whole_are_the_same_file(tmp_path, suffix):
    sound = np.concatenate([chirps(rate=RATE), chirps(rate=RATE, at=(1.0,))])
    write_audio(tmp_path / f"whole.{suffix}", sound, rate=RATE)
    odd = (sound[:, first : first + 12_345] for first in range(0, sound.shape[1], 12_345))
    write_audio(tmp_path / f"odd.{suffix}", odd, rate=RATE)
    whole, streamed = (read_audio(tmp_path / f"{name}.{suffix}", rate=RATE, channels=None) for name in ("whole", "odd"))
    assert whole.samples.shape[0] == 2
    np.testing.assert_allclose(streamed.samples, whole.samples, atol=1e-3)
    assert abs(lag_seconds(whole.samples[1:], sound[1:], RATE)) < 1e-4
    assert whole.samples.std() == pytest.approx(sound.std(), rel=0.06)


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("rate", [8000, 32_000, 96_000])
def test_any_rate_is_written_at_one_the_format_has(tmp_path, suffix, rate):
    write_audio(tmp_path / f"a.{suffix}", chirps(rate=rate), rate=rate)
    found = read_audio(tmp_path / f"a.{suffix}", rate=8000)
    assert abs(lag_seconds(found.samples, chirps(rate=8000), 8000)) < 0.001
    assert found.seconds == pytest.approx(3.0, abs=0.15)


def test_a_mono_array_may_be_flat_and_peaks_are_clipped(tmp_path):
    write_audio(tmp_path / "a.wav", np.array([0.5, 2.0, -3.0, 0.25] * 100, np.float32), rate=8000)
    found = read_audio(tmp_path / "a.wav", rate=8000).samples
    np.testing.assert_allclose(found[0, :4], [0.5, 1.0, -1.0, 0.25], atol=1e-4)


def test_a_bit_rate_is_kept_to(tmp_path):
    noise = np.random.default_rng(0).standard_normal((2, 5 * RATE)).astype(np.float32) * np.float32(0.1)
    write_audio(tmp_path / "a.mp3", noise, rate=RATE, bit_rate=96_000)
    info = probe(tmp_path / "a.mp3")
    assert info.audio is not None
    assert info.audio.bit_rate == 96_000


def test_an_old_file_stays_until_the_new_one_is_whole(tmp_path):
    path = tmp_path / "a.mp3"
    write_audio(path, chirps(rate=RATE), rate=RATE)
    before = path.read_bytes()

    def breaks_off() -> Iterator[NDArray[np.float32]]:
        yield chirps(rate=RATE)
        raise RuntimeError("the power went")

    with pytest.raises(RuntimeError, match="power"):
        write_audio(path, breaks_off(), rate=RATE)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_what_cannot_be_written_is_said_before_anything_is(tmp_path):
    sound = chirps(rate=8000)
    with pytest.raises(BadInput, match="wav, flac, mp3"):
        write_audio(tmp_path / "a.xyz", sound, rate=8000)
    with pytest.raises(BadInput, match="chapters"):
        write_audio(tmp_path / "a.wav", sound, rate=8000, chapters=CHAPTERS)
    with pytest.raises(BadInput, match="bit rate"):
        write_audio(tmp_path / "a.flac", sound, rate=8000, bit_rate=64_000)
    with pytest.raises(BadInput, match="No such file"):
        write_audio(tmp_path / "missing" / "a.mp3", sound, rate=8000)
    with pytest.raises(ValueError, match="no samples"):
        write_audio(tmp_path / "a.mp3", np.zeros((1, 0), np.float32), rate=8000)
    with pytest.raises(ValueError, match="mono or stereo"):
        write_audio(tmp_path / "a.mp3", np.zeros((3, 100), np.float32), rate=8000)
    with pytest.raises(ValueError, match="mono or stereo"):
        write_audio(tmp_path / "a.mp3", iter([np.zeros((1, 9), np.float32), np.zeros((2, 9), np.float32)]), rate=8000)
    assert list(tmp_path.iterdir()) == []


def test_an_isrc_that_is_none_is_written_as_it_is(tmp_path):
    write_audio(tmp_path / "a.mp3", chirps(rate=RATE), rate=RATE, tags={"isrc": "to be assigned"})
    assert probe(tmp_path / "a.mp3").tags["isrc"] == "to be assigned"
