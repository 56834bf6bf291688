"""The history of predictions: a database table, one private history for each browser."""

import logging
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Delete, Select, delete, func, insert, make_url, select, update
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from ..errors import HistoryError
from .history_database import PREDICTIONS, SHARES, delete_without_room, open_engine

_ID_BYTES = 24
_OLD_ID_CHARACTERS = 22
"""Length of the ids that earlier versions put into the address of the page."""
_EXPIRY_INTERVAL_SECS = 3600.0

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One past prediction.

    Attributes:
        id: number of the database row.
        at: when it was made, in UTC.
        text: the classified text.
        sentiment: the predicted class.
        confidence: its probability.
    """

    id: int
    at: datetime
    text: str
    sentiment: str
    confidence: float


def new_history_id() -> str:
    """Create an id that can't be guessed."""
    return secrets.token_urlsafe(_ID_BYTES)


def is_old_history_id(text: str) -> bool:
    """Return whether a text has the format of the ids of earlier versions, which were part of the page's address."""
    return len(text) == _OLD_ID_CHARACTERS and text.replace("-", "").replace("_", "").isalnum()


class HistoryStore:
    """All histories, in one database; safe to share between threads and processes.

    Attributes:
        persistent: whether the histories outlive the process.
        retention_days: days after which an entry is deleted; 0 keeps it forever.
    """

    def __init__(
        self, url: str, *, retention_days: int = 0, expiry_interval_secs: float = _EXPIRY_INTERVAL_SECS
    ) -> None:
        """Open the database, create its tables if there are none, and delete what has expired.

        Args:
            url: database URL of SQLAlchemy; an empty one keeps the history in memory only.
            retention_days: days after which an entry is deleted; 0 keeps it forever.
            expiry_interval_secs: time between two deletions of what has expired.

        Raises:
            HistoryError: it can't be opened.
        """
        self.persistent = bool(url)
        self.retention_days = retention_days
        try:
            self._name = make_url(url or "sqlite://").render_as_string(hide_password=True)
            with self._translate_errors():
                self._engine = open_engine(url)
        except (ArgumentError, ImportError, OSError) as error:
            raise HistoryError(f"HISTORY_URL can't be used ({error}). Write it as sqlite:///FILE.") from None
        self._closed = threading.Event()
        if retention_days:
            self._delete_expired()
            threading.Thread(target=self._keep_deleting_expired, args=(expiry_interval_secs,), daemon=True).start()

    def close(self) -> None:
        """Close the connections; a history in memory is deleted with them."""
        self._closed.set()
        self._engine.dispose()

    def add(self, history: str, text: str, sentiment: str, confidence: float) -> None:
        """Add a prediction to a history, with the current time.

        Raises:
            HistoryError: it can't be written.
        """
        row = {
            "history": history,
            "at": _now(),
            "text": _storable(text),
            "sentiment": sentiment,
            "confidence": confidence,
        }
        with self._translate_errors(), self._engine.begin() as connection:
            connection.execute(insert(PREDICTIONS).values(row))

    def entries(self, history: str, search: str = "", limit: int | None = None, offset: int = 0) -> list[HistoryEntry]:
        """Return the predictions of a history, newest first.

        Args:
            history: id of the history.
            search: only texts that contain it, ignoring case; empty for all.
            limit: most entries; None for all.
            offset: entries to skip.

        Raises:
            HistoryError: it can't be read.
        """
        columns = (PREDICTIONS.c[name] for name in ("id", "at", "text", "sentiment", "confidence"))
        query = (
            _filtered(select(*columns), history, search).order_by(PREDICTIONS.c.id.desc()).limit(limit).offset(offset)
        )
        with self._translate_errors(), self._engine.connect() as connection:
            return [HistoryEntry(row.id, row.at.replace(tzinfo=UTC), *row[2:]) for row in connection.execute(query)]

    def predictions(self, history: str, limit: int) -> list[tuple[datetime, str, float]]:
        """Return time, sentiment and confidence of the newest predictions of a history, without the texts.

        Args:
            history: id of the history.
            limit: most predictions.

        Raises:
            HistoryError: it can't be read.
        """
        columns = (PREDICTIONS.c[name] for name in ("at", "sentiment", "confidence"))
        query = _filtered(select(*columns), history, "").order_by(PREDICTIONS.c.id.desc()).limit(limit)
        with self._translate_errors(), self._engine.connect() as connection:
            return [(row.at.replace(tzinfo=UTC), row.sentiment, row.confidence) for row in connection.execute(query)]

    def count(self, history: str, search: str = "") -> int:
        """Count the predictions of a history whose text contains `search`.

        Raises:
            HistoryError: it can't be read.
        """
        query = _filtered(select(func.count()).select_from(PREDICTIONS), history, search)
        with self._translate_errors(), self._engine.connect() as connection:
            return int(connection.execute(query).scalar_one())

    def delete(self, history: str, entry_id: int) -> None:
        """Delete one prediction; nothing happens if it is gone or belongs to another history.

        Raises:
            HistoryError: it can't be written.
        """
        self._delete(delete(PREDICTIONS).where(PREDICTIONS.c.history == history, PREDICTIONS.c.id == entry_id))

    def clear(self, history: str) -> None:
        """Delete all predictions of a history, and its link for others.

        Raises:
            HistoryError: it can't be written.
        """
        self._delete(*(delete(table).where(table.c.history == history) for table in (PREDICTIONS, SHARES)))

    def move(self, source: str, target: str) -> None:
        """Move all predictions of one history into another.

        Raises:
            HistoryError: it can't be written.
        """
        with self._translate_errors(), self._engine.begin() as connection:
            connection.execute(update(PREDICTIONS).where(PREDICTIONS.c.history == source).values(history=target))

    def share(self, history: str) -> None:
        """Create a token that lets others read a history; nothing happens if it has one.

        Raises:
            HistoryError: it can't be written.
        """
        if self.share_token(history) is None:
            with self._translate_errors(), self._engine.begin() as connection:
                connection.execute(insert(SHARES).values(history=history, token=secrets.token_urlsafe(_ID_BYTES)))

    def unshare(self, history: str) -> None:
        """Delete the token that lets others read a history, if it has one.

        Raises:
            HistoryError: it can't be written.
        """
        self._delete(delete(SHARES).where(SHARES.c.history == history))

    def share_token(self, history: str) -> str | None:
        """Return the token that lets others read a history, or None.

        Raises:
            HistoryError: it can't be read.
        """
        with self._translate_errors(), self._engine.connect() as connection:
            return connection.scalar(select(SHARES.c.token).where(SHARES.c.history == history))

    def shared_history(self, token: str) -> str | None:
        """Return the id of the history that a token lets others read, or None.

        Raises:
            HistoryError: it can't be read.
        """
        with self._translate_errors(), self._engine.connect() as connection:
            return connection.scalar(select(SHARES.c.history).where(SHARES.c.token == _storable(token)))

    def _delete(self, *statements: Delete) -> None:
        def run(connection: Connection) -> None:
            for statement in statements:
                connection.execute(statement)

        with self._translate_errors():
            delete_without_room(self._engine, run)

    def _delete_expired(self) -> None:
        """Delete what has expired; if that fails, it is logged and tried again later."""
        expired = PREDICTIONS.c.at < _now() - timedelta(days=self.retention_days)
        try:
            self._delete(delete(PREDICTIONS).where(expired))
        except HistoryError as error:
            _logger.warning("Expired entries of the history were not deleted. %s", error)

    def _keep_deleting_expired(self, interval_secs: float) -> None:
        while not self._closed.wait(interval_secs):
            self._delete_expired()

    @contextmanager
    def _translate_errors(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            reason = str(getattr(error, "orig", None) or error).partition("\n")[0]
            raise HistoryError(
                f"The history at {self._name} can't be used ({reason}). HISTORY_URL sets its address."
            ) from None


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def _storable(text: str) -> str:
    """Replace what a database can't store: halves of surrogate pairs, and for PostgreSQL the character 0."""
    return text.replace("\x00", "").encode(errors="replace").decode()


def _filtered(query: Select[Any], history: str, search: str) -> Select[Any]:
    """Restrict a query to one history, and to texts that contain `search`."""
    query = query.where(PREDICTIONS.c.history == history)
    return query.where(PREDICTIONS.c.text.icontains(_storable(search), autoescape=True)) if search else query
