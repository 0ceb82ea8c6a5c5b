"""`earmark narrate`: an article as sound with chapters and a transcript."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from earmark.cli.article.script import SayOption, StyleOption, chosen
from earmark.cli.article.source import PrivateOption, document_at
from earmark.cli.output import say as tell

if TYPE_CHECKING:
    from earmark.narration import Script

__all__ = ["narrate_command"]

_SCRIPTS = (".json", ".ssml")


def narrate_command(
    source: Annotated[
        str,
        typer.Argument(
            metavar="FILE|URL", help="An article, or a script (.json, .ssml) that 'earmark article script' made."
        ),
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="Where to: m4b, mp3 or opus.")],
    style: StyleOption = "standard",
    say: SayOption = None,
    cache: Annotated[
        Path, typer.Option("--cache", help="Folder of sentences that were spoken; only new ones are spoken.")
    ] = Path(".earmark-voice"),
    private: PrivateOption = False,
) -> None:
    """Read an article aloud, with chapters and a transcript.

    Headings become chapters, lists are counted, tables told, pictures described by what the page says of them.
    """
    from earmark.narration import EspeakVoice, narrate

    script = _script(source, style, say, private)
    with EspeakVoice() as voice:
        made = narrate(script, output, voice, cache=cache)
    minutes, seconds = divmod(round(made.seconds), 60)
    typer.echo(f"{made.audio}  {minutes}:{seconds:02}, {made.loudness:.1f} LUFS, peak {made.true_peak:.1f} dBTP")
    typer.echo(f"{made.transcript}  {made.script}  {made.report}")
    tell(f"{made.made} sentences spoken, {made.kept} kept from before")


def _script(source: str, style: str, say: list[str] | None, private: bool) -> Script:
    from earmark.narration import read_script, script_of

    if source.lower().endswith(_SCRIPTS) and "://" not in source:
        return read_script(Path(source))
    policy = chosen(style, say)
    return script_of(document_at(source, private=private), policy)
