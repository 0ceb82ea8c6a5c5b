"""`earmark models`: the models that come with earmark, their cards, and whether their files are what they should be."""

from __future__ import annotations

from typing import Annotated

import typer

from earmark.cli.output import Format, FormatOption, emit, say
from earmark.core.errors import BadInput

__all__ = ["app"]

COLUMNS = ["model", "does", "version", "size", "licence", "sha256"]
COLUMNS_FOR_PEOPLE = COLUMNS[:-1]

app = typer.Typer(name="models", help="The models that come with earmark.", no_args_is_help=True)


@app.command("list")
def list_command(format: FormatOption = Format.table) -> None:
    """List the models: what each is for, how old and how large it is, under which licence."""
    from earmark.models import models

    rows = [
        {
            "model": model.name,
            "does": model.does,
            "version": model.version,
            "size": model.size,
            "licence": model.licence,
            "sha256": model.sha256,
        }
        for model in models()
    ]
    emit(rows, format, COLUMNS_FOR_PEOPLE if format is Format.table else COLUMNS)


@app.command("card")
def card_command(model: Annotated[str, typer.Argument(help="The model's name.")]) -> None:
    """Print the card of MODEL: what it was made of, what it can do and what not."""
    from earmark.models import shipped

    typer.echo(shipped(model).card)


@app.command("verify")
def verify_command() -> None:
    """Check the files of all models against their digests."""
    from earmark.models import models, verified

    bad = []
    for model in models():
        try:
            verified(model)
        except BadInput as error:
            bad.append(str(error))
        else:
            say(f"{model.name}: as it should be")
    for reason in bad:
        say(f"earmark: {reason}")
    raise typer.Exit(2 if bad else 0)
