"""Clients of Hugging Face can be pointed at this service."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from ...running import free_port, running_api

huggingface_hub = pytest.importorskip("huggingface_hub")


@pytest.mark.e2e
def test_inference_client_gets_ranked_classes() -> None:
    with running_api(free_port(), API_KEYS="hf_key_of_test", NEUTRAL="true") as api:
        client = huggingface_hub.InferenceClient(model=api.url, token="hf_key_of_test")
        scores = client.text_classification("I love this product!")
        assert scores[0].label == "positive"
        assert {score.label for score in scores} == {"negative", "neutral", "positive"}
        assert sum(score.score for score in scores) == pytest.approx(1, abs=2e-4)
        assert len(client.text_classification("It broke.", top_k=1)) == 1
        with pytest.raises(huggingface_hub.errors.HfHubHTTPError, match="401"):
            huggingface_hub.InferenceClient(model=api.url, token="wrong").text_classification("good")


def test_list_of_inputs_is_a_batch(client: TestClient) -> None:
    one = client.post("/", json={"inputs": "good"}).json()
    several = client.post("/", json={"inputs": ["good", "bad"]}).json()
    assert len(one) == 1
    assert several[0] == one[0]
    assert [scores[0]["label"] for scores in several] == ["positive", "negative"]


def test_neutral_setting_selects_classes(client: TestClient, start_client: Callable[..., TestClient]) -> None:
    assert len(client.post("/", json={"inputs": "good"}).json()[0]) == 2
    assert len(start_client(neutral=True).post("/", json={"inputs": "good"}).json()[0]) == 3


@pytest.mark.parametrize(
    ("body", "location"),
    [
        ({"inputs": {"text": "a", "text_pair": "b"}}, ["inputs"]),
        ({"inputs": []}, ["inputs"]),
        ({"inputs": ""}, ["inputs"]),
        ({"inputs": 5}, ["inputs"]),
        ({"inputs": ["a", ["b"]]}, ["inputs", 1]),
        ({"inputs": [" "]}, ["inputs", 0]),
        ({"text": "good"}, ["inputs"]),
        ({"inputs": "a", "parameters": {"function_to_apply": "sigmoid"}}, ["parameters", "function_to_apply"]),
        ({"inputs": "a", "parameters": {"top_k": 0}}, ["parameters", "top_k"]),
    ],
)
def test_error_names_faulty_field(client: TestClient, body: dict[str, Any], location: list[str | int]) -> None:
    response = client.post("/", json=body)
    assert response.status_code == 422
    assert [error["loc"] for error in response.json()["detail"]] == [["body", *location]]


@pytest.mark.parametrize(
    ("inputs", "location"), [("\u200b", ["body", "inputs"]), (["good", "\u200b"], ["body", "inputs", 1])]
)
def test_error_names_invisible_text(client: TestClient, inputs: str | list[str], location: list[str | int]) -> None:
    assert client.post("/", json={"inputs": inputs}).json()["detail"][0]["loc"] == location


def test_top_k_limits_classes(client: TestClient) -> None:
    assert len(client.post("/", json={"inputs": "good", "parameters": {"top_k": 1}}).json()[0]) == 1


def test_unknown_fields_are_ignored(client: TestClient) -> None:
    body = {"inputs": "good", "options": {"wait_for_model": True}, "parameters": {"top_k": None}, "stream": False}
    assert client.post("/", json=body).status_code == 200
