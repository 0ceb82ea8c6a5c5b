"""HTML to an element tree whose size and depth are bounded, whatever the bytes are."""

from __future__ import annotations

import codecs
import re
from itertools import islice
from typing import Any, TypeAlias

from lxml import etree, html

from earmark.core.errors import BadInput

__all__ = ["MAX_BYTES", "Element", "decoded", "dom_of", "text_within", "without_scripts"]

Element: TypeAlias = Any
"""An element of lxml, which has no types."""

MAX_BYTES = 32 << 20
_MAX_ELEMENTS = 150_000
_MAX_DEPTH = 150
_UNSEEN = ("script", "style", "template", "link", "input", "select", "textarea", "canvas", "object", "datalist")
_CHARSET = re.compile(
    rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]{1,40})|<\?xml[^>]{0,100}encoding=[\"']([\w.:-]{1,40})", re.I
)
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DATA_URI = re.compile(r"data:[\w/+.;=-]{0,100},[^\"'\s>]{2000,}")
_WRAPPERS = re.compile(r"</?(?:div|span|font|center|section|article|main|b|i|u|em|strong|small|big)\b[^>]*>", re.I)
_ALL_BUT_TEXT = re.compile(r"<(?!/?(?:html|head|title|meta|body|p|h[1-6]|li|br)\b)[^>]*>", re.I)
_XML_HEAD = re.compile(r"^\s*<\?xml[^>]*\?>")


def decoded(content: bytes) -> str:
    """The text of a page: by its byte order mark, as UTF-8 if it is that, as it declares, else as Windows-1252."""
    for mark, name in _BOMS:
        if content.startswith(mark):
            return content.decode(name, "replace")
    found = _CHARSET.search(content[:4096])
    declared = (found[1] or found[2]).decode("ascii", "replace") if found else ""
    for name in ("utf-8", declared):
        try:
            return content.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return content.decode("utf-8" if declared.lower() in ("utf-8", "utf8") else "cp1252", "replace")


def dom_of(content: bytes | str, *, where: str) -> Element:
    """The page as a tree: no comments, at most :data:`_MAX_DEPTH` deep.

    In a page that is nested deeper, wrappers that mean nothing are taken out, then all but text, headings and points.

    Raises:
        BadInput: if there is nothing in it, or more than 32 MiB or 150 000 elements.
    """
    if len(content) > MAX_BYTES:
        raise BadInput(f"larger than {MAX_BYTES >> 20} MiB", where=where, mend="Give the article alone")
    text = decoded(content) if isinstance(content, bytes) else content
    text = _DATA_URI.sub("data:,", _CONTROL.sub("", _XML_HEAD.sub("", text)))
    for superfluous in (None, _WRAPPERS, _ALL_BUT_TEXT):
        root = _parsed(superfluous.sub(" ", text) if superfluous else text, where)
        if _depth(root) <= _MAX_DEPTH:
            break
    else:
        raise BadInput(f"nested more than {_MAX_DEPTH} deep", where=where)
    if sum(1 for _ in islice(root.iter(), _MAX_ELEMENTS + 1)) > _MAX_ELEMENTS:
        raise BadInput(f"more than {_MAX_ELEMENTS} elements", where=where, mend="Give the article alone")
    return root


def without_scripts(root: Element) -> Element:
    """`root` without what no reader sees."""
    etree.strip_elements(root, *_UNSEEN, with_tail=False)
    return root


def _parsed(text: str, where: str) -> Element:
    if not text.strip():
        raise BadInput("there is nothing in it", where=where)
    parser = html.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(text, parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise BadInput("no HTML can be read from it", where=where) from error
    return root


def _depth(root: Element) -> int:
    """How deep the deepest element lies; counted no further than is allowed."""
    depth = deepest = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
        if deepest > _MAX_DEPTH:
            break
    return deepest


def text_within(element: Element) -> str:
    """All words in `element`, blanks collapsed."""
    return " ".join(" ".join(element.itertext()).split())
