"""Items: the pieces of content a catalogue holds."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit

from earmark.core.canonical import Json, content_id
from earmark.core.errors import BadInput

__all__ = ["Item", "Kind", "item_id"]


class Kind(StrEnum):
    """What an item is; an analyzer says which kinds it accepts."""

    track = "track"
    episode = "episode"
    video = "video"
    image = "image"
    article = "article"
    audiobook = "audiobook"


def item_id(uri: str) -> str:
    """The id of the item first seen at `uri`. It stays when the file moves: the catalogue knows its digest."""
    return content_id({"uri": uri})


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of content.

    Attributes:
        id: stable for life, made by :func:`item_id` from the first uri.
        kind: what it is.
        uri: where its bytes are now, ``file:///…`` or ``https://…``.
        title: for people; may be empty.
        metadata: all else that is known (artist, isrc, album, duration, feed, …), JSON values.
        digest: BLAKE2b of the bytes, hexadecimal; None while they were never read. A new digest means new content.
    """

    id: str
    kind: Kind
    uri: str
    title: str = ""
    metadata: Mapping[str, Json] = field(default_factory=dict)
    digest: str | None = None

    @classmethod
    def from_path(cls, path: Path, kind: Kind) -> Item:
        """The item a plain file is when there is no catalogue: its id is made from the absolute path."""
        uri = Path(os.path.abspath(path)).as_uri()  # noqa: PTH100 - Path.absolute keeps the dots
        return cls(id=item_id(uri), kind=kind, uri=uri, title=path.stem)

    @property
    def path(self) -> Path:
        """The local file.

        Raises:
            BadInput: if the uri is remote; an engine fetches it before an analyzer sees the item.
        """
        parts = urlsplit(self.uri)
        if parts.scheme != "file":
            raise BadInput("the item is not a local file", where=self.uri, mend="Fetch it first")
        return Path(os.fsdecode(unquote_to_bytes(parts.path)))
