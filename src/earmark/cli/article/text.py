"""`earmark article text`: the body of an article as plain text."""

from __future__ import annotations

import typer

from earmark.cli.article.source import PrivateOption, SourceArgument, document_at

__all__ = ["text_command"]


def text_command(source: SourceArgument, private: PrivateOption = False) -> None:
    """Print the title and the body; what belongs to the site around it is left out."""
    from earmark.narration import body_text

    document = document_at(source, private=private)
    typer.echo("\n\n".join(part for part in (document.title, body_text(document)) if part))
