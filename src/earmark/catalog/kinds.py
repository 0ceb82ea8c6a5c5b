"""Which kind of item a file is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from pathlib import PurePath, PurePosixPath
from urllib.parse import unquote, urlsplit

from earmark.core import Kind, normal_isrc

__all__ = ["EPISODE_SECONDS", "Family", "family", "family_of", "kind_of_image_or_text", "kind_of_sound", "path_in"]

EPISODE_SECONDS = 20 * 60
"""Longer sound that nothing else is known about is taken for an episode."""


class Family(StrEnum):
    """What a file name promises."""

    media = "media"
    image = "image"
    article = "article"
    feed = "feed"


_SUFFIXES = {
    Family.media: "aac ac3 aif aifc aiff amr ape avi caf dsf flac flv m2ts m4a m4b m4v mka mkv mov mp2 mp3 mp4 mpeg mpg"
    " mts oga ogg ogv opus tta wav wave webm wma wmv wv 3gp",
    Family.image: "avif bmp gif jpeg jpg png tif tiff webp",
    Family.article: "epub htm html markdown md xhtml",
    Family.feed: "atom opml rss xml",
}
_FAMILY = {f".{suffix}": family for family, suffixes in _SUFFIXES.items() for suffix in suffixes.split()}

_WORDS = {
    Kind.audiobook: "audiobook audiobooks",
    Kind.episode: "podcast podcasts episode episodes show shows radio broadcast broadcasts",
    Kind.track: "track tracks music song songs album albums catalogue catalog recordings",
}
_KIND = {word: kind for kind, words in _WORDS.items() for word in words.split()}

_IMAGE_HEADS = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")


def path_in(address: str) -> PurePosixPath:
    """The path in a web address, decoded; empty if the address is malformed."""
    try:
        return PurePosixPath(unquote(urlsplit(address).path))
    except ValueError:
        return PurePosixPath()


def family(path: PurePath) -> Family | None:
    """What the suffix promises; None for a file that is nothing for a catalogue."""
    return _FAMILY.get(path.suffix.lower())


def family_of(kind: Kind) -> Family:
    """The sort of file that an item of this kind is."""
    return {Kind.image: Family.image, Kind.article: Family.article}.get(kind, Family.media)


def kind_of_sound(path: PurePath, tags: Mapping[str, str], seconds: float) -> Kind:
    """What a file with sound and no picture is.

    An ISRC makes it a track. Else its genre, then its own name's end (``.m4b``), then the nearest of three folders
    with a telling word decide, then its length: a track unless longer than :data:`EPISODE_SECONDS`.
    """
    if normal_isrc(tags.get("isrc", "")):
        return Kind.track
    by_genre = {_KIND[word] for word in _words(tags.get("genre", "")) if word in _KIND} - {Kind.track}
    if by_genre:
        return min(by_genre)
    if path.suffix.lower() == ".m4b":
        return Kind.audiobook
    for folder in list(path.parents)[:3]:
        for word in _words(folder.name):
            if word in _KIND:
                return _KIND[word]
    return Kind.episode if seconds > EPISODE_SECONDS else Kind.track


def kind_of_image_or_text(path: PurePath, head: bytes) -> Kind | None:
    """Image or article, if the first bytes keep what the name promises."""
    if family(path) is Family.image:
        riff = head[:4] == b"RIFF" and head[8:12] == b"WEBP"
        return Kind.image if riff or head.startswith(_IMAGE_HEADS) or head[4:12] == b"ftypavif" else None
    if path.suffix.lower() == ".epub":
        return Kind.article if head.startswith(b"PK\x03\x04") else None
    return Kind.article if head.strip() and b"\0" not in head else None


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z]+", text.lower())
