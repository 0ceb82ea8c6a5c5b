"""Footnotes: their marks in the text, and what stands at the foot."""

from __future__ import annotations

import re

from earmark.narration.html.dom import Element, text_within
from earmark.narration.html.style import names_of

__all__ = ["back_links", "footnotes"]

_MARK = re.compile(r"[\[(]?\s*(?:\d{1,3}|[a-z]|[ivx]{1,5}|[*†‡§¶]{1,3}|note \d{1,3})\s*[\])]?", re.I)
_NOTE = re.compile(r"note|\bfn|cite|ref", re.I)
_HOLDERS = ("li", "p", "aside", "dd", "div", "td", "section")
_LONGEST = 400
_LONGEST_BACK = 4


def footnotes(root: Element, prefix: str) -> tuple[dict[Element, str], dict[str, Element]]:
    """Links that mark footnotes, with the name of each, and the element of each name in the order of the marks.

    Names start with `prefix`. A mark is a short link to a place further down the page; a link back up is none.
    """
    order = {element: number for number, element in enumerate(root.iter())}
    places = {element.get("id") or element.get("name"): element for element in root.iter() if _named(element)}
    marks: dict[Element, str] = {}
    notes: dict[str, Element] = {}
    for link in root.iter("a"):
        name = (link.get("href") or "")[1:] if (link.get("href") or "").startswith("#") else ""
        place = places.get(name)
        if place is None or not _is_mark(link) or order[place] <= order[link]:
            continue
        holder = _holder(place)
        if holder is not None and link not in holder.iterdescendants():
            marks[link] = prefix + name
            notes.setdefault(prefix + name, holder)
    return marks, notes


def _named(element: Element) -> bool:
    return isinstance(element.tag, str) and bool(element.get("id") or element.get("name"))


def _is_mark(link: Element) -> bool:
    words = text_within(link)
    if not _MARK.fullmatch(words):
        return False
    role = f"{link.get('role') or ''} {link.get('epub:type') or ''} {link.get('rel') or ''}"
    around = f"{names_of(link)} {link.get('href')} {role}"
    return bool(_NOTE.search(around)) or link.getparent().tag == "sup" or link.find("sup") is not None or "[" in words


def _holder(place: Element) -> Element | None:
    """What holds the words of the note whose anchor is `place`."""
    for element in (place, *place.iterancestors()):
        if element.tag in _HOLDERS and (words := text_within(element)):
            return element if len(words.split()) <= _LONGEST else None
    return None


def back_links(note: Element) -> frozenset[Element]:
    """The links in a footnote that lead back to its mark."""
    inner = (link for link in note.iter("a") if (link.get("href") or "").startswith("#"))
    return frozenset(link for link in inner if len(text_within(link)) <= _LONGEST_BACK)
