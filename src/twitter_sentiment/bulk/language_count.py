"""Counting the texts that are probably not English while they are predicted."""

from collections.abc import Callable, Iterable, Iterator

from ..files.table import Table
from ..text.language import is_not_english, languages_of
from .engine import Engine, PredictedRows, Rows


class LanguageCounter:
    """An engine that counts the texts of another one that are probably not English.

    Attributes:
        not_english: how many there are so far.
    """

    def __init__(self, engine: Engine, table: Table, language_column: str | None) -> None:
        """Prepare the engine.

        Args:
            engine: what predicts the rows; unless there is a column of languages, it looks at them.
            table: the table.
            language_column: its column with the codes of languages, which decide; None for none.
        """
        self.not_english = 0
        self._engine = engine
        self._table = table
        self._column = language_column

    def predict(self, windows: Iterable[Rows], advance: Callable[[int], object]) -> Iterator[PredictedRows]:
        """Predict rows, in their order."""
        for predicted in self._engine.predict(windows, advance):
            self.not_english += sum(map(is_not_english, self._languages(predicted)))
            yield predicted

    def _languages(self, predicted: PredictedRows) -> list[str]:
        rows = predicted.rows
        if self._column is not None:
            return languages_of(rows.texts, self._table.texts(rows.batch, self._column))
        return [language.code for language in predicted.languages if language is not None]
