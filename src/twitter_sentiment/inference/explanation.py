"""Which words a prediction rests on: occlusion, leaving out one word at a time.

Zeiler and Fergus (2014), "Visualizing and Understanding Convolutional Networks", section 2; for words, Li et al.
(2016), "Understanding Neural Networks through Representation Erasure".
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from ..errors import InputError
from ..text import emoji_spans
from ..text.words import Span, is_unspaced, split_words
from .prediction import Prediction
from .routed import Classifier, reader_of

Unit = Literal["word", "clause"]

MAX_ATTRIBUTIONS = 64
"""Most parts of a text that are left out in turn.

An explanation costs so many additional texts, and one more if the text is too long to be read whole.
"""

MAX_CLAUSE_WORDS = 12
"""Most words of a clause, where a text has too many words to leave out each."""

_MIN_PROBABILITY = 1e-6
"""Lower probabilities count as this one, and as high ones likewise: the log-odds stay finite."""

_WORD = re.compile(r"\S+")
_MARK = ".!?;:,…)"
_CLOSER = "'\"’”"
_CLAUSE_END = re.compile(rf"(?<![{_MARK}{_CLOSER}])[{_CLOSER}]*+[{_MARK}][{_MARK}{_CLOSER}]*+\s|\n|[。！？；：，、]")


@dataclass(frozen=True, slots=True)
class Attribution:
    """A word or clause of a text and its effect on the prediction.

    Attributes:
        start: where it begins in the text, in characters (Unicode code points).
        end: where it ends.
        score: by how much the log-odds of the predicted class fall when the part is left out; a negative score speaks
            against the prediction. Unlike differences of the confidence, they also separate words of a text whose
            prediction is all but certain.
    """

    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """The attributions of a prediction.

    Attributes:
        unit: whether the parts are words or clauses.
        attributions: all parts of the text in their order; between them is white space, or nothing where a script is
            written without spaces.
    """

    unit: Unit
    attributions: tuple[Attribution, ...]


class Occlusion:
    """A text and its variants, each with one part left out.

    Emoji are words of their own. A text of more than `MAX_ATTRIBUTIONS` words is split into clauses instead.

    Of a text that is too long to be read whole, the variants lack the unread middle too. Otherwise some of it would be
    read in place of the part that is left out, and the part would get the weight of both.

    Attributes:
        texts: what has to be predicted: the text itself, then its variants.
    """

    def __init__(self, text: str, unread: Span | None = None) -> None:
        """Split a text and make its variants.

        Args:
            text: the text.
            unread: the middle that the model does not read, if the text is too long (`TextTokenizer.unread_middle`).
        """
        words = list(_words(text))
        self._unit: Unit = "clause" if len(words) > MAX_ATTRIBUTIONS else "word"
        self._spans = _merge_evenly(_clauses(text, words)) if self._unit == "clause" else words
        self._unread = unread
        if unread is None:
            self.texts = [text, *(_without(text, span) for span in self._spans)]
        else:
            read = [span for span in self._spans if self._is_read(span)]
            self.texts = [text, _without(text, unread), *(_without(text, span, unread) for span in read)]

    def explain(self, predictions: Sequence[Prediction | None]) -> Explanation:
        """Attribute the prediction of the text to its parts.

        Where nothing is left without a part, the classes count as equally probable. A part that is not read has the
        score 0.

        Args:
            predictions: those of `texts`, in their order.

        Raises:
            ValueError: the first is None.
        """
        prediction, *without = predictions
        if prediction is None:
            raise ValueError("a text without content has no explanation")
        uniform = 1 / len(prediction.scores)

        def log_odds(variant: Prediction | None) -> float:
            return _log_odds(variant.scores[prediction.sentiment] if variant else uniform)

        whole = _log_odds(prediction.confidence) if self._unread is None else log_odds(without.pop(0))
        variants = iter(without)
        scores = [whole - log_odds(next(variants)) if self._is_read(span) else 0.0 for span in self._spans]
        attributions = (Attribution(*span, score) for span, score in zip(self._spans, scores, strict=True))
        return Explanation(self._unit, tuple(attributions))

    def _is_read(self, span: Span) -> bool:
        """Return whether the model reads any of a part."""
        return self._unread is None or span[0] < self._unread[0] or span[1] > self._unread[1]


def explain(classifier: Classifier, text: str, *, neutral: bool = False) -> Explanation:
    """Attribute the prediction of a text to its words, or to its clauses if it is long.

    Args:
        classifier: the model; of two, the one that reads the text explains it.
        text: the text.
        neutral: choose from three classes instead of two.

    Raises:
        InputError: the text is empty, or the model has no neutral class.
    """
    _, explanation = predict_and_explain(classifier, text, neutral=neutral)
    if explanation is None:
        raise InputError("Text 1 of 1 is empty: there is nothing to classify.")
    return explanation


def predict_and_explain(
    classifier: Classifier, text: str, *, neutral: bool = False
) -> tuple[Prediction | None, Explanation | None]:
    """Classify a text and attribute its prediction as `explain` does; None, None for a text without content.

    Raises:
        InputError: the model has no neutral class.
    """
    reader, language = reader_of(classifier, text)
    occlusion = Occlusion(text, reader.tokenizer.unread_middle(text))
    languages = [language] * len(occlusion.texts)
    predictions = reader.predict_rows(occlusion.texts, neutral=neutral, languages=languages)
    return predictions[0], occlusion.explain(predictions) if predictions[0] else None


def _log_odds(probability: float) -> float:
    bounded = min(max(probability, _MIN_PROBABILITY), 1 - _MIN_PROBABILITY)
    return math.log(bounded / (1 - bounded))


def _without(text: str, *spans: Span) -> str:
    """Leave parts out; a space takes the place of each, so that its neighbors do not become one word.

    There is none between letters of a script that is written without spaces.
    """
    pieces: list[str] = []
    position = 0
    for start, end in sorted(spans):
        pieces.append(text[position:start])
        position = max(position, end)
        if not (is_unspaced(text[start - 1 : start]) and is_unspaced(text[position : position + 1])):
            pieces.append(" ")
    return "".join([*pieces, text[position:]])


def _words(text: str) -> Iterator[Span]:
    """Split at white space and around emoji, each emoji whole, and between words that are written without spaces."""
    position = 0
    for start, end in emoji_spans(text):
        yield from _words_between(text, position, start)
        yield start, end
        position = end
    yield from _words_between(text, position, len(text))


def _words_between(text: str, start: int, end: int) -> Iterator[Span]:
    for run in _WORD.finditer(text, start, end):
        yield from split_words(text, *run.span())


def _clauses(text: str, words: list[Span]) -> list[Span]:
    """Join neighboring words up to a punctuation mark, a line end or `MAX_CLAUSE_WORDS`."""
    clauses: list[Span] = []
    first = words[0]
    length = 0
    for word, following in pairwise([*words, (len(text), len(text))]):
        length += 1
        if length == MAX_CLAUSE_WORDS or _CLAUSE_END.search(text, word[0], following[0]):
            clauses.append((first[0], word[1]))
            first = following
            length = 0
    if length:
        clauses.append((first[0], words[-1][1]))
    return clauses


def _merge_evenly(spans: list[Span]) -> list[Span]:
    """Merge neighbors into groups of the same size, at most `MAX_ATTRIBUTIONS` of them."""
    size = math.ceil(len(spans) / MAX_ATTRIBUTIONS)
    groups = (spans[start : start + size] for start in range(0, len(spans), size))
    return [(group[0][0], group[-1][1]) for group in groups]
