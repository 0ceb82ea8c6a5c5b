"""Tables as a person would tell them: what they are about, then rows with the names of their columns."""

from __future__ import annotations

from collections.abc import Iterator

from earmark.narration.nodes import Table, plain

__all__ = ["told_table"]

_SMALL_ROWS, _SMALL_CELLS, _FIRST = 8, 40, 3


def told_table(table: Table, treatment: str) -> Iterator[tuple[str, str]]:
    """Role and text of what is said of `table`.

    Args:
        table: data in rows and columns.
        treatment: ``announce`` gives its size and columns; ``summarise`` goes on with all rows of a small table, or the
            first of a large one; ``read`` with all.
    """
    header = [plain(cell) for cell in table.header]
    rows = [[plain(cell) for cell in row] for row in table.rows]
    width = len(header or rows[0])
    caption = plain(table.caption).rstrip(".")
    about = f": {caption}" if caption else ""
    named = f" The columns are {_listed([name for name in header if name])}." if any(header) else ""
    yield "table", f"A table{about}, with {_counted(len(rows), 'row')} and {_counted(width, 'column')}.{named}"
    if treatment == "announce":
        return
    small = len(rows) <= _SMALL_ROWS and len(rows) * width <= _SMALL_CELLS
    told = rows if treatment == "read" or small else rows[:_FIRST]
    for row in told:
        line = _row(header, row)
        if line:
            yield "row", line
    if len(told) < len(rows):
        yield "table", f"And {_counted(len(rows) - len(told), 'more row')}."


def _row(header: list[str], row: list[str]) -> str:
    """The first cell names the row; the others follow with their columns."""
    cells = [
        f"{name} {cell}" if name and not _holds(cell, name) else cell
        for name, cell in zip(header[1:] or [""] * (len(row) - 1), row[1:], strict=True)
        if cell
    ]
    lead = row[0] or (header[0] if header else "")
    return f"{lead}: {', '.join(cells)}." if cells and lead else f"{lead or ', '.join(cells)}."


def _holds(cell: str, name: str) -> bool:
    return name.lower() in cell.lower()


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
