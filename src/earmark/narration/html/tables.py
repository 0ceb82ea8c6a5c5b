"""Tables: data kept as rows and columns, layout read as ordinary text."""

from __future__ import annotations

from itertools import islice

from earmark.narration.html.dom import Element, text_within
from earmark.narration.html.flow import Context, text_of
from earmark.narration.nodes import Block, Figure, Phrase, Table, Text, block_text, walk

__all__ = ["table"]

_WIDEST = 60
_LONGEST = 2000
_WORDY = 30
_CONTENTS = ("ul", "ol", "blockquote", "figure")
_NESTED = ("table", "h1", "h2", "h3", "h4", "pre", "form")


def table(element: Element, context: Context) -> tuple[Block, ...] | None:
    """The table at `element`, and the pictures in it; None if it only lays the page out."""
    rows = _rows(element)
    if not rows or not _is_data(element, rows):
        return None
    figures: list[Block] = []
    grid = _grid(rows, context, figures)
    width = max((len(row) for row in grid), default=0)
    grid = [(*row, *(() for _ in range(width - len(row)))) for row in grid if any(row)]
    if not grid:
        return tuple(figures)
    head = _is_header(rows)
    caption = element.find("caption")
    title: Text = text_of(caption, context)[0] if caption is not None else ()
    if not title and len(grid) > 1 and width > 1 and len(set(grid[0])) == 1:
        # One cell across the whole width names the table.
        title, grid, head = grid[0][0], grid[1:], head and _is_header(rows[1:])
    made = Table(grid[0] if head else (), tuple(grid[1:] if head else grid), title, element.sourceline or 0)
    return (made, *figures)


def _rows(element: Element) -> list[Element]:
    own = (row for row in element.iter("tr") if next(row.iterancestors("table"), None) is element)
    return list(islice(own, _LONGEST))


def _cells(row: Element) -> list[Element]:
    return [cell for cell in row if cell.tag in ("td", "th")]


def _is_data(element: Element, rows: list[Element]) -> bool:
    """Data has columns of short cells, or says what its columns are."""
    widest = max(len(_cells(row)) for row in rows)
    if widest < 2 or element.get("role") in ("presentation", "none") or _holds(element, _NESTED):
        return False
    if element.find("caption") is not None or any(cell.tag == "th" for row in rows for cell in _cells(row)):
        return True
    if _holds(element, _CONTENTS):
        return False
    lengths = [len(text_within(cell).split()) for row in rows for cell in _cells(row)]
    return len(rows) >= 2 and max(lengths, default=0) <= 3 * _WORDY and sum(lengths) <= _WORDY * len(lengths)


def _holds(element: Element, tags: tuple[str, ...]) -> bool:
    return any(element.find(f".//{tag}") is not None for tag in tags)


def _is_header(rows: list[Element]) -> bool:
    first = _cells(rows[0])
    in_head = next(rows[0].iterancestors("thead"), None) is not None
    return len(rows) > 1 and bool(first) and (in_head or all(cell.tag == "th" for cell in first))


def _grid(rows: list[Element], context: Context, figures: list[Block]) -> list[tuple[Text, ...]]:
    """The cells by row, those that span several columns or rows repeated."""
    above: dict[int, tuple[int, Text]] = {}
    grid = []
    for row in rows:
        line: list[Text] = []
        for cell in _cells(row):
            _from_above(line, above)
            text, others = text_of(cell, context)
            text = text or _words_of(others)
            figures.extend(block for block in walk(others) if isinstance(block, Figure))
            for _ in range(_span(cell, "colspan")):
                if len(line) < _WIDEST:
                    if _span(cell, "rowspan") > 1:
                        above[len(line)] = (_span(cell, "rowspan") - 1, text)
                    line.append(text)
        _from_above(line, above)
        grid.append(tuple(line))
    return grid


def _words_of(blocks: tuple[Block, ...]) -> Text:
    """Lists and quotes in a cell as running text."""
    words = "; ".join(" ".join(block_text(block).split()) for block in blocks if block_text(block))
    return (Phrase(words),) if words else ()


def _from_above(line: list[Text], above: dict[int, tuple[int, Text]]) -> None:
    while len(line) in above:
        left, text = above.pop(len(line))
        if left > 1:
            above[len(line)] = (left - 1, text)
            line.append(text)
            continue
        line.append(text)


def _span(cell: Element, name: str) -> int:
    value = cell.get(name) or "1"
    return min(max(int(value), 1), _WIDEST) if value.isdecimal() and len(value) < 6 else 1
