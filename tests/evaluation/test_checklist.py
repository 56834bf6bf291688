"""Behavioral tests: whether they fail for models with known faults, and how the fast model does in them."""

import csv
import re
from collections import Counter

import numpy as np
import pytest
from numpy.typing import NDArray

from twitter_sentiment.evaluation.checklist import (
    BehavioralTestResult,
    Predict,
    behavioral_tests,
    challenge_set,
    check_behavior,
)
from twitter_sentiment.evaluation.systems import ClassifierSystem
from twitter_sentiment.inference import SentimentClassifier
from twitter_sentiment.labels import BINARY_LABELS, LABELS
from twitter_sentiment.text import NORMALIZERS

from ..conftest import REPOSITORY

VIEWS = (BINARY_LABELS, LABELS)

# Pass rates of the fast model, less three to six points, since rounding differs between processors.
MIN_PASS_RATES = {
    "typos": 0.62,
    "casing": 0.94,
    "end marks": 0.88,
    "links": 0.91,
    "mentions": 0.75,
    "hashtags": 0.71,
    "contractions": 0.76,
    "people": 0.53,
    "places": 0.82,
    "brands": 0.39,
    "groups: nationalities": 0.88,
    "groups: religions": 0.88,
    "groups: orientations": 0.85,
    "groups: genders": 0.80,
    "groups: ages": 0.79,
    "groups: disabilities": 0.63,
    "degrees": 0.88,
    "added verdicts": 0.94,
}


def shifted_model(rule: str, shift: float) -> Predict:
    """Make a model that is 0.7 sure of positive, and `shift` less for texts that match a pattern."""

    def predict(texts: list[str], labels: tuple[str, ...]) -> NDArray[np.float64]:
        scores = np.zeros((len(texts), len(labels)))
        scores[:, -1] = [0.7 - shift * bool(re.search(rule, text)) for text in texts]
        scores[:, 0] = 1 - scores[:, -1]
        return scores

    return predict


def results(predict: Predict) -> dict[str, BehavioralTestResult]:
    return {result.name: result for result in check_behavior(predict, VIEWS).tests}


def test_behavioral_tests_are_deterministic() -> None:
    assert behavioral_tests() == behavioral_tests()


def test_behavioral_tests_have_enough_cases() -> None:
    tests = behavioral_tests()
    assert {test.kind for test in tests} == {"INV", "DIR"}
    assert len({test.name for test in tests}) == len(tests) >= 18
    for test in tests:
        assert 40 <= len(test.cases) <= 90, test.name
        assert len({case.texts for case in test.cases}) == len(test.cases), test.name
        assert all(len(set(case.texts)) == len(case.texts) or test.name == "typos" for case in test.cases), test.name


def test_constant_model_is_invariant_not_directional() -> None:
    for result in results(shifted_model(r"(?!)", 0)).values():
        assert result.pass_rate == (result.kind == "INV"), result.name


@pytest.mark.parametrize(
    ("rule", "failed"),
    [
        (r"http|www", "links"),
        ("@", "mentions"),
        ("#", "hashtags"),
        (r"[.!?]$", "end marks"),
        (r"^[^a-z]+$", "casing"),
        (r"n't|can't|'(?:s|d|re|ve)\b", "contractions"),
        ("Hassan", "people"),
        ("Baghdad", "places"),
        ("Lidl", "brands"),
    ],
)
@pytest.mark.parametrize("shift", [0.11, 0.3], ids=["confidence", "label"])
def test_invariance_fails_for_biased_model(rule: str, failed: str, shift: float) -> None:
    of_model = results(shifted_model(rule, shift))
    assert of_model[failed].pass_rate <= 0.05
    assert of_model["groups: religions"].pass_rate == 1
    assert "→" in of_model[failed].failures[0]


@pytest.mark.parametrize(
    ("group", "failed"),
    [("Syrian", "nationalities"), ("Muslim", "religions"), ("gay", "orientations"), ("transgender", "genders")],
)
def test_group_pairs_fail_with_the_group_alone(group: str, failed: str) -> None:
    test = next(test for test in behavioral_tests() if test.name == f"groups: {failed}")
    pairs_with_group = sum(group in case.texts[0] or group in case.texts[1] for case in test.cases)
    of_model = results(shifted_model(group, 0.11))
    assert of_model[test.name].cases - of_model[test.name].passed == pairs_with_group > 0
    assert of_model["people"].pass_rate == 1


def test_group_pairs_differ_in_one_word() -> None:
    pairs = [case.texts for test in behavioral_tests() if test.name.startswith("groups") for case in test.cases]
    for pair in pairs:
        first, second = (Counter(re.sub(r"\ban\b", "a", text.lower()).split()) for text in pair)
        assert (first - second).total() == (second - first).total() == 1, pair


def test_small_shift_passes() -> None:
    assert results(shifted_model("http|www", 0.09))["links"].pass_rate == 1


def test_worse_view_counts() -> None:
    def predict(texts: list[str], labels: tuple[str, ...]) -> NDArray[np.floating]:
        rule = "http|www" if len(labels) == 2 else "@"
        return shifted_model(rule, 0.3)(texts, labels)

    of_model = results(predict)
    assert (of_model["links"].classes, of_model["mentions"].classes) == (2, 3)
    assert of_model["links"].pass_rate == of_model["mentions"].pass_rate == 0


def test_two_class_model_is_tested_in_two_classes() -> None:
    behavior = check_behavior(shifted_model("#", 0.3), [BINARY_LABELS])
    assert {result.classes for result in behavior.tests} == {2}
    assert all(result.three_classes is None for result in behavior.challenge.values())


def test_typo_cases_change_one_letter() -> None:
    typos = next(test for test in behavioral_tests() if test.name == "typos")
    for text, misspelled in (case.texts for case in typos.cases):
        assert text != misspelled or re.search(r"([a-z])\1", text)
        assert 0 <= len(text) - len(misspelled) <= 1


def test_failures_show_the_texts_that_lie_farthest_apart() -> None:
    failure = results(shifted_model("Hassan", 0.3))["people"].failures[0]
    first, second = sorted(failure.split(" | "), key=lambda part: "Hassan" not in part)
    assert "Hassan" in first
    assert first.endswith("→ negative 0.60")
    assert second.endswith("→ positive 0.70")


def test_tested_texts_are_not_trained_on() -> None:
    tested = {text for test in behavioral_tests() for case in test.cases for text in case.texts}
    tested |= {row.text for row in challenge_set()}
    normalize = NORMALIZERS["tweets-v2"]
    written = set()
    for path in (REPOSITORY / "data" / "written").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            written |= {normalize(row["text"]).casefold() for row in csv.DictReader(file)}
    assert len(written) > 17_000
    assert written.isdisjoint(normalize(text).casefold() for text in tested)


@pytest.mark.slow
def test_fast_model_keeps_its_pass_rates(classifier: SentimentClassifier) -> None:
    behavior = ClassifierSystem("fast", classifier).run_checklist()
    assert [result.name for result in behavior.tests] == list(MIN_PASS_RATES)
    below = [
        (result.name, result.pass_rate, result.failures)
        for result in behavior.tests
        if result.pass_rate < MIN_PASS_RATES[result.name]
    ]
    assert below == []
    whole = behavior.challenge["all"]
    assert whole.three_classes is not None
    assert whole.two_classes.share >= 0.78
    assert whole.three_classes.share >= 0.79
