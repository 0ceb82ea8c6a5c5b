"""The typed tree of an article: what its author marked, kept as it was marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

__all__ = [
    "Aside",
    "Block",
    "Code",
    "Definitions",
    "Document",
    "Embed",
    "Entry",
    "Figure",
    "Heading",
    "Image",
    "Item",
    "Listing",
    "Note",
    "Paragraph",
    "Phrase",
    "Quote",
    "Rule",
    "Table",
    "Text",
    "below",
    "block_text",
    "body_text",
    "plain",
    "texts",
    "walk",
]


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that look and mean the same.

    Attributes:
        text: the words, with the spaces that part them from their neighbours.
        emphasis, strong, code, math: how they are set; the text of math is its alternative text or its source.
        href: where they link to.
        language: a BCP 47 tag, if it is not that of the document.
        expansion: what an abbreviation stands for, if the page says so.
        note: the name of the footnote that is marked here; the text is then the mark.
    """

    text: str
    emphasis: bool = False
    strong: bool = False
    code: bool = False
    math: bool = False
    href: str | None = None
    language: str | None = None
    expansion: str | None = None
    note: str | None = None


Text: TypeAlias = tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 6. `line` is where it stands in the source, from 1; 0 if unknown."""

    level: int
    text: Text
    line: int = 0


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: Text
    line: int = 0


@dataclass(frozen=True, slots=True)
class Item:
    """A point of a list: blocks, among them the lists below it."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list; an ordered one counts from `start`."""

    ordered: bool
    items: tuple[Item, ...]
    start: int = 1
    line: int = 0


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody else's words. A `pull` quote repeats what the article says anyway."""

    blocks: tuple[Block, ...]
    attribution: Text = ()
    pull: bool = False
    line: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """A table of data: the cells of `header` name the columns; rows are as long as the table is wide."""

    header: tuple[Text, ...]
    rows: tuple[tuple[Text, ...], ...]
    caption: Text = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class Code:
    """A block of code, verbatim."""

    text: str
    language: str | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Image:
    """A picture. Its `alt` is None if the page gives none; a decorative one is to be passed over in silence."""

    source: str
    alt: str | None = None
    decorative: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """Images with what is written about them."""

    images: tuple[Image, ...]
    caption: Text = ()
    credit: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """Terms and what they mean."""

    terms: tuple[Text, ...]
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Definitions:
    """A list of definitions."""

    entries: tuple[Entry, ...]
    line: int = 0


@dataclass(frozen=True, slots=True)
class Embed:
    """Media of its own: `kind` is video, audio or frame."""

    kind: str
    title: str = ""
    source: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Aside:
    """What stands beside the text: a box, an editor's note."""

    blocks: tuple[Block, ...]
    line: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """A line between two parts."""

    line: int = 0


Block: TypeAlias = Heading | Paragraph | Listing | Quote | Table | Code | Figure | Definitions | Embed | Aside | Rule


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote, by the name that :attr:`Phrase.note` has."""

    name: str
    mark: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """An article.

    Attributes:
        title: what it is called; empty if nobody says so.
        blocks: the body in the order of reading, without the title.
        notes: its footnotes in the order of their marks.
        byline: who wrote it, as written.
        date: when it was published, as ISO 8601 or as written.
        language: a BCP 47 tag, empty if unknown.
        site: who published it.
        uri: where it was found.
    """

    title: str
    blocks: tuple[Block, ...]
    notes: tuple[Note, ...] = ()
    byline: str = ""
    date: str = ""
    language: str = ""
    site: str = ""
    uri: str = ""


def plain(text: Text) -> str:
    """The words alone, marks of footnotes left out."""
    return " ".join("".join(phrase.text for phrase in text if phrase.note is None).split())


def below(block: Block) -> Iterator[Block]:
    """The blocks directly inside `block`."""
    if isinstance(block, Listing):
        for item in block.items:
            yield from item.blocks
    elif isinstance(block, Quote | Aside):
        yield from block.blocks
    elif isinstance(block, Definitions):
        for entry in block.entries:
            yield from entry.blocks


def walk(blocks: Iterable[Block]) -> Iterator[Block]:
    """Every block, outer ones first, in the order of reading."""
    for block in blocks:
        yield block
        yield from walk(below(block))


def texts(block: Block) -> Iterator[Text]:
    """The running text of `block` itself, without that of the blocks in it."""
    if isinstance(block, Heading | Paragraph):
        yield block.text
    elif isinstance(block, Table):
        yield block.caption
        for row in (block.header, *block.rows):
            yield from row
    elif isinstance(block, Figure):
        yield block.caption
    elif isinstance(block, Quote):
        yield block.attribution
    elif isinstance(block, Definitions):
        for entry in block.entries:
            yield from entry.terms


def _own_lines(block: Block) -> Iterator[str]:
    if isinstance(block, Heading | Paragraph):
        yield plain(block.text)
    elif isinstance(block, Code):
        yield block.text
    elif isinstance(block, Table):
        yield plain(block.caption)
        for row in (block.header, *block.rows):
            yield "\t".join(plain(cell) for cell in row)
    elif isinstance(block, Definitions):
        for entry in block.entries:
            yield from (plain(term) for term in entry.terms)


def block_text(block: Block) -> str:
    """What is written in `block`, a line per paragraph; pictures and their captions are left out."""
    own = list(_own_lines(block))
    inner = [block_text(each) for each in below(block)]
    after = [plain(block.attribution)] if isinstance(block, Quote) else []
    return "\n".join(line for line in (*own, *inner, *after) if line.strip())


def body_text(document: Document) -> str:
    """The body as plain text, blocks parted by an empty line."""
    return "\n\n".join(text for text in map(block_text, document.blocks) if text)
