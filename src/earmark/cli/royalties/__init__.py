"""`earmark royalties`: statements from plays, use, verdicts and a policy."""

from __future__ import annotations

import typer

from earmark.cli.royalties.explain import explain_command
from earmark.cli.royalties.policies import check_command, policies_command
from earmark.cli.royalties.statement import statement_command

__all__ = ["app"]

app = typer.Typer(help="Who is paid what, and why.", no_args_is_help=True)
app.command("statement")(statement_command)
app.command("explain")(explain_command)
app.command("check")(check_command)
app.command("policies")(policies_command)
