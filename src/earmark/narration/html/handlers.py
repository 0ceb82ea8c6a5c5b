"""What elements of a page become in the tree, tag by tag."""

from __future__ import annotations

import re

from earmark.narration.html.dom import Element, text_within
from earmark.narration.html.figures import caption, embed, figure, image
from earmark.narration.html.flow import Context, Handler, blocks_of, text_of
from earmark.narration.html.style import names_of
from earmark.narration.html.tables import table
from earmark.narration.nodes import (
    Aside,
    Block,
    Code,
    Definitions,
    Entry,
    Heading,
    Item,
    Listing,
    Paragraph,
    Phrase,
    Quote,
    Rule,
    Text,
    plain,
)

__all__ = ["HANDLERS"]

_PULL = re.compile(r"pull-?quote", re.I)
_LANGUAGE = re.compile(r"(?:lang|language|highlight|brush|source)[-_: ]+([\w+#]+)", re.I)
_DASH = re.compile(r"^\s*[-–—―]{1,2}\s*")
_LONGEST_ATTRIBUTION = 20


def _heading(element: Element, context: Context) -> tuple[Block, ...]:
    text, others = text_of(element, context)
    made = (Heading(int(element.tag[1]), text, element.sourceline or 0),) if text else ()
    return (*made, *others)


def _listing(element: Element, context: Context) -> tuple[Block, ...]:
    items: list[Item] = []
    for child in element:
        if child in context.skip or not isinstance(child.tag, str):
            continue
        inside = blocks_of(child, context) if child.tag == "li" else _list_below(child, context)
        if child.tag != "li" and items:
            items[-1] = Item((*items[-1].blocks, *inside))
        elif inside:
            items.append(Item(inside))
    start = element.get("start") or ""
    number = int(start) if start.isdecimal() and len(start) < 6 else 1
    return (Listing(element.tag == "ol", tuple(items), number, element.sourceline or 0),) if items else ()


def _list_below(element: Element, context: Context) -> tuple[Block, ...]:
    return _listing(element, context) if element.tag in ("ul", "ol") else blocks_of(element, context)


def _quote(element: Element, context: Context) -> tuple[Block, ...]:
    source = next((each for each in element.iter("cite", "footer", "figcaption")), None)
    # A title in italics inside a sentence is a cite too; the source stands at the end.
    if source is not None and (_sentence_follows(source) or len(text_within(source).split()) > _LONGEST_ATTRIBUTION):
        source = None
    inside = list(blocks_of(element, _without(context, source) if source is not None else context))
    attribution: Text = text_of(source, context)[0] if source is not None else ()
    if not attribution and len(inside) > 1 and isinstance(last := inside[-1], Paragraph):
        words = plain(last.text)
        if _DASH.match(words) and len(words.split()) <= _LONGEST_ATTRIBUTION:
            attribution = last.text
            inside.pop()
    if attribution:
        attribution = (Phrase(_DASH.sub("", plain(attribution))),)
    if not inside:
        return ()
    pull = bool(_PULL.search(names_of(element)))
    return (Quote(tuple(inside), attribution, pull, element.sourceline or 0),)


def _sentence_follows(source: Element) -> bool:
    return bool((source.tail or "").strip(" \n\t.,;:)")) or bool(
        source.tag == "cite"
        and source.getprevious() is None
        and (source.getparent().text or "").strip()
        and not _DASH.search((source.getparent().text or "").strip()[-2:])
        and source.getparent().tag not in ("blockquote", "footer")
    )


def _without(context: Context, element: Element) -> Context:
    from dataclasses import replace

    return replace(context, skip=context.skip | {element})


def _code(element: Element, _context: Context) -> tuple[Block, ...]:
    for line_break in element.iter("br"):
        line_break.tail = "\n" + (line_break.tail or "")
    text = "".join(element.itertext()).strip("\n").rstrip()
    inner = element.find(".//code")
    found = _LANGUAGE.search(f"{names_of(element)} {names_of(inner) if inner is not None else ''}")
    return (Code(text, found[1].lower() if found else None, element.sourceline or 0),) if text.strip() else ()


def _definitions(element: Element, context: Context) -> tuple[Block, ...]:
    entries: list[Entry] = []
    terms: list[Text] = []
    blocks: list[Block] = []
    for child in element.iter("dt", "dd"):
        if child in context.skip or next(child.iterancestors("dl"), None) is not element:
            continue
        if child.tag == "dt":
            if blocks:
                entries.append(Entry(tuple(terms), tuple(blocks)))
                terms, blocks = [], []
            terms.append(text_of(child, context)[0])
        else:
            blocks.extend(blocks_of(child, context))
    if terms or blocks:
        entries.append(Entry(tuple(term for term in terms if term), tuple(blocks)))
    kept = tuple(entry for entry in entries if entry.terms or entry.blocks)
    return (Definitions(kept, element.sourceline or 0),) if kept else ()


def _aside(element: Element, context: Context) -> tuple[Block, ...]:
    inside = blocks_of(element, context)
    if _PULL.search(names_of(element)) and inside:
        only = inside[0]
        return (Quote(only.blocks if isinstance(only, Quote) else inside, pull=True, line=element.sourceline or 0),)
    return (Aside(inside, element.sourceline or 0),) if inside else ()


def _math(element: Element, _context: Context) -> tuple[Block, ...]:
    written = element.get("alttext") or " ".join(
        "".join(each.itertext()) for each in element.iter("annotation") if "tex" in (each.get("encoding") or "")
    )
    text = " ".join((written or text_within(element)).split())
    return (Paragraph((Phrase(text, math=True),), element.sourceline or 0),) if text else ()


def _rule(element: Element, _context: Context) -> tuple[Block, ...]:
    return (Rule(element.sourceline or 0),)


HANDLERS: dict[str, Handler] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), _heading),
    **dict.fromkeys(("ul", "ol"), _listing),
    **dict.fromkeys(("iframe", "video", "audio", "embed"), embed),
    **dict.fromkeys(("img", "picture"), image),
    "figcaption": caption,
    "figure": figure,
    "div": figure,
    "table": table,
    "blockquote": _quote,
    "pre": _code,
    "dl": _definitions,
    "aside": _aside,
    "math": _math,
    "hr": _rule,
}
"""By tag; a div is a figure only where its classes say so."""
