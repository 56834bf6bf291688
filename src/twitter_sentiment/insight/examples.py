"""Example texts: each once, with the number of its near-copies."""

from dataclasses import dataclass

import numpy as np

from .answers import Answers, Mask, distinct

LIMIT = 20


@dataclass(frozen=True)
class Example:
    """A text that stands for its near-copies.

    Attributes:
        index: index of the text in the answers.
        text: the text.
        probability: that of the class it is an example of.
        copies: number of near-copies among the chosen texts, itself included.
    """

    index: int
    text: str
    probability: float
    copies: int


def examples(answers: Answers, chosen: Mask, label: str | None = None, limit: int | None = LIMIT) -> list[Example]:
    """Return distinct texts, the surest first and the most doubtful last; of equals, those with more copies.

    Args:
        answers: the texts.
        chosen: which of them to look at.
        label: only those predicted as this class; None for each text's own class.
        limit: most examples; None for all.
    """
    if label is not None:
        chosen = chosen & answers.of_class(label)
    indices = distinct(answers, chosen)
    copies = np.bincount(answers.copies[chosen], minlength=len(chosen))[answers.copies[indices]]
    sureness = answers.confidence[indices].round(2)
    order = np.lexsort((indices, -copies, -sureness))[:limit]
    return [
        Example(index, answers.texts[index], float(answers.confidence[index]), count)
        for index, count in zip(indices[order].tolist(), copies[order].tolist(), strict=True)
    ]
