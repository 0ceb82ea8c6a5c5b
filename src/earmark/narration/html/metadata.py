"""What a page says about itself: title, author, date, language, site."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from earmark.narration.html.dom import Element, text_within
from earmark.narration.html.style import names_of

__all__ = ["Metadata", "metadata_of"]

_ARTICLE = re.compile(r"article|posting|report|webpage", re.I)
_SEPARATOR = re.compile(r"\s+[|\\/>»·•–—-]\s+|\s*[|»]\s+|:\s+")
_BY = re.compile(r"^\s*(?:by|von|por|par|di)[\s:]+", re.I)
_BYLINE = re.compile(r"(?:^|[-_\s])(?:byline|author|authors|author-?name|writtenby|p-author)(?:$|[-_\s])", re.I)
_AUTHORS = ("author", "article:author", "dc.creator", "parsely-author", "sailthru.author")
_DATES = ("article:published_time", "datepublished", "date", "dc.date", "pubdate")
_DATED = re.compile(r"\s+[-–—|•·,]\s+.*\d.*$|\s*[|•·].*$")
_MOST = 200_000
_LONGEST_BYLINE = 100


@dataclass(frozen=True, slots=True)
class Metadata:
    """As in :class:`~earmark.narration.nodes.Document`; empty where the page is silent."""

    title: str
    byline: str
    date: str
    language: str
    site: str


def metadata_of(root: Element) -> Metadata:
    """What the page at `root` says: in its JSON-LD, its meta elements, then in what a reader sees."""
    meta = _meta(root)
    linked = next((each for text in _linked(root) for each in _articles(text)), {})
    site = meta.get("og:site_name", "")
    return Metadata(
        title=_title(root, meta, linked),
        byline=_byline(root, meta, linked),
        date=_date(root, meta, linked),
        language=_language(root, meta),
        site=" ".join(site.split()),
    )


def _meta(root: Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        name = (element.get("property") or element.get("name") or element.get("itemprop") or "").lower()
        value = " ".join((element.get("content") or "").split())
        if name and value:
            found.setdefault(name, value)
    return found


def _linked(root: Element) -> Iterator[str]:
    for element in root.iter("script"):
        if "ld+json" in (element.get("type") or "") and len(element.text or "") < _MOST:
            yield element.text or ""


def _articles(text: str) -> Iterator[dict[str, object]]:
    try:
        found = json.loads(text.strip().removeprefix("<!--").removesuffix("-->"))
    except (ValueError, RecursionError):
        return
    pending = [found]
    while pending:
        each = pending.pop(0)
        if isinstance(each, list):
            pending.extend(each[:50])
        elif isinstance(each, dict):
            if _ARTICLE.search(str(each.get("@type", ""))) and ("headline" in each or "author" in each):
                yield each
            pending.extend(each[name] for name in ("@graph", "mainEntity") if name in each)


def _words(value: object) -> str:
    """A name in any of the ways that JSON-LD has: text, an object with a name, a list of these."""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, dict):
        return _words(value.get("name", ""))
    if isinstance(value, list):
        return ", ".join(dict.fromkeys(filter(None, map(_words, value[:20]))))
    return ""


def _title(root: Element, meta: dict[str, str], linked: dict[str, object]) -> str:
    """The page's own title, without the name of the site that is set before or behind it."""
    whole = next((text_within(each) for each in root.iter("title")), "")
    stated = _words(linked.get("headline")) or meta.get("og:title") or meta.get("twitter:title") or ""
    heads = [text for text in map(text_within, root.iter("h1")) if text]
    known = stated or whole
    for head in heads:
        if head.lower() in known.lower() and len(head.split()) >= 2:
            return head
    if stated and not _SEPARATOR.search(stated):
        return stated
    parts = [part for part in _SEPARATOR.split(known) if part.strip()]
    if len(parts) > 1 and ":" not in known:
        return max(parts, key=lambda part: len(part.split())).strip()
    return known or (heads[0] if heads else "")


def _byline(root: Element, meta: dict[str, str], linked: dict[str, object]) -> str:
    stated = _words(linked.get("author")) or next((meta[name] for name in _AUTHORS if name in meta), "")
    if stated and "://" not in stated:
        return stated
    for element in root.iter("a", "span", "p", "div", "address"):
        if element.get("rel") == "author" or element.get("itemprop") == "author" or _BYLINE.search(names_of(element)):
            words = _DATED.sub("", _BY.sub("", text_within(element)))
            if 0 < len(words) <= _LONGEST_BYLINE:
                return words
    return ""


def _date(root: Element, meta: dict[str, str], linked: dict[str, object]) -> str:
    stated = _words(linked.get("datePublished")) or next((meta[name] for name in _DATES if name in meta), "")
    return stated or next((each.get("datetime") for each in root.iter("time") if each.get("datetime")), "")


def _language(root: Element, meta: dict[str, str]) -> str:
    html = root if root.tag == "html" else next(root.iter("html"), root)
    return (html.get("lang") or html.get("xml:lang") or meta.get("og:locale", "")).replace("_", "-").strip()
