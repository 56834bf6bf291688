"""What was recorded about the model that serves, on the page."""

from streamlit.testing.v1 import AppTest

from twitter_sentiment.dashboard.api_client import ApiClient, ModelCard
from twitter_sentiment.dashboard.recorded import behaviour, data_sets, slices

from .conftest import open_tab

CARD = ModelCard(
    labels=["negative", "positive"],
    base_model="x",
    max_len=64,
    metrics={},
    data={},
    evaluations=[
        {
            "data": "tweets", "rows": 9, "labels": ["negative", "positive"], "accuracy": 0.8, "macro_recall": 0.7,
            "macro_f1": 0.6, "expected_calibration_error": 0.05,
            "slices": {"emoji": {"rows": 3, "accuracy": 0.9}, "URL": {"rows": 0, "accuracy": None}},
        },
    ],
    behaviour={
        "names": {"kind": "INV", "cases": 10, "passed": 9},
        "negation": {"kind": "MFT", "cases": 10, "passed": 5},
    },
)  # fmt: skip


def test_each_data_set_is_a_row_and_each_slice_too() -> None:
    assert data_sets(CARD).iloc[0].tolist() == ["tweets", "negative, positive", 9, 0.8, 0.7, 0.6, 0.05]
    assert slices(CARD)["tweets"].dropna().to_dict() == {"emoji": 0.9}
    assert list(slices(CARD).index) == ["emoji", "URL"]


def test_the_weakest_capability_comes_first() -> None:
    assert behaviour(CARD)["passed"].to_dict() == {"negation": 0.5, "names": 0.9}
    assert list(behaviour(CARD).index) == ["negation", "names"]


def test_the_figures_of_the_embedded_model_are_on_the_page(page: AppTest, client: ApiClient) -> None:
    card = client.model()
    open_tab(page, "Model Performance")
    assert not page.exception
    shown = [frame.value for frame in page.dataframe]
    assert any(list(frame.get("data", [])) == [entry["data"] for entry in card.evaluations] for frame in shown)
    passed = sum(test["passed"] for test in card.behaviour.values()) / sum(t["cases"] for t in card.behaviour.values())
    assert any(f"Behavioural tests: {passed:.1%}" in expander.label for expander in page.expander)
