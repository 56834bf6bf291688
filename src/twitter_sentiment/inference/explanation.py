"""Which words an answer rests on: occlusion, leaving out one word at a time (Zeiler and Fergus 2014, section 2; for
words, Li et al. 2016, "Understanding Neural Networks through Representation Erasure")."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from ..text import emoji_spans
from .classifier import SentimentClassifier
from .prediction import Prediction

MAX_PARTS = 64
"""Most parts of a text that are left out in turn, and so the most runs an explanation costs."""

CLAUSE_WORDS = 12
"""Most words of a clause, where a text has too many words to leave out each."""

_ALL_BUT_IMPOSSIBLE = 1e-6
"""Probabilities below it are not told apart, nor those as near to 1."""

Span = tuple[int, int]

_WORD = re.compile(r"\S+")
_MARK, _CLOSER = ".!?;:,…)", "'\"’”"
_CLAUSE_END = re.compile(rf"(?<![{_MARK}{_CLOSER}])[{_CLOSER}]*+[{_MARK}][{_MARK}{_CLOSER}]*+\s|\n")


@dataclass(frozen=True, slots=True)
class Part:
    """A word or clause and what it does for the answer.

    Attributes:
        start: where it begins in the text, in characters (Unicode code points).
        end: where it ends.
        weight: by how much the log-odds of the answer fall when it is left out; below zero it speaks against. Other
            than the confidence itself, they also tell words apart where the answer is all but certain.
    """

    start: int
    end: int
    weight: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """All parts of a text in their order; what lies between them is white space."""

    unit: Literal["word", "clause"]
    parts: tuple[Part, ...]


class Occlusion:
    """A text and its variants, each with one part left out.

    Emoji are words of their own. A text of more than `MAX_PARTS` words is weighed clause by clause.

    Attributes:
        texts: what has to be predicted: the text itself, then its variants.
    """

    def __init__(self, text: str) -> None:
        words = list(_words(text))
        self._unit: Literal["word", "clause"] = "clause" if len(words) > MAX_PARTS else "word"
        self._spans = _evenly(_clauses(text, words)) if self._unit == "clause" else words
        # A space in its place, lest its neighbours become one word.
        self.texts = [text, *(f"{text[:start]} {text[end:]}" for start, end in self._spans)]

    def explanation(self, predictions: Sequence[Prediction | None]) -> Explanation:
        """The weight of each part, by the predictions for `texts`; the first must be one.

        Where nothing is left without a part, the classes count as equally probable.
        """
        answer, *without = predictions
        if answer is None:
            raise ValueError("a text without content has no explanation")
        unread = 1 / len(answer.scores)
        whole = _log_odds(answer.confidence)
        parts = (
            Part(start, end, whole - _log_odds(rest.scores[answer.sentiment] if rest else unread))
            for (start, end), rest in zip(self._spans, without, strict=True)
        )
        return Explanation(self._unit, tuple(parts))


def explain(classifier: SentimentClassifier, text: str, *, neutral: bool = False) -> Explanation:
    """Weighs each part of a text for its answer.

    Raises:
        InputError: the text is empty, or the model has no neutral class.
    """
    answer = classifier.predict(text, neutral=neutral)
    occlusion = Occlusion(text)
    return occlusion.explanation([answer, *classifier.predict_rows(occlusion.texts[1:], neutral=neutral)])


def _log_odds(probability: float) -> float:
    bounded = min(max(probability, _ALL_BUT_IMPOSSIBLE), 1 - _ALL_BUT_IMPOSSIBLE)
    return math.log(bounded / (1 - bounded))


def _words(text: str) -> Iterator[Span]:
    """Runs without white space, cut around emoji, each emoji whole."""
    position = 0
    for start, end in emoji_spans(text):
        yield from (word.span() for word in _WORD.finditer(text, position, start))
        yield start, end
        position = end
    yield from (word.span() for word in _WORD.finditer(text, position))


def _clauses(text: str, words: list[Span]) -> list[Span]:
    """Neighbouring words up to a punctuation mark, a line end or `CLAUSE_WORDS`."""
    clauses, first, length = [], words[0], 0
    for word, following in pairwise([*words, (len(text), len(text))]):
        length += 1
        if length == CLAUSE_WORDS or _CLAUSE_END.search(text, word[0], following[0]):
            clauses.append((first[0], word[1]))
            first, length = following, 0
    if length:
        clauses.append((first[0], words[-1][1]))
    return clauses


def _evenly(spans: list[Span]) -> list[Span]:
    """At most `MAX_PARTS` spans, neighbours put together."""
    size = -(-len(spans) // MAX_PARTS)
    groups = (spans[i : i + size] for i in range(0, len(spans), size))
    return [(group[0][0], group[-1][1]) for group in groups]
