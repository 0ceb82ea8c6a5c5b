from __future__ import annotations

from pathlib import PurePath

import pytest

from earmark.catalog.kinds import Family, family, kind_of_image_or_text, kind_of_sound
from earmark.core import Kind


@pytest.mark.parametrize(
    ("path", "tags", "seconds", "kind"),
    [
        ("/x/a.mp3", {}, 200, Kind.track),
        ("/x/a.mp3", {}, 1201, Kind.episode),
        ("/x/a.mp3", {"isrc": "USRC17607839"}, 5000, Kind.track),
        ("/My Podcasts/a.mp3", {"isrc": "USRC17607839"}, 200, Kind.track),
        ("/x/a.mp3", {"isrc": "unknown"}, 5000, Kind.episode),
        ("/My Podcasts/a.mp3", {}, 200, Kind.episode),
        ("/music/podcasts/a.mp3", {}, 200, Kind.episode),
        ("/podcasts/show/music/a.mp3", {}, 5000, Kind.track),
        ("/music/one/two/three/a.mp3", {}, 5000, Kind.episode),
        ("/tracks/a.mp3", {"genre": "Podcast"}, 200, Kind.episode),
        ("/tracks/a.mp3", {"genre": "Audiobook"}, 200, Kind.audiobook),
        ("/x/a.m4b", {}, 200, Kind.audiobook),
        ("/showcase/a.mp3", {}, 200, Kind.track),
    ],
)
def test_sound(path, tags, seconds, kind):
    assert kind_of_sound(PurePath(path), tags, seconds) is kind


@pytest.mark.parametrize(
    ("name", "expected"),
    [("a.MP3", Family.media), ("a.Jpeg", Family.image), ("a.md", Family.article), ("a.opml", Family.feed)]
    + [(name, None) for name in ("a.txt", "mp3", ".mp3", "a.py", "a")],
)
def test_suffixes(name, expected):
    assert family(PurePath(name)) is expected


@pytest.mark.parametrize(
    ("name", "head", "kind"),
    [
        ("a.png", b"\x89PNG\r\n\x1a\n", Kind.image),
        ("a.jpg", b"\xff\xd8\xff\xe0", Kind.image),
        ("a.webp", b"RIFF\0\0\0\0WEBPVP8 ", Kind.image),
        ("a.avif", b"\0\0\0\x20ftypavif", Kind.image),
        ("a.png", b"<html>", None),
        ("a.html", b"<html>", Kind.article),
        ("a.md", "# 日本".encode(), Kind.article),
        ("a.md", b"\x7fELF\0\0", None),
        ("a.html", b"  \n ", None),
        ("a.epub", b"PK\x03\x04", Kind.article),
        ("a.epub", b"text", None),
    ],
)
def test_content_must_keep_what_the_name_promises(name, head, kind):
    assert kind_of_image_or_text(PurePath(name), head) is kind
