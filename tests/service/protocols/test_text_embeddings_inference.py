"""Products that take the address of a text-embeddings-inference server can be pointed here."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from ..clients import open_client
from .requests import MODEL


def test_request_of_discourse_gets_a_score_for_each_class() -> None:
    headers = {"Referer": "https://forum.example", "X-API-KEY": "forum-key", "Authorization": "Bearer forum-key"}
    with open_client(api_keys="forum-key", neutral=True) as client:
        response = client.post("/tei/predict", json={"inputs": "A title\nI love it", "truncate": True}, headers=headers)
    assert response.status_code == 200
    scores = {each["label"]: each["score"] for each in response.json()}  # as Discourse reads it
    assert list(scores) == ["positive", "neutral", "negative"]
    assert sum(scores.values()) == pytest.approx(1, abs=2e-4)


@pytest.mark.parametrize("inputs", [[["good"], ["bad"]], ["good", "bad"], ["good", ["bad"]]])
def test_batch_gets_nested_scores(client: TestClient, inputs: list[Any]) -> None:
    response = client.post("/tei/predict", json={"inputs": inputs, "raw_scores": True})
    assert [scores[0]["label"] for scores in response.json()] == ["positive", "negative"]
    assert response.json()[0] == client.post("/tei/predict", json={"inputs": "good"}).json()


@pytest.mark.parametrize("inputs", [[["good", "bad"]], [[]], [[["good"]]], [["good"], [" "]]])
def test_pair_or_faulty_row_is_named(client: TestClient, inputs: list[Any]) -> None:
    (error,) = client.post("/tei/predict", json={"inputs": inputs}).json()["detail"]
    assert error["loc"] == ["body", "inputs", len(inputs) - 1]


@pytest.mark.parametrize("path", ["/info", "/tei/info"])
def test_info_has_labels_and_limits(named_client: TestClient, path: str) -> None:
    info = named_client.get(path).json()
    assert info["model_id"] == MODEL
    assert info["model_type"]["classifier"]["label2id"] == {"negative": 0, "neutral": 1, "positive": 2}
    assert (info["model_dtype"], info["max_client_batch_size"], info["max_input_length"]) == ("int8", 256, 256)
