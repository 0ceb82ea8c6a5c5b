"""What tags, classes and attributes of an element say about it."""

from __future__ import annotations

import re
from dataclasses import replace

from earmark.narration.html.dom import Element
from earmark.narration.nodes import Phrase

__all__ = ["BLOCK_TAGS", "is_boilerplate", "is_hidden", "is_never", "names_of", "styled"]

BLOCK_TAGS = frozenset(
    {
        *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dir", "div"),
        *("dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6"),
        *("header", "hgroup", "hr", "html", "iframe", "li", "main", "menu", "nav", "ol", "p", "pre", "section"),
        *("summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "video", "audio"),
    }
)
_NEVER = frozenset({"head", "nav", "button", "svg", "dialog", "noscript", "map", "param", "source", "track"})
_ROLES = frozenset(
    {"navigation", "banner", "contentinfo", "search", "menu", "menubar", "toolbar", "dialog", "complementary"}
)
_BOILERPLATE = re.compile(
    r"(?:^|[-_\s])(?:share|sharing|sharebar|social|related|newsletter|cookie|consent|gdpr|promo|promoted|advert\w*|ad|ads|"
    r"adsense|sponsor\w*|sidebar|comments?|disqus|breadcrumbs?|pagination|pager|subscribe|subscription|signup|sign-up|popup|"
    r"modal|recommend\w*|outbrain|taboola|mostread|most-read|read-?more|trending|toolbar|skip-?link|masthead|nav|"
    r"navbar|menu|footer|tags?|tag-?list|taglist|author-?bio|jump-?link|edit-?section|mw-editsection|printfriendly|"
    r"noprint|navbox|screen-reader-text|visually-hidden|sr-only)(?:$|[-_\s])",
    re.I,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_EMPHASIS, _STRONG, _CODE = ("em", "i", "cite", "dfn", "var"), ("strong", "b"), ("code", "kbd", "samp", "tt")


def names_of(element: Element) -> str:
    """The classes and the id of `element`."""
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def is_never(element: Element) -> bool:
    """True for what is no part of any text, such as the numbers of printed pages."""
    return element.tag in _NEVER or "pagebreak" in f"{element.get('role')} {element.get('epub:type')}"


def is_hidden(element: Element) -> bool:
    """True for what a reader of the page does not see, at least at first."""
    return (
        element.get("hidden") is not None
        or (element.get("aria-hidden") == "true" and element.tag != "img" and element.find(".//img") is None)
        or bool(_HIDDEN.search(element.get("style") or ""))
    )


def is_boilerplate(element: Element) -> bool:
    """True if its names or role say that it belongs to the site and not to the article."""
    return element.get("role") in _ROLES or bool(_BOILERPLATE.search(names_of(element)))


def styled(style: Phrase, element: Element, language: str) -> Phrase:
    """`style` inside `element`, in a document whose language is `language`."""
    tag = element.tag
    if tag in _EMPHASIS:
        style = replace(style, emphasis=True)
    elif tag in _STRONG:
        style = replace(style, strong=True)
    elif tag in _CODE:
        style = replace(style, code=True)
    elif tag == "a" and element.get("href"):
        style = replace(style, href=element.get("href"))
    elif tag in ("abbr", "acronym") and element.get("title"):
        style = replace(style, expansion=element.get("title"))
    spoken = element.get("lang") or element.get("{http://www.w3.org/XML/1998/namespace}lang") or element.get("xml:lang")
    if spoken and spoken.split("-")[0].lower() != language.split("-")[0].lower():
        style = replace(style, language=spoken)
    return style
