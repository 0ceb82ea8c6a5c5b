"""Any article to its tree: what kind it is, told by its name and its bytes."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from earmark.core.errors import BadInput
from earmark.narration.epub import read_epub
from earmark.narration.html import MAX_BYTES, decoded, read_page
from earmark.narration.markdown import read_markdown
from earmark.narration.nodes import Document
from earmark.narration.plain_text import read_plain

__all__ = ["MAX_FILE", "document_of", "read_document"]

MAX_FILE = 128 << 20
"""Bytes of the largest file that is opened; a book is mostly pictures, which are not read."""
_MARKDOWN = (".md", ".markdown", ".mkd", ".mdown")
_PAGE = (b"<!doctype html", b"<html", b"<?xml", b"<head", b"<body", b"<article", b"<div", b"<p>", b"<p ")
_BINARY = 0.1


def read_document(path: Path) -> Document:
    """The article in the file at `path`: HTML, Markdown, EPUB or plain text.

    Raises:
        BadInput: if it cannot be read, is too large, or is none of these.
    """
    try:
        if not path.is_file():
            raise BadInput("there is no such ordinary file", where=str(path))
        with path.open("rb") as file:
            content = file.read(MAX_FILE + 1)
    except OSError as error:
        raise BadInput(f"cannot be read ({error.strerror})", where=str(path)) from error
    if len(content) > MAX_FILE:
        raise BadInput(f"larger than {MAX_FILE >> 20} MiB", where=str(path))
    return document_of(content, uri=str(path))


def document_of(content: bytes, *, uri: str) -> Document:
    """The article in `content`, which was found at `uri`, a path or an address.

    Raises:
        BadInput: if it is too large, or nothing that can be read.
    """
    if content.startswith(b"PK\x03\x04"):
        return read_epub(content, uri=uri)
    if len(content) > MAX_BYTES:
        raise BadInput(f"larger than {MAX_BYTES >> 20} MiB", where=uri, mend="Give the article alone")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        content = decoded(content).encode()
    if _is_binary(content[:4096]):
        raise BadInput("it is no text", where=uri, mend="Give HTML, Markdown, EPUB or plain text")
    start = content[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    suffix = PurePosixPath(urlsplit(uri).path if "://" in uri else uri).suffix.lower()
    if suffix in _MARKDOWN:
        return read_markdown(decoded(content), uri=uri)
    if suffix in (".html", ".htm", ".xhtml") or start.startswith(_PAGE) or b"<body" in content[:100_000].lower():
        return read_page(content, uri=uri)
    return read_plain(decoded(content), uri=uri)


def _is_binary(start: bytes) -> bool:
    odd = sum(byte < 32 and byte not in (9, 10, 12, 13, 27) for byte in start)
    return b"\0" in start or odd > _BINARY * max(1, len(start))
