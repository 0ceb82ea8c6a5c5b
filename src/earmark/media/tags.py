"""Tags and chapters, by one name in every format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from earmark.core import normal_isrc

__all__ = ["Chapter", "normalised_tags"]

# FFmpeg already maps most of ID3, Vorbis comments, MP4 atoms and RIFF INFO; these are the ones it leaves as they are.
_NAMES = {
    "tsrc": "isrc",
    "tit2": "title",
    "tpe1": "artist",
    "talb": "album",
    "albumartist": "album_artist",
    "album artist": "album_artist",
    "tracknumber": "track",
    "discnumber": "disc",
    "year": "date",
    "tdor": "date",
    "tdrc": "date",
    "creation_time": "date",
    "organization": "publisher",
    "label": "publisher",
    "description": "comment",
}

# What containers note for themselves.
_INTERNAL = {"major_brand", "minor_version", "compatible_brands", "handler_name", "vendor_id", "duration", "encoder"}
_UNKNOWN = ("language", "und")


@dataclass(frozen=True, slots=True)
class Chapter:
    """A named stretch of a recording.

    Attributes:
        title: for people; may be empty.
        start: seconds from the start of the item.
        end: seconds, > start.
    """

    title: str
    start: float
    end: float


def normalised_tags(*sources: Mapping[str, str]) -> dict[str, str]:
    """Tags under the names ``title, artist, album, album_artist, isrc, date, genre, comment, track, …``.

    Names are lower case; unknown ones stay. Of two values the first in `sources` counts, and in one source the
    one under the proper name. An ISRC is written without dashes; what is not one stays as it was delivered.
    """
    tags: dict[str, str] = {}
    for source in sources:
        # Aliases come after proper names, so that a proper name is never overridden.
        for key, value in sorted(source.items(), key=lambda tag: tag[0].lower() in _NAMES):
            name = key.lower()
            text = value.strip().strip("\0")
            if text and (name, text) != _UNKNOWN and name not in _INTERNAL and not name.startswith("id3v2_priv"):
                tags.setdefault(_NAMES.get(name, name), text)
    if "isrc" in tags:
        tags["isrc"] = normal_isrc(tags["isrc"]) or tags["isrc"]
    return tags
