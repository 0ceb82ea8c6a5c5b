"""`earmark authors link`: which agent each credit is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from earmark.cli.output import Format, FormatOption, Row, counted, emit, progress, say

if TYPE_CHECKING:
    from earmark.authors import Link

__all__ = ["CreditsArgument", "link_command"]

LINK_COLUMNS = ["credit_id", "agent_id", "probability", "evidence"]
LINKS_FOR_PEOPLE = ["credit_id", "name", "agent_id", "best", "probability", "evidence"]

CreditsArgument = Annotated[
    Path, typer.Argument(metavar="CREDITS.csv", help="A table with credit_id, name and whatever else is known.")
]


def link_command(
    credits: CreditsArgument,
    agents: Annotated[Path, typer.Option("--agents", help="The known agents: a table with agent_id and name.")],
    policy: Annotated[Path | None, typer.Option("--policy", help="What mistakes cost, in YAML.")] = None,
    format: FormatOption = Format.table,
) -> None:
    """Link credits to known agents: the agent's id, NIL for a new one, or review where a person should look."""
    from earmark.authors import Linker, LinkPolicy, read_agents, read_credits

    costs = LinkPolicy.load(policy) if policy else LinkPolicy()
    held = list(read_credits(credits))
    linker = Linker(read_agents(agents))
    links = counted(linker.link(held, costs), progress("linking", len(held)))
    counts: dict[str, int] = {}
    emit((_row(link, counts) for link in links), format, LINKS_FOR_PEOPLE if format is Format.table else LINK_COLUMNS)
    if format is Format.table:
        say(", ".join(f"{count} {name}" for name, count in sorted(counts.items())))


def _row(link: Link, counts: dict[str, int]) -> Row:
    from earmark.authors import Outcome

    counts[link.outcome.name] = counts.get(link.outcome.name, 0) + 1
    return {
        "credit_id": link.credit.id,
        "position": link.credit.position,
        "name": link.credit.text,
        "agent_id": link.agent if link.outcome is Outcome.link else link.outcome.value,
        "best": link.agent,
        "probability": round(link.probability, 4),
        "cost": round(link.cost, 4),
        "evidence": "; ".join(link.evidence),
        "others": [list(other) for other in link.others],
    }
