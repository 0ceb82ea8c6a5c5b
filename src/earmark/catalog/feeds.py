"""RSS and Atom documents, read through feedparser: what they offer to hear and to see."""

from __future__ import annotations

from calendar import timegm
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urljoin, urlsplit
from xml.sax import SAXException

import feedparser

from earmark.catalog.fetch import Document
from earmark.catalog.kinds import Family, family, path_in
from earmark.catalog.markup import EntryExtras, extras, root_name, seconds
from earmark.core import Json, Kind
from earmark.core.errors import BadFeed

__all__ = ["Enclosure", "Feed", "read_feed"]

TEXT_LIMIT = 4000
"""Characters that are kept of any one field."""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """Something to hear or see that a feed offers.

    Attributes:
        uri: where it is, absolute.
        kind: episode, or video by its type or suffix.
        title: of the entry.
        guid: what the feed calls the entry; empty for a further enclosure of the same entry, or if it has none.
        entry: metadata: guid, published, duration (seconds, as stated), link, type and length of the enclosure,
            transcripts, chapters, season, episode.
    """

    uri: str
    kind: Kind
    title: str
    guid: str
    entry: dict[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed, read.

    Attributes:
        title: for people.
        url: where it was found.
        guid: ``podcast:guid``; empty if there is none.
        enclosures: what it offers, in its own order.
        silent: how many entries offer nothing to hear or see.
        problems: what could not be used, a sentence each.
    """

    title: str
    url: str
    guid: str
    enclosures: tuple[Enclosure, ...]
    silent: int
    problems: tuple[str, ...]


def read_feed(document: Document) -> Feed:
    """The feed in `document`; nothing is fetched.

    Raises:
        BadFeed: if it is no feed at all, or declares entities.
    """
    root_name(document.content)
    try:
        parsed = feedparser.parse(BytesIO(document.content), sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:  # on damaged bytes feedparser fails in a dozen ways, none of them listed
        raise BadFeed(f"the feed is damaged ({error})", where=document.uri) from error
    if not parsed.get("version") and not parsed.entries:
        raise BadFeed("this is no RSS or Atom feed", where=document.uri, mend="Name the feed, not the page about it")
    added = extras(document.content)
    if len(added.entries) != len(parsed.entries):
        added = replace(added, entries=(EntryExtras(),) * len(parsed.entries))
    problems = []
    if isinstance(parsed.get("bozo_exception"), SAXException):
        problems.append(f"the feed is not well-formed XML ({parsed.bozo_exception}); what could be read was used")
    enclosures: list[Enclosure] = []
    silent = 0
    for number, (entry, more) in enumerate(zip(parsed.entries, added.entries, strict=True), start=1):
        offers = [offer for offer in entry.get("enclosures", ()) if _kind(offer)]
        silent += not offers
        for offer in offers:
            try:
                enclosures.append(_enclosure(document, entry, offer, more, first=offer is offers[0]))
            except ValueError as error:
                problems.append(f"entry {number} ({_text(entry, 'title') or 'without a title'}): {error}")
    return Feed(
        _text(parsed.feed, "title"), document.uri, added.guid[:TEXT_LIMIT], tuple(enclosures), silent, tuple(problems)
    )


def _enclosure(document: Document, entry: Any, offer: Any, more: EntryExtras, *, first: bool) -> Enclosure:
    uri = _absolute(document.uri, offer.get("href", ""))
    guid = _text(entry, "id")
    found: dict[str, Json] = {
        "guid": guid,
        "published": _published(entry),
        "duration": seconds(_text(entry, "itunes_duration")),
        "link": _link(entry),
        "author": _text(entry, "author"),
        "type": _text(offer, "type"),
        "length": _whole(offer.get("length")),
        "season": _whole(entry.get("itunes_season")),
        "episode": _whole(entry.get("itunes_episode")),
        "transcripts": list(_resolved(document, more.transcripts)),
        "chapters_at": next(_resolved(document, (more.chapters_at,)), None),
        "chapters": list(more.chapters),
    }
    kept: dict[str, Json] = {name: value for name, value in found.items() if value not in (None, "", [])}
    return Enclosure(uri, _kind(offer) or Kind.episode, _text(entry, "title"), guid if first else "", kept)


def _link(entry: Any) -> str:
    """The page about `entry`; feedparser answers with its guid if there is none, be it an address or not."""
    link = _text(entry, "link")
    is_guid = link == _text(entry, "id")
    return "" if is_guid and not link.lower().startswith(("http://", "https://")) else link


def _kind(offer: Any) -> Kind | None:
    """Episode or video; None for pictures, documents and whatever else feeds enclose."""
    media_type, path = _text(offer, "type").lower(), path_in(offer.get("href", ""))
    if media_type.startswith("video/"):
        return Kind.video
    if media_type.startswith("audio/"):
        return Kind.episode
    if media_type not in ("", "application/octet-stream", "application/ogg", "binary/octet-stream"):
        return None
    if family(path) is Family.media:
        return Kind.video if path.suffix.lower() in (".mp4", ".m4v", ".mov", ".webm", ".mkv") else Kind.episode
    return None if path.suffix else Kind.episode


def _absolute(base: str, reference: str) -> str:
    """`reference` as found in the document at `base`.

    Raises:
        ValueError: if it leads where that document may not.
    """
    if not reference.strip():
        raise ValueError("its enclosure has no address")
    uri = urljoin(base, quote(reference.strip(), safe="%/:?#[]@!$&'()*+,;=~"))
    scheme = urlsplit(uri).scheme
    if scheme == "file" and base.startswith("file:"):
        return Path(unquote(urlsplit(uri).path, errors="surrogateescape")).absolute().as_uri()
    if scheme not in ("http", "https"):
        raise ValueError(f"its enclosure lies at {uri[:200]!r}, where this feed may not lead")
    return uri


def _resolved(document: Document, references: tuple[dict[str, Json], ...]) -> Iterator[dict[str, Json]]:
    for reference in references:
        try:
            yield {**reference, "url": _absolute(document.uri, str(reference.get("url", "")))}
        except ValueError:
            continue  # a transcript that leads nowhere is none


def _published(entry: Any) -> str | None:
    # dict.get, since feedparser answers for "updated" with "published", and warns that it will not
    parsed = dict.get(entry, "published_parsed") or dict.get(entry, "updated_parsed")
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC).isoformat() if parsed else None
    except (ValueError, OverflowError, OSError):
        return None


def _whole(value: object) -> int | None:
    text = str(value or "").strip()
    return int(text) if text.isdecimal() and len(text) < 16 else None


def _text(holder: Any, name: str) -> str:
    value = holder.get(name) or ""
    return value.strip()[:TEXT_LIMIT] if isinstance(value, str) else ""
