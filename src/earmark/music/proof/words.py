"""What stands in pictures and file names: times, the facts of a claim in a line, names that any disk takes."""

from __future__ import annotations

import re
import unicodedata

from earmark.music.proof.proof import Proof

__all__ = ["clock", "headline", "safe_name"]

LETTERS = 60
"""Of a title in a picture."""
LONGEST_NAME = 80
"""Bytes of a part of a file's name: two of them fit in the 255 that file systems allow."""


def clock(microseconds: int) -> str:
    """``1:02:03.4``, without hours where there are none."""
    tenths = round(microseconds / 100_000)
    minutes, tenths = divmod(tenths, 600)
    hours = f"{minutes // 60}:{minutes % 60:02d}" if minutes >= 60 else f"{minutes}"
    return f"{hours}:{tenths // 10:02d}.{tenths % 10}"


def headline(proof: Proof, item: str) -> tuple[str, str]:
    """What is claimed, and what speaks for it, in a line each."""
    claim = proof.claim
    track = " - ".join(_shortened(name) for name in (claim.artist, claim.title or claim.track) if name)
    changes = [f"speed {claim.speed:.3f}", f"pitch {claim.pitch:+.2f}"] if claim.speed != 1 or claim.pitch else []
    facts = [
        f"{_shortened(item)}, {clock(claim.span.start)} to {clock(claim.span.end)}",
        f"probability {claim.probability:.2f}",
        f"{proof.met_there} of {proof.asked} peaks met, {proof.met_by_chance:.0f} by chance",
        *changes,
    ]
    return track, "; ".join(facts)


def safe_name(text: str) -> str:
    """`text` as a part of a file's name: letters, digits and ``._-`` in it stay, all else becomes ``_``."""
    name = re.sub(r"[^\w.-]+", "_", unicodedata.normalize("NFC", text))
    return name.encode()[:LONGEST_NAME].decode(errors="ignore").strip("._-") or "unnamed"


def _shortened(text: str) -> str:
    return text if len(text) <= LETTERS else text[: LETTERS - 1] + "…"
