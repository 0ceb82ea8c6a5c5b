"""Which headings, lists, tables, pictures and captions of a page survive, beside the libraries that earmark asks.

    python -m benchmarks.narration_elements --data DIR

DIR holds folders with ``source.html.gz`` and ``expected.html.gz``, as the regression pages of Mozilla's Readability.
What stands in the expected page is the truth. Elements of a page are compared as sets of their first words (pictures by
the name of their file): heading, table, caption, quote, code by their words, lists by their points. Footnotes count as
points. Formulas that are drawn as pictures count for nobody: they are read as text.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer
from lxml import etree, html

from earmark.core.errors import EarmarkError
from earmark.narration import Block, Document, block_text, document_of, plain, walk
from earmark.narration.html.dom import Element, decoded
from earmark.narration.nodes import Code, Figure, Heading, Listing, Paragraph, Quote, Table

Elements = dict[str, set[str]]
KINDS = ("heading", "paragraph", "list", "point", "table", "image", "caption", "quote", "code")
_FIRST = 80
_TAGS = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6", "head"), "heading"),
    **dict.fromkeys(("ul", "ol", "list"), "list"),
    **dict.fromkeys(("li", "item"), "point"),
    **dict.fromkeys(("blockquote", "quote"), "quote"),
    "figcaption": "caption",
    "pre": "code",
}
_INSIDE = {"li", "blockquote", "td", "figcaption"}


def words(text: str) -> str:
    """What elements are compared by, without Wikipedia's links to edit a section and back to the marks of a note."""
    plainly = " ".join(re.findall(r"\w+", text.lower()))
    return re.sub(r" edit$|^(?:jump up (?:to )?)?(?:[a-z] )+", "", plainly)[:_FIRST]


def file_name(address: str) -> str:
    """The last part of an address, without what is asked of the server; empty for formulas and inline data."""
    if "media/math" in address or address.startswith("data:"):
        return ""
    return re.sub(r"[?#].*", "", address).rstrip("/").rpartition("/")[2].lower()


def of_markup(root: Element) -> Elements:
    """The elements of a page."""
    found: Elements = defaultdict(set)
    for element in root.iter():
        if isinstance(element.tag, str):
            for kind, name in named(element):
                found[kind].add(name)
    return found


def named(element: Element) -> Iterator[tuple[str, str]]:
    """What an element is, and what it is compared by."""
    text = words(" ".join(element.itertext()))
    if element.tag in _TAGS:
        yield _TAGS[element.tag], text
    elif element.tag == "table":
        rows = element.findall(".//tr") + element.findall(".//row")
        if len(rows) > 1 and max(len(row) for row in rows) > 1:
            yield "table", text
    elif element.tag in ("img", "graphic"):
        source = element.get("src") or ""
        late = (element.get("srcset") or element.get("data-srcset") or "").split(",")[-1].strip().partition(" ")[0]
        yield "image", file_name(late if late and (not source or source.startswith("data:")) else source)
    elif element.tag == "p" and element.getparent() is not None and element.getparent().tag not in _INSIDE:
        yield "paragraph", text


def of_document(document: Document) -> Elements:
    """The elements of a tree."""
    found: Elements = defaultdict(set)
    for block in document.blocks:
        if isinstance(block, Paragraph):
            found["paragraph"].add(words(plain(block.text)))
    for block in walk(document.blocks):
        for kind, name in of_block(block):
            found[kind].add(name)
    found["point"].update(words(" ".join(map(block_text, note.blocks))) for note in document.notes)
    return found


def of_block(block: Block) -> Iterator[tuple[str, str]]:
    """What a block is, and what it is compared by."""
    simple = {Heading: "heading", Table: "table", Quote: "quote", Code: "code", Listing: "list"}
    if type(block) in simple:
        yield simple[type(block)], words(block_text(block))
    if isinstance(block, Listing):
        for item in block.items:
            yield "point", words(" ".join(whole(item.blocks)))
    elif isinstance(block, Figure):
        for image in block.images:
            yield "image", file_name(image.source)
        if block.caption or block.credit:
            yield "caption", words(f"{plain(block.caption)} {block.credit}")


def whole(blocks: Iterable[Block]) -> Iterator[str]:
    """The words of blocks, captions with them."""
    for block in blocks:
        yield f"{plain(block.caption)} {block.credit}" if isinstance(block, Figure) else block_text(block)


def by_earmark(content: bytes) -> Elements:
    """The elements that earmark keeps."""
    try:
        return of_document(document_of(content, uri="page.html"))
    except EarmarkError:
        return {}


def by_trafilatura(content: bytes) -> Elements:
    """The elements that trafilatura keeps, at its most generous."""
    import trafilatura

    text = trafilatura.extract(
        content, output_format="xml", include_images=True, include_formatting=True, include_comments=False
    )
    return of_markup(etree.fromstring(text.encode())) if text else {}


def by_readability(content: bytes) -> Elements:
    """The elements that readability-lxml keeps."""
    from readability import Document as Readable

    return of_markup(html.fromstring(Readable(decoded(content)).summary()))


SYSTEMS: dict[str, Callable[[bytes], Elements]] = {
    "earmark": by_earmark,
    "trafilatura": by_trafilatura,
    "readability-lxml": by_readability,
}


def main(data: Annotated[Path, typer.Option(help="Folder of folders with source and expected page.")]) -> None:
    """Measure and print a line for each kind of element and system."""
    counts: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    folders = sorted(path.parent for path in data.glob("*/source.html.gz"))
    for folder in folders:
        content = gzip.decompress((folder / "source.html.gz").read_bytes())
        truth = of_markup(html.fromstring(gzip.decompress((folder / "expected.html.gz").read_bytes()).decode()))
        for system, read in SYSTEMS.items():
            found = read(content)
            for kind in KINDS:
                wanted, had = truth[kind] - {""}, found.get(kind, set()) - {""}
                for at, number in enumerate((len(wanted & had), len(wanted), len(had))):
                    counts[kind, system][at] += number
    rows = {
        f"{kind}, {system}": {
            "F1": round(2 * both / max(1, wanted + had), 3),
            "precision": round(both / max(1, had), 3),
            "recall": round(both / max(1, wanted), 3),
            "expected": wanted,
        }
        for (kind, system), (both, wanted, had) in counts.items()
    }
    print(json.dumps({"pages": len(folders), "elements": rows}, indent=1))


if __name__ == "__main__":
    typer.run(main)
