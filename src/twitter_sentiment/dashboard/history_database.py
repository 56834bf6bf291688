"""The database behind the histories: its tables, and a SQLite file that is private and forgets what is deleted."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    Column,
    Connection,
    DateTime,
    Delete,
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
    inspect,
    make_url,
)
from sqlalchemy.exc import ArgumentError, OperationalError, SQLAlchemyError
from sqlalchemy.schema import CreateIndex, CreateTable

from ..errors import HistoryError

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
    Column("classes", Integer),  # between how many the model chose; unknown in rows of earlier versions
)
CORRECTIONS = Table(
    "corrections",
    _TABLES,
    Column("history", String(64), primary_key=True),
    Column("digest", String(64), primary_key=True),  # of the text, which is too long for an index
    Column("at", DateTime, nullable=False),  # UTC
    Column("text", Text, nullable=False),
    Column("sentiment", String(16), nullable=False),  # as predicted, like the next two
    Column("confidence", Float, nullable=False),
    Column("classes", Integer),
    Column("label", String(16), nullable=False),  # as corrected or confirmed
)
SHARES = Table(
    "shares",
    _TABLES,
    Column("history", String(64), primary_key=True),
    Column("token", String(64), nullable=False, unique=True),
)

_LOCK_SECS = 3.0
"""How long a statement waits for another process that has locked a SQLite file."""
_UPGRADE_LOCK = 0x7357
"""Number of the lock of PostgreSQL; only our own processes know it."""
_NO_ROOM = {"SQLITE_FULL", "SQLITE_IOERR_WRITE"}


class HistoryDatabase:
    """A database with the tables of the histories; its errors are `HistoryError`."""

    def __init__(self, url: str) -> None:
        """Open it, and add the tables and columns that are missing.

        Args:
            url: database URL of SQLAlchemy; an empty one is a database in memory.

        Raises:
            HistoryError: it can't be opened.
        """
        try:
            address = make_url(url or "sqlite://")
            self._name = address.render_as_string(hide_password=True)
            with self._translate_errors():
                self._engine = _engine(address)
                with self._engine.begin() as connection:
                    _add_what_is_missing(connection)
        except (ArgumentError, ImportError, OSError) as error:
            raise HistoryError(f"HISTORY_URL can't be used ({error}). Write it as sqlite:///FILE.") from None

    def close(self) -> None:
        """Close the connections; a database in memory is deleted with them."""
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection to read with."""
        with self._translate_errors(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection with a transaction, which is committed at the end."""
        with self._translate_errors(), self._engine.begin() as connection:
            yield connection

    def delete(self, *statements: Delete) -> None:
        """Run deletions in one transaction, also if the disk is full."""

        def run(connection: Connection) -> None:
            for statement in statements:
                connection.execute(statement)

        with self._translate_errors():
            _delete_without_room(self._engine, run)

    @contextmanager
    def _translate_errors(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            reason = str(getattr(error, "orig", None) or error).partition("\n")[0]
            raise HistoryError(
                f"The history at {self._name} can't be used ({reason}). HISTORY_URL sets its address."
            ) from None


def now() -> datetime:
    """Return the current time as the tables hold it: in UTC, without a time zone."""
    return datetime.now(UTC).replace(tzinfo=None)


def storable(text: str) -> str:
    """Replace what a database can't store: halves of surrogate pairs, and for PostgreSQL the character 0."""
    return text.replace("\x00", "").encode(errors="replace").decode()


def _add_what_is_missing(connection: Connection) -> None:
    """Create tables, indexes and columns that an empty database, or one of an earlier version, does not have."""
    if connection.dialect.name == "postgresql":  # replicas that start together take turns
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_UPGRADE_LOCK})")
    for table in _TABLES.sorted_tables:
        connection.execute(CreateTable(table, if_not_exists=True))
        for index in table.indexes:
            connection.execute(CreateIndex(index, if_not_exists=True))
    if not _has_classes(connection):
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        if not _has_classes(connection):
            connection.exec_driver_sql("ALTER TABLE predictions ADD COLUMN classes INTEGER")


def _has_classes(connection: Connection) -> bool:
    columns = inspect(connection).get_columns(PREDICTIONS.name)
    return any(column["name"] == PREDICTIONS.c.classes.name for column in columns)


def _delete_without_room(engine: Engine, delete: Callable[[Connection], object]) -> None:
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
