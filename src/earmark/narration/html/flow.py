"""The walk over a page: elements in the order of reading to blocks of the tree."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from earmark.narration.html.dom import Element
from earmark.narration.html.style import BLOCK_TAGS, is_boilerplate, is_hidden, is_never, styled
from earmark.narration.nodes import Block, Figure, Paragraph, Phrase, Text

__all__ = ["Context", "Flow", "Handler", "blocks_of", "text_of", "tidy"]


@dataclass(frozen=True, slots=True)
class Context:
    """What the walk knows of the page.

    Attributes:
        handlers: what makes the blocks of a tag.
        language: that of the document.
        marks: the name of the footnote that a link marks.
        notes: the elements of the footnotes, by name.
        skip: elements that are told elsewhere, such as footnotes.
        belongs: whether text in something that looks like boilerplate belongs to the article all the same.
    """

    handlers: Mapping[str, Handler]
    language: str = ""
    marks: Mapping[Element, str] = field(default_factory=dict)
    notes: Mapping[str, Element] = field(default_factory=dict)
    skip: frozenset[Element] = frozenset()
    belongs: Callable[[Element], bool] = lambda _: False


Handler = Callable[[Element, "Context"], tuple[Block, ...] | None]
"""The blocks of an element, or None if it is an ordinary container."""

_BREAK = "\n"


class Flow:
    """Gathers running text to paragraphs, and blocks as they come.

    Two line breaks in a row end a paragraph, as old pages have it.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._phrases: list[Phrase] = []
        self._pending: list[Block] = []
        self._line = 0
        self.blocks: list[Block] = []

    def add_children(self, element: Element, style: Phrase) -> None:
        """All that is in `element`, in the look of `style`."""
        self._line = self._line or element.sourceline or 0
        self._text(element.text, style)
        for child in element:
            if isinstance(child.tag, str):
                self._add(child, style)
            self._text(child.tail, style)

    def finish(self) -> tuple[Block, ...]:
        """The blocks that were gathered."""
        self._close()
        return tuple(self.blocks)

    def _add(self, element: Element, style: Phrase) -> None:
        context = self._context
        if element in context.skip or is_never(element):
            return
        if (is_hidden(element) or is_boilerplate(element)) and not context.belongs(element):
            return
        if element in context.marks:
            mark = " ".join(element.itertext()).strip(" []()\n")
            self._phrases.append(replace(style, text=mark, note=context.marks[element]))
        elif element.tag == "br":
            self._text(_BREAK, style, verbatim=True)
        else:
            self._add_element(element, style)

    def _add_element(self, element: Element, style: Phrase) -> None:
        context = self._context
        handler = context.handlers.get(element.tag)
        made = handler(element, context) if handler else None
        if made is not None:
            self._add_blocks(element, made)
        elif element.tag in BLOCK_TAGS:
            self._close()
            self.add_children(element, styled(style, element, context.language))
            self._close()
        else:
            self.add_children(element, styled(style, element, context.language))

    def _add_blocks(self, element: Element, made: tuple[Block, ...]) -> None:
        """Blocks of their own end a paragraph; what floats in running text comes after it."""
        if element.tag == "figcaption":
            self._close()
            self._caption(made)
        elif len(made) == 1 and isinstance(made[0], Paragraph) and element.tag not in BLOCK_TAGS:
            self._phrases.extend(made[0].text)
        elif all(isinstance(each, Figure) for each in made) and element.tag not in BLOCK_TAGS:
            self._pending.extend(made)
        else:
            self._close()
            self.blocks.extend(made)

    def _caption(self, made: tuple[Block, ...]) -> None:
        """A caption outside its figure belongs to the picture above it."""
        above = self.blocks[-1] if self.blocks else None
        for caption in made:
            if isinstance(above, Figure) and isinstance(caption, Figure) and not above.caption:
                images = tuple(replace(each, decorative=False) for each in above.images)
                self.blocks[-1] = replace(above, images=images, caption=caption.caption, credit=caption.credit)
            elif isinstance(caption, Figure):
                self.blocks.append(Paragraph(caption.caption, caption.line))

    def _text(self, text: str | None, style: Phrase, *, verbatim: bool = False) -> None:
        if text:
            self._phrases.append(replace(style, text=text if verbatim else _one_line(text)))

    def _close(self) -> None:
        for part in _parts(self._phrases):
            text = tidy(part)
            if text:
                self.blocks.append(Paragraph(text, self._line))
        self.blocks.extend(self._pending)
        self._phrases, self._pending, self._line = [], [], 0


def _one_line(text: str) -> str:
    """Blanks collapsed, those at the ends kept as one."""
    words = " ".join(text.split())
    if not words:
        return " "
    return (" " if text[0].isspace() else "") + words + (" " if text[-1].isspace() else "")


def _parts(phrases: list[Phrase]) -> list[list[Phrase]]:
    """Phrases parted where at least two line breaks stand in a row."""
    parts: list[list[Phrase]] = [[]]
    breaks = 0
    for phrase in phrases:
        if phrase.text == _BREAK:
            breaks += 1
        elif phrase.text.strip():
            if breaks >= 2:
                parts.append([])
            elif breaks:
                parts[-1].append(replace(phrase, text=" "))
            parts[-1].append(phrase)
            breaks = 0
        else:
            parts[-1].append(phrase)
    return parts


def tidy(phrases: list[Phrase]) -> Text:
    """Neighbours that look alike joined, blanks collapsed, none at the ends."""
    joined: list[Phrase] = []
    blank = True
    for phrase in phrases:
        text = " ".join(phrase.text.split()) if phrase.text.strip() else ""
        lead = " " if phrase.text[:1].isspace() and not blank else ""
        trail = " " if text and phrase.text[-1:].isspace() else ""
        written = lead + text + trail
        if not written:
            continue
        blank = written.endswith(" ")
        if joined and phrase.note is None and replace(joined[-1], text="") == replace(phrase, text=""):
            joined[-1] = replace(joined[-1], text=joined[-1].text + written)
        else:
            joined.append(replace(phrase, text=written))
    while joined and not joined[-1].text.strip():
        joined.pop()
    if joined:
        joined[-1] = replace(joined[-1], text=joined[-1].text.rstrip())
    return tuple(joined)


def blocks_of(element: Element, context: Context) -> tuple[Block, ...]:
    """The blocks inside `element`."""
    flow = Flow(context)
    flow.add_children(element, Phrase(""))
    return flow.finish()


def text_of(element: Element, context: Context) -> tuple[Text, tuple[Block, ...]]:
    """The running text inside `element`, paragraphs joined, and the blocks that are no text."""
    words: list[Phrase] = []
    others: list[Block] = []
    for block in blocks_of(element, context):
        if isinstance(block, Paragraph):
            words.extend([Phrase(" "), *block.text] if words else block.text)
        else:
            others.append(block)
    return tidy(words), tuple(others)
