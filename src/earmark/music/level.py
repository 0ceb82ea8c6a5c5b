"""How loud a track is against what sounds with it, from the peaks that it explains and those that nothing does.

Peaks of music and of speech stand out of the same spectra, so the ratio of their powers follows the ratio of the two
sounds. Fitted and measured by ``benchmarks/music_role.py``.
"""

from __future__ import annotations

import math

__all__ = ["HIGHEST_DB", "LOWEST_DB", "level_db"]

AT_EQUAL_POWER_DB = 3.1
"""Level where the track explains half of the power."""
DB_PER_DB = 1.15
"""How much the level rises with the ratio of the powers, dB per dB."""
LOWEST_DB, HIGHEST_DB = -25.0, 20.0
"""Beyond these nothing is told: by chance some of a voice's peaks are met, and some of the music's are not."""


def level_db(explained: float, unexplained: float) -> float:
    """Level of the music over the level of all else, RMS, dB, from :data:`LOWEST_DB` to :data:`HIGHEST_DB`.

    Args:
        explained: power of the peaks that the track explains, in any unit.
        unexplained: power of the peaks in the same stretch that no track does, in the same unit.
    """
    if not explained or not unexplained:
        return HIGHEST_DB if explained else LOWEST_DB
    level = AT_EQUAL_POWER_DB + DB_PER_DB * 10 * (math.log10(explained) - math.log10(unexplained))
    return min(HIGHEST_DB, max(LOWEST_DB, level))
