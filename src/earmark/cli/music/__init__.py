"""`earmark music`: index a catalogue's tracks, find them in episodes, report their use."""

from __future__ import annotations

import typer

from earmark.cli.music.evidence import evidence_command
from earmark.cli.music.find import find_command
from earmark.cli.music.index import index_command, remove_command, restore_command
from earmark.cli.music.recurring import recurring_command
from earmark.cli.music.timeline import timeline_command
from earmark.cli.music.usage import usage_command
from earmark.cli.music.works import works_command

__all__ = ["app"]

app = typer.Typer(help="Which catalogue track plays where.", no_args_is_help=True)
app.command("index")(index_command)
app.command("find")(find_command)
app.command("evidence")(evidence_command)
app.command("usage")(usage_command)
app.command("timeline")(timeline_command)
app.command("recurring")(recurring_command)
app.command("works")(works_command)
app.command("remove")(remove_command)
app.command("restore")(restore_command)
