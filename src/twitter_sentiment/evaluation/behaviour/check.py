"""Behavioural tests: what a model can do, capability by capability."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .cases import DIRECTION, MINIMUM, Capability, Case
from .meaning import MEANING
from .negation import NEGATION
from .steady import directions, invariances

Predict = Callable[[list[str]], NDArray[np.floating]]
"""From texts to the scores of the classes (rows, classes)."""

SEED = 42
CASES = 72
SHOWN = 3


@dataclass(frozen=True, slots=True)
class CapabilityResult:
    """How a model did in one capability.

    Attributes:
        kind: MFT (an expected answer), INV (an answer that must not change) or DIR (a score that must rise).
        failures: some of the cases that failed, with the answers they got.
    """

    name: str
    kind: str
    description: str
    cases: int
    passed: int
    failures: tuple[str, ...]

    @property
    def share(self) -> float:
        """Share of the cases that passed."""
        return self.passed / self.cases


def capabilities() -> list[Capability]:
    """Everything that is tested; the same cases every time."""
    draw = random.Random(SEED)
    minimum = [test.capability(CASES, draw) for test in (*NEGATION, *MEANING)]
    return [*minimum, *invariances(CASES, draw), *directions(CASES, draw)]


def check_behaviour(predict: Predict, labels: Sequence[str]) -> list[CapabilityResult]:
    """Puts all cases to a model.

    Args:
        predict: gives the scores of the classes for each text, for example probabilities.
        labels: the classes in the order of the columns. What expects a class that is not among them is left out.
    """
    tested = [(test, [case for case in test.cases if _applies(case, labels)]) for test in capabilities()]
    texts = list(dict.fromkeys(text for _, cases in tested for case in cases for text in case.texts))
    scores = dict(zip(texts, predict(texts), strict=True))
    results = []
    for test, cases in tested:
        failed = [case for case in cases if not _passes(test.kind, case, scores, labels)]
        shown = tuple(_told(case, scores, labels) for case in failed[:: max(1, len(failed) // SHOWN)][:SHOWN])
        passed = len(cases) - len(failed)
        if cases:
            results.append(CapabilityResult(test.name, test.kind, test.description, len(cases), passed, shown))
    return results


def _applies(case: Case, labels: Sequence[str]) -> bool:
    return not case.labels or bool(set(case.labels) & set(labels))


def _passes(kind: str, case: Case, scores: dict[str, NDArray[np.floating]], labels: Sequence[str]) -> bool:
    if kind == DIRECTION:
        weaker, stronger = (scores[text][labels.index(case.labels[0])] for text in case.texts)
        return bool(stronger > weaker)
    answers = {_answer(text, scores, labels) for text in case.texts}
    return answers <= set(case.labels) if kind == MINIMUM else len(answers) == 1


def _answer(text: str, scores: dict[str, NDArray[np.floating]], labels: Sequence[str]) -> str:
    return labels[int(scores[text].argmax())]


def _told(case: Case, scores: dict[str, NDArray[np.floating]], labels: Sequence[str]) -> str:
    told = [f"{text} → {_answer(text, scores, labels)} {scores[text].max():.2f}" for text in case.texts]
    expected = f" (expected: {' or '.join(case.labels)})" if case.labels else ""
    return " | ".join(told) + expected
