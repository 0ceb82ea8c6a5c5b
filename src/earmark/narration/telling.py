"""From the tree to the script: how each element is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from earmark.narration.nodes import (
    Aside,
    Block,
    Code,
    Definitions,
    Document,
    Embed,
    Figure,
    Heading,
    Listing,
    Note,
    Paragraph,
    Quote,
    Rule,
    Table,
    Text,
    plain,
    walk,
)
from earmark.narration.pictures import described, worn_out
from earmark.narration.policy import Policy
from earmark.narration.script import Script, Utterance
from earmark.narration.sentences import sentences
from earmark.narration.spoken import spoken
from earmark.narration.tabular import told_table

__all__ = ["script_of"]

SENTENCE, ITEM, PARAGRAPH, HEADING, PART, TITLE = 250, 400, 650, 800, 1200, 1200
"""Pauses after each, milliseconds. A heading has that of a part before it."""
_HEADING_RATE, _NOTE_RATE = 0.94, 1.04
_CODE_LINES = 40


def script_of(document: Document, policy: Policy) -> Script:
    """The script of an article.

    Args:
        document: the article.
        policy: how much of it is told.
    """
    teller = _Teller(document, policy)
    utterances = [*teller.opening(), *teller.blocks(document.blocks), *teller.notes_at_the_end()]
    return Script(
        document.title, tuple(_with_parts(utterances)), document.byline, document.language or "en", document.uri
    )


def _with_parts(utterances: list[Utterance]) -> Iterator[Utterance]:
    """`utterances` with a longer pause before each heading, and none where nothing is said."""
    spoken_ones = [each for each in utterances if any(char.isalnum() for char in each.say)]
    for here, then in zip(spoken_ones, [*spoken_ones[1:], None], strict=True):
        yield replace(here, pause=max(here.pause, PART)) if then is not None and then.role == "heading" else here


class _Teller:
    """Tells one article; it knows the notes, which may be told where they are marked."""

    def __init__(self, document: Document, policy: Policy) -> None:
        self._document = document
        self._policy = policy
        self._worn = worn_out(block for block in walk(document.blocks) if isinstance(block, Figure))
        self._notes = {note.name: note for note in document.notes}

    def _say(
        self,
        role: str,
        text: str,
        *,
        pause: int = PARAGRAPH,
        voice: str = "narrator",
        rate: float = 1.0,
        chapter: str = "",
        evidence: tuple[str, ...] = (),
    ) -> Iterator[Utterance]:
        """`text` sentence by sentence; the last has the long pause."""
        parts = sentences(text)
        for number, part in enumerate(parts, start=1):
            rest = pause if number == len(parts) else SENTENCE
            said = spoken(part, language=self._document.language).text
            starts = chapter if number == 1 else ""
            yield Utterance(role, part, said, voice, rest, rate, chapter=starts, evidence=evidence)

    def opening(self) -> Iterator[Utterance]:
        """Title and author."""
        title = self._document.title
        if title:
            yield from self._say("title", title, pause=TITLE, rate=_HEADING_RATE, chapter=title)
        if self._document.byline and self._policy.byline == "read":
            yield from self._say("byline", f"By {self._document.byline}", pause=TITLE)

    def blocks(self, blocks: tuple[Block, ...], *, voice: str = "narrator") -> Iterator[Utterance]:
        """What is said of `blocks`."""
        for block in blocks:
            yield from self._block(block, voice)

    def _block(self, block: Block, voice: str) -> Iterator[Utterance]:
        policy = self._policy
        if isinstance(block, Heading) and policy.headings == "read":
            yield from self._heading(block)
        elif isinstance(block, Paragraph):
            yield from self._running("paragraph", block.text, voice)
        elif isinstance(block, Listing) and policy.lists == "read":
            yield from self._listing(block, voice)
        elif isinstance(block, Quote):
            yield from self._quote(block)
        elif isinstance(block, Definitions) and policy.definitions == "read":
            yield from self._definitions(block, voice)
        elif isinstance(block, Aside) and policy.asides == "read":
            yield from self.blocks(block.blocks, voice="aside")
        else:
            yield from self._shown(block)

    def _shown(self, block: Block) -> Iterator[Utterance]:
        """Blocks that are looked at rather than read."""
        policy = self._policy
        if isinstance(block, Table) and policy.tables != "skip":
            for role, text in told_table(block, policy.tables):
                yield from self._say(role, text, pause=ITEM)
        elif isinstance(block, Code) and policy.code != "skip":
            yield from self._code(block)
        elif isinstance(block, Figure):
            for text, evidence in described(
                block, images=policy.images, captions=policy.captions, title=self._document.title, worn=self._worn
            ):
                yield from self._say("image", text, voice="aside", evidence=evidence)
        elif isinstance(block, Embed) and policy.embeds != "skip":
            kind = {"frame": "embedded content"}.get(block.kind, block.kind)
            yield from self._say("embed", f"Here the page has {kind}{': ' + block.title if block.title else ''}.")
        elif isinstance(block, Rule) and policy.rules == "read":
            return

    def _heading(self, block: Heading) -> Iterator[Utterance]:
        words = plain(block.text)
        chapter = words if block.level <= self._chapter_level() else ""
        yield from self._say("heading", words, pause=HEADING, rate=_HEADING_RATE, chapter=chapter)

    def _chapter_level(self) -> int:
        """The two upper levels that the article uses make chapters."""
        levels = sorted({block.level for block in walk(self._document.blocks) if isinstance(block, Heading)})
        return levels[min(1, len(levels) - 1)]

    def _running(self, role: str, text: Text, voice: str, *, pause: int = PARAGRAPH) -> Iterator[Utterance]:
        yield from self._say(role, plain(text), pause=pause, voice=voice)
        if self._policy.notes == "read":
            for phrase in text:
                if phrase.note in self._notes:
                    yield from self._note(self._notes[phrase.note])

    def _note(self, note: Note) -> Iterator[Utterance]:
        yield from self._say("note", f"Note {note.mark}.", voice="aside", pause=SENTENCE, rate=_NOTE_RATE)
        for utterance in self.blocks(note.blocks, voice="aside"):
            yield replace(utterance, role="note", rate=_NOTE_RATE)

    def notes_at_the_end(self) -> Iterator[Utterance]:
        """The footnotes under a heading of their own, if they are not told where they are marked."""
        if self._notes and self._policy.notes == "summarise":
            yield from self._say("heading", "Notes", pause=HEADING, rate=_HEADING_RATE, chapter="Notes")
            for note in self._notes.values():
                yield from self._note(note)

    def _listing(self, block: Listing, voice: str) -> Iterator[Utterance]:
        count = len(block.items)
        if count > 1:
            kind = "steps" if block.ordered else "points"
            yield from self._say("list", f"A list of {count} {kind}.", pause=ITEM, voice="aside")
        for number, item in enumerate(block.items, start=block.start):
            first = True
            for utterance in self.blocks(item.blocks, voice=voice):
                lead = f"{number}: " if block.ordered and first else ""
                said = spoken(lead).text + utterance.say if lead else utterance.say
                yield replace(
                    utterance,
                    role="item" if utterance.role == "paragraph" else utterance.role,
                    text=lead + utterance.text,
                    say=said,
                    pause=min(utterance.pause, ITEM),
                )
                first = False

    def _quote(self, block: Quote) -> Iterator[Utterance]:
        policy = self._policy.pull_quotes if block.pull else self._policy.quotes
        if policy != "read":
            return
        source = plain(block.attribution)
        if source:
            yield from self._say("attribution", f"{source}:", pause=SENTENCE)
        for utterance in self.blocks(block.blocks, voice="quote"):
            yield replace(utterance, role="quote" if utterance.role == "paragraph" else utterance.role)

    def _definitions(self, block: Definitions, voice: str) -> Iterator[Utterance]:
        for entry in block.entries:
            terms = " or ".join(plain(term) for term in entry.terms)
            if terms:
                yield from self._say("term", f"{terms}:", pause=SENTENCE, voice=voice)
            yield from self.blocks(entry.blocks, voice=voice)

    def _code(self, block: Code) -> Iterator[Utterance]:
        lines = block.text.splitlines()
        named = f" in {block.language}" if block.language else ""
        size = "1 line" if len(lines) == 1 else f"{len(lines)} lines"
        yield from self._say("code", f"Here the article shows {size} of code{named}.", voice="aside")
        if self._policy.code == "read":
            for line in lines[:_CODE_LINES]:
                yield Utterance("code", line, " ".join(line.split()), "aside", SENTENCE)
