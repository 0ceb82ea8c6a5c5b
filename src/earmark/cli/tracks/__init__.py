"""`earmark tracks`: what recordings are."""

from __future__ import annotations

import typer

from earmark.cli.tracks.categorize import categorize_command

__all__ = ["app"]

app = typer.Typer(help="What a recording is: music, speech or functional sound.", no_args_is_help=True)
app.command("categorize")(categorize_command)


@app.callback()
def tracks() -> None:
    """What a recording is: music, speech or functional sound."""
