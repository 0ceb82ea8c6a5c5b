"""An article read aloud: from the page to a tree, a script, and sound with chapters."""

from earmark.narration.nodes import Block, Document, below, block_text, body_text, plain, walk
from earmark.narration.reading import document_of, read_document
from earmark.narration.summary import json_of, summary

__all__ = [
    "Block",
    "Document",
    "below",
    "block_text",
    "body_text",
    "document_of",
    "json_of",
    "plain",
    "read_document",
    "summary",
    "walk",
]
