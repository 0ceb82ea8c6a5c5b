"""Credits and agents from CSV files that anybody may have written."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from earmark.authors.contributor import AgentKind
from earmark.authors.entities import Agent, Context, Credit
from earmark.authors.fields import parse_field
from earmark.core.errors import BadInput

__all__ = ["AGENT_COLUMNS", "CREDIT_COLUMNS", "MOST_ON_RECORD", "SEPARATOR", "read_agents", "read_credits", "rows_of"]

SEPARATOR = " | "
"""Between several values of one cell."""
CREDIT_COLUMNS = (
    "credit_id",
    "name",
    "role",
    "record",
    "year",
    "title",
    "subjects",
    "language",
    "publisher",
    "narrators",
    "series",
    "co_contributors",
)
AGENT_COLUMNS = (
    "agent_id",
    "name",
    "kind",
    "aliases",
    "born",
    "died",
    "pseudonym_of",
    "redirect",
    "titles",
    "subjects",
    "languages",
    "publishers",
    "narrators",
    "series",
    "co_contributors",
)
_LONGEST_CELL = 4 << 20
MOST_ON_RECORD = 100
"""Co-contributors taken from one record: 10,000 authors on one work must not cost 10,000 times 10,000."""


def rows_of(path: Path, needed: tuple[str, ...]) -> Iterator[tuple[str, dict[str, str]]]:
    """("file:line", row) of a CSV file in UTF-8 with a header.

    Raises:
        BadInput: if it cannot be read, is no CSV or UTF-8, or lacks one of the columns `needed`.
    """
    csv.field_size_limit(_LONGEST_CELL)
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream, restval="", strict=True)
            missing = [name for name in needed if name not in (reader.fieldnames or ())]
            if missing:
                raise BadInput(
                    f"the column {', '.join(missing)} is missing",
                    where=str(path),
                    mend=f"The file has: {', '.join(reader.fieldnames or ()) or 'nothing'}",
                )
            for row in reader:
                if None in row:
                    raise BadInput("this row has more cells than the header", where=f"{path}:{reader.line_num}")
                yield f"{path}:{reader.line_num}", row
    except OSError as reason:
        raise BadInput(f"cannot be read ({reason.strerror})", where=str(path)) from reason
    except UnicodeDecodeError as reason:
        raise BadInput("this is not UTF-8", where=str(path), mend="Save it as 'CSV UTF-8'") from reason
    except csv.Error as reason:
        raise BadInput(f"this is no CSV ({reason})", where=str(path)) from reason


def read_credits(path: Path) -> Iterator[Credit]:
    """The credits of `path`; a field of several people gives several, with one id and positions 1, 2, …

    Names on the same record are co-contributors, besides those in the column of that name.

    Raises:
        BadInput: as `rows_of`; also for an id that is empty or twice there, or a year that is none.
    """
    seen: set[str] = set()
    by_record: dict[str, list[str]] = {}
    for _, row in rows_of(path, ("credit_id", "name")):
        if row.get("record"):
            names = by_record.setdefault(row["record"], [])
            if len(names) <= MOST_ON_RECORD:
                names.append(row["name"])
    for where, row in rows_of(path, ("credit_id", "name")):
        _check_id(row["credit_id"], seen, where)
        yield from _credits_of(row, where, by_record.get(row.get("record", ""), []))


def _credits_of(row: dict[str, str], where: str, on_record: list[str]) -> Iterator[Credit]:
    people = parse_field(row["name"])
    others = [name for name in on_record if name != row["name"]]
    credit = Credit(
        row["credit_id"],
        row["name"],
        row.get("role", ""),
        row.get("record", ""),
        _year(row.get("year", ""), where),
        Context(
            titles=_cells(row, "title"),
            subjects=_cells(row, "subjects"),
            languages=_cells(row, "language"),
            co_contributors=(*_cells(row, "co_contributors"), *others),
            publishers=_cells(row, "publisher"),
            narrators=_cells(row, "narrators"),
            series=_cells(row, "series"),
        ),
    )
    if len(people) < 2:
        yield credit
        return
    names = [person.text for person in people]
    for position, person in enumerate(people, start=1):
        beside = (*names[: position - 1], *names[position:])[:MOST_ON_RECORD]
        context = replace(credit.context, co_contributors=(*credit.context.co_contributors, *beside))
        yield replace(credit, text=person.text, role=person.role or credit.role, position=position, context=context)


def read_agents(path: Path) -> list[Agent]:
    """The agents of `path`.

    Raises:
        BadInput: as `rows_of`; also for an id that is empty or twice there, an unknown kind, a year that is none, and
            redirects that lead nowhere or in a circle.
    """
    seen: set[str] = set()
    agents: list[Agent] = []
    for where, row in rows_of(path, ("agent_id", "name")):
        _check_id(row["agent_id"], seen, where)
        agents.append(_agent_of(row, where))
    _check_redirects(agents, str(path))
    return agents


def _agent_of(row: dict[str, str], where: str) -> Agent:
    kind = row.get("kind", "")
    if kind and kind not in set(AgentKind):
        raise BadInput(f"there is no kind of agent '{kind}'", where=where, mend=f"There are {', '.join(AgentKind)}")
    parsed = parse_field(row["name"])
    return Agent(
        row["agent_id"],
        row["name"],
        AgentKind(kind) if kind else parsed[0].kind if parsed else AgentKind.person,
        _cells(row, "aliases"),
        _year(row.get("born", ""), where),
        _year(row.get("died", ""), where),
        row.get("pseudonym_of", ""),
        row.get("redirect", ""),
        Context(
            titles=_cells(row, "titles"),
            subjects=_cells(row, "subjects"),
            languages=_cells(row, "languages"),
            co_contributors=_cells(row, "co_contributors"),
            publishers=_cells(row, "publishers"),
            narrators=_cells(row, "narrators"),
            series=_cells(row, "series"),
        ),
    )


def _check_id(id: str, seen: set[str], where: str) -> None:
    if not id.strip():
        raise BadInput("the id is empty", where=where)
    if id in seen:
        raise BadInput(f"the id '{id}' is there twice", where=where, mend="Give each row an id of its own")
    seen.add(id)


def _check_redirects(agents: list[Agent], where: str) -> None:
    target = {agent.id: agent.redirect for agent in agents}
    for agent in agents:
        passed, id = {agent.id}, agent.redirect
        while id:
            if id not in target:
                raise BadInput(f"agent '{agent.id}' redirects to '{id}', which is not there", where=where)
            if id in passed:
                raise BadInput(f"the redirect of agent '{agent.id}' runs in a circle", where=where)
            passed.add(id)
            id = target[id]


def _cells(row: dict[str, str], column: str) -> tuple[str, ...]:
    text = row.get(column, "")
    return tuple(part.strip() for part in text.split("|") if part.strip()) if text else ()


def _year(text: str, where: str) -> int | None:
    if not text.strip():
        return None
    try:
        year = int(text)
    except ValueError as reason:
        raise BadInput(f"'{text}' is no year", where=where) from reason
    if not -4000 <= year <= 2200:
        raise BadInput(f"'{text}' is no year", where=where)
    return year
