"""Plain text to the tree: paragraphs, underlined and numbered headings, lists, quotes."""

from __future__ import annotations

import re

from earmark.core.errors import BadInput
from earmark.narration.nodes import Block, Document, Heading, Item, Listing, Paragraph, Phrase, Quote, Rule, Text

__all__ = ["read_plain"]

_UNDERLINE = re.compile(r"^(={3,}|-{3,}|~{3,})$")
_BULLET = re.compile(r"^\s*[-*•–]\s+(.*)")
_NUMBER = re.compile(r"^\s*(\d{1,3})[.)]\s+(.*)")
_RULE = re.compile(r"^(?:\s*[*\-_=~]){3,}\s*$")
_CHAPTER = re.compile(r"^(?:chapter|part|kapitel|capítulo|chapitre|appendix|section)\b.{0,60}$", re.I)
_LONGEST_TITLE = 20


def read_plain(text: str, *, uri: str) -> Document:
    """The tree of plain text, in which an empty line parts paragraphs; a short first line alone is the title.

    Raises:
        BadInput: if there is nothing in it.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    parts = [part.strip("\n") for part in re.split(r"\n[ \t]*(?:\n[ \t]*)+", lines) if part.strip()]
    if not parts:
        raise BadInput("there is nothing in it", where=uri)
    blocks = tuple(block for number, part in enumerate(parts) for block in _blocks(part, first=number == 0))
    if len(blocks) > 1 and isinstance(first := blocks[0], Heading):
        return Document(first.text[0].text, blocks[1:], uri=uri)
    return Document("", blocks, uri=uri)


def _blocks(part: str, *, first: bool) -> list[Block]:
    lines = part.splitlines()
    if len(lines) == 1 and _RULE.match(lines[0]):
        return [Rule()]
    if len(lines) >= 2 and _UNDERLINE.match(lines[1].strip()) and lines[0].strip():
        rest = "\n".join(lines[2:])
        heading = Heading(1 if lines[1].startswith("=") else 2, _text(lines[0]))
        return [heading, *(_blocks(rest, first=False) if rest.strip() else [])]
    if len(lines) == 1 and (_CHAPTER.match(part.strip()) or (first and _is_title(part))):
        return [Heading(1 if first else 2, _text(part))]
    if all(line.lstrip().startswith(">") for line in lines):
        return [Quote((Paragraph(_text(" ".join(line.lstrip()[1:] for line in lines))),))]
    for pattern in (_BULLET, _NUMBER):
        if pattern.match(lines[0]):
            return [_listing(lines, pattern)]
    return [Paragraph(_text(part))]


def _is_title(line: str) -> bool:
    return len(line.split()) <= _LONGEST_TITLE and line.strip()[-1:] not in ".,;:"


def _listing(lines: list[str], pattern: re.Pattern[str]) -> Listing:
    """A list; lines without a mark go on with the point above."""
    points: list[str] = []
    for line in lines:
        found = pattern.match(line)
        if found:
            points.append(found[found.lastindex or 1])
        else:
            points[-1] += f" {line.strip()}"
    number = _NUMBER.match(lines[0])
    items = tuple(Item((Paragraph(_text(point)),)) for point in points)
    return Listing(pattern is _NUMBER, items, int(number[1]) if number else 1)


def _text(words: str) -> Text:
    return (Phrase(" ".join(words.split())),)
