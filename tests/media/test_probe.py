from fractions import Fraction

import av
import numpy as np
import pytest

from earmark.core.errors import UnreadableMedia
from earmark.media import probe, write_audio
from earmark.media.tags import normalised_tags
from tests.media.signals import chirps, write_film


@pytest.mark.parametrize(
    ("suffix", "container", "codec", "rate"),
    [
        ("wav", "wav", "pcm_s16le", 44_100),
        ("flac", "flac", "flac", 44_100),
        ("mp3", "mp3", "mp3", 44_100),
        ("opus", "ogg", "opus", 48_000),
        ("m4a", "mov", "aac", 44_100),
        ("ogg", "ogg", "vorbis", 44_100),
    ],
)
def test_a_sound_file_is_described(tmp_path, suffix, container, codec, rate):
    write_audio(tmp_path / f"a.{suffix}", np.repeat(chirps(rate=44_100), 2, axis=0), rate=44_100)
    info = probe(tmp_path / f"a.{suffix}")
    assert info.audio is not None
    assert (info.container, info.audio.codec, info.audio.rate, info.audio.channels) == (container, codec, rate, 2)
    assert info.audio.bit_rate
    assert info.seconds == pytest.approx(3.0, abs=0.01)
    assert not info.has_video
    assert not info.has_cover


def test_a_film_lasts_as_long_as_its_picture(tmp_path):
    write_film(tmp_path / "a.mp4", chirps(rate=48_000), codec="aac", rate=48_000, sound_starts=0.5)
    info = probe(tmp_path / "a.mp4")
    assert info.has_video
    assert info.audio is not None
    assert info.seconds == pytest.approx(4.0, abs=0.05)
    assert info.damage is None


def test_a_film_without_sound_is_a_film(tmp_path):
    with av.open(str(tmp_path / "a.mp4"), "w") as container:
        picture = container.add_stream("mpeg4", rate=25)
        picture.width, picture.height, picture.pix_fmt = 64, 48, "yuv420p"
        for _ in range(50):
            container.mux(picture.encode(av.VideoFrame.from_ndarray(np.zeros((48, 64, 3), np.uint8), "rgb24")))
        container.mux(picture.encode(None))
    info = probe(tmp_path / "a.mp4")
    assert info.has_video
    assert info.audio is None
    assert info.seconds == pytest.approx(2.0, abs=0.05)


def test_a_cover_is_no_film(tmp_path):
    write_audio(tmp_path / "a.mp3", chirps(rate=44_100), rate=44_100)
    codec = av.CodecContext.create("png", "w")
    codec.width, codec.height, codec.pix_fmt = 16, 16, "rgb24"
    codec.time_base = Fraction(1)
    image = av.VideoFrame.from_ndarray(np.zeros((16, 16, 3), np.uint8), "rgb24")
    png = b"".join(bytes(packet) for packet in [*codec.encode(image), *codec.encode(None)])
    body = b"\0image/png\0\3\0" + png
    picture = b"APIC" + len(body).to_bytes(4, "big") + b"\0\0" + body
    size = len(picture)
    tag = b"ID3\3\0\0" + bytes([size >> 21 & 127, size >> 14 & 127, size >> 7 & 127, size & 127]) + picture
    sound = (tmp_path / "a.mp3").read_bytes()
    (tmp_path / "a.mp3").write_bytes(tag + sound[sound.index(b"\xff\xfb") :])
    info = probe(tmp_path / "a.mp3")
    assert info.has_cover
    assert not info.has_video
    assert info.seconds == pytest.approx(3.0, abs=0.01)


def test_an_index_without_packets_is_unreadable(tmp_path):
    write_audio(tmp_path / "a.m4a", chirps(rate=44_100), rate=44_100)
    whole = (tmp_path / "a.m4a").read_bytes()
    (tmp_path / "a.m4a").write_bytes(whole[: whole.index(b"mdat") + 4])
    with pytest.raises(UnreadableMedia):
        probe(tmp_path / "a.m4a")


@pytest.mark.parametrize(
    ("raw", "tags"),
    [
        ({"TSRC": "gb-aye-68-00011"}, {"isrc": "GBAYE6800011"}),
        ({"ISRC": "a scanner"}, {"isrc": "a scanner"}),
        ({"TITLE": " A ", "Artist": "B\0"}, {"title": "A", "artist": "B"}),
        ({"year": "1999", "date": "2001"}, {"date": "2001"}),
        ({"major_brand": "M4A ", "encoder": "Lavf", "mood": "calm"}, {"mood": "calm"}),
        ({"comment": ""}, {}),
    ],
)
def test_tags_have_one_name_in_every_format(raw, tags):
    assert normalised_tags(raw) == tags


def test_tags_of_the_file_come_before_those_of_a_stream():
    assert normalised_tags({"title": "Album"}, {"title": "Track", "artist": "A"}) == {"title": "Album", "artist": "A"}
