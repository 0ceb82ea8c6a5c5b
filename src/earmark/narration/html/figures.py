"""Pictures, their captions and credits, and embedded media."""

from __future__ import annotations

import re
from dataclasses import replace

from earmark.narration.html.dom import Element, text_within
from earmark.narration.html.flow import Context, blocks_of, text_of
from earmark.narration.html.style import names_of
from earmark.narration.nodes import Block, Embed, Figure, Image, Paragraph, Phrase, Text, plain

__all__ = ["caption", "embed", "figure", "image"]

_LAZY = ("data-src", "data-original", "data-lazy-src", "data-full-src", "data-image", "data-hi-res-src")
_SETS = ("srcset", "data-srcset", "data-lazy-srcset")
_CAPTION = re.compile(r"(?:^|[-_\s])(?:wp-)?caption|captionText|imgcaption|(?:image|photo)-?caption", re.I)
_FIGURE = re.compile(
    r"wp-caption(?:$|\s)|(?:^|\s)(?:thumb|image-?(?:block|with-caption|container|wrapper)|captioned\S*|\S*figure)"
    r"(?:$|\s)",
    re.I,
)
_CREDIT = re.compile(r"credit|copyright|attribution|photographer|(?:image|photo)-?source|byline", re.I)
_CREDITED = re.compile(
    r"\s*[(\[]?\s*((?:photo(?:graph)?s?|image|picture|illustration|credit|source|foto|bild|crédit|fuente|©)"
    r"(?:\s+(?:by|credit|courtesy of))?\s*[:/©]?\s*(?:[A-Z][^.]{2,70}))\s*[)\]]?\s*$"
)
_ORNAMENT = re.compile(
    r"(?:^|[-_\s/])(?:icon|avatar|emoji|spacer|pixel|tracking|logo|sprite|gravatar|divider|blank|bullet|beacon)(?:$|[-_\s/.\d])",
    re.I,
)
_TINY = 40
_EMOJI = re.compile(r"[\u2600-\u27bf\U0001f000-\U0001faff\ufe0f\u200d]+")


def image(element: Element, _context: Context) -> tuple[Block, ...]:
    """A picture by itself; an emoji drawn as a picture is a character."""
    drawn = element if element.tag == "img" else element.find(".//img")
    if drawn is None:
        return ()
    alt = drawn.get("alt") or ""
    if _EMOJI.fullmatch(alt.strip()):
        return (Paragraph((Phrase(alt),)),)
    found = _image(drawn, element)
    return (Figure((found,), line=drawn.sourceline or 0),) if found else ()


def _image(drawn: Element, around: Element) -> Image | None:
    source = _source(drawn) or next((_source(each) for each in around.iter("source") if _source(each)), "")
    if not source and not (drawn.get("alt") or "").strip():
        return None
    alt = drawn.get("alt")
    return Image(source, " ".join(alt.split()) if alt else alt, _is_ornament(drawn, source))


def _source(drawn: Element) -> str:
    """Where the picture lies: pages that load late keep it beside a place-holder."""
    for name in _LAZY:
        if drawn.get(name):
            return str(drawn.get(name)).strip()
    source: str = (drawn.get("src") or "").strip()
    if source and not source.startswith("data:"):
        return source
    for name in _SETS:
        largest = (drawn.get(name) or "").rstrip(", ").split(",")[-1].split()
        if largest:
            return str(largest[0])
    return source


def _is_ornament(drawn: Element, source: str) -> bool:
    if "math" in names_of(drawn) or drawn.get("role") in ("presentation", "none") or drawn.get("aria-hidden") == "true":
        return True
    sizes = [drawn.get(name) or "" for name in ("width", "height")]
    if any(size.removesuffix("px").isdecimal() and int(size.removesuffix("px")[:6]) <= _TINY for size in sizes):
        return True
    return drawn.get("alt") == "" or bool(_ORNAMENT.search(f"{names_of(drawn)} {source.rpartition('/')[2]}"))


def figure(element: Element, context: Context) -> tuple[Block, ...] | None:
    """Pictures with their caption; None if `element` is none, or holds more than that."""
    if element.tag == "div" and not _FIGURE.search(element.get("class") or ""):
        return None
    captions = _captions(element)
    if element.tag == "div" and (not captions or element.find(".//h2") is not None):
        return None
    inside = blocks_of(element, replace(context, skip=context.skip | set(captions)))
    figures = [block for block in inside if isinstance(block, Figure)]
    if not figures or len(inside) > len(figures) + 2:
        return None
    texts = [text_of(each, replace(context, belongs=lambda _: True))[0] for each in captions]
    # A caption inside another is part of it; page builders repeat it for narrow screens.
    distinct = list(dict.fromkeys(text for text in texts if text))
    credit, written = _credit(captions, distinct[0] if distinct else ())
    images = tuple(dict.fromkeys(picture for each in figures for picture in each.images))
    inner = next((each for each in figures if each.caption), None)
    if not written and inner is not None:
        written, credit = inner.caption, inner.credit
    if written:
        images = tuple(_unless_ornament(each) for each in images)
    others = tuple(block for block in inside if not isinstance(block, Figure))
    return (Figure(images, written, credit, element.sourceline or 0), *others)


def caption(element: Element, context: Context) -> tuple[Block, ...]:
    """A caption that stands in no figure, as a figure without pictures."""
    written, _ = text_of(element, context)
    credit, words = _credit([element], written)
    return (Figure((), words, credit, element.sourceline or 0),) if words else ()


def _unless_ornament(picture: Image) -> Image:
    """A picture with a caption is no decoration, whatever its alternative text says."""
    return replace(picture, decorative=False)


def _captions(element: Element) -> list[Element]:
    found = list(element.iter("figcaption"))
    if not found:
        found = [each for each in element.iter("p", "div", "span", "small", "em") if _CAPTION.search(names_of(each))]
        found = [each for each in found if each is not element and each.find(".//img") is None]
    return [each for each in found if not any(other in found for other in each.iterancestors())]


def _credit(captions: list[Element], caption: Text) -> tuple[str, Text]:
    """Whose picture it is, and the caption without it."""
    for holder in captions:
        for part in holder.iter("span", "cite", "small", "div", "p", "em"):
            words = text_within(part)
            if part is not holder and _CREDIT.search(names_of(part)) and 0 < len(words) < 120:
                rest = plain(caption).replace(words, "").strip()
                return words, (Phrase(rest),) if rest else ()
    words = plain(caption)
    found = _CREDITED.search(words)
    if found and found.start() > 0 and words[found.start() - 1] in '.!?)”"’ ':
        rest = words[: found.start()].strip()
        return found[1].strip(), (Phrase(rest),)
    return "", caption


_PLAYERS = re.compile(r"youtube|vimeo|dailymotion|player|video", re.I)


def embed(element: Element, _context: Context) -> tuple[Block, ...]:
    """Media that play by themselves; a frame that is no player and has no title is an advertisement or a counter."""
    source = element.get("src") or element.get("data-src") or ""
    if not source and (inner := element.find(".//source")) is not None:
        source = inner.get("src") or ""
    kind = element.tag if element.tag in ("video", "audio") else "video" if _PLAYERS.search(source) else "frame"
    title = " ".join((element.get("title") or element.get("aria-label") or "").split())
    if kind == "frame" and not title:
        return ()
    return (Embed(kind, title, source, element.sourceline or 0),)
