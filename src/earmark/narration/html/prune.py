"""What of a page is the article: blocks that the libraries agree on, and what stands among these.

Measured on 121 pages by `benchmarks/narration_text.py`; every rule here gained there and none names a site.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from earmark.narration.html.evidence import Evidence, shingles, tokens
from earmark.narration.nodes import (
    Block,
    Code,
    Embed,
    Figure,
    Heading,
    Listing,
    Paragraph,
    Quote,
    Rule,
    Table,
    block_text,
    walk,
)

__all__ = ["article_of"]

_AGREED = 0.5
_LINKED, _LINKED_ALONE = 0.8, 0.3
_LOST = 0.3
"""If readability has so many more words than trafilatura, trafilatura has lost some."""
_SHORT, _LEAD, _REPEATED = 60, 25, 40
_FOREIGN = 40
_BRIEF = 10
_CREDITED = re.compile(
    r"\((?:AP )?(?:Photo|Image|Credit|Source)|\bPhoto(?:graph)?s?\s*(?:by|:|/)"
    r"|(?:Getty|Reuters|Shutterstock|AFP|AP)\b[^.]{0,30}\)?$|/ ?(?:AP|Getty|AFP|Reuters)"
)
_SITE = re.compile(
    r"all rights reserved|copyright|non-?commercial use|sign up|subscribe|newsletter|follow (?:us|@)|read more"
    r"|click here|posted in|filed under|tags?:|privacy policy|terms of",
    re.I,
)


@dataclass(frozen=True, slots=True)
class _Judged:
    """A block, how many words it has, how much of it each library took, and how much of it is links."""

    block: Block
    text: str
    words: list[str]
    first: float
    second: float
    linked: float

    @property
    def agreed(self) -> bool:
        return min(self.first, self.second) >= _AGREED

    @property
    def only_second(self) -> bool:
        return self.second >= _AGREED > self.first


def article_of(blocks: Sequence[Block], evidence: Evidence, title: str) -> tuple[Block, ...]:
    """Those of `blocks` that are the article, the heading that repeats `title` left out.

    Pictures, code, tables and media count if they stand between the first and the last block that is kept.
    """
    judged = [_judge(block, evidence) for block in blocks]
    kept = _kept(judged, title)
    if not any(kept):
        return ()
    first, last = kept.index(True), len(kept) - 1 - kept[::-1].index(True)
    first = _lead_picture(blocks, first)
    clean = _clean_gaps(judged, kept, first, last)
    chosen = [
        block
        for at, block in enumerate(blocks)
        if kept[at] or (at in clean and _stands_among(judged[at], title) and _is_framed(judged, kept, at))
    ]
    return tuple(_without_ends(chosen))


def _judge(block: Block, evidence: Evidence) -> _Judged:
    text = block_text(block)
    first, second = evidence.shares(text)
    return _Judged(block, text, tokens(text), first, second, _linked(block))


def _linked(block: Block) -> float:
    phrases = [phrase for each in walk((block,)) if isinstance(each, Heading | Paragraph) for phrase in each.text]
    total = sum(len(phrase.text) for phrase in phrases)
    return sum(len(phrase.text) for phrase in phrases if phrase.href) / total if total else 0.0


def _kept(judged: list[_Judged], title: str) -> list[bool]:
    common = sum(len(each.words) for each in judged if each.first >= _AGREED)
    more = sum(len(each.words) for each in judged if each.only_second and isinstance(each.block, Paragraph))
    lost = more > _LOST * common
    seen: set[tuple[str, ...]] = set()
    kept: list[bool] = []
    begun = False
    for at, each in enumerate(judged):
        lead = not begun and at + 1 < len(judged) and judged[at + 1].agreed and len(each.words) >= _LEAD
        keep = _belongs(each, lost=lost or lead, begun=begun) and not _is_title(each, title)
        runs = set(shingles(each.words))
        if keep and len(each.words) >= _REPEATED:
            keep = len(runs - seen) > 0.1 * len(runs)
        if keep:
            seen |= runs
            begun = begun or (isinstance(each.block, Paragraph) and len(each.words) > 15)
        kept.append(keep)
    return kept


def _belongs(each: _Judged, *, lost: bool, begun: bool) -> bool:
    if each.agreed:
        return each.linked < _LINKED or isinstance(each.block, Listing)
    if isinstance(each.block, Listing) and _is_cards(each.block):
        return False
    if isinstance(each.block, Heading) and not begun:
        return each.second >= _AGREED and each.block.level > 1
    if len(each.words) < _SHORT and (_CREDITED.search(each.text) or _SITE.search(each.text)):
        return False
    one = each.second if lost and each.only_second else each.first
    return one >= _AGREED and each.linked < _LINKED_ALONE


def _is_cards(block: Listing) -> bool:
    """True for a list with headings and pictures in it, which leads to other articles."""
    return any(isinstance(inner, Heading | Figure) for inner in walk((block,)))


def _is_title(each: _Judged, title: str) -> bool:
    return isinstance(each.block, Heading) and each.words == tokens(title)


def _stands_among(each: _Judged, title: str) -> bool:
    """What libraries lose though it is part of the article: all that is not running text, and headings."""
    block = each.block
    if isinstance(block, Figure):
        return any(not image.decorative for image in block.images)
    if isinstance(block, Heading):
        return each.linked < _AGREED and not _is_title(each, title) and not _SITE.search(each.text)
    if isinstance(block, Listing):
        return max(each.first, each.second) >= _AGREED and not _is_cards(block) and not _SITE.search(each.text)
    if isinstance(block, Paragraph):
        named = bool(_CREDITED.search(each.text) or _SITE.search(each.text))
        return each.only_second and len(each.words) <= _BRIEF and not named
    if isinstance(block, Quote):
        return each.linked < _LINKED_ALONE and not _SITE.search(each.text)
    return isinstance(block, Code | Embed | Rule | Table)


def _clean_gaps(judged: list[_Judged], kept: list[bool], first: int, last: int) -> set[int]:
    """Places between `first` and `last` that were not kept, in gaps with little text that nobody took for the body."""
    clean: set[int] = set()
    gap: list[int] = []
    for at in range(first, last + 1):
        if not kept[at]:
            gap.append(at)
            continue
        foreign = sum(len(judged[k].words) for k in gap if _is_foreign(judged[k]))
        if foreign <= _FOREIGN:
            clean.update(gap)
        gap = []
    return clean


def _is_foreign(each: _Judged) -> bool:
    return isinstance(each.block, Paragraph | Listing | Heading) and max(each.first, each.second) < _AGREED


def _is_framed(judged: list[_Judged], kept: list[bool], at: int) -> bool:
    """False for a heading below which nothing was kept, and for a line that does not stand between kept ones."""
    heading = judged[at].block
    if isinstance(heading, Paragraph):
        return all(kept[k] and isinstance(judged[k].block, Paragraph) and judged[k].agreed for k in (at - 1, at + 1))
    if not isinstance(heading, Heading):
        return True
    for k in range(at + 1, len(judged)):
        if isinstance(below := judged[k].block, Heading) and below.level <= heading.level:
            return False
        if kept[k] and not isinstance(below, Heading):
            return True
    return False


def _lead_picture(blocks: Sequence[Block], first: int) -> int:
    """Where the article begins if a picture with a caption stands just above its text."""
    at = first
    while at > 0 and isinstance(above := blocks[at - 1], Figure) and any(not each.decorative for each in above.images):
        at -= 1
    return at


def _without_ends(blocks: list[Block]) -> list[Block]:
    """`blocks` without headings that head nothing, and lines at the ends."""
    tidy: list[Block] = []
    for at, block in enumerate(blocks):
        below = blocks[at + 1] if at + 1 < len(blocks) else None
        if isinstance(block, Rule) and (not tidy or below is None):
            continue
        tidy.append(block)
    while tidy and isinstance(tidy[-1], Heading | Rule):
        tidy.pop()
    return tidy
