"""Where an article comes from: a file, or an address."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

if TYPE_CHECKING:
    from earmark.narration import Document

__all__ = ["PrivateOption", "SourceArgument", "document_at"]

SourceArgument: TypeAlias = Annotated[
    str, typer.Argument(metavar="FILE|URL", help="HTML, Markdown, EPUB or plain text, or an address of one.")
]
PrivateOption: TypeAlias = Annotated[
    bool, typer.Option("--private", help="Fetch from private networks and this machine too.")
]


def document_at(source: str, *, private: bool) -> Document:
    """The article at `source`."""
    from earmark.narration import document_of, read_document

    if not source.lower().startswith(("http://", "https://")):
        return read_document(Path(source))
    from earmark.catalog.fetch import fetch_page

    return document_of(fetch_page(source, may_be_private=private).content, uri=source)
