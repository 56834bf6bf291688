"""What predicts the rows of a table: on this machine, or somewhere else."""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ..inference import Prediction, SentimentClassifier
from ..inference.classifier import PendingLogits
from ..inference.prediction import TextLanguage
from ..inference.routed import Classifier, by_reader
from ..model.tokenization import EncodedText
from ..text.language import UNDETERMINED
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
class _Share:
    """The texts of some rows that one model reads, tokenized.

    Attributes:
        reader: the model.
        distinct: the different texts, without those that have no content.
        indices: for each text of a row the index among them, or `NO_TEXT`.
    """

    reader: SentimentClassifier
    distinct: list[EncodedText]
    indices: Mapping[str, int]

    def predictions(
        self, neutral: bool, logits: NDArray[np.float32], languages: Mapping[str, TextLanguage]
    ) -> dict[str, Prediction | None]:
        """Return the prediction of each text of a row, from the logits of the different ones.

        Args:
            neutral: choose from three classes instead of two.
            logits: (different texts, classes).
            languages: the language of each text; empty if it is not looked at.
        """
        codes = {text: language.code for text, language in languages.items()}
        # Texts that are read as the same may be in two languages, for example with another hashtag.
        keys = {text: (index, codes.get(text, UNDETERMINED)) for text, index in self.indices.items()}
        different = list(dict.fromkeys(key for key in keys.values() if key[0] != NO_TEXT))
        indices = [index for index, _ in different]
        counts = [self.distinct[index].counts for index in indices]
        found = self.reader.decoder(neutral).decode(logits[indices], counts, [code for _, code in different])
        decoded = dict(zip(different, found, strict=True))
        return {text: decoded.get(key) for text, key in keys.items()}


@dataclass(frozen=True)
class _Prepared:
    """Rows whose texts are tokenized.

    Attributes:
        rows: the rows.
        shares: their texts, by the model that reads them.
        languages: the language of each text; empty if it is not looked at.
    """

    rows: Rows
    shares: list[_Share]
    languages: Mapping[str, TextLanguage]


class LocalEngine:
    """Predicts on all cores of this machine.

    While a model works on one window, a thread reads and tokenizes the one after the next, and the next is queued, so
    that no core waits at the end of a window.
    """

    def __init__(
        self,
        classifier: Classifier,
        *,
        neutral: bool,
        second_neutral: bool | None = None,
        languages: bool = False,
    ) -> None:
        """Prepare an engine.

        Args:
            classifier: the model, or two of which each reads its languages.
            neutral: choose from three classes instead of two.
            second_neutral: the same for a second view, which costs next to nothing; None for none.
            languages: look at the language of each text.

        Raises:
            InputError: the model has no neutral class.
        """
        self._classifier = classifier
        self._with_languages = languages or classifier.needs_languages
        self._views = [neutral] if second_neutral is None else [neutral, second_neutral]
        for view in self._views:
            classifier.decoder(view)  # it raises here, before any work

    def predict(self, windows: Iterable[Rows], advance: Callable[[int], object]) -> Iterator[PredictedRows]:
        """Predict rows, in their order."""
        started: deque[tuple[_Prepared, list[PendingLogits]]] = deque()
        with closing(read_ahead(map(self._prepare, windows))) as prepared_windows:
            try:
                for prepared in prepared_windows:
                    started.append((prepared, self._start(prepared, advance)))
                    if len(started) > 1:
                        yield self._finish(*started.popleft())
                while started:
                    yield self._finish(*started.popleft())
            finally:
                for _, pending in started:
                    for logits in pending:
                        logits.cancel()

    def _prepare(self, rows: Rows) -> _Prepared:
        texts = list(dict.fromkeys(rows.texts))
        if not self._with_languages:
            return _Prepared(rows, [_share(self._classifier.first, texts)], {})
        found = self._classifier.languages(texts)
        readers = by_reader(self._classifier, [language.code for language in found])
        shares = [_share(reader, [texts[position] for position in positions]) for reader, positions in readers.items()]
        return _Prepared(rows, shares, dict(zip(texts, found, strict=True)))

    def _start(self, prepared: _Prepared, advance: Callable[[int], object]) -> list[PendingLogits]:
        return [_start_share(share, Counter(prepared.rows.texts), advance) for share in prepared.shares]

    def _finish(self, prepared: _Prepared, pending: list[PendingLogits]) -> PredictedRows:
        texts = prepared.rows.texts
        logits = [share_logits.result() for share_logits in pending]
        views = []
        for neutral in self._views:
            answers: dict[str, Prediction | None] = {}
            for share, share_logits in zip(prepared.shares, logits, strict=True):
                answers |= share.predictions(neutral, share_logits, prepared.languages)
            views.append([answers[text] for text in texts])
        languages = [prepared.languages.get(text) if views[0][row] else None for row, text in enumerate(texts)]
        return PredictedRows(prepared.rows, views[0], views[1] if len(views) > 1 else (), languages)


def _share(reader: SentimentClassifier, texts: Sequence[str]) -> _Share:
    """Tokenize the texts that a model reads, equal ones once."""
    normalized = dict(zip(texts, reader.normalize(texts), strict=True))
    different = list(dict.fromkeys(normalized.values()))
    encoded = reader.tokenize(different)
    numbers = iter(range(len(encoded)))
    index_of = {text: NO_TEXT if ids.is_empty else next(numbers) for text, ids in zip(different, encoded, strict=True)}
    distinct = [text for text in encoded if not text.is_empty]
    return _Share(reader, distinct, {text: index_of[normalized[text]] for text in texts})


def _start_share(share: _Share, counts: Mapping[str, int], advance: Callable[[int], object]) -> PendingLogits:
    """Start a model on its share; the rows without content are done at once.

    Args:
        share: the share.
        counts: how many rows have each text.
        advance: called with the number of rows that are done.
    """
    rows = [0] * (len(share.distinct) + 1)  # of each text, and of none: the last one is that of NO_TEXT
    for text, index in share.indices.items():
        rows[index] += counts[text]
    advance(rows[NO_TEXT])
    return share.reader.start(share.distinct, lambda positions: advance(sum(rows[position] for position in positions)))
