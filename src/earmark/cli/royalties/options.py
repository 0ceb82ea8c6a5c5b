"""Options that the commands of `earmark royalties` share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

__all__ = ["PeriodOption", "PlaysOption", "PolicyOption", "PoolOption", "SplitsOption", "UsageOption", "VerdictsOption"]

PlaysOption: TypeAlias = Annotated[
    Path,
    typer.Option(
        "--plays", metavar="FILE.csv", help="track or item, plays; period, seconds, listeners, searched, artificial."
    ),
]
UsageOption: TypeAlias = Annotated[
    Path | None,
    typer.Option("--usage", metavar="FILE", help="What 'earmark music usage --format csv' printed, or a catalogue."),
]
VerdictsOption: TypeAlias = Annotated[
    Path | None,
    typer.Option("--verdicts", metavar="FILE", help="CSV of track, verdict, probability; or a catalogue."),
]
SplitsOption: TypeAlias = Annotated[
    Path | None,
    typer.Option("--splits", metavar="FILE", help="CSV of track, holder, share; or a catalogue with rights_holder."),
]
PoolOption: TypeAlias = Annotated[
    str, typer.Option("--pool", metavar="SUM", help="What is divided, such as 'EUR 100000.00'.")
]
PolicyOption: TypeAlias = Annotated[
    str, typer.Option("--policy", metavar="POLICY", help="A YAML file, or the name of an example.")
]
PeriodOption: TypeAlias = Annotated[
    str | None, typer.Option("--period", metavar="YYYY-MM", help="The month; the only one of the plays if not given.")
]
