"""The SQLite file itself: what is refused, how it is migrated, how fast it is."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, inspect

from earmark.catalog import existing_catalog, open_catalog, tables
from earmark.catalog.database import HEAD, connect, migrate
from earmark.core.errors import CatalogError
from tests.contract.store import a_mark, a_run, an_item, said


def refused(path: Path | str, words: str) -> None:
    with pytest.raises(CatalogError, match=words) as caught:
        open_catalog(path)
    assert caught.value.where


def test_a_text_file_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("shopping: milk, bread, and a catalogue of everything I own\n" * 40)
    before = path.read_bytes()
    refused(path, "not a catalogue")
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_the_database_of_another_program_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE item (id)")
        other.commit()
    before = path.read_bytes()
    refused(path, "not a catalogue")
    assert path.read_bytes() == before


def test_a_folder_is_refused(tmp_path):
    refused(tmp_path, "not a catalogue")


def test_a_missing_folder_is_named(tmp_path):
    refused(tmp_path / "none" / "earmark.db", "does not exist")


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder that even root cannot write to")
def test_a_folder_that_cannot_be_written(tmp_path):
    refused(Path("/proc/earmark.db"), "cannot be opened")


def test_a_catalogue_that_cannot_be_written(ordinary_user):
    path = ordinary_user / "earmark.db"
    open_catalog(path).close()
    path.chmod(0o400)
    ordinary_user.chmod(0o500)
    with pytest.raises(CatalogError, match=r"written|opened"), closing(open_catalog(path)) as store:
        store.put_items([an_item("a")])
    ordinary_user.chmod(0o700)


def test_a_newer_catalogue_is_refused(tmp_path):
    path = tmp_path / "earmark.db"
    open_catalog(path).close()
    with closing(sqlite3.connect(path)) as database:
        database.execute("UPDATE alembic_version SET version_num = 'v9999'")
        database.commit()
    refused(path, "newer earmark")


def test_a_damaged_catalogue_says_so(tmp_path):
    path = tmp_path / "earmark.db"
    with closing(open_catalog(path)) as store:
        store.put_items(an_item(str(number)) for number in range(500))
    whole = path.read_bytes()
    path.write_bytes(whole[:8192] + b"\xff" * (len(whole) - 8192))
    with pytest.raises(CatalogError, match="damaged"), closing(open_catalog(path)) as store:
        list(store.items())


def test_an_address_that_is_none(tmp_path):
    refused("no such dialect://x", "no database address")
    refused("frobnicate://host/db", "no driver")


def test_an_empty_file_becomes_a_catalogue(tmp_path):
    path = tmp_path / "earmark.db"
    path.touch()
    open_catalog(path).close()
    existing_catalog(path).close()


def test_reading_commands_do_not_make_a_catalogue(tmp_path):
    path = tmp_path / "earmark.db"
    with pytest.raises(CatalogError, match="no catalogue here"):
        existing_catalog(path)
    assert not path.exists()


def test_a_name_that_is_not_utf8(tmp_path):
    path = tmp_path / os.fsdecode(b"caf\xe9.db")
    open_catalog(path).close()
    existing_catalog(path).close()


def test_the_file_is_set_up_for_many_readers_and_a_writer(tmp_path):
    engine = connect(tmp_path / "earmark.db")
    with engine.connect() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")
        }
    engine.dispose()
    assert found == {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 1, "busy_timeout": 60_000}


def test_migrations_go_up_and_down(tmp_path):
    engine = connect(tmp_path / "earmark.db")
    writer = engine.execution_options(write=True)
    with writer.begin() as connection:
        migrate(connection, "base")
        assert inspect(connection).get_table_names() == ["alembic_version"]
    with writer.begin() as connection:
        migrate(connection)
        assert set(inspect(connection).get_table_names()) == {*tables.metadata.tables, "alembic_version"}
    engine.dispose()


def migrate_down_then_fail(connection: Connection) -> None:
    migrate(connection, "base")
    migrate(connection, "no such revision")


def test_a_migration_that_fails_leaves_nothing(tmp_path):
    engine = connect(tmp_path / "earmark.db")
    with pytest.raises(CommandError), engine.execution_options(write=True).begin() as connection:
        migrate_down_then_fail(connection)
    with engine.connect() as connection:
        assert "item" in inspect(connection).get_table_names()
    engine.dispose()


def test_the_migrations_make_the_tables_that_the_program_uses(tmp_path):
    engine = connect(tmp_path / "earmark.db")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, tables.metadata) == []
    engine.dispose()


def test_the_program_knows_the_last_migration():
    config = Config()
    config.set_main_option("script_location", "earmark:catalog/migrations")
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def test_recording_costs_milliseconds_an_item(tmp_path):
    with closing(open_catalog(tmp_path / "earmark.db")) as store:
        items = [an_item(str(number)) for number in range(250)]
        store.put_items(items)
        store.start_run(a_run())
        seconds = []
        for first in range(0, 250, 50):
            outcomes = [said(item, *(a_mark(item, start) for start in range(5))) for item in items[first : first + 50]]
            begun = time.perf_counter()
            store.record("run-1", outcomes)
            seconds.append(time.perf_counter() - begun)
    assert min(seconds) < 0.5
