"""The store on a SQL database. Statements are SQLAlchemy Core, the same for every dialect but the upsert."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Select, Table, and_, bindparam, case, func, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite

from earmark.catalog import rows, tables
from earmark.catalog.rows import Values
from earmark.catalog.store import Answered, Counts
from earmark.core import DeadLetter, Decision, Item, Kind, Mark, Outcome, Run

__all__ = ["SqlStore"]

PAGE = 256
"""Rows, or items whose rows, are read in one transaction."""


class SqlStore:
    """A :class:`~earmark.catalog.store.Store` on `engine`, whose tables are up to date."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writer = engine.execution_options(write=True)

    def close(self) -> None:
        self._engine.dispose()

    # items

    def put_items(self, items: Iterable[Item]) -> None:
        with self._writer.begin() as connection:
            _upsert(connection, tables.item, [rows.item_row(item) for item in items])

    def item(self, id: str) -> Item | None:
        found = self._rows(select(tables.item).where(tables.item.c.id == id))
        return rows.item(found[0]) if found else None

    def item_by_uri(self, uri: str) -> Item | None:
        found = self._rows(select(tables.item).where(tables.item.c.uri == uri))
        return rows.item(found[0]) if found else None

    def items_by_digest(self, digest: str) -> tuple[Item, ...]:
        found = self._rows(select(tables.item).where(tables.item.c.digest == digest).order_by(tables.item.c.id))
        return tuple(rows.item(row) for row in found)

    def items(self, *, kinds: Collection[Kind] | None = None, ids: Collection[str] | None = None) -> Iterator[Item]:
        query = select(tables.item)
        if kinds is not None:
            query = query.where(tables.item.c.kind.in_([kind.value for kind in kinds]))
        yield from self._items(query, ids)

    def pending(
        self,
        analyzer: str,
        version: str,
        state: str,
        kinds: Collection[Kind],
        *,
        retry_failed: bool = False,
        ids: Collection[str] | None = None,
    ) -> Iterator[Item]:
        item, answer = tables.item.c, tables.answer.c
        settled = [
            answer.item == item.id,
            answer.analyzer == analyzer,
            answer.version == version,
            answer.state == state,
            answer.digest.is_not_distinct_from(item.digest),
        ]
        if retry_failed:
            settled.append(answer.error.is_(None))
        query = (
            select(tables.item)
            .outerjoin(tables.answer, and_(*settled))
            .where(answer.item.is_(None), item.kind.in_([kind.value for kind in kinds]))
        )
        yield from self._items(query, ids)

    # work

    def record(self, run: str, outcomes: Sequence[Outcome]) -> None:
        last = {(outcome.item, outcome.analyzer): outcome for outcome in outcomes}
        at = datetime.now(UTC)
        answers = [rows.answer_row(run, outcome, at) for outcome in last.values()]
        marks = {
            mark.id: rows.mark_row(run, mark, outcome.digest)
            for outcome in last.values()
            if outcome.failure is None
            for mark in _own_marks(outcome)
        }
        with self._writer.begin() as connection:
            for failed in (False, True):
                retired = [
                    _retired(run, outcome) for outcome in last.values() if (outcome.failure is not None) == failed
                ]
                if retired:
                    connection.execute(_RETIRE_OTHER_CONTENT if failed else _RETIRE, retired)
            _upsert(connection, tables.mark, list(marks.values()))
            _upsert(connection, tables.answer, answers)

    # runs

    def start_run(self, run: Run) -> None:
        self._put_run(run)

    def finish_run(self, run: Run) -> None:
        self._put_run(run)

    def _put_run(self, run: Run) -> None:
        with self._writer.begin() as connection:
            _upsert(connection, tables.run, [rows.run_row(run)])

    def runs(self) -> Iterator[Run]:
        for row in self._paged(select(tables.run), [tables.run.c.id]):
            yield rows.run(row)

    # reading

    def marks(
        self,
        *,
        item: str | None = None,
        analyzer: str | None = None,
        kind: str | None = None,
        target: str | None = None,
    ) -> Iterator[Mark]:
        mark = tables.mark.c
        wanted = {"item": item, "analyzer": analyzer, "kind": kind, "target": target}
        matches = and_(
            mark.retired_by.is_(None), *(mark[name] == value for name, value in wanted.items() if value is not None)
        )
        query = select(tables.mark).where(matches).order_by(mark.item, mark.start.nulls_first(), mark.end, mark.id)
        for page in _pages(self._paged(select(mark.item).where(matches).distinct(), [mark.item])):
            for row in self._rows(query.where(mark.item.in_([found.item for found in page]))):
                yield rows.mark(row)

    def mark(self, id: str) -> Mark | None:
        found = self._rows(select(tables.mark).where(tables.mark.c.id == id))
        return rows.mark(found[0]) if found else None

    def dead_letters(self) -> Iterator[DeadLetter]:
        answer = tables.answer.c
        query = select(tables.answer).where(answer.error.is_not(None))
        for row in self._paged(query, [answer.item, answer.analyzer]):
            yield rows.dead_letter(row)

    def decide(self, decision: Decision) -> None:
        with self._writer.begin() as connection:
            connection.execute(tables.decision.insert(), [rows.decision_row(decision)])

    def decisions(self, *, mark: str | None = None) -> Iterator[Decision]:
        query = select(tables.decision)
        if mark is not None:
            query = query.where(tables.decision.c.mark == mark)
        for row in self._paged(query, [tables.decision.c.id]):
            yield rows.decision(row)

    def counts(self) -> Counts:
        item, answer, mark = tables.item.c, tables.answer.c, tables.mark.c
        failed = func.sum(case((answer.error.is_not(None), 1), else_=0))
        group = (answer.analyzer, answer.version)
        with self._engine.begin() as connection:
            kinds = connection.execute(select(item.kind, func.count()).group_by(item.kind).order_by(item.kind))
            items = {Kind(kind): count for kind, count in kinds}
            found = connection.execute(select(*group, func.count(), failed).group_by(*group).order_by(*group))
            answered = tuple(Answered(name, version, total - lost, lost) for name, version, total, lost in found)
            current = select(mark.analyzer, func.count()).where(mark.retired_by.is_(None)).group_by(mark.analyzer)
            marks = dict(tuple(row) for row in connection.execute(current.order_by(mark.analyzer)))
            decisions = connection.scalar(select(func.count()).select_from(tables.decision)) or 0
            runs = connection.scalar(select(func.count()).select_from(tables.run)) or 0
        return Counts(items, answered, marks, decisions, runs)

    # pages

    def _rows(self, query: Select[Any]) -> Sequence[Any]:
        with self._engine.begin() as connection:
            return connection.execute(query).all()

    def _paged(self, query: Select[Any], key: Sequence[Any]) -> Iterator[Any]:
        """The rows of `query` ordered by the unique `key`, each page in a transaction of its own."""
        page = self._rows(query.order_by(*key).limit(PAGE))
        while page:
            yield from page
            if len(page) < PAGE:
                return
            last = [getattr(page[-1], column.name) for column in key]
            page = self._rows(query.where(tuple_(*key) > tuple_(*last)).order_by(*key).limit(PAGE))

    def _items(self, query: Select[Any], ids: Collection[str] | None) -> Iterator[Item]:
        id = tables.item.c.id
        if ids is None:
            for row in self._paged(query, [id]):
                yield rows.item(row)
            return
        for page in _pages(sorted(set(ids))):
            for row in self._rows(query.where(id.in_(page)).order_by(id)):
                yield rows.item(row)


_mark = tables.mark.c
_RETIRE = (
    update(tables.mark)
    .where(_mark.item == bindparam("of_item"), _mark.analyzer == bindparam("of_analyzer"), _mark.retired_by.is_(None))
    .values(retired_by=bindparam("by"))
)
_RETIRE_OTHER_CONTENT = _RETIRE.where(_mark.digest.is_distinct_from(bindparam("of_digest", type_=_mark.digest.type)))


def _retired(run: str, outcome: Outcome) -> Values:
    return {"by": run, "of_item": outcome.item, "of_analyzer": outcome.analyzer, "of_digest": outcome.digest}


def _own_marks(outcome: Outcome) -> Iterator[Mark]:
    for mark in outcome.marks:
        if (mark.item, mark.analyzer, mark.version) != (outcome.item, outcome.analyzer, outcome.version):
            raise ValueError(f"a mark of {mark.analyzer} {mark.version} on {mark.item} is not of its outcome")
        yield mark


def _upsert(connection: Connection, table: Table, values: list[Values]) -> None:
    """Insert `values`, or where the primary key is known overwrite all else."""
    if not values:
        return
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    insert = dialect.insert(table)
    keys = [column.name for column in table.primary_key]
    others = {column.name: insert.excluded[column.name] for column in table.columns if column.name not in keys}
    connection.execute(insert.on_conflict_do_update(index_elements=keys, set_=others), values)


def _pages(rows: Iterable[Any]) -> Iterator[list[Any]]:
    page: list[Any] = []
    for row in rows:
        page.append(row)
        if len(page) == PAGE:
            yield page
            page = []
    if page:
        yield page
