"""What music does in an item: plays for itself, lies under speech, or says in a moment who is speaking.

The roles are those that collecting societies pay by, as far as sound can tell them; docs/usage.md has the codes.

Reference:
    B. Meléndez-Catalán, E. Molina and E. Gómez, "Open Broadcast Media Audio from TV", TISMIR 2 (2019): foreground and
    background music by loudness against all other sound.
"""

from __future__ import annotations

from enum import StrEnum

__all__ = ["CLEAR_DB", "FOREGROUND_DB", "STING_SECONDS", "Role", "role_of"]

FOREGROUND_DB = 0.0
"""Music is in the foreground from the level of the speech on."""
CLEAR_DB = 10.0
"""From here on nobody speaks over it, or nobody would be understood."""
STING_SECONDS = 5.0
"""An audio logo, a bumper or a stab lasts a few seconds."""


class Role(StrEnum):
    """What music does in an item."""

    foreground = "foreground"
    background = "background"
    sting = "sting"
    theme = "theme"


def role_of(level: float | None, seconds: float) -> Role | None:
    """The role of one stretch of music; that it is a theme shows only across episodes.

    Args:
        level: against all else that sounds there, dB; see :func:`~earmark.music.level.level_db`.
        seconds: how long it is.

    Returns:
        None if the level is not known.
    """
    if level is None:
        return None
    if level >= CLEAR_DB and seconds <= STING_SECONDS:
        return Role.sting
    return Role.foreground if level >= FOREGROUND_DB else Role.background
