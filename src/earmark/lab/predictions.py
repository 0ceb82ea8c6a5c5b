"""Per-item rows as one checked Arrow table."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from earmark.core.errors import BadInput
from earmark.lab.suite import MAIN, Row

__all__ = ["REQUIRED", "group_codes", "of_system", "prediction_table", "systems"]

REQUIRED = ("system", "item", "group", "loss")


def prediction_table(rows: Iterable[Row], *, suite: str) -> pa.Table:
    """`rows` as a table: the required columns first, then the suite's in order of appearance, null where absent.

    Raises:
        BadInput: if there are no rows, a required column is missing or wrong, an item comes twice for one
            system, or a column mixes types.
    """
    held = [_checked({"system": MAIN} | dict(row), suite) for row in rows]
    if not held:
        raise BadInput("the suite gave no rows", where=suite, mend="Is its data in the folder given?")
    names = list(dict.fromkeys([*REQUIRED, *(name for row in held for name in row)]))
    columns = {name: _column(name, [row.get(name) for row in held], suite) for name in names}
    _refuse_doubles(held, suite)
    return pa.table(columns)


def systems(table: pa.Table) -> list[str]:
    """The systems in `table`, earmark's own first, then in order of appearance."""
    found = table["system"].unique().to_pylist()
    return sorted(found, key=lambda system: system != MAIN)


def of_system(table: pa.Table, system: str) -> pa.Table:
    """The rows of one system."""
    return table.filter(pc.equal(table["system"], system))


def group_codes(table: pa.Table) -> tuple[NDArray[np.int64], int]:
    """The group of each row as a number [shape=(rows,)], and how many groups there are; in order of their names."""
    names, codes = np.unique(np.array(table["group"].to_pylist(), dtype=object), return_inverse=True)
    return codes.astype(np.int64), len(names)


def _checked(row: dict[str, Any], suite: str) -> dict[str, Any]:
    where = f"suite {suite}, item {row.get('item')}"
    for name in ("system", "item", "group"):
        if not isinstance(row.get(name), str):
            raise BadInput(f"every row needs {name!r} as text, got {row.get(name)!r}", where=where)
    loss = row.get("loss")
    if not isinstance(loss, int | float | np.number | np.bool_) or not 0 <= loss < math.inf:
        raise BadInput(f"every row needs 'loss' as a number of at least 0, got {loss!r}", where=where)
    return {name: _printable(value) for name, value in row.items()} | {"loss": float(loss)}


def _printable(value: Any) -> Any:
    """File names that are not UTF-8 cannot be stored as they are."""
    return value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value


def _column(name: str, values: list[Any], suite: str) -> pa.Array:
    try:
        return pa.array(values)
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise BadInput(f"the column mixes types: {error}", where=f"suite {suite}, column {name!r}") from error


def _refuse_doubles(rows: list[dict[str, Any]], suite: str) -> None:
    seen = set()
    for row in rows:
        key = row["system"], row["item"]
        if key in seen:
            raise BadInput(f"item {row['item']!r} comes twice for {row['system']!r}", where=f"suite {suite}")
        seen.add(key)
