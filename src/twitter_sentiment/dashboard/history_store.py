"""The history of predictions: a database table, one private history for each browser."""

import logging
import secrets
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Select, delete, func, insert, select, update

from ..errors import HistoryError
from .correction_store import CorrectionStore
from .history_database import CORRECTIONS, PREDICTIONS, SHARES, HistoryDatabase, now, storable

_ID_BYTES = 24
_OLD_ID_CHARACTERS = 22
"""Length of the ids that earlier versions put into the address of the page."""
_EXPIRY_INTERVAL_SECS = 3600.0
_ENTRY = [PREDICTIONS.c[name] for name in ("id", "at", "text", "sentiment", "confidence", "classes")]

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
        classes: the number of classes between which the model chose; None for entries of earlier versions.
    """

    id: int
    at: datetime
    text: str
    sentiment: str
    confidence: float
    classes: int | None = None


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
        retention_days: days after which an entry or a correction is deleted; 0 keeps it forever.
        corrections: what the owners of the histories corrected.
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
        self._database = HistoryDatabase(url)
        self.corrections = CorrectionStore(self._database)
        self._closed = threading.Event()
        if retention_days:
            self._delete_expired()
            threading.Thread(target=self._keep_deleting_expired, args=(expiry_interval_secs,), daemon=True).start()

    def close(self) -> None:
        """Close the connections; a history in memory is deleted with them."""
        self._closed.set()
        self._database.close()

    def add(self, history: str, text: str, sentiment: str, confidence: float, *, classes: int | None = None) -> None:
        """Add a prediction to a history, with the current time.

        Args:
            history: id of the history.
            text, sentiment, confidence, classes: those of `HistoryEntry`.

        Raises:
            HistoryError: it can't be written.
        """
        row = {
            "history": history,
            "at": now(),
            "text": storable(text),
            "sentiment": sentiment,
            "confidence": confidence,
            "classes": classes,
        }
        with self._database.writing() as connection:
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
        newest_first = _filtered(select(*_ENTRY), history, search).order_by(PREDICTIONS.c.id.desc())
        return self._read(newest_first.limit(limit).offset(offset))

    def least_sure(self, history: str, limit: int) -> list[HistoryEntry]:
        """Return the predictions of a history with the lowest confidence, lowest first.

        Args:
            history: id of the history.
            limit: most entries.

        Raises:
            HistoryError: it can't be read.
        """
        entries = _filtered(select(*_ENTRY), history, "")
        return self._read(entries.order_by(PREDICTIONS.c.confidence, PREDICTIONS.c.id.desc()).limit(limit))

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
        with self._database.reading() as connection:
            return [(row.at.replace(tzinfo=UTC), row.sentiment, row.confidence) for row in connection.execute(query)]

    def count(self, history: str, search: str = "") -> int:
        """Count the predictions of a history whose text contains `search`.

        Raises:
            HistoryError: it can't be read.
        """
        query = _filtered(select(func.count()).select_from(PREDICTIONS), history, search)
        with self._database.reading() as connection:
            return int(connection.execute(query).scalar_one())

    def delete(self, history: str, entry_id: int) -> None:
        """Delete one prediction, and the correction of its text if this was the last prediction of it.

        Nothing happens if it is gone or belongs to another history.

        Raises:
            HistoryError: it can't be written.
        """
        own = (PREDICTIONS.c.history == history, PREDICTIONS.c.id == entry_id)
        with self._database.reading() as connection:
            text = connection.scalar(select(PREDICTIONS.c.text).where(*own))
            if text is None:
                return
            same = (PREDICTIONS.c.history == history, PREDICTIONS.c.text == text)
            last = connection.scalar(select(func.count()).select_from(PREDICTIONS).where(*same)) == 1
        correction = [self.corrections.deletion(history, text)] if last else []
        self._database.delete(delete(PREDICTIONS).where(*own), *correction)

    def clear(self, history: str) -> None:
        """Delete all predictions and corrections of a history, and its link for others.

        Raises:
            HistoryError: it can't be written.
        """
        tables = (PREDICTIONS, CORRECTIONS, SHARES)
        self._database.delete(*(delete(table).where(table.c.history == history) for table in tables))

    def move(self, source: str, target: str) -> None:
        """Move all predictions of one history into another.

        Raises:
            HistoryError: it can't be written.
        """
        with self._database.writing() as connection:
            connection.execute(update(PREDICTIONS).where(PREDICTIONS.c.history == source).values(history=target))

    def share(self, history: str) -> None:
        """Create a token that lets others read a history; nothing happens if it has one.

        Raises:
            HistoryError: it can't be written.
        """
        if self.share_token(history) is None:
            with self._database.writing() as connection:
                connection.execute(insert(SHARES).values(history=history, token=secrets.token_urlsafe(_ID_BYTES)))

    def unshare(self, history: str) -> None:
        """Delete the token that lets others read a history, if it has one.

        Raises:
            HistoryError: it can't be written.
        """
        self._database.delete(delete(SHARES).where(SHARES.c.history == history))

    def share_token(self, history: str) -> str | None:
        """Return the token that lets others read a history, or None.

        Raises:
            HistoryError: it can't be read.
        """
        with self._database.reading() as connection:
            return connection.scalar(select(SHARES.c.token).where(SHARES.c.history == history))

    def shared_history(self, token: str) -> str | None:
        """Return the id of the history that a token lets others read, or None.

        Raises:
            HistoryError: it can't be read.
        """
        with self._database.reading() as connection:
            return connection.scalar(select(SHARES.c.history).where(SHARES.c.token == storable(token)))

    def _read(self, query: Select[Any]) -> list[HistoryEntry]:
        with self._database.reading() as connection:
            return [HistoryEntry(row.id, row.at.replace(tzinfo=UTC), *row[2:]) for row in connection.execute(query)]

    def _delete_expired(self) -> None:
        """Delete what has expired; if that fails, it is logged and tried again later."""
        oldest = now() - timedelta(days=self.retention_days)
        try:
            self._database.delete(*(delete(table).where(table.c.at < oldest) for table in (PREDICTIONS, CORRECTIONS)))
        except HistoryError as error:
            _logger.warning("Expired entries of the history were not deleted. %s", error)

    def _keep_deleting_expired(self, interval_secs: float) -> None:
        while not self._closed.wait(interval_secs):
            self._delete_expired()


def _filtered(query: Select[Any], history: str, search: str) -> Select[Any]:
    """Restrict a query to one history, and to texts that contain `search`."""
    query = query.where(PREDICTIONS.c.history == history)
    return query.where(PREDICTIONS.c.text.icontains(storable(search), autoescape=True)) if search else query
