"""A page of the web to the tree of its article."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain

from earmark.core.errors import BadInput
from earmark.narration.html.dom import Element, dom_of, without_scripts
from earmark.narration.html.evidence import evidence_of
from earmark.narration.html.flow import Context, blocks_of
from earmark.narration.html.handlers import HANDLERS
from earmark.narration.html.metadata import metadata_of
from earmark.narration.html.notes import back_links, footnotes
from earmark.narration.html.prune import article_of
from earmark.narration.nodes import Block, Document, Heading, Note, plain, texts, walk

__all__ = ["read_fragment", "read_page"]


def read_page(content: bytes, *, uri: str) -> Document:
    """The article of a page, without what belongs to the site around it.

    Raises:
        BadInput: if it is no page, is too large, or no article can be found in it.
    """
    root = dom_of(content, where=uri)
    about = metadata_of(root)
    without_scripts(root)
    evidence = evidence_of(root)
    context = _context(root, about.language)
    blocks = article_of(blocks_of(_body(root), replace(context, belongs=evidence.belongs)), evidence, about.title)
    if not blocks:
        raise BadInput("no article is found in it", where=uri, mend="Is it a page of links, or built by scripts?")
    return Document(
        title=about.title,
        blocks=blocks,
        notes=_notes(context, blocks),
        byline=about.byline,
        date=about.date,
        language=about.language,
        site=about.site,
        uri=uri,
    )


def read_fragment(content: bytes | str, *, uri: str, prefix: str = "") -> Document:
    """All that stands in HTML which is known to be nothing but the text, such as a chapter of a book.

    The names of its footnotes start with `prefix`.
    """
    root = dom_of(content, where=uri)
    about = metadata_of(root)
    without_scripts(root)
    context = replace(_context(root, about.language, prefix), belongs=lambda _: True)
    blocks = blocks_of(_body(root), context)
    title = about.title
    if blocks and isinstance(first := blocks[0], Heading) and (not title or plain(first.text) == title):
        title, blocks = plain(first.text), blocks[1:]
    notes = _notes(context, blocks)
    return Document(title, blocks, notes, about.byline, about.date, about.language, about.site, uri)


def _body(root: Element) -> Element:
    body = root.find("body")
    return root if body is None else body


def _context(root: Element, language: str, prefix: str = "") -> Context:
    marks, notes = footnotes(root, prefix)
    return Context(HANDLERS, language, marks, notes, frozenset(notes.values()))


def _notes(context: Context, blocks: tuple[Block, ...]) -> tuple[Note, ...]:
    """The footnotes whose marks stand in `blocks`."""
    marked = _marks_in(blocks)
    plainly = replace(context, skip=frozenset(), marks={})
    return tuple(
        Note(name, marked[name], blocks_of(element, replace(plainly, skip=back_links(element))))
        for name, element in context.notes.items()
        if name in marked
    )


def _marks_in(blocks: tuple[Block, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for block in walk(blocks):
        for phrase in chain.from_iterable(texts(block)):
            if phrase.note is not None:
                found.setdefault(phrase.note, phrase.text)
    return found
