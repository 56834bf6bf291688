"""The execution of the challenge set and the behavioral tests on a model."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...metrics import BehaviorResult, ChallengeResult
from .cases import BehavioralTest, Case, TestType
from .challenge import Predict, measure_challenge
from .groups import group_tests
from .invariance import directional_tests, invariance_tests

Scores = Mapping[str, NDArray[np.floating]]
"""The probabilities of the classes, (classes,), of each text."""

SEED = 42
CASES_PER_TEST = 72
MAX_FAILURES = 3
MAX_DEVIATION = 0.1
"""How far apart the probabilities of a class may lie that a change of the text must not change."""


@dataclass(frozen=True, slots=True)
class BehavioralTestResult:
    """The result of a model in one behavioral test, in the view in which fewer cases passed.

    Attributes:
        name: name of the test.
        kind: type of the test.
        description: one sentence for reports.
        classes: number of classes of the view.
        cases: number of cases.
        passed: number of these that passed.
        failures: some of the failed cases, with the predictions.
    """

    name: str
    kind: TestType
    description: str
    classes: int
    cases: int
    passed: int
    failures: tuple[str, ...]

    @property
    def pass_rate(self) -> float:
        """Fraction of the cases that passed."""
        return self.passed / self.cases


@dataclass(frozen=True, slots=True)
class Behavior:
    """What a model makes of hard texts.

    Attributes:
        challenge: accuracy on the challenge set, by phenomenon.
        tests: the results of the behavioral tests.
    """

    challenge: dict[str, ChallengeResult]
    tests: list[BehavioralTestResult]

    @property
    def records(self) -> dict[str, BehaviorResult]:
        """The results of the tests by name, as a manifest holds them."""
        return {
            result.name: BehaviorResult(
                kind=result.kind, cases=result.cases, passed=result.passed, classes=result.classes
            )
            for result in self.tests
        }


def behavioral_tests() -> list[BehavioralTest]:
    """Build all behavioral tests; their cases are the same each time."""
    draw = random.Random(SEED)
    invariance = invariance_tests(CASES_PER_TEST, draw)
    return [*invariance, *group_tests(CASES_PER_TEST, draw), *directional_tests(CASES_PER_TEST, draw)]


def check_behavior(predict: Predict, views: Sequence[tuple[str, ...]]) -> Behavior:
    """Run the challenge set and all behavioral tests on a model.

    Args:
        predict: returns the probabilities of the classes for each text.
        views: the classes that the model can choose from: two, and three if it knows neutral.
    """
    tests = behavioral_tests()
    texts = list(dict.fromkeys(text for test in tests for case in test.cases for text in case.texts))
    by_view = []
    for labels in views:
        scores = dict(zip(texts, predict(texts, labels), strict=True))
        by_view.append([_result(test, scores, labels) for test in tests])
    worst = [min(results, key=lambda result: result.passed) for results in zip(*by_view, strict=True)]
    return Behavior(measure_challenge(predict, views), worst)


def _result(test: BehavioralTest, scores: Scores, labels: Sequence[str]) -> BehavioralTestResult:
    failed = [case for case in test.cases if not _passes(case, scores, labels)]
    examples = failed[:: max(1, len(failed) // MAX_FAILURES)][:MAX_FAILURES]
    return BehavioralTestResult(
        name=test.name,
        kind=test.kind,
        description=test.description,
        classes=len(labels),
        cases=len(test.cases),
        passed=len(test.cases) - len(failed),
        failures=tuple(_describe_failure(case, scores, labels) for case in examples),
    )


def _passes(case: Case, scores: Scores, labels: Sequence[str]) -> bool:
    of_texts = np.array([scores[text] for text in case.texts])
    if case.label is not None:
        weaker, stronger = of_texts[:, labels.index(case.label)]
        return bool(stronger > weaker)
    same_label = len(set(of_texts.argmax(axis=1))) == 1
    return same_label and bool(np.ptp(of_texts, axis=0).max() <= MAX_DEVIATION)


def _describe_failure(case: Case, scores: Scores, labels: Sequence[str]) -> str:
    """Show the predictions for a pair, or for the two texts of an invariance that lie farthest apart."""
    texts = case.texts
    if case.label is None:
        of_texts = np.array([scores[text] for text in texts])
        column = of_texts[:, np.ptp(of_texts, axis=0).argmax()]
        texts = (texts[column.argmin()], texts[column.argmax()])
    predictions = [f"{text} → {labels[int(scores[text].argmax())]} {scores[text].max():.2f}" for text in texts]
    expected = f" (must rise: {case.label})" if case.label else ""
    return " | ".join(predictions) + expected
