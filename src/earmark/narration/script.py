"""A script: what is said, in which voice, with which pause, and why."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["VOICES", "Script", "Utterance"]

VOICES = ("narrator", "quote", "aside")
"""Parts that a voice can be given to."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """What is said in one breath, usually a sentence.

    Attributes:
        role: what it is in the article: title, byline, heading, paragraph, item, quote, row, image, …
        text: what is written, for the transcript.
        say: what is said.
        voice: one of :data:`VOICES`.
        pause: silence after it, milliseconds.
        rate: speed, 1 is that of the voice, 0.5 to 2.
        chapter: the title of the chapter that starts here; empty if none does.
        language: a BCP 47 tag if it is not that of the script.
        evidence: where it comes from if it is not written in the running text, such as ``alt`` or ``caption``.
    """

    role: str
    text: str
    say: str
    voice: str = "narrator"
    pause: int = 0
    rate: float = 1.0
    chapter: str = ""
    language: str = ""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Script:
    """All that is said of an article, in order."""

    title: str
    utterances: tuple[Utterance, ...]
    byline: str = ""
    language: str = ""
    uri: str = ""
