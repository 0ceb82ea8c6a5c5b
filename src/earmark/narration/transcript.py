"""The transcript with its times, as WebVTT."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from earmark.narration.script import Utterance
from earmark.narration.voices import WordTime

__all__ = ["Cue", "vtt"]


@dataclass(frozen=True, slots=True)
class Cue:
    """An utterance in the sound.

    Attributes:
        utterance: what is said.
        start, end: samples from the beginning of the recording.
        words: as the voice reports them, from `start`.
    """

    utterance: Utterance
    start: int
    end: int
    words: tuple[WordTime, ...] = ()


def vtt(cues: Sequence[Cue], *, rate: int) -> str:
    """`cues` as WebVTT: what is written, with a time at each word where it is said as it is written.

    Args:
        cues: in order.
        rate: samples per second.
    """
    parts = ["WEBVTT\n"]
    for number, cue in enumerate(cues, start=1):
        times = f"{_clock(cue.start, rate)} --> {_clock(cue.end, rate)}"
        parts.append(f"{number}\n{times}\n<v {cue.utterance.voice}>{_timed(cue, rate)}\n")
    return "\n".join(parts)


def _timed(cue: Cue, rate: int) -> str:
    text = " ".join(cue.utterance.text.split())
    if " ".join(cue.utterance.say.split()) != text or not cue.words:
        return _escaped(text)
    parts: list[str] = []
    at = 0
    last = cue.start
    for word in cue.words:
        begins = cue.start + word.sample
        if at < word.start < len(text) and last < begins < cue.end:
            parts.append(f"{_escaped(text[at : word.start])}<{_clock(begins, rate)}>")
            at, last = word.start, begins
    return "".join((*parts, _escaped(text[at:])))


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _clock(sample: int, rate: int) -> str:
    milliseconds = round(sample * 1000 / rate)
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"
