"""`earmark article`: what an article is made of, and how it is to be told."""

from __future__ import annotations

import typer

from earmark.cli.article.script import script_command
from earmark.cli.article.text import text_command
from earmark.cli.article.tree import tree_command

__all__ = ["app"]

app = typer.Typer(help="An article as text, tree or script.", no_args_is_help=True)
app.command("text")(text_command)
app.command("tree")(tree_command)
app.command("script")(script_command)
