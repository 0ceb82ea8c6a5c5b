"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

__all__ = ["CatalogOption"]

CatalogOption: TypeAlias = Annotated[
    Path,
    typer.Option("--catalog", envvar="EARMARK_CATALOG", help="The catalogue file; its index and cache lie beside it."),
]
"""Commands give it the default ``Path("earmark.db")``."""
