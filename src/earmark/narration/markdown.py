"""Markdown to the tree: CommonMark with tables, footnotes and a head of YAML-like lines."""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape

from markdown_it import MarkdownIt

from earmark.narration.html import read_fragment
from earmark.narration.nodes import Document

__all__ = ["read_markdown"]

_HEAD = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
_FIELD = re.compile(r"^(title|author|date|lang|language)\s*:\s*[\"']?(.+?)[\"']?\s*$", re.MULTILINE | re.IGNORECASE)
_NOTE = re.compile(r"^\[\^([\w-]{1,40})\]:[ \t]+(.*(?:\n(?:[ \t]+\S.*|\n(?=[ \t]{2,}\S)))*)", re.MULTILINE)
_FENCE = re.compile(r"^(?:```.*?^```|~~~.*?^~~~)", re.MULTILINE | re.DOTALL)
_CODE_OR_MARK = re.compile(rf"{_FENCE.pattern}|`[^`\n]*`|\[\^([\w-]{{1,40}})\]", re.MULTILINE | re.DOTALL)


def read_markdown(text: str, *, uri: str) -> Document:
    """The tree of a Markdown document; raw HTML in it is read as HTML, which runs nothing."""
    text = text.replace("\r\n", "\n")
    head = _HEAD.match(text)
    fields = {name.lower(): value for name, value in _FIELD.findall(head[1])} if head else {}
    body = text[head.end() :] if head else text
    markup = _with_notes(body, MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]))
    language = fields.get("lang") or fields.get("language", "")
    page = f'<html lang="{escape(language)}"><body>{markup}</body></html>'
    found = read_fragment(page, uri=uri)
    return replace(
        found,
        title=fields.get("title") or found.title,
        byline=fields.get("author", ""),
        date=fields.get("date", ""),
    )


def _with_notes(body: str, markdown: MarkdownIt) -> str:
    """`body` as HTML; footnotes become links to what stands at the end."""
    notes: dict[str, str] = {}
    fences = [found.span() for found in _FENCE.finditer(body)]

    def take(found: re.Match[str]) -> str:
        if any(start <= found.start() < end for start, end in fences):
            return found[0]
        notes[found[1]] = found[2]
        return ""

    text = _NOTE.sub(take, body)
    if not notes:
        return str(markdown.render(text))
    marks = {name: number for number, name in enumerate(notes, start=1)}
    marked = _CODE_OR_MARK.sub(
        lambda found: f'<sup><a href="#fn-{found[1]}">{marks[found[1]]}</a></sup>' if found[1] in marks else found[0],
        text,
    )
    foot = "".join(f'<li id="fn-{name}">{markdown.render(_dedented(note))}</li>' for name, note in notes.items())
    return f"{markdown.render(marked)}<ol>{foot}</ol>"


def _dedented(note: str) -> str:
    return "\n".join(line.strip() for line in note.splitlines())
