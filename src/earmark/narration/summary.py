"""A tree as people and programs see it: a line per block, or JSON."""

from __future__ import annotations

from dataclasses import fields

from earmark.narration.nodes import (
    Block,
    Code,
    Definitions,
    Embed,
    Figure,
    Heading,
    Item,
    Listing,
    Paragraph,
    Phrase,
    Quote,
    Table,
    plain,
)

__all__ = ["json_of", "summary"]

_ALWAYS = ("text", "ordered")
"""Fields that JSON has even where they are empty."""


def summary(block: Block) -> tuple[str, str]:
    """The kind of `block`, and what it says or how much there is of it."""
    kind = type(block).__name__.lower()
    if isinstance(block, Heading):
        return f"heading {block.level}", plain(block.text)
    if isinstance(block, Paragraph):
        return kind, plain(block.text)
    if isinstance(block, Listing):
        return "list" if not block.ordered else "ordered list", f"{len(block.items)} items"
    if isinstance(block, Quote):
        return "pull quote" if block.pull else kind, plain(block.attribution)
    if isinstance(block, Table):
        width = len(block.header or block.rows[0])
        return kind, " · ".join(filter(None, (plain(block.caption), f"{len(block.rows)} rows, {width} columns")))
    return kind, _other(block)


def _other(block: Block) -> str:
    if isinstance(block, Code):
        return f"{len(block.text.splitlines())} lines {block.language or ''}".strip()
    if isinstance(block, Figure):
        words = plain(block.caption) or next((each.alt for each in block.images if each.alt), "")
        return words if any(not each.decorative for each in block.images) else "(decoration)"
    if isinstance(block, Definitions):
        return f"{len(block.entries)} entries"
    return f"{block.kind} {block.title}".strip() if isinstance(block, Embed) else ""


def json_of(node: object) -> object:
    """A tree as JSON has it: each node an object with its ``kind``; what is empty is left out."""
    if isinstance(node, tuple):
        return [json_of(each) for each in node]
    if not hasattr(node, "__dataclass_fields__"):
        return node
    shown: dict[str, object] = {} if isinstance(node, Phrase | Item) else {"kind": type(node).__name__.lower()}
    for field in fields(node):  # type: ignore[arg-type]
        value = getattr(node, field.name)
        if value not in (None, (), "", False, 0) or field.name in _ALWAYS:
            shown[field.name] = json_of(value)
    return shown
