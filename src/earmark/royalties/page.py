"""Statements as pages that people read and print: one for the pool, one for each right holder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from html import escape
from pathlib import Path
from typing import Any

from earmark.core import content_id
from earmark.royalties.rows import Row
from earmark.royalties.statement import Statement

__all__ = ["holder_file", "write_pages"]

NOBODY = "Unclaimed, and charges"
"""What pages call the holder of shares that nobody claims."""

_STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; color: #1a1a1a; max-width: 62rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.6em; margin: 0 0 .1em } h2 { font-size: 1.15em; margin: 1.6em 0 .3em }
p { margin: .2rem 0 } .quiet, .why { color: #555; font-size: .87em } .sum { font-size: 1.2em }
.note { border-left: 3px solid #b8860b; padding-left: .6rem; margin: .3rem 0 }
table { border-collapse: collapse; width: 100% } th, td { text-align: left; vertical-align: top; padding: .25rem .5rem }
th { border-bottom: 2px solid #1a1a1a; font-weight: 600 } tbody tr { border-top: 1px solid #ddd }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
tr.why-row { border: 0 } .why { overflow-wrap: anywhere; padding-top: 0 }
tfoot td { border-top: 2px solid #1a1a1a; font-weight: 600 } a { color: #0b4f8a }
@media print { body { margin: 0; max-width: none; font-size: 11px } a { color: inherit; text-decoration: none }
  thead { display: table-header-group } tr { break-inside: avoid } tr.line { break-after: avoid }
  .screen { display: none } }
"""


def holder_file(holder: str) -> str:
    """Where the page of `holder` is, within the folder: the same for a name in every month."""
    return f"holders/{content_id({'holder': holder})[:16]}.html"


def write_pages(statement: Statement, folder: Path, tables: Mapping[str, Sequence[Row]], other: str) -> None:
    """Write ``index.html`` and a page per holder to `folder`; `other` names the policy of the table ``difference``."""
    (folder / "index.html").write_text(
        _document(_title(statement), _index(statement, tables, other)), "utf-8", "replace"
    )
    (folder / "holders").mkdir()
    lines: dict[str, list[Row]] = {}
    for row in tables["lines"]:
        lines.setdefault(row["holder"], []).append(row)
    for total in tables["holders"]:
        body = _holder(statement, total, lines.get(total["holder"], []))
        name = _called(total["holder"])
        (folder / holder_file(total["holder"])).write_text(_document(name, body), "utf-8", "replace")


def _document(title: str, body: Iterable[str]) -> str:
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<style>{_STYLE}</style></head>\n'
        "<body>\n" + "\n".join(body) + "\n</body></html>\n"
    )


def _title(statement: Statement) -> str:
    return f"Royalty statement {statement.period}".strip()


def _called(holder: str) -> str:
    return holder or NOBODY


def _index(statement: Statement, tables: Mapping[str, Sequence[Row]], other: str) -> Iterator[str]:
    policy, currency = statement.policy, statement.pool.currency
    yield f"<h1>{escape(_title(statement))}</h1>"
    yield _by(statement)
    if policy.about:
        yield f'<p class="quiet">{escape(policy.about)}</p>'
    yield from (f'<p class="note">{escape(note)}</p>' for note in statement.notes)
    yield f"<h2>How {escape(_shown_pool(statement))} add up</h2>"
    yield from _table(
        [("goes", ""), ("by the rule", ""), ("policy line", "n"), ("lines", "n"), (currency, "n")],
        ([row["to"], row["rule"], row["policy_line"], row["lines"], row["amount"]] for row in tables["pool"]),
        ["all", "", "", "", _total(tables["pool"], "amount")],
    )
    yield "<h2>Right holders</h2>"
    yield from _table(
        [("holder", ""), ("tracks", "n"), ("paid", "n"), ("held", "n"), ("elsewhere", "n")],
        (
            [_Link(row["holder"]), row["tracks"], row["paid"], row["held"], row["elsewhere"]]
            for row in tables["holders"]
        ),
        ["all", "", *(_total(tables["holders"], name) for name in ("paid", "held", "elsewhere"))],
    )
    if other:
        yield f"<h2>Against {escape(other)}</h2>"
        names = ("paid", "paid_other", "paid_more", "held", "held_other")
        yield from _table(
            [("holder", ""), *((name.replace("_", " "), "n") for name in names)],
            ([_called(row["holder"]), *(row[name] for name in names)] for row in tables["difference"]),
        )


def _total(rows: Iterable[Row], name: str) -> Decimal:
    return sum((row[name] for row in rows), Decimal(0))


def _shown_pool(statement: Statement) -> str:
    return f"{statement.pool.currency} {_cell(Decimal(statement.pool.minor).scaleb(-statement.pool.digits))}"


def _by(statement: Statement) -> str:
    policy = statement.policy
    file = Path(policy.source).name
    words = f"By the policy {policy.name}, version {policy.version} ({file}, {policy.digest})"
    return f'<p class="quiet">{escape(words)}</p>'


def _holder(statement: Statement, total: Row, rows: Sequence[Row]) -> Iterator[str]:
    currency = statement.pool.currency
    yield '<p class="screen"><a href="../index.html">All right holders</a></p>'
    yield f"<h1>{escape(_called(total['holder']))}</h1>"
    yield f"<p>{escape(_title(statement))}</p>"
    yield _by(statement)
    yield f'<p class="sum">Paid: <b>{escape(currency)} {_cell(total["paid"])}</b></p>'
    for name in ("held", "elsewhere"):
        if total[name]:
            yield f"<p>{name.capitalize()}: {escape(currency)} {_cell(total[name])}</p>"
    yield "<h2>Tracks</h2>"
    heads = [("track", ""), ("of", ""), ("plays", "n"), ("count", "n"), ("share", "n"), ("goes", ""), (currency, "n")]
    yield f"<table><thead><tr>{''.join(map(_head, heads))}</tr></thead><tbody>"
    for row in rows:
        yield from _line(row, [style for _, style in heads])
    total_cells = ["all", "", "", "", "", "", _total(rows, "amount")]
    yield f"</tbody><tfoot><tr>{_cells(total_cells, [style for _, style in heads])}</tr></tfoot></table>"


def _line(row: Row, styles: Sequence[str]) -> Iterator[str]:
    """The line of a track, and below it why."""
    names = " · ".join(filter(None, (row["title"] or row["track"], row["artist"], row["isrc"])))
    cells = [names, row["source"], row["plays"], row["units"], row["share"], row["to"], row["amount"]]
    yield f'<tr class="line">{_cells(cells, styles)}</tr>'
    why = f"{row['why']}; share by {row['split']}; goes by {row['rule']}" if row["split"] else row["why"]
    yield f'<tr class="why-row"><td class="why" colspan="{len(styles)}">{escape(why)}</td></tr>'


class _Link(str):
    """The name of a holder that has a page."""

    __slots__ = ()


def _table(heads: Sequence[tuple[str, str]], rows: Iterable[Sequence[Any]], foot: Sequence[Any] = ()) -> Iterator[str]:
    styles = [style for _, style in heads]
    yield f"<table><thead><tr>{''.join(map(_head, heads))}</tr></thead><tbody>"
    yield from (f"<tr>{_cells(row, styles)}</tr>" for row in rows)
    yield "</tbody>" + (f"<tfoot><tr>{_cells(foot, styles)}</tr></tfoot>" if foot else "") + "</table>"


def _head(head: tuple[str, str]) -> str:
    return f'<th class="{head[1]}">{escape(head[0])}</th>'


def _cells(cells: Iterable[Any], styles: Sequence[str]) -> str:
    return "".join(f'<td class="{style}">{_cell(cell)}</td>' for cell, style in zip(cells, styles, strict=True))


def _cell(value: object) -> str:
    if isinstance(value, _Link):
        return f'<a href="{holder_file(value)}">{escape(_called(value))}</a>'
    if isinstance(value, int | Decimal):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.4f}".rstrip("0").rstrip(".")
    return escape(str(value if value is not None else ""))
