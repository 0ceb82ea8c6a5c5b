"""Run by Alembic: migrate on the connection, and in the transaction, that `database.migrate` holds."""

from __future__ import annotations

from alembic import context

from earmark.catalog import tables

context.configure(connection=context.config.attributes["connection"], target_metadata=tables.metadata)
context.run_migrations()
