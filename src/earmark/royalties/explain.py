"""Why a track earns what it earns, step by step."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from earmark.core.errors import BadInput
from earmark.core.nearest import nearest
from earmark.royalties.money import Money
from earmark.royalties.reason import Exact, number
from earmark.royalties.statement import StatedLine, Statement

__all__ = ["EXPLANATION_COLUMNS", "explanation"]

EXPLANATION_COLUMNS = ("source", "says", "where")


def explanation(statement: Statement, track: str) -> Iterator[dict[str, Any]]:
    """The way of `track` through `statement`: what is known, each rule that acted, the division, who gets what.

    Raises:
        BadInput: if the statement has no line about it.
    """
    lines = [each for each in statement.lines if each.line.track == track]
    if not lines:
        near = nearest(track, sorted({each.line.track for each in statement.lines})[:10_000])
        mend = near if near.startswith("Did") else None
        raise BadInput("the statement has no line about this track", where=track, mend=mend)
    every = sum((each.line.units for each in statement.lines), Fraction(0))
    for each in lines:
        for says, where in _steps(statement, each, every):
            yield {"source": each.line.source, "says": says, "where": where}


def _steps(statement: Statement, each: StatedLine, every: Exact) -> Iterator[tuple[str, str]]:
    line, pool = each.line, statement.pool
    for reason in line.reasons:
        yield reason.says, reason.place(statement.policy.lines)
    yield f"counts {number(line.units)} of {number(every)}", ""
    if every:
        quota = number(pool.minor * line.units / every / 10**pool.digits)
        yield f"{number(line.units)} / {number(every)} of {pool} is {quota}: {Money(pool.currency, each.amount)}", ""
    for posting in statement.postings:
        if (posting.track, posting.source) != (line.track, line.source):
            continue
        field = statement.policy.lines.get(posting.rule)
        who = posting.holder or ("charge" if posting.rule == "plays.penalty" else "unclaimed")
        yield (
            f"{who}: {posting.share} is {Money(pool.currency, posting.amount)}, {posting.to}",
            f"{each.split.source}; policy line {field}: {posting.rule}",
        )
