"""Which words belong to the article, as extraction libraries see it.

trafilatura (Barbaresi, ACL 2021) and readability-lxml (after Arc90's Readability) each name the body of a page as
text or HTML and lose much of its structure. Their answers are only asked about words: which blocks of the page's own
tree are in the body.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree, html

from earmark.narration.html.dom import Element, text_within

__all__ = ["Evidence", "evidence_of", "shingles", "tokens"]

_WORD = re.compile(r"\w+")
_SHINGLE = 4
_MOST, _MUCH = 0.5, 0.3


def tokens(text: str) -> list[str]:
    """The words of `text` in lower case."""
    return _WORD.findall(text.lower())


def shingles(words: Sequence[str]) -> list[tuple[str, ...]]:
    """Runs of four of `words`, or all of them if they are fewer."""
    return [tuple(words[at : at + _SHINGLE]) for at in range(max(1, len(words) - _SHINGLE + 1))]


@dataclass(frozen=True, slots=True)
class Voice:
    """What one library took for the body: runs of four words, across lines, and whole lines of fewer."""

    runs: frozenset[tuple[str, ...]]

    def share(self, text: str) -> float:
        """How much of the lines of `text` it has, by words, 0 to 1."""
        found = total = 0.0
        for words in map(tokens, text.splitlines()):
            runs = shingles(words) if words else []
            found += len(words) * sum(each in self.runs for each in runs) / max(1, len(runs))
            total += len(words)
        return found / max(1.0, total)

    def covered(self, text: str) -> float:
        """How much of it is in `text`, 0 to 1."""
        return len(self.runs.intersection(shingles(tokens(text)))) / max(1, len(self.runs))


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the libraries say."""

    trafilatura: Voice
    readability: Voice

    @property
    def voices(self) -> tuple[Voice, ...]:
        """All of them."""
        return self.trafilatura, self.readability

    def shares(self, text: str) -> tuple[float, float]:
        """How much of `text` each of them has, 0 to 1."""
        return self.trafilatura.share(text), self.readability.share(text)

    def belongs(self, element: Element) -> bool:
        """True if most words of `element` are in the body, or much of the body is in it."""
        text = text_within(element)
        return any(voice.share(text) >= _MOST or voice.covered(text) >= _MUCH for voice in self.voices)


def evidence_of(root: Element) -> Evidence:
    """What the libraries take for the body of the page at `root`, which stays as it is."""
    return Evidence(_voice(_by_trafilatura(root)), _voice(_by_readability(root)))


def _voice(lines: Iterable[str]) -> Voice:
    parts = [words for words in map(tokens, lines) if words]
    short = (tuple(words) for words in parts if len(words) < _SHINGLE)
    return Voice(frozenset(shingles([word for words in parts for word in words])).union(short))


def _by_trafilatura(root: Element) -> list[str]:
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    text = trafilatura.extract(deepcopy(root), include_comments=False, include_tables=True, with_metadata=False)
    return (text or "").splitlines()


_BLOCKS = "p|div|li|h1|h2|h3|h4|h5|h6|td|th|blockquote|pre|section|article|figcaption|dt|dd|tr|br"
_BREAKS = re.compile(rf"<(?:/?(?:{_BLOCKS}))\b[^>]*>", re.I)


def _by_readability(root: Element) -> list[str]:
    from readability import Document
    from readability.readability import Unparseable

    logging.getLogger("readability").setLevel(logging.CRITICAL)
    try:
        summary = Document(etree.tostring(root, encoding="unicode", method="html")).summary(html_partial=True)
        broken = _BREAKS.sub("\n", summary)
        return str(html.fromstring(broken).text_content()).splitlines()
    except (Unparseable, etree.LxmlError, ValueError):
        return []
