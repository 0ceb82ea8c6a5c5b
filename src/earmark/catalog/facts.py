"""What a file says about itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from earmark.catalog.kinds import Family, family, kind_of_image_or_text, kind_of_sound
from earmark.core import Json, Kind, normal_isrc
from earmark.core.errors import UnreadableMedia
from earmark.media.probe import probe

__all__ = ["RESERVED", "Facts", "read_facts"]

RESERVED = frozenset({"chapters", "damage", "duration", "entry", "feed", "file", "given"})
"""Names in metadata that have one meaning; neither tags nor tables set them."""

_TEXT_LIMIT = 1000
"""Characters of one tag; longer ones are lyrics, licences and worse."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a file says about itself.

    Attributes:
        kind: what it is.
        title: its own title; empty if it has none.
        metadata: duration in seconds, tags, chapters, damage.
        warning: what the person who adds it should know; may be empty.
    """

    kind: Kind
    title: str = ""
    metadata: Mapping[str, Json] = field(default_factory=dict)
    warning: str = ""


def read_facts(path: Path) -> Facts:
    """What the file at `path` is and says about itself, without decoding it.

    Raises:
        UnreadableMedia: if it is nothing that can be catalogued.
        BadInput: if it cannot be read.
    """
    if family(path) in (Family.image, Family.article):
        return _facts_of_image_or_text(path)
    return _facts_of_media(path)


def _facts_of_image_or_text(path: Path) -> Facts:
    with path.open("rb") as file:
        head = file.read(512)
    if not head:
        raise UnreadableMedia("the file is empty", where=str(path))
    kind = kind_of_image_or_text(path, head)
    if kind is None:
        raise UnreadableMedia(f"its content is not what {path.suffix} promises", where=str(path))
    return Facts(kind)


def _facts_of_media(path: Path) -> Facts:
    info = probe(path)
    metadata: dict[str, Json] = {
        name: value[:_TEXT_LIMIT] for name, value in info.tags.items() if name not in RESERVED | {"title"}
    }
    metadata["duration"] = round(info.seconds, 6)
    warnings = []
    if info.chapters:
        metadata["chapters"] = [
            {"title": chapter.title, "start": chapter.start, "end": chapter.end} for chapter in info.chapters
        ]
    if info.damage is not None:
        metadata["damage"] = {"kind": info.damage.kind, "at": info.damage.at, "reason": info.damage.reason}
        warnings.append(info.damage.reason)
    if "isrc" in info.tags:
        warnings += _settle_isrc(metadata, info.tags["isrc"])
    kind = Kind.video if info.has_video else kind_of_sound(path, info.tags, info.seconds)
    return Facts(kind, info.tags.get("title", "")[:_TEXT_LIMIT], metadata, "; ".join(warnings))


def _settle_isrc(metadata: dict[str, Json], raw: str) -> list[str]:
    isrc = normal_isrc(raw)
    if isrc:
        metadata["isrc"] = isrc
        return []
    metadata["isrc_raw"] = metadata.pop("isrc")
    return [f"its ISRC {raw!r} is not one; kept as isrc_raw"]
