"""The database behind the histories: its tables, and a SQLite file that is private and forgets what is deleted."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    Column,
    Connection,
    DateTime,
    Engine,
    Float,
    Integer,
    MetaData,
    QueuePool,
    String,
    Table,
    Text,
    create_engine,
    event,
    make_url,
)
from sqlalchemy.exc import OperationalError
from sqlalchemy.schema import CreateIndex, CreateTable

_TABLES = MetaData()

PREDICTIONS = Table(
    "predictions",
    _TABLES,
    Column("id", Integer, primary_key=True),
    Column("history", String(64), nullable=False, index=True),
    Column("at", DateTime, nullable=False),  # UTC; SQLite keeps no time zone
    Column("text", Text, nullable=False),
    Column("sentiment", String(16), nullable=False),
    Column("confidence", Float, nullable=False),
)
SHARES = Table(
    "shares",
    _TABLES,
    Column("history", String(64), primary_key=True),
    Column("token", String(64), nullable=False, unique=True),
)

_LOCK_SECS = 3.0
"""How long a statement waits for another process that has locked a SQLite file."""
_NO_ROOM = {"SQLITE_FULL", "SQLITE_IOERR_WRITE"}


def open_engine(url: str) -> Engine:
    """Open the database of a URL and create the tables that are missing.

    Args:
        url: database URL of SQLAlchemy; an empty one is a database in memory.

    Raises:
        ArgumentError, ImportError, OSError, SQLAlchemyError: it can't be opened.
    """
    engine = _engine(make_url(url or "sqlite://"))
    with engine.begin() as connection:
        for table in _TABLES.sorted_tables:
            connection.execute(CreateTable(table, if_not_exists=True))
            for index in table.indexes:
                connection.execute(CreateIndex(index, if_not_exists=True))
    return engine


def delete_without_room(engine: Engine, delete: Callable[[Connection], object]) -> None:
    """Run deletions in a transaction, also if the disk of a SQLite file is full.

    Then there is no room for a journal. One in memory lets SQLite overwrite the deleted texts where they stand; only if
    the power fails in that moment, the file may be damaged.
    """
    try:
        with engine.begin() as connection:
            delete(connection)
    except OperationalError as error:
        if getattr(error.orig, "sqlite_errorname", None) not in _NO_ROOM:
            raise
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA journal_mode=MEMORY")
            delete(connection)
            connection.commit()
            connection.invalidate()  # the next connection has a journal again


def _engine(address: URL) -> Engine:
    if address.get_backend_name() != "sqlite":
        return create_engine(address, pool_pre_ping=True)
    if address.database and not address.database.startswith((":memory:", "file:")):
        _create_private_file(Path(address.database))
    # One connection that the threads use in turn: they would starve each other, since SQLite has no queue for its lock,
    # and a database in memory exists as long as its connection is open.
    engine = create_engine(
        address,
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=0,
        connect_args={"check_same_thread": False, "timeout": _LOCK_SECS},
    )

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _: object) -> None:
        connection.create_function("lower", 1, _lower, deterministic=True)  # SQLite's own handles ASCII only
        connection.execute("PRAGMA secure_delete=ON")  # deleted texts are overwritten
        connection.execute("PRAGMA journal_mode=TRUNCATE")  # a write-ahead log would keep deleted texts for a while
        connection.execute("PRAGMA synchronous=NORMAL")

    return engine


def _create_private_file(path: Path) -> None:
    """Create a file that only its owner can read; of an existing one, take what everybody else may do with it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        path.touch(0o600, exist_ok=False)
    if path.stat().st_mode & 0o007:
        with suppress(OSError):  # it belongs to another user, or to a disk without such rights
            path.chmod(path.stat().st_mode & 0o770)


def _lower(text: str | None) -> str | None:
    return None if text is None else text.lower()
