"""Only the file that was named is opened, and only if it can be what it claims."""

import os
from pathlib import Path

import numpy as np
import pytest

from earmark.core.errors import BadInput, UnreadableMedia
from earmark.media import probe, read_audio
from tests.media.files import noise_file, wav_bytes

READERS = [probe, lambda path: read_audio(path, rate=8000)]


@pytest.fixture(params=READERS, ids=["probe", "read"])
def read(request):
    return request.param


PLAYLISTS = {
    "hls.m3u8": "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nfile://{secret}\n#EXT-X-ENDLIST\n",
    "hls.mp3": "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{secret}\n#EXT-X-ENDLIST\n",
    "concat.txt": "ffconcat version 1.0\nfile {secret}\n",
    "concat.wav": "ffconcat version 1.0\nfile secret.wav\n",
    "stream.sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n",
    "dash.mpd": '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><Period><AdaptationSet>'
    '<Representation id="1" bandwidth="1"><BaseURL>secret.wav</BaseURL></Representation>'
    "</AdaptationSet></Period></MPD>",
}


@pytest.mark.parametrize("name", PLAYLISTS)
def test_playlists_open_nothing(tmp_path, read, name):
    noise_file(tmp_path / "secret.wav", seconds=1)
    (tmp_path / name).write_text(PLAYLISTS[name].format(secret=tmp_path / "secret.wav"))
    with pytest.raises(UnreadableMedia):
        read(tmp_path / name)


def test_a_name_is_never_taken_for_an_address_or_a_pattern(tmp_path, read, monkeypatch):
    monkeypatch.chdir(tmp_path)
    noise_file(Path("a.mp3"), seconds=1)
    for name in ("http:x.mp3", "concat:a.mp3|a.mp3", "x%03d.mp3", "-i.mp3", "ü 音.mp3", os.fsdecode(b"\xff\xfe.mp3")):
        Path(name).write_bytes(Path("a.mp3").read_bytes())
        assert read(Path(name)).seconds == pytest.approx(1.0, abs=0.01)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.mp3", b""),
        ("text.mp3", b"Dear all, the episode is attached. " * 500),
        ("zeros.mp3", bytes(100_000)),
        ("random.bin", np.random.default_rng(2).bytes(200_000)),
        ("riff.wav", b"RIFF" + b"x" * 100),
        ("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(100)),
        ("no-samples.wav", wav_bytes(b"")),
        ("gigahertz.wav", wav_bytes(bytes(1000), rate=2**31 - 1)),
        ("no-rate.wav", wav_bytes(bytes(1000), rate=0)),
        ("crowd.wav", wav_bytes(bytes(200_000), channels=60_000)),
        ("hundred.wav", wav_bytes(bytes(200_000), channels=100)),
    ],
)
def test_what_is_no_sound_is_unreadable_and_says_where(tmp_path, read, name, content):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UnreadableMedia) as caught:
        read(tmp_path / name)
    assert caught.value.where == str(tmp_path / name)


def test_unusual_numbers_of_channels_are_read(tmp_path):
    for channels in (3, 5, 7, 16, 64):
        (tmp_path / "a.wav").write_bytes(wav_bytes(bytes(2 * channels * 44_100), channels=channels))
        assert read_audio(tmp_path / "a.wav", rate=8000).samples.shape == (1, 8000)
        assert read_audio(tmp_path / "a.wav", rate=8000, channels=None).samples.shape == (channels, 8000)


def test_paths_that_are_no_files_are_bad_input(tmp_path, read):
    os.mkfifo(tmp_path / "pipe.wav")
    for path in (tmp_path, tmp_path / "missing.wav", tmp_path / "pipe.wav", Path("/dev/null"), Path("a\0b.wav")):
        with pytest.raises(BadInput):
            read(path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_bad_input(tmp_path, read):
    (tmp_path / "secret.wav").write_bytes(wav_bytes(bytes(100)))
    (tmp_path / "secret.wav").chmod(0)
    with pytest.raises(BadInput, match="denied"):
        read(tmp_path / "secret.wav")


def test_ffmpeg_says_nothing_of_its_own(tmp_path, capfd):
    noise_file(tmp_path / "a.mp3", seconds=2)
    whole = (tmp_path / "a.mp3").read_bytes()
    (tmp_path / "a.mp3").write_bytes(whole[:5000] + bytes(3000) + whole[8000:-500])
    read_audio(tmp_path / "a.mp3", rate=8000)
    assert capfd.readouterr() == ("", "")
