"""`earmark article script`: what is to be said, for people to read and change."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from earmark.cli.article.source import PrivateOption, SourceArgument, document_at
from earmark.core.errors import BadInput

if TYPE_CHECKING:
    from earmark.narration import Policy

__all__ = ["SayOption", "ScriptFormat", "StyleOption", "chosen", "script_command"]


class ScriptFormat(StrEnum):
    """What a script looks like."""

    json = "json"
    ssml = "ssml"
    text = "text"


StyleOption: TypeAlias = Annotated[str, typer.Option("--style", help="How much is told: brief, standard or full.")]
SayOption: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--say", metavar="ELEMENT=TREATMENT", help="Another treatment: read, summarise, announce or skip; repeatable."
    ),
]


def script_command(
    source: SourceArgument,
    style: StyleOption = "standard",
    say: SayOption = None,
    format: Annotated[
        ScriptFormat, typer.Option("--format", help="json or ssml to edit and render, text to read.")
    ] = ScriptFormat.text,
    private: PrivateOption = False,
) -> None:
    """Print what would be said of an article: who says it, what, and the pause after it."""
    from earmark.narration import script_json, script_of, script_ssml

    script = script_of(document_at(source, private=private), chosen(style, say))
    if format == ScriptFormat.json:
        typer.echo(script_json(script), nl=False)
    elif format == ScriptFormat.ssml:
        typer.echo(script_ssml(script), nl=False)
    else:
        for each in script.utterances:
            typer.echo(f"{each.role:<11} {each.say}")


def chosen(style: str, say: list[str] | None) -> Policy:
    """The policy that the options ask for."""
    from earmark.narration import policy_of

    changes = {}
    for change in say or []:
        element, sign, treatment = change.partition("=")
        if not sign:
            raise BadInput(f"'{change}' is no ELEMENT=TREATMENT", where="--say")
        changes[element] = treatment
    return policy_of(style, changes)
