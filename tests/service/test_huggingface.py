"""A client of Hugging Face points here unchanged."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from twitter_sentiment.service.app import create_app
from twitter_sentiment.settings import Settings

from ..running import free_port, running_api
from ..waiting import wait_until_loaded

huggingface_hub = pytest.importorskip("huggingface_hub")


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(create_app(Settings(model_path="no_such_folder", neutral=True))) as client:
        yield wait_until_loaded(client)


def test_their_client_gets_all_classes_the_most_probable_first() -> None:
    with running_api(free_port(), API_KEYS="hf_key", NEUTRAL="true") as api:
        theirs = huggingface_hub.InferenceClient(model=api.url, token="hf_key")
        scores = theirs.text_classification("I love this product!")
        assert scores[0].label == "positive"
        assert {score.label for score in scores} == {"negative", "neutral", "positive"}
        assert sum(score.score for score in scores) == pytest.approx(1, abs=2e-4)
        assert len(theirs.text_classification("It broke.", top_k=1)) == 1
        with pytest.raises(huggingface_hub.errors.HfHubHTTPError, match="401"):
            huggingface_hub.InferenceClient(model=api.url, token="wrong").text_classification("good")


def test_a_list_is_always_a_batch(client: TestClient) -> None:
    one = client.post("/", json={"inputs": "good"}).json()
    several = client.post("/", json={"inputs": ["good", "bad"]}).json()
    assert len(one) == 1
    assert several[0] == one[0]
    assert [scores[0]["label"] for scores in several] == ["positive", "negative"]


def test_the_setting_neutral_decides_on_the_classes() -> None:
    with TestClient(create_app(Settings(model_path="no_such_folder"))) as binary:
        wait_until_loaded(binary)
        assert len(binary.post("/", json={"inputs": "good"}).json()[0]) == 2


@pytest.mark.parametrize(
    "body",
    [{"inputs": {"text": "a", "text_pair": "b"}}, {"inputs": []}, {"inputs": ""}, {"inputs": [" "]}, {"text": "good"},
     {"inputs": "a", "parameters": {"function_to_apply": "sigmoid"}}, {"inputs": "a", "parameters": {"top_k": 0}}],
)  # fmt: skip
def test_what_can_not_be_answered_is_422(client: TestClient, body: dict[str, Any]) -> None:
    assert client.post("/", json=body).status_code == 422


def test_an_invisible_text_is_named(client: TestClient) -> None:
    for inputs, place in (("\u200b", ["body", "inputs"]), (["good", "\u200b"], ["body", "inputs", 1])):
        assert client.post("/", json={"inputs": inputs}).json()["detail"][0]["loc"] == place


def test_their_other_fields_are_ignored(client: TestClient) -> None:
    body = {"inputs": "good", "options": {"wait_for_model": True}, "parameters": {"top_k": None}, "stream": False}
    assert client.post("/", json=body).status_code == 200
