"""What predicts the rows of a table: on this machine, or somewhere else."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Protocol

import pyarrow as pa

from ..inference import Prediction, SentimentClassifier
from ..inference.classifier import PendingLogits
from ..inference.prediction import TextLanguage
from ..model.tokenization import EncodedText
from .read_ahead import read_ahead

WINDOW_ROWS = 512
"""Rows among which texts are sorted by length and equal ones are found.

Enough to form batches with next to no padding (1 % of the tokens of tweets); few enough that the model waits only some
hundredths of a second for the first window.
"""

NO_TEXT = -1


@dataclass(frozen=True)
class Rows:
    """Some rows of the input.

    Attributes:
        batch: all their columns.
        texts: the text of each; empty where there is none.
    """

    batch: pa.RecordBatch
    texts: Sequence[str]


@dataclass(frozen=True)
class PredictedRows:
    """Some rows of the input with their predictions.

    Attributes:
        rows: the rows.
        predictions: the prediction of each; None for a row without text.
        second_view: the same in the second view of an engine that has one.
        languages: the language of each; None for a row without text, and for all if the engine does not look at them.
    """

    rows: Rows
    predictions: Sequence[Prediction | None]
    second_view: Sequence[Prediction | None] = ()
    languages: Sequence[TextLanguage | None] = ()


class Engine(Protocol):
    """Predicts rows.

    The prediction of a row may depend on the rows it is given with, and on nothing else: a run that is continued must
    give the same file.
    """

    def predict(self, windows: Iterable[Rows], advance: Callable[[int], object]) -> Iterator[PredictedRows]:
        """Predict rows, in their order.

        Args:
            windows: the rows, in the same groups whenever they are predicted.
            advance: called with the number of rows that were done since the last call, from any thread.
        """


@dataclass(frozen=True)
class _Prepared:
    """Rows whose texts are tokenized.

    Attributes:
        rows: the rows.
        distinct: the different texts among them, without those that have no content.
        indices: for each row the index of its text among them, or `NO_TEXT`.
        languages: the language of each text of a row; empty if it is not looked at.
    """

    rows: Rows
    distinct: list[EncodedText]
    indices: list[int]
    languages: Mapping[str, TextLanguage]


class LocalEngine:
    """Predicts on all cores of this machine.

    While the model works on one window, a thread reads and tokenizes the one after the next, and the next is queued, so
    that no core waits at the end of a window.
    """

    def __init__(
        self,
        classifier: SentimentClassifier,
        *,
        neutral: bool,
        second_neutral: bool | None = None,
        languages: bool = False,
    ) -> None:
        """Prepare an engine.

        Args:
            classifier: the model.
            neutral: choose from three classes instead of two.
            second_neutral: the same for a second view, which costs next to nothing; None for none.
            languages: look at the language of each text.

        Raises:
            InputError: the model has no neutral class.
        """
        self._classifier = classifier
        views = [neutral] if second_neutral is None else [neutral, second_neutral]
        self._with_languages = languages
        self._decoders = [classifier.decoder(view) for view in views]

    def predict(self, windows: Iterable[Rows], advance: Callable[[int], object]) -> Iterator[PredictedRows]:
        """Predict rows, in their order."""
        started: deque[tuple[_Prepared, PendingLogits]] = deque()
        with closing(read_ahead(map(self._prepare, windows))) as prepared_windows:
            try:
                for prepared in prepared_windows:
                    started.append((prepared, self._start(prepared, advance)))
                    if len(started) > 1:
                        yield self._finish(*started.popleft())
                while started:
                    yield self._finish(*started.popleft())
            finally:
                for _, logits in started:
                    logits.cancel()

    def _prepare(self, rows: Rows) -> _Prepared:
        raw = list(dict.fromkeys(rows.texts))
        normalized = dict(zip(raw, self._classifier.normalize(raw), strict=True))
        different = list(dict.fromkeys(normalized.values()))
        encoded = self._classifier.tokenize(different)
        distinct = [text for text in encoded if not text.is_empty]
        numbers = iter(range(len(distinct)))
        index_of = {
            text: NO_TEXT if ids.is_empty else next(numbers) for text, ids in zip(different, encoded, strict=True)
        }
        languages = dict(zip(raw, self._classifier.languages(raw), strict=True)) if self._with_languages else {}
        return _Prepared(rows, distinct, [index_of[normalized[text]] for text in rows.texts], languages)

    def _start(self, prepared: _Prepared, advance: Callable[[int], object]) -> PendingLogits:
        rows = [0] * (len(prepared.distinct) + 1)  # of each text, and of none: the last one is that of NO_TEXT
        for index in prepared.indices:
            rows[index] += 1
        advance(rows[NO_TEXT])
        return self._classifier.start(
            prepared.distinct, lambda positions: advance(sum(rows[position] for position in positions))
        )

    def _finish(self, prepared: _Prepared, logits: PendingLogits) -> PredictedRows:
        counts = [text.counts for text in prepared.distinct]
        views = []
        for decoder in self._decoders:
            decoded = decoder.decode(logits.result(), counts)
            views.append([None if index == NO_TEXT else decoded[index] for index in prepared.indices])
        second_view = views[1] if len(views) > 1 else ()
        texts = zip(prepared.rows.texts, prepared.indices, strict=True)
        languages = [None if index == NO_TEXT else prepared.languages.get(text) for text, index in texts]
        return PredictedRows(prepared.rows, views[0], second_view, languages)
