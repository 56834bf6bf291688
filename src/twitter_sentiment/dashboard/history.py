"""The history of predictions: a database table, one private history for each page address."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Column,
    DateTime,
    Engine,
    Float,
    Integer,
    MetaData,
    QueuePool,
    Select,
    String,
    Table,
    Text,
    create_engine,
    delete,
    event,
    func,
    insert,
    make_url,
    select,
)
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.schema import CreateTable

from ..errors import SentimentError

_TABLE = Table(
    "predictions",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("history", String(64), nullable=False, index=True),
    Column("at", DateTime, nullable=False),  # UTC; SQLite keeps no time zone
    Column("text", Text, nullable=False),
    Column("sentiment", String(16), nullable=False),
    Column("confidence", Float, nullable=False),
)

ID_BYTES = 16
"""Random bytes in a history's id: 128 bits can't be guessed."""


class HistoryError(SentimentError):
    """The history can't be read or written."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One prediction of the past."""

    id: int
    at: datetime
    text: str
    sentiment: str
    confidence: float


def new_history_id() -> str:
    """A name for a history that nobody can guess: whoever knows it sees the history."""
    return secrets.token_urlsafe(ID_BYTES)


def is_history_id(text: str) -> bool:
    """Whether a text has the shape of what `new_history_id` makes."""
    return len(text) == len(secrets.token_urlsafe(ID_BYTES)) and text.replace("-", "").replace("_", "").isalnum()


class HistoryStore:
    """All histories, in one database. Safe to use from several threads and processes at once.

    Attributes:
        lasting: whether they outlive the process.
    """

    def __init__(self, url: str) -> None:
        """Opens the database and makes its table where there is none.

        Args:
            url: a database address as SQLAlchemy writes it; an empty one keeps the history in memory only.

        Raises:
            HistoryError: it can't be opened.
        """
        self.lasting = bool(url)
        try:
            self._name = make_url(url or "sqlite://").render_as_string(hide_password=True)
            with self._told():
                self._engine = _engine(url)
                with self._engine.begin() as connection:
                    connection.execute(CreateTable(_TABLE, if_not_exists=True))
                    for index in _TABLE.indexes:
                        index.create(connection, checkfirst=True)
        except (ArgumentError, ImportError, OSError) as error:
            raise HistoryError(f"HISTORY_URL can't be used ({error}). Write it as sqlite:///FILE.") from None

    def close(self) -> None:
        """Closes the connections; a history in memory is gone with them."""
        self._engine.dispose()

    def add(self, history: str, text: str, sentiment: str, confidence: float) -> None:
        """Puts a prediction into a history, with the present time.

        Raises:
            HistoryError: it can't be written.
        """
        row = {
            "history": history,
            "at": datetime.now(UTC).replace(tzinfo=None),
            "text": text.replace("\x00", ""),  # PostgreSQL has no such character
            "sentiment": sentiment,
            "confidence": confidence,
        }
        with self._told(), self._engine.begin() as connection:
            connection.execute(insert(_TABLE).values(row))

    def entries(self, history: str, search: str = "", limit: int | None = None, offset: int = 0) -> list[Entry]:
        """The predictions of a history whose text contains `search`, the newest first.

        Raises:
            HistoryError: it can't be read.
        """
        columns = (_TABLE.c[name] for name in ("id", "at", "text", "sentiment", "confidence"))
        query = _of(select(*columns), history, search).order_by(_TABLE.c.id.desc()).limit(limit).offset(offset)
        with self._told(), self._engine.connect() as connection:
            return [Entry(row.id, row.at.replace(tzinfo=UTC), *row[2:]) for row in connection.execute(query)]

    def answers(self, history: str, limit: int) -> list[tuple[datetime, str, float]]:
        """Time, sentiment and confidence of the newest predictions of a history: what charts need, without the texts.

        Raises:
            HistoryError: it can't be read.
        """
        columns = (_TABLE.c[name] for name in ("at", "sentiment", "confidence"))
        query = _of(select(*columns), history, "").order_by(_TABLE.c.id.desc()).limit(limit)
        with self._told(), self._engine.connect() as connection:
            return [(at.replace(tzinfo=UTC), sentiment, sure) for at, sentiment, sure in connection.execute(query)]

    def count(self, history: str, search: str = "") -> int:
        """How many predictions of a history contain `search`.

        Raises:
            HistoryError: it can't be read.
        """
        with self._told(), self._engine.connect() as connection:
            return int(connection.execute(_of(select(func.count()).select_from(_TABLE), history, search)).scalar_one())

    def delete(self, history: str, entry_id: int) -> None:
        """Deletes one prediction; one that is gone, or of another history, is left alone.

        Raises:
            HistoryError: it can't be written.
        """
        with self._told(), self._engine.begin() as connection:
            connection.execute(delete(_TABLE).where(_TABLE.c.history == history, _TABLE.c.id == entry_id))

    def clear(self, history: str) -> None:
        """Deletes all predictions of a history.

        Raises:
            HistoryError: it can't be written.
        """
        with self._told(), self._engine.begin() as connection:
            connection.execute(delete(_TABLE).where(_TABLE.c.history == history))

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            reason = str(getattr(error, "orig", None) or error).partition("\n")[0]
            raise HistoryError(f"The history at {self._name} can't be used ({reason}). HISTORY_URL names it.") from None


def _of(query: Select[Any], history: str, search: str) -> Select[Any]:
    query = query.where(_TABLE.c.history == history)
    return query.where(_TABLE.c.text.icontains(search, autoescape=True)) if search else query


def _engine(url: str) -> Engine:
    address = make_url(url or "sqlite://")
    if address.get_backend_name() != "sqlite":
        return create_engine(address, pool_pre_ping=True)
    if address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(address, connect_args={"timeout": 30})
    else:  # one connection, used in turn: the database lives as long as it is open
        alone = {"check_same_thread": False}
        engine = create_engine(address, poolclass=QueuePool, pool_size=1, max_overflow=0, connect_args=alone)

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _: object) -> None:
        connection.create_function("lower", 1, _lower, deterministic=True)  # SQLite's own knows ASCII only
        connection.execute("PRAGMA journal_mode=WAL")  # readers and a writer work together
        connection.execute("PRAGMA synchronous=NORMAL")

    return engine


def _lower(text: str | None) -> str | None:
    return None if text is None else text.lower()
