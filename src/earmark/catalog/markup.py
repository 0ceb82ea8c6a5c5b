"""XML from strangers: what may not be in it, and the parts that feedparser does not keep."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import NoReturn
from xml.etree import ElementTree
from xml.parsers import expat

from earmark.core import Json
from earmark.core.errors import BadFeed

__all__ = ["EntryExtras", "FeedExtras", "extras", "outline_feeds", "root_name", "seconds"]

PODCAST = (
    "{https://podcastindex.org/namespace/1.0}",
    "{https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md}",
)
_MALFORMED = (expat.ExpatError, LookupError, ValueError)
"""What expat raises: the last two for the name of an encoding that is none."""
PSC = "{http://podlove.org/simple-chapters}"


@dataclass(frozen=True, slots=True)
class EntryExtras:
    """What podcast namespaces add to an entry.

    Attributes:
        transcripts: url, type, language as given, one mapping each.
        chapters_at: url and type of a chapters file; empty if there is none.
        chapters: title and start in seconds, as Podlove Simple Chapters.
    """

    transcripts: tuple[dict[str, Json], ...] = ()
    chapters_at: dict[str, Json] = field(default_factory=dict)
    chapters: tuple[dict[str, Json], ...] = ()


@dataclass(frozen=True, slots=True)
class FeedExtras:
    """What podcast namespaces add to a feed.

    Attributes:
        guid: the feed's own id, stable when it moves; empty if it has none.
        entries: one for each entry, in document order; empty if the document is not well-formed.
    """

    guid: str = ""
    entries: tuple[EntryExtras, ...] = ()


def root_name(content: bytes) -> str:
    """Local name of the outermost element, lower case; empty if it cannot be told.

    Raises:
        BadFeed: if the document declares entities, which is how a small file becomes a huge one.
    """
    names: list[str] = []
    parser = expat.ParserCreate()
    parser.EntityDeclHandler = _refuse
    parser.StartElementHandler = lambda name, _attributes: names.append(name) if not names else None
    with suppress(*_MALFORMED):  # feedparser reads much that is not well-formed
        parser.Parse(content, True)
    return names[0].rpartition(":")[2].lower() if names else ""


def outline_feeds(content: bytes) -> list[str]:
    """The feed addresses in an OPML document, each once, as they stand there.

    Raises:
        BadFeed: if it is not well-formed.
    """
    found: dict[str, None] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        address = next((value for key, value in attributes.items() if key.lower() == "xmlurl"), "").strip()
        if name.lower() == "outline" and address:
            found[address] = None

    parser = expat.ParserCreate()
    parser.EntityDeclHandler = _refuse
    parser.StartElementHandler = start
    try:
        parser.Parse(content, True)
    except _MALFORMED as error:
        raise BadFeed(f"the list is not well-formed XML ({error})", mend="Export it again") from error
    return list(found)


def extras(content: bytes) -> FeedExtras:
    """What podcast namespaces say. Entities were refused before, see :func:`root_name`."""
    try:
        root = ElementTree.fromstring(content)
    except (ElementTree.ParseError, *_MALFORMED):
        return FeedExtras()
    guid = next((node.text for space in PODCAST for node in root.iter(f"{space}guid") if node.text), "")
    entries = [node for node in root.iter() if str(node.tag).rpartition("}")[2] in ("item", "entry")]
    return FeedExtras(guid.strip(), tuple(_entry(node) for node in entries))


def _entry(node: ElementTree.Element) -> EntryExtras:
    transcripts: tuple[dict[str, Json], ...] = tuple(
        {**found.attrib} for space in PODCAST for found in node.iter(f"{space}transcript")
    )
    chapters_at: dict[str, Json] = next(
        ({**found.attrib} for space in PODCAST for found in node.iter(f"{space}chapters")), {}
    )
    chapters: list[dict[str, Json]] = []
    for found in node.iter(f"{PSC}chapter"):
        start = seconds(found.get("start", ""))
        if start is not None:
            chapters.append({"title": found.get("title", ""), "start": start})
    return EntryExtras(transcripts, chapters_at, tuple(chapters))


def seconds(clock: str) -> float | None:
    """Seconds of ``SS``, ``MM:SS`` or ``HH:MM:SS``, each with a fraction if there is one; None for anything else."""
    total = 0.0
    parts = clock.strip().split(":")
    for part in parts:
        if len(parts) > 3 or not part.replace(".", "", 1).isdecimal() or not part.isascii():
            return None
        total = total * 60 + float(part)
    return round(total, 3)


def _refuse(*_declaration: object) -> NoReturn:
    raise BadFeed("the document declares entities, which feeds do not need", mend="Remove its <!ENTITY …> lines")
