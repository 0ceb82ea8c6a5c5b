"""Text to sentences, the units that are spoken, timed and kept."""

from __future__ import annotations

import re

__all__ = ["sentences"]

_END = re.compile(r"[.!?…]+[\"'”’)\]]*\s+|[。！？]+[」』”]?\s*")
_SHORT = re.compile(
    r"(?:^|[\s(\"“])(?:Dr|Mr|Mrs|Ms|Prof|Gen|Col|Sgt|Capt|Lt|Sen|Rep|Gov|Rev|St|Mt|No|Nr|vs|cf|ca|e\.g|i\.e|et al"
    r"|approx|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|p|pp|Fig|fig|Vol|Inc|Ltd|Co|Corp|U\.S|U\.K|[A-Z])\.$"
)
_NEXT = re.compile(r"[\"'“‘(\[]*[A-Z0-9À-ÞЀ-ЯΑ-Ω\u0590-\u05ff\u0600-\u06ff\u3040-\u9fff\uac00-\ud7af#@$€£]")
_LONGEST = 400
_BREATH = re.compile(r"[;:]\s+|,\s+|\s[–—]\s|\s+")


def sentences(text: str) -> list[str]:
    """The sentences of `text`; one that is longer than a voice can carry is parted at a comma or a blank."""
    parts: list[str] = []
    start = 0
    for found in _END.finditer(text):
        before = text[start : found.end()].strip()
        cjk = found[0][0] in "。！？"
        if cjk or (_NEXT.match(text, found.end()) and not _SHORT.search(before)):
            parts.append(before)
            start = found.end()
    parts.append(text[start:].strip())
    return [piece for part in parts for piece in _short_enough(part) if piece]


def _short_enough(sentence: str) -> list[str]:
    pieces: list[str] = []
    while len(sentence) > _LONGEST:
        places = [found.end() for found in _BREATH.finditer(sentence, _LONGEST // 2, _LONGEST)]
        # The strongest mark counts, and of these the last.
        at = max(places, key=lambda end: (sentence[end - 2 : end - 1] in ";:,–—", end), default=_LONGEST)
        pieces.append(sentence[:at].strip())
        sentence = sentence[at:]
    return [*pieces, sentence.strip()]
