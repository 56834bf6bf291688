"""Clients of vLLM and SGLang, and OpenAI's own, can be pointed here."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from .requests import MODEL

openai = pytest.importorskip("openai")


@pytest.fixture(scope="module")
def openai_client(named_client: TestClient) -> Any:
    return openai.OpenAI(base_url="http://testserver/v1", api_key="any", http_client=named_client, max_retries=0)


def test_openai_client_finds_model_and_classifies(openai_client: Any, named_client: TestClient) -> None:
    (model,) = openai_client.models.list()
    assert (model.id, model.object, model.max_model_len) == (MODEL, "model", 256)
    body = {"model": model.id, "input": ["I love it", "bad"], "user": "me"}
    answer = openai_client.post("/classify", body=body, cast_to=object)
    assert {name: answer[name] for name in ("object", "model", "usage")} == {
        "object": "list",
        "model": MODEL,
        "usage": {"prompt_tokens": 4, "total_tokens": 4, "completion_tokens": 0, "prompt_tokens_details": None},
    }
    first, second = answer["data"]
    scores = named_client.post("/predict", json={"text": "I love it", "scores": True}).json()["scores"]
    assert first == {"index": 0, "label": "positive", "probs": list(scores.values()), "num_classes": 3}
    assert (second["index"], second["label"], list(scores)) == (1, "negative", ["negative", "neutral", "positive"])


def test_other_model_is_404(openai_client: Any) -> None:
    with pytest.raises(openai.NotFoundError) as error:
        openai_client.post("/classify", body={"model": "gpt-9", "input": "good"}, cast_to=object)
    assert error.value.body["detail"].endswith(f"with the name {MODEL}.")


def test_both_paths_classify_one_text(client: TestClient) -> None:
    answers = [client.post(path, json={"input": "good"}).json() for path in ("/classify", "/v1/classify")]
    assert answers[0]["data"] == answers[1]["data"]
    assert (answers[0]["model"], answers[0]["data"][0]["num_classes"]) == ("default", 2)
    assert len({answer["id"] for answer in answers}) == 2


@pytest.mark.parametrize(
    ("body", "location"),
    [
        ({"input": [1, 2]}, ["body", "input", 0]),  # ids of tokens
        ({"input": ["good", ""]}, ["body", "input", 1]),
        ({"input": {}}, ["body", "input"]),
        ({"messages": [{"role": "user", "content": "good"}]}, ["body", "input"]),
    ],
)
def test_error_names_faulty_input(client: TestClient, body: dict[str, Any], location: list[str | int]) -> None:
    assert client.post("/classify", json=body).json()["detail"][0]["loc"] == location
