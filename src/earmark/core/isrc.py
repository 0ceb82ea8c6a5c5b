"""International Standard Recording Codes (ISO 3901)."""

from __future__ import annotations

import re

__all__ = ["normal_isrc"]

_ISRC = re.compile(r"[A-Z]{2}[A-Z0-9]{3}[0-9]{7}")


def normal_isrc(text: str) -> str | None:
    """The twelve characters of an ISRC, however it is written; None if it is not one.

    Example:
        >>> normal_isrc("ISRC us-rc1-76-07839")
        'USRC17607839'
    """
    bare = re.sub(r"[\s\-.:]", "", text.upper())
    bare = bare.removeprefix("ISRC") if len(bare) > 12 else bare
    return bare if _ISRC.fullmatch(bare) else None
