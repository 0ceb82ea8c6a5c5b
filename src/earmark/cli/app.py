"""The `earmark` command: groups, version, and what an exit code means.

Command modules import what is heavy inside their functions, so that `earmark --help` answers at once.

Exit codes:
    0    everything that was asked is done
    1    a fault of earmark's own, shown with its traceback
    2    something in the input could not be used; all the rest is done
    130  interrupted; what was finished is kept
"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from earmark import __version__
from earmark.cli import (
    add,
    article,
    authors,
    demo,
    export,
    lab,
    marks,
    models,
    music,
    narrate,
    royalties,
    status,
    tracks,
    train,
    understand,
)
from earmark.cli.output import say
from earmark.core.errors import EarmarkError

__all__ = ["app", "main"]

app = typer.Typer(
    name="earmark",
    help="Understands a media catalogue: what plays in it, who made it, how it is told.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("demo", rich_help_panel="Start")(demo.demo)
app.command("add", rich_help_panel="Catalogue")(add.add)
app.command("status", rich_help_panel="Catalogue")(status.status)
app.command("marks", rich_help_panel="Catalogue")(marks.marks)
app.command("export", rich_help_panel="Catalogue")(export.export)
app.command("understand", rich_help_panel="Understand")(understand.understand)
app.add_typer(music.app, name="music", rich_help_panel="Understand")
app.add_typer(tracks.app, name="tracks", rich_help_panel="Understand")
app.add_typer(authors.app, name="authors", rich_help_panel="Understand")
app.add_typer(royalties.app, name="royalties", rich_help_panel="Understand")
app.command("narrate", rich_help_panel="Understand")(narrate.narrate_command)
app.add_typer(article.app, name="article", rich_help_panel="Understand")
app.command("evaluate", rich_help_panel="Measure")(lab.evaluate_command)
app.command("compare", rich_help_panel="Measure")(lab.compare_command)
app.add_typer(models.app, name="models", rich_help_panel="Measure")
app.add_typer(train.app, name="train", rich_help_panel="Measure")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"earmark {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Take the options that stand before a command."""


def main() -> None:
    """Run the command line; what a user can mend becomes a sentence and exit code 2."""
    try:
        app()
    except EarmarkError as error:
        say(f"earmark: {error}")
        sys.exit(2)
    except KeyboardInterrupt:
        say("earmark: interrupted; what was finished is kept")
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
