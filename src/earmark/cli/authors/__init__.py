"""`earmark authors`: which person or body is behind each credit."""

from __future__ import annotations

import typer

from earmark.cli.authors.claims import claims_command
from earmark.cli.authors.cluster import cluster_command
from earmark.cli.authors.link import link_command

__all__ = ["app"]

app = typer.Typer(help="Who made it: credits, and the people behind them.", no_args_is_help=True)
app.command("link")(link_command)
app.command("cluster")(cluster_command)
app.command("claims")(claims_command)
