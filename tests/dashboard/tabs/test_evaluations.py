"""The recorded evaluations of the model that serves."""

import pytest
from streamlit.testing.v1 import AppTest

from twitter_sentiment.client import SentimentClient
from twitter_sentiment.dashboard.tabs.evaluations import (
    behavior_table,
    challenge_table,
    data_set_table,
    language_table,
    slice_table,
)
from twitter_sentiment.labels import LABELS
from twitter_sentiment.metrics import (
    BehaviorResult,
    ChallengeResult,
    Evaluation,
    LanguageMetrics,
    MeasuredShare,
    SliceMetrics,
)
from twitter_sentiment.model.manifest import Manifest
from twitter_sentiment.service_types import ModelInfo

from ...models import FAST
from ..conftest import open_tab

EVALUATION = Evaluation(
    data="tweets",
    rows=9,
    labels=("negative", "positive"),
    accuracy=0.8,
    macro_recall=0.7,
    macro_f1=0.6,
    accuracy_interval=(0.45, 0.95),
    mean_confidence=0.85,
    neutral_rows=4,
    neutral_confidence=0.55,
    expected_calibration_error=0.05,
    slices={
        "emoji": SliceMetrics(rows=1234, accuracy=0.9),
        "sarcasm": SliceMetrics(rows=29, accuracy=0.6897),
        "URL": SliceMetrics(rows=0),
    },
)


EARLIER = EVALUATION.model_copy(
    update={"labels": LABELS, "accuracy_interval": None, "mean_confidence": None, "neutral_confidence": None}
)


OF_LANGUAGE = LanguageMetrics(
    classes=3,
    rows=300,
    macro_f1=0.7,
    macro_f1_interval=(0.65, 0.75),
    expected_calibration_error=0.04,
    expected_calibration_error_interval=(0.02, 0.06),
    two_class_rows=200,
    two_class_accuracy=0.9,
    two_class_accuracy_interval=(0.85, 0.935),
)


def test_data_set_table_has_a_row_each_view() -> None:
    table = data_set_table([EARLIER, EVALUATION])
    assert table["data"].tolist() == ["tweets", "tweets"]
    assert table.iloc[1].to_dict() == {
        "data": "tweets",
        "classes": "negative, positive",
        "rows": 9,
        "accuracy": 0.8,
        "95 % interval": "45.0% – 95.0%",
        "macro recall": 0.7,
        "macro F1": 0.6,
        "confidence": 0.85,
        "of neutral": 0.55,
        "calibration error": 0.05,
    }
    assert table.iloc[0][["95 % interval", "classes"]].tolist() == ["", "negative, neutral, positive"]


def test_slice_table_has_counts_and_views() -> None:
    table = slice_table([EARLIER, EVALUATION])
    assert list(table.columns) == ["tweets, three classes", "tweets, two classes"]
    assert table["tweets, two classes"].to_dict() == {"emoji": "90.0% of 1,234", "sarcasm": "20 of 29", "URL": ""}


def test_language_table_is_by_name() -> None:
    table = language_table({"de": OF_LANGUAGE, "am": OF_LANGUAGE})
    assert table["language"].tolist() == ["Amharic (am)", "German (de)"]
    assert table.iloc[0].tolist()[1:6] == [300, 3, 0.7, "65.0% – 75.0%", 0.04]
    assert table.iloc[0].tolist()[6:] == ["2.0% – 6.0%", 200, 0.9, "85.0% – 93.5%"]


def draw(model: str) -> None:
    from twitter_sentiment.dashboard.tabs.evaluations import show_evaluations
    from twitter_sentiment.service_types import ModelInfo

    show_evaluations(ModelInfo.model_validate_json(model))


def test_languages_of_the_second_model_are_shown() -> None:
    content = {"name": "fast", **Manifest.read(FAST).model_dump()}
    model = ModelInfo.model_validate(content, extra="ignore")
    second = model.model_copy(update={"name": "multilingual", "by_language": {"de": OF_LANGUAGE}})
    both = model.model_copy(update={"multilingual": second})
    page = AppTest.from_function(draw, kwargs={"model": both.model_dump_json()}).run(timeout=30)
    assert not page.exception
    assert [text.value for text in page.markdown if "By language" in text.value] == ["**By language: multilingual**"]
    tables = [frame.value for frame in page.dataframe]
    assert [list(table["language"]) for table in tables if "language" in table] == [["German (de)"]]


def test_challenge_table_has_both_views() -> None:
    half = MeasuredShare(rows=50, share=0.5, low=0.37, high=0.63)
    few = MeasuredShare(rows=10, share=0.9, low=0.6, high=0.98)
    table = challenge_table({"sarcasm": ChallengeResult(two_classes=half, three_classes=few)})
    assert table.iloc[0].tolist() == ["50.0% of 50", "37% to 63%", "9 of 10", "60% to 98%"]
    assert list(table.columns)[::2] == ["two classes", "three classes"]
    assert challenge_table({"sarcasm": ChallengeResult(two_classes=half)}).shape == (1, 2)


def test_behavior_table_starts_with_the_weakest() -> None:
    table = behavior_table(
        {
            "names": BehaviorResult(kind="INV", cases=100, passed=90, classes=2),
            "negation": BehaviorResult(kind="MFT", cases=10, passed=5),
        }
    )
    assert table["passed"].to_dict() == {"negation": "5 of 10", "names": "90.0% of 100"}
    assert list(table.index) == ["negation", "names"]
    assert table["view"].tolist() == ["", "two classes"]


@pytest.mark.e2e
def test_page_shows_the_evaluations(page: AppTest, client: SentimentClient) -> None:
    model = client.model()
    open_tab(page, "Model Performance")
    assert not page.exception
    tables = [frame.value for frame in page.dataframe]
    assert any(list(table.get("data", [])) == [each.data for each in model.evaluations] for table in tables)
    passed = sum(result.passed for result in model.behavior.values())
    share = passed / sum(result.cases for result in model.behavior.values())
    assert any(f"Behavioral tests: {share:.1%}" in expander.label for expander in page.expander)
