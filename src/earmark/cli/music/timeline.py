"""`earmark music timeline`: a picture of what plays in an episode."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from earmark.cli.music.picking import Pick
from earmark.cli.music.reported import duration_of, episodes_with_uses
from earmark.cli.options import CatalogOption
from earmark.cli.output import say
from earmark.core import MICROSECONDS
from earmark.core.errors import BadInput

__all__ = ["timeline_command"]

SUFFIXES = (".png", ".svg", ".pdf")


def timeline_command(
    item: Annotated[str, typer.Argument(metavar="ITEM", help="Id, start of an id, or path.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Picture to write: .png, .svg or .pdf.")],
    least: Annotated[float, typer.Option(min=0.0, max=1.0, help="Leave out what is less probable.")] = 0.5,
    catalog: CatalogOption = Path("earmark.db"),
) -> None:
    """Draw which tracks play when in an episode, as what, and where music is unknown."""
    from earmark.catalog import existing_catalog
    from earmark.music import draw_timeline

    if output.suffix.lower() not in SUFFIXES:
        raise BadInput("no such kind of picture", where=str(output), mend=f"Name it {', '.join(SUFFIXES)}")
    with closing(existing_catalog(catalog)) as store:
        ((episode, uses),) = episodes_with_uses(store, [item], least, Pick.earliest)
        heard = max((use.span.end for use in uses), default=0) / MICROSECONDS
        duration = duration_of(episode, uses)
        try:
            draw_timeline(output, episode.title or episode.id, uses, heard if duration is None else duration)
        except OSError as error:
            raise BadInput(f"cannot be written ({error.strerror})", where=str(output)) from error
    say(f"{output}: {len(uses)} uses")
