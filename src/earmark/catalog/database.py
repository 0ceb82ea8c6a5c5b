"""Connections to the database behind a catalogue: opened, checked, migrated, its errors put in words."""

from __future__ import annotations

import sqlite3
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, ExceptionContext, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from earmark.core.errors import CatalogError

__all__ = ["APPLICATION_ID", "HEAD", "connect", "migrate"]

HEAD = "v0001"
"""The migration that this program's tables are at; a test compares it with the scripts."""

APPLICATION_ID = 0x4541524D
"""``EARM`` in an SQLite file's header says that it is a catalogue."""

BUSY_SECONDS = 60


def connect(path: Path | str) -> Engine:
    """An engine on the catalogue at `path` (a file or a SQLAlchemy URL), its tables up to date.

    Connections read in a deferred transaction; with the execution option ``write=True`` they take the write
    lock at once, so that two writers queue instead of failing halfway.

    Raises:
        CatalogError: if it is foreign, newer than this program, or cannot be written.
    """
    url = _url(path)
    where = url.database if url.drivername == "sqlite" else url.render_as_string()
    if url.drivername == "sqlite":
        _check_file(Path(url.database or ""))
    try:
        engine = create_engine(url)
    except (ModuleNotFoundError, NoSuchModuleError) as missing:
        raise CatalogError(f"no driver for this database is installed: {missing}", where=where) from missing
    event.listen(engine, "handle_error", partial(_in_words, where=where))
    if url.drivername == "sqlite":
        event.listen(engine, "connect", _set_up)
        event.listen(engine, "begin", _begin)
    try:
        _bring_up_to_date(engine, str(where))
    except BaseException:
        engine.dispose()
        raise
    return engine


def migrate(connection: Connection, revision: str = HEAD) -> None:
    """Move the tables to `revision`, up or down (``base`` is an empty database), in the caller's transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "earmark:catalog/migrations")
    config.attributes["connection"] = connection
    present = _revision(connection)
    going_down = revision == "base" or (present is not None and revision < present)
    (command.downgrade if going_down else command.upgrade)(config, revision)


def _url(path: Path | str) -> URL:
    if isinstance(path, Path) or "://" not in path:
        return URL.create("sqlite", database=str(path))
    try:
        return make_url(path)
    except ArgumentError as wrong:
        raise CatalogError(
            "this is no database address", where=path, mend="Write dialect://user@host/database"
        ) from wrong


def _check_file(path: Path) -> None:
    """Refuse a file that is not a catalogue before anything is written to it."""
    if not path.parent.is_dir():
        raise CatalogError("the folder does not exist", where=str(path.parent), mend="Create it first")
    if not path.exists() or (path.is_file() and path.stat().st_size == 0):
        return
    foreign = CatalogError("this file is not a catalogue", where=str(path), mend="Name another one with --catalog")
    if not path.is_file():
        raise foreign
    try:
        database = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS)
    except sqlite3.Error as error:
        raise _error(error, str(path)) from error
    try:
        (application,) = database.execute("PRAGMA application_id").fetchone()
        (tables,) = database.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.Error as error:
        raise _error(error, str(path)) from error
    finally:
        database.close()
    if tables and application != APPLICATION_ID:
        raise foreign


def _bring_up_to_date(engine: Engine, where: str) -> None:
    with engine.connect() as connection:
        present = _revision(connection)
    if present == HEAD:
        return
    if present is not None and present > HEAD:
        raise CatalogError(
            f"the catalogue was made by a newer earmark (its tables are {present}, this one knows {HEAD})",
            where=where,
            mend="Upgrade earmark",
        )
    with engine.execution_options(write=True).begin() as connection:
        migrate(connection)


def _revision(connection: Connection) -> str | None:
    """The migration the tables are at; None for an empty database. Revisions sort by age."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def _set_up(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # transactions are begun by _begin, not guessed by the driver
    try:
        for pragma in (
            f"busy_timeout = {BUSY_SECONDS * 1000}",
            "journal_mode = WAL",
            "synchronous = NORMAL",
            "foreign_keys = ON",
        ):
            connection.execute(f"PRAGMA {pragma}")
    except sqlite3.Error as error:
        raise _error(error, None) from error


def _begin(connection: Connection) -> None:
    write = connection.get_execution_options().get("write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _in_words(context: ExceptionContext, where: str | None) -> None:
    fault = context.original_exception
    if isinstance(fault, CatalogError):
        raise CatalogError(fault.what, where=where, mend=fault.mend) from fault
    if isinstance(context.sqlalchemy_exception, DBAPIError):
        raise _error(fault, where) from fault
    raise fault


_MEANINGS: dict[str, tuple[str, str | None]] = {
    "SQLITE_BUSY": ("another program keeps the catalogue locked", "Try again when it has finished"),
    "SQLITE_LOCKED": ("another program keeps the catalogue locked", "Try again when it has finished"),
    "SQLITE_READONLY": ("the catalogue cannot be written", "Give yourself the right to write to its file and folder"),
    "SQLITE_CANTOPEN": ("the catalogue cannot be opened", "Give yourself the right to write to its file and folder"),
    "SQLITE_PERM": ("the catalogue cannot be opened", "Give yourself the right to write to its file and folder"),
    "SQLITE_FULL": ("the disk is full", "Make room; nothing half written is kept"),
    "SQLITE_NOTADB": ("this file is not a catalogue", "Name another one with --catalog"),
    "SQLITE_CORRUPT": ("the catalogue is damaged", "Restore it from a copy"),
    "SQLITE_CONSTRAINT": ("the catalogue refuses a row that does not fit what it holds", None),
}


def _error(error: BaseException, where: str | None) -> CatalogError:
    name: Any = getattr(error, "sqlite_errorname", None) or ""
    family = "_".join(str(name).split("_")[:2])
    what, mend = _MEANINGS.get(family, ("the catalogue's database failed", None))
    return CatalogError(f"{what} ({error})", where=where, mend=mend)
