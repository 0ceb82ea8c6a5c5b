"""EPUB to the tree: the documents of the spine in their order."""

from __future__ import annotations

import posixpath
from io import BytesIO
from urllib.parse import unquote
from zipfile import BadZipFile, ZipFile

from lxml import etree

from earmark.core.errors import BadInput
from earmark.narration.html import read_fragment
from earmark.narration.nodes import Block, Document, Heading, Phrase

__all__ = ["read_epub"]

_MAX_FILES = 20_000
_MAX_DOCUMENT = 16 << 20
_MAX_BOOK = 256 << 20
_CONTAINER = "META-INF/container.xml"
_NAMES = {"c": "urn:oasis:names:tc:opendocument:xmlns:container", "opf": "http://www.idpf.org/2007/opf"}
_DC = "{http://purl.org/dc/elements/1.1/}"
_MENDS = "Is it an EPUB without copy protection?"


def read_epub(content: bytes, *, uri: str) -> Document:
    """The tree of a book. Nothing is unpacked to disk, and no more is read than the sizes that are allowed.

    Raises:
        BadInput: if it is no EPUB, is damaged, encrypted, or larger inside than 256 MiB.
    """
    try:
        with ZipFile(BytesIO(content)) as book:
            if len(book.infolist()) > _MAX_FILES:
                raise BadInput(f"more than {_MAX_FILES} files in it", where=uri)
            return _read(_Book(book, uri))
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise BadInput("it is no EPUB that can be read", where=uri, mend=_MENDS) from error


class _Book:
    """Reads members by name, and counts what it unpacks."""

    def __init__(self, book: ZipFile, uri: str) -> None:
        self.uri = uri
        self._book = book
        self._left = _MAX_BOOK

    def has(self, name: str) -> bool:
        return name in self._book.NameToInfo

    def read(self, name: str) -> bytes:
        if not self.has(name):
            raise BadInput(f"there is no {name} in it", where=self.uri, mend=_MENDS)
        # What the directory says of the size may be a lie: never unpack more than is allowed.
        with self._book.open(name) as member:
            content = member.read(min(_MAX_DOCUMENT, self._left) + 1)
        self._left -= len(content)
        if len(content) > _MAX_DOCUMENT or self._left < 0:
            raise BadInput(f"{name} is larger than is allowed", where=self.uri)
        return content

    def xml(self, name: str) -> etree._Element:
        # No entities, no network: a package file needs neither.
        parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
        root = etree.fromstring(self.read(name), parser)
        if root is None:
            raise BadInput(f"{name} is no XML", where=self.uri, mend=_MENDS)
        return root


def _read(book: _Book) -> Document:
    rootfile = book.xml(_CONTAINER).find(".//c:rootfile", _NAMES)
    package_name = "" if rootfile is None else rootfile.get("full-path") or ""
    package = book.xml(package_name)
    names = _spine(package, package_name, book)
    chapters = [
        # Footnotes are named within a document only.
        read_fragment(book.read(name), uri=f"{book.uri}#{name}", prefix=f"{number}-")
        for number, name in enumerate(names, start=1)
    ]
    if not any(chapter.blocks for chapter in chapters):
        raise BadInput("there is no text in it", where=book.uri)
    blocks: list[Block] = []
    for chapter in chapters:
        blocks.extend(_under_its_title(chapter))
    return Document(
        title=_metadata(package, "title"),
        blocks=tuple(blocks),
        notes=tuple(note for chapter in chapters for note in chapter.notes),
        byline=", ".join(_all_metadata(package, "creator")),
        date=_metadata(package, "date"),
        language=_metadata(package, "language"),
        site=_metadata(package, "publisher"),
        uri=book.uri,
    )


def _spine(package: etree._Element, package_name: str, book: _Book) -> list[str]:
    """The documents to read in their order; those that are only for reference, and the contents, are left out."""
    base = posixpath.dirname(package_name)
    documents = {
        item.get("id"): posixpath.normpath(posixpath.join(base, unquote((item.get("href") or "").split("#")[0])))
        for item in package.iterfind(".//opf:manifest/opf:item", _NAMES)
        if "html" in (item.get("media-type") or "") and "nav" not in (item.get("properties") or "").split()
    }
    order = [each.get("idref") for each in package.iterfind(".//opf:itemref", _NAMES) if each.get("linear") != "no"]
    return [documents[name] for name in order if name in documents and book.has(documents[name])]


def _under_its_title(chapter: Document) -> tuple[Block, ...]:
    """The blocks of a chapter, its title as their heading if they have none."""
    if not chapter.title or not chapter.blocks or isinstance(chapter.blocks[0], Heading):
        return chapter.blocks
    return (Heading(1, (Phrase(chapter.title),)), *chapter.blocks)


def _all_metadata(package: etree._Element, name: str) -> list[str]:
    found = (" ".join("".join(each.itertext()).split()) for each in package.iter(_DC + name))
    return [words for words in found if words]


def _metadata(package: etree._Element, name: str) -> str:
    return next(iter(_all_metadata(package, name)), "")
