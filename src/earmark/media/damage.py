"""What is wrong with a file that could still be read in part."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

__all__ = ["MISSING_END_SECONDS", "Damage", "Faults"]

MISSING_END_SECONDS = 0.1
"""Less than this missing is rounding in the header (some MP3 encoders miscount by a frame or two), not a cut."""


@dataclass(frozen=True, slots=True)
class Damage:
    """What could be read was read; this says what could not.

    Attributes:
        kind: ``cut`` if the end is missing, ``corrupt`` if something inside could not be decoded.
        at: where it begins, seconds from the start of the item.
        reason: one sentence for people, without a full stop.
    """

    kind: Literal["cut", "corrupt"]
    at: float
    reason: str


class Faults:
    """Collects what goes wrong while a file is read, and says in the end what that amounts to."""

    def __init__(self) -> None:
        self.pending = False
        self._corrupt_at: float | None = None

    def add(self) -> None:
        """Something could not be read. Whether that is inside or the end shows when more is, or is not, read after."""
        self.pending = True

    def inside(self, at: float) -> None:
        """There is more after the fault at `at` seconds, so something inside is broken."""
        self.pending = False
        if self._corrupt_at is None:
            self._corrupt_at = at

    def verdict(self, *, end: float, promised: float | None) -> Damage | None:
        """The damage of a file whose sound was read until `end` and should have lasted until `promised` seconds."""
        missing = self.pending if promised is None else promised - end > MISSING_END_SECONDS
        known = promised is not None and math.isfinite(promised)
        length = f"{end:.1f} of {promised:.1f} seconds are there" if known else f"it breaks off at {end:.1f} seconds"
        if self._corrupt_at is not None:
            also = f"; {length}" if missing else ""
            return Damage("corrupt", self._corrupt_at, f"some of the sound is missing or could not be decoded{also}")
        return Damage("cut", end, f"the end is missing: {length}") if missing else None
