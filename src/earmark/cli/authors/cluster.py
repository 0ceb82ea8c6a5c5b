"""`earmark authors cluster`: which credits are one agent's, with no list of agents at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from earmark.cli.authors.link import CreditsArgument
from earmark.cli.output import Format, FormatOption, Row, emit
from earmark.core.errors import BadInput

if TYPE_CHECKING:
    from earmark.authors import Member

__all__ = ["cluster_command"]

CLUSTER_COLUMNS = ["credit_id", "cluster_id", "probability"]
CLUSTERS_FOR_PEOPLE = ["cluster_id", "credit_id", "name", "probability"]


def cluster_command(
    credits: CreditsArgument,
    threshold: Annotated[
        float, typer.Option("--threshold", help="Mean probability from which two groups are joined, 0 to 1.")
    ] = 0.5,
    format: FormatOption = Format.table,
) -> None:
    """Group credits by the agent behind them. Two people of one record never fall together."""
    from earmark.authors import cluster, read_credits

    if not 0 < threshold <= 1:
        raise BadInput("a threshold is above 0 and at most 1", where="--threshold")
    members = cluster(list(read_credits(credits)), threshold=threshold)
    if format is Format.table:
        members.sort(key=lambda member: member.cluster)
    emit(map(_row, members), format, CLUSTERS_FOR_PEOPLE if format is Format.table else CLUSTER_COLUMNS)


def _row(member: Member) -> Row:
    return {
        "credit_id": member.credit.id,
        "position": member.credit.position,
        "name": member.credit.text,
        "cluster_id": member.cluster,
        "probability": round(member.probability, 4),
    }
