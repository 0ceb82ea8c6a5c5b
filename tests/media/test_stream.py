"""Bytes that come through a pipe are heard as those of a file are."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import threading
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from earmark.core.errors import UnreadableMedia
from earmark.media import AudioReader, ByteStream, Damage, write_audio
from tests.media.files import noise_file, wav_bytes

FORMATS = ["wav", "flac", "mp3", "ogg", "opus", "m4a"]


def heard(source: Path | ByteStream) -> tuple[NDArray[np.float32], Damage | None]:
    with AudioReader(source, rate=8000) as reader:
        return np.concatenate([block[0] for block in reader]), reader.damage


def stream(data: bytes) -> ByteStream:
    return ByteStream(io.BytesIO(data), "the pipe")


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_stream_sounds_as_the_file_does(tmp_path, suffix):
    path = tmp_path / f"noise.{suffix}"
    noise_file(path)
    whole, damage = heard(stream(path.read_bytes()))
    assert damage is None
    # Without its length known in advance, an MP3's or an AAC's last frame is played to its end.
    assert 10.0 <= len(whole) / 8000 < 10.05
    np.testing.assert_array_equal(whole[:79_900], heard(path)[0][:79_900])


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_stream_that_breaks_off_is_heard_until_there_and_said_to_be_cut(tmp_path, suffix):
    path = tmp_path / f"noise.{suffix}"
    noise_file(path)
    data = path.read_bytes()
    half, damage = heard(stream(data[: len(data) // 2]))
    assert damage is not None
    assert damage.kind == "cut"
    assert damage.at == pytest.approx(len(half) / 8000, abs=0.1)
    assert 3.0 < damage.at < 7.0


def test_a_wav_whose_header_leaves_its_length_open(tmp_path):
    data = np.zeros(44_100, np.int16).tobytes()
    sound, damage = heard(stream(wav_bytes(data, size=0xFFFFFFFF)))
    assert (len(sound), damage) == (8000, None)


def test_a_cover_picture_in_front_hides_nothing(tmp_path):
    noise_file(tmp_path / "noise.mp3")
    size = 300_000
    tag = b"ID3\x04\0\0" + bytes(size >> shift & 127 for shift in (21, 14, 7, 0)) + bytes(size)
    data = tag + (tmp_path / "noise.mp3").read_bytes()
    _, damage = heard(stream(data[: len(data) - 20_000]))
    assert damage is not None
    assert "of 10.0 seconds" in damage.reason


@pytest.mark.parametrize("data", [b"", b"no sound " * 99, bytes(5000), b"#EXTM3U\n#EXTINF:1,\n/etc/hostname\n"])
def test_what_is_no_media_is_said_to_be_none(data):
    with pytest.raises(UnreadableMedia) as caught, AudioReader(stream(data), rate=8000):
        pass
    assert caught.value.where == "the pipe"
    assert ("nothing came" in str(caught.value)) == (data == b"")


def test_an_mp4_with_its_index_at_the_end_says_how_to_mend_it(tmp_path):
    noise_file(tmp_path / "noise.m4a")
    data = (tmp_path / "noise.m4a").read_bytes()
    at = data.index(b"mdat") - 4
    end = at + int.from_bytes(data[at : at + 4], "big")
    ftyp = int.from_bytes(data[:4], "big")
    moved = data[:ftyp] + data[at:end] + data[ftyp:at]
    with pytest.raises(UnreadableMedia, match="faststart"):
        heard(stream(moved))


def test_no_other_file_is_opened_for_a_stream(tmp_path):
    """A concat script is text that names files; in a stream as in a file it is refused."""
    noise_file(tmp_path / "noise.wav")
    script = f"ffconcat version 1.0\nfile '{tmp_path / 'noise.wav'}'\n".encode()
    with pytest.raises(UnreadableMedia), AudioReader(stream(script), rate=8000):
        pass


def test_sound_is_handed_out_before_the_stream_has_ended():
    """What is live has no end to wait for."""
    reading, writing = os.pipe()

    def write(data: bytes) -> None:
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(data)
            going_on.wait(60)

    going_on = threading.Event()
    writer = threading.Thread(target=write, args=(wav_bytes(bytes(300_000), rate=1000),))
    writer.start()
    with os.fdopen(reading, "rb") as pipe, AudioReader(ByteStream(pipe, "live"), rate=8000) as reader:
        next(reader)
        assert writer.is_alive()
        going_on.set()
        assert sum(block.shape[1] for block in reader) > 0
        assert reader.seconds == 150.0
    writer.join()


def test_a_source_that_fails_is_a_stream_that_breaks_off(tmp_path):
    noise_file(tmp_path / "noise.wav")

    class Failing(io.BytesIO):
        def read1(self, size: int | None = -1, /) -> bytes:
            if self.tell() > 400_000:
                raise OSError("the network is gone")
            return super().read1(size)

    _, damage = heard(ByteStream(Failing((tmp_path / "noise.wav").read_bytes()), "the pipe"))
    assert damage is not None
    assert damage.kind == "cut"


@pytest.mark.parametrize("at", [0, 400_000])
def test_an_interrupt_is_not_lost_inside_ffmpeg(tmp_path, at):
    noise_file(tmp_path / "noise.wav")

    class Interrupted(io.BytesIO):
        def read1(self, size: int | None = -1, /) -> bytes:
            if self.tell() > at:
                raise KeyboardInterrupt
            return super().read1(size)

    with pytest.raises(KeyboardInterrupt):
        heard(ByteStream(Interrupted((tmp_path / "noise.wav").read_bytes()), "the pipe"))


@pytest.mark.skipif(not shutil.which("ffmpeg"), reason="needs the ffmpeg program")
@pytest.mark.parametrize("format", ["wav", "adts", "flac", "mp3", "ogg", "matroska", "mpegts"])
def test_what_ffmpeg_writes_to_a_pipe_is_whole(tmp_path, format):
    write_audio(tmp_path / "sound.wav", np.zeros((1, 80_000), np.float32), rate=16_000)
    command = ["ffmpeg", "-v", "error", "-i", str(tmp_path / "sound.wav"), "-f", format, "-"]
    data = subprocess.run(command, capture_output=True, check=True).stdout
    sound, damage = heard(stream(data))
    assert damage is None
    assert len(sound) / 8000 == pytest.approx(5.0, abs=0.15)
