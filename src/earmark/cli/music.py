"""`earmark music`: index a catalogue's tracks and find them in episodes."""

from __future__ import annotations

import typer

__all__ = ["app"]

app = typer.Typer(help="Which catalogue track plays where.", no_args_is_help=True)
