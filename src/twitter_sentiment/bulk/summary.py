"""Counts of a predicted file."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from ..inference import Prediction

WITHOUT_TEXT = ""
"""What rows without text are counted as."""


def count_sentiments(predictions: Iterable[Prediction | None]) -> Counter[str]:
    """Count the rows of each predicted class."""
    return Counter(prediction.sentiment if prediction else WITHOUT_TEXT for prediction in predictions)


@dataclass
class BulkSummary:
    """Counts of a predicted file.

    Attributes:
        counts: rows of each predicted class, and of `WITHOUT_TEXT`.
        done_before: rows that an earlier run has predicted.
        seconds: how long this run took.
    """

    counts: Counter[str] = field(default_factory=Counter)
    done_before: int = 0
    seconds: float = 0.0

    @property
    def rows(self) -> int:
        """Number of all rows."""
        return self.counts.total()

    @property
    def without_text(self) -> int:
        """Number of rows without text."""
        return self.counts[WITHOUT_TEXT]

    @property
    def rows_per_sec(self) -> float:
        """Mean speed of this run."""
        return (self.rows - self.done_before) / self.seconds if self.seconds else 0.0

    def share(self, sentiment: str) -> float:
        """Compute the share of a class among the rows with text; 0 if there are none."""
        return self.counts[sentiment] / max(1, self.rows - self.without_text)
