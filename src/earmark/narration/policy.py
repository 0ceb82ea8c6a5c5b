"""How much of an article is told, element by element."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from earmark.core.errors import BadInput

__all__ = ["ELEMENTS", "STYLES", "TREATMENTS", "Policy", "policy_of"]

TREATMENTS = ("read", "summarise", "announce", "skip")
"""All of it; what matters of it; that it is there; nothing."""


@dataclass(frozen=True, slots=True)
class Policy:
    """One of :data:`TREATMENTS` for each element.

    Attributes:
        byline, headings, lists, quotes, definitions, captions, asides, embeds: read or skip; embeds may be announced.
        tables: read all rows; summarise (all rows of a small table, else what it is about and its first rows);
            announce its size; skip.
        code: read line by line, announce, or skip.
        images: read (description and caption), announce (description alone), or skip.
        notes: read where they are marked, summarise (at the end of the article), or skip.
        pull_quotes: they repeat the text; read or skip.
        rules: a line between two parts becomes a longer pause, unless skipped.
    """

    byline: str = "read"
    headings: str = "read"
    lists: str = "read"
    quotes: str = "read"
    pull_quotes: str = "skip"
    tables: str = "summarise"
    code: str = "announce"
    images: str = "read"
    captions: str = "read"
    notes: str = "summarise"
    definitions: str = "read"
    asides: str = "read"
    embeds: str = "announce"
    rules: str = "read"


ELEMENTS = tuple(field.name for field in fields(Policy))
STYLES = {
    "brief": Policy(
        byline="skip",
        tables="announce",
        code="skip",
        images="skip",
        captions="skip",
        notes="skip",
        asides="skip",
        embeds="skip",
    ),
    "standard": Policy(),
    "full": Policy(tables="read", code="read", notes="read", pull_quotes="read"),
}


def policy_of(style: str, changes: Mapping[str, str] | None = None) -> Policy:
    """The policy of a style, with other treatments for some elements.

    Raises:
        BadInput: if there is no such style, element or treatment.
    """
    if style not in STYLES:
        raise BadInput(f"there is no style '{style}'", mend=f"Use one of {', '.join(STYLES)}")
    for element, treatment in (changes or {}).items():
        if element not in ELEMENTS:
            raise BadInput(f"there is no element '{element}'", mend=f"Use one of {', '.join(ELEMENTS)}")
        if treatment not in TREATMENTS:
            raise BadInput(f"'{treatment}' is no treatment of {element}", mend=f"Use one of {', '.join(TREATMENTS)}")
    return replace(STYLES[style], **(changes or {}))
