"""Months, which statements are made for."""

from __future__ import annotations

import re
from calendar import monthrange

from earmark.core.errors import BadInput
from earmark.royalties.policy import Policy

__all__ = ["month_number", "month_text", "refuse_period"]

_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")


def month_number(text: str) -> int | None:
    """Months since the year 0 of a month such as ``2026-10``; None if it is none."""
    found = _MONTH.fullmatch(text)
    return int(found[1]) * 12 + int(found[2]) - 1 if found else None


def month_text(number: int) -> str:
    """The month such as ``2026-10`` that :func:`month_number` read."""
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def refuse_period(policy: Policy, month: int) -> None:
    """Check that `policy` holds for all of `month`.

    Raises:
        BadInput: if not.
    """
    text = month_text(month)
    first, last = f"{text}-01", f"{text}-{monthrange(month // 12, month % 12 + 1)[1]:02d}"
    if first < policy.valid_from or (policy.valid_until and last > policy.valid_until):
        until = f" to {policy.valid_until}" if policy.valid_until else ""
        raise BadInput(
            f"the policy holds from {policy.valid_from}{until}, not for {text}",
            where=policy.source,
            mend="Take the version that held then",
        )
