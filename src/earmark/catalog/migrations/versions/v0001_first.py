"""Items, runs, answers, marks and decisions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from earmark.catalog.database import APPLICATION_ID

revision = "v0001"
down_revision = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    _items()
    _runs()
    _answers()
    _marks()
    _decisions()


def downgrade() -> None:
    for table in ("decision", "mark", "answer", "run", "item"):
        op.drop_table(table)


def _items() -> None:
    op.create_table(
        "item",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("uri", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("metadata", sa.Text, nullable=False),
        sa.Column("digest", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_item"),
    )
    op.create_index("ix_item_uri", "item", ["uri"], unique=True)
    op.create_index("ix_item_digest", "item", ["digest"])
    op.create_index("ix_item_kind_id", "item", ["kind", "id"])


def _runs() -> None:
    op.create_table(
        "run",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("started", sa.DateTime, nullable=False),
        sa.Column("finished", sa.DateTime),
        sa.Column("engine", sa.Text, nullable=False),
        sa.Column("analyzers", sa.Text, nullable=False),
        sa.Column("manifest", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_run"),
    )


def _answers() -> None:
    op.create_table(
        "answer",
        sa.Column("item", sa.Text, nullable=False),
        sa.Column("analyzer", sa.Text, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("digest", sa.Text),
        sa.Column("run", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("seconds", sa.Float, nullable=False),
        sa.Column("error", sa.Text),
        sa.Column("message", sa.Text),
        sa.Column("detail", sa.Text),
        sa.PrimaryKeyConstraint("item", "analyzer", name="pk_answer"),
        sa.ForeignKeyConstraint(["item"], ["item.id"], name="fk_answer_item"),
        sa.ForeignKeyConstraint(["run"], ["run.id"], name="fk_answer_run"),
    )
    op.create_index("ix_answer_error", "answer", ["error"])


def _marks() -> None:
    op.create_table(
        "mark",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("item", sa.Text, nullable=False),
        sa.Column("analyzer", sa.Text, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("target", sa.Text),
        sa.Column("start", sa.BigInteger),
        sa.Column("end", sa.BigInteger),
        sa.Column("probability", sa.Float, nullable=False),
        sa.Column("evidence", sa.Text, nullable=False),
        sa.Column("digest", sa.Text),
        sa.Column("run", sa.Text, nullable=False),
        sa.Column("retired_by", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_mark"),
        sa.ForeignKeyConstraint(["item"], ["item.id"], name="fk_mark_item"),
        sa.ForeignKeyConstraint(["run"], ["run.id"], name="fk_mark_run"),
        sa.ForeignKeyConstraint(["retired_by"], ["run.id"], name="fk_mark_retired_by"),
    )
    op.create_index("ix_mark_item_analyzer", "mark", ["item", "analyzer"])
    op.create_index("ix_mark_target_item", "mark", ["target", "item"])
    op.create_index("ix_mark_analyzer_kind_item", "mark", ["analyzer", "kind", "item"])


def _decisions() -> None:
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer, autoincrement=True, nullable=False),
        sa.Column("mark", sa.Text, nullable=False),
        sa.Column("verdict", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("correction", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_decision"),
        sa.ForeignKeyConstraint(["mark"], ["mark.id"], name="fk_decision_mark"),
    )
    op.create_index("ix_decision_mark", "decision", ["mark"])
