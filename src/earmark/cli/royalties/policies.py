"""`earmark royalties check` and `policies`: what a policy says, and the examples there are."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from earmark.cli.output import Format, FormatOption, emit, say

__all__ = ["check_command", "policies_command"]

SCHEMA = "schema"
CHECK_COLUMNS = ["line", "field", "value", "meaning"]
POLICY_COLUMNS = ["name", "version", "valid_from", "about", "path"]


def check_command(
    policy: Annotated[str, typer.Argument(metavar="POLICY", help="A YAML file, or the name of an example.")],
    format: FormatOption = Format.table,
) -> None:
    """List all that a policy says and what it means, or all that is wrong with it."""
    from earmark import royalties

    path = royalties.policy_path(policy)
    problems = royalties.policy_problems(path)
    for problem in problems:
        say(f"earmark: {problem}")
    if problems:
        raise typer.Exit(2)
    rows = (dict(zip(CHECK_COLUMNS, row, strict=True)) for row in royalties.policy_fields(path))
    emit(rows, format, CHECK_COLUMNS)


def policies_command(
    name: Annotated[str | None, typer.Argument(help="Print this one, or 'schema', to begin your own with.")] = None,
    format: FormatOption = Format.table,
) -> None:
    """List the example policies that are shipped, or print one of them."""
    from earmark import royalties

    if name:
        path = royalties.SCHEMA_FILE if name == SCHEMA else royalties.policy_path(name)
        typer.echo(path.read_text("utf-8"), nl=False)
        return
    columns = POLICY_COLUMNS[:-1] if format is Format.table else POLICY_COLUMNS
    emit((_row(path) for path in royalties.EXAMPLES.values()), format, columns)


def _row(path: Path) -> dict[str, str]:
    from earmark.royalties import read_policy

    policy = read_policy(path)
    return {
        "name": policy.name,
        "version": policy.version,
        "valid_from": policy.valid_from,
        "about": policy.about,
        "path": str(path),
    }
