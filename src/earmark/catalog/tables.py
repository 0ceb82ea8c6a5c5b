"""The catalogue's tables, for every database. `migrations` says how they came to be."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, ForeignKey, Index, Integer, MetaData, Table

from earmark.catalog.columns import JsonText, Moment, Words

__all__ = ["answer", "decision", "item", "mark", "metadata", "run"]

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

item = Table(
    "item",
    metadata,
    Column("id", Words, primary_key=True),
    Column("kind", Words, nullable=False),
    Column("uri", Words, nullable=False),
    Column("title", Words, nullable=False),
    Column("metadata", JsonText, nullable=False),
    Column("digest", Words),
    Index("ix_item_uri", "uri", unique=True),
    Index("ix_item_digest", "digest"),
    Index("ix_item_kind_id", "kind", "id"),
)

run = Table(
    "run",
    metadata,
    Column("id", Words, primary_key=True),
    Column("started", Moment, nullable=False),
    Column("finished", Moment),
    Column("engine", Words, nullable=False),
    Column("analyzers", JsonText, nullable=False),
    Column("manifest", JsonText, nullable=False),
)

answer = Table(
    "answer",
    metadata,
    Column("item", Words, ForeignKey("item.id"), primary_key=True),
    Column("analyzer", Words, primary_key=True),
    Column("version", Words, nullable=False),
    Column("state", Words, nullable=False),
    Column("digest", Words),
    Column("run", Words, ForeignKey("run.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("error", Words),
    Column("message", Words),
    Column("detail", Words),
    Index("ix_answer_error", "error"),
)
"""The last thing an analyzer said about an item. A row with an `error` is a dead letter."""

mark = Table(
    "mark",
    metadata,
    Column("id", Words, primary_key=True),
    Column("item", Words, ForeignKey("item.id"), nullable=False),
    Column("analyzer", Words, nullable=False),
    Column("version", Words, nullable=False),
    Column("kind", Words, nullable=False),
    Column("label", Words, nullable=False),
    Column("target", Words),
    Column("start", BigInteger),
    Column("end", BigInteger),
    Column("probability", Float, nullable=False),
    Column("evidence", JsonText, nullable=False),
    Column("digest", Words),
    Column("run", Words, ForeignKey("run.id"), nullable=False),
    Column("retired_by", Words, ForeignKey("run.id")),
    Index("ix_mark_item_analyzer", "item", "analyzer"),
    Index("ix_mark_target_item", "target", "item"),
    Index("ix_mark_analyzer_kind_item", "analyzer", "kind", "item"),
)
"""`digest` is the content the statement is about; `retired_by` is the run that no longer makes it."""

decision = Table(
    "decision",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("mark", Words, ForeignKey("mark.id"), nullable=False),
    Column("verdict", Words, nullable=False),
    Column("by", Words, nullable=False),
    Column("at", Moment, nullable=False),
    Column("why", Words, nullable=False),
    Column("correction", JsonText, nullable=False),
    Index("ix_decision_mark", "mark"),
)
