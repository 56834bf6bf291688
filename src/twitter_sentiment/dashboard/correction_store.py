"""The labels that the owner of a history corrected or confirmed, in the database of the histories."""

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from sqlalchemy import Delete, delete, insert, select

from .history_database import CORRECTIONS, HistoryDatabase, now, storable


@dataclass(frozen=True, slots=True)
class Correction:
    """A text with its prediction and the label that a person gave it.

    Attributes:
        text: the text.
        sentiment: the predicted class.
        confidence: its probability.
        classes: the number of classes between which the model chose; None where it is unknown.
        label: the class that the person chose.
        at: when, in UTC.
    """

    text: str
    sentiment: str
    confidence: float
    classes: int | None
    label: str
    at: datetime

    @property
    def right(self) -> bool:
        """Whether the person confirmed the prediction."""
        return self.label == self.sentiment


class CorrectionStore:
    """The corrections of all histories; a history has at most one of each text."""

    def __init__(self, database: HistoryDatabase) -> None:
        """Keep the corrections in this database."""
        self._database = database

    def keep(
        self, history: str, text: str, sentiment: str, confidence: float, label: str, *, classes: int | None = None
    ) -> None:
        """Keep the label of a text, instead of an earlier one of the same text.

        Args:
            history: id of the history.
            text, sentiment, confidence, label, classes: those of `Correction`.

        Raises:
            HistoryError: it can't be written.
        """
        row = {
            "history": history,
            "digest": _digest(text),
            "at": now(),
            "text": storable(text),
            "sentiment": sentiment,
            "confidence": confidence,
            "classes": classes,
            "label": label,
        }
        with self._database.writing() as connection:
            connection.execute(self.deletion(history, text))
            connection.execute(insert(CORRECTIONS).values(row))

    def all(self, history: str) -> list[Correction]:
        """Return the corrections of a history, newest first.

        Raises:
            HistoryError: it can't be read.
        """
        columns = (CORRECTIONS.c[name] for name in ("text", "sentiment", "confidence", "classes", "label", "at"))
        query = select(*columns).where(CORRECTIONS.c.history == history).order_by(CORRECTIONS.c.at.desc())
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return [
            Correction(row.text, row.sentiment, row.confidence, row.classes, row.label, row.at.replace(tzinfo=UTC))
            for row in rows
        ]

    def remove(self, history: str, text: str) -> None:
        """Delete the correction of a text; nothing happens if there is none.

        Raises:
            HistoryError: it can't be written.
        """
        self._database.delete(self.deletion(history, text))

    def clear(self, history: str) -> None:
        """Delete all corrections of a history.

        Raises:
            HistoryError: it can't be written.
        """
        self._database.delete(delete(CORRECTIONS).where(CORRECTIONS.c.history == history))

    def deletion(self, history: str, text: str) -> Delete:
        """Return the statement that deletes the correction of a text."""
        return delete(CORRECTIONS).where(CORRECTIONS.c.history == history, CORRECTIONS.c.digest == _digest(text))


def _digest(text: str) -> str:
    return sha256(storable(text).encode()).hexdigest()
