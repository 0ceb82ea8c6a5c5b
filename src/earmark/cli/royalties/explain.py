"""`earmark royalties explain`: why a track earns what it earns."""

from __future__ import annotations

from typing import Annotated

import typer

from earmark.cli.output import Format, FormatOption, emit, say
from earmark.cli.royalties.options import (
    PeriodOption,
    PlaysOption,
    PolicyOption,
    PoolOption,
    SplitsOption,
    UsageOption,
    VerdictsOption,
)
from earmark.cli.royalties.sources import Sources

__all__ = ["explain_command"]


def explain_command(
    track: Annotated[str, typer.Argument(help="The track's id, as the files have it.")],
    plays: PlaysOption,
    pool: PoolOption,
    policy: PolicyOption,
    usage: UsageOption = None,
    verdicts: VerdictsOption = None,
    splits: SplitsOption = None,
    period: PeriodOption = None,
    format: FormatOption = Format.table,
) -> None:
    """Tell step by step how a track comes to its sum: facts and where they stand, rules, the division, the shares."""
    from earmark import royalties

    money = royalties.Money.read(pool, "--pool")
    rules = royalties.read_policy(royalties.policy_path(policy))
    material = Sources(plays, usage, verdicts, splits).read()
    statement = royalties.state(material, rules, money, material.plays.statement_month(period))
    emit(royalties.explanation(statement, track), format, royalties.EXPLANATION_COLUMNS)
    for note in statement.notes:
        say(f"note: {note}")
