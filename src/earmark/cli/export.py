"""`earmark export`: the catalogue as JSON lines."""

from __future__ import annotations

import json
import os
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from earmark.cli.options import CatalogOption
from earmark.cli.output import counted, progress, say
from earmark.core.errors import BadInput

if TYPE_CHECKING:
    from typing import TextIO

    from earmark.catalog import Store

__all__ = ["export"]


def export(
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where to; standard output if not given.")
    ] = None,
    catalog: CatalogOption = Path("earmark.db"),
) -> None:
    """Write items, marks, decisions and runs as JSON lines.

    Each line is one object with a `type`.
    """
    from earmark.catalog import existing_catalog

    with closing(existing_catalog(catalog)) as store:
        if output is None:
            _write(store, sys.stdout)
            return
        try:
            count = _write_aside(store, output)
        except OSError as error:
            raise BadInput(f"cannot be written ({error.strerror})", where=str(output)) from error
    say(f"{count} lines written to {output}")


def _write_aside(store: Store, output: Path) -> int:
    """Write beside `output` and rename, so that it is whole or as it was."""
    aside = output.with_name(f".part-{os.getpid()}")
    try:
        with aside.open("w", encoding="utf-8") as file:
            count = _write(store, file)
        aside.replace(output)
    finally:
        aside.unlink(missing_ok=True)
    return count


def _write(store: Store, file: TextIO) -> int:
    from earmark.catalog.export import export as export_all

    count = 0
    for values in counted(export_all(store), progress("Exporting")):
        file.write(json.dumps(values) + "\n")
        count += 1
    file.flush()
    return count
