"""Clients of KServe and Triton can be pointed here.

`tritonclient` is no dependency of the tests: it holds back packages that they need. Its requests are written down here.
"""

from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient

from .requests import INFER, MODEL, body_of

# What tritonclient.http 2.73 sends for np.array(["I love it", "awful"], dtype=object), without a Content-Type.
TRITON_JSON = (
    b'{"id":"7","inputs":[{"name":"text","shape":[2],"datatype":"BYTES","parameters":{"binary_data_size":22}}],'
    b'"outputs":[{"name":"label","parameters":{"binary_data":true}}]}'
)
TRITON_BINARY = b"\t\x00\x00\x00I love it\x05\x00\x00\x00awful"


def post_binary(client: TestClient, head: bytes, tensors: bytes, length: str | None = None, **headers: str) -> Any:
    """Post JSON and tensors behind it; return the response."""
    headers["Inference-Header-Content-Length"] = length or str(len(head))
    return client.post(INFER, content=head + tensors, headers=headers)


def test_model_describes_itself(named_client: TestClient) -> None:
    model = f"/v2/models/{MODEL}"
    assert named_client.get("/v2").json()["name"] == "twitter-sentiment"
    assert named_client.get("/v2/health/live").json() == {"live": True}
    assert named_client.get("/v2/health/ready").json() == {"ready": True}
    assert named_client.get(f"{model}/ready").json() == {"name": MODEL, "ready": True}
    metadata = named_client.get(model).json()
    assert metadata["inputs"] == [{"name": "text", "datatype": "BYTES", "shape": [-1]}]
    assert {output["name"]: output["shape"] for output in metadata["outputs"]} == {
        "label": [-1],
        "probabilities": [-1, 3],
    }


@pytest.mark.parametrize(("method", "path"), [("GET", ""), ("GET", "/ready"), ("POST", "/infer")])
def test_other_model_is_404(named_client: TestClient, method: str, path: str) -> None:
    assert named_client.request(method, f"/v2/models/default{path}", json={}).status_code == 404


def test_outputs_fit_their_shapes(named_client: TestClient) -> None:
    texts = ["I love it", "awful"]
    answer = named_client.post(INFER, json=body_of(INFER, texts)).json()
    label, probabilities = answer["outputs"]
    predictions = named_client.post("/predict/batch", json={"texts": texts, "scores": True}).json()["predictions"]
    assert set(answer) == {"model_name", "outputs"}
    assert label["data"] == [prediction["sentiment"] for prediction in predictions]
    rows = np.array(probabilities["data"], dtype=np.float32).reshape(probabilities["shape"])
    assert rows == pytest.approx(np.array([list(prediction["scores"].values()) for prediction in predictions]))


@pytest.mark.parametrize("names", [["probabilities"], ["probabilities", "label"], []])
def test_requested_outputs_come_in_their_order(named_client: TestClient, names: list[str]) -> None:
    body = body_of(INFER, ["good"]) | {"id": "a b", "outputs": [{"name": name} for name in names]}
    answer = named_client.post(INFER, json=body).json()
    assert [output["name"] for output in answer["outputs"]] == (names or ["label", "probabilities"])
    assert answer["id"] == "a b"


def test_column_is_read_like_a_list(named_client: TestClient) -> None:
    body = body_of(INFER, ["good", "bad"])
    answer = named_client.post(INFER, json=body).json()
    body["inputs"][0] |= {"shape": [2, 1], "data": [["good"], ["bad"]]}
    assert named_client.post(INFER, json=body).json() == answer


@pytest.mark.parametrize("headers", [{}, {"Content-Type": "application/octet-stream"}])
def test_binary_request_of_triton_is_answered(named_client: TestClient, headers: dict[str, str]) -> None:
    answer = post_binary(named_client, TRITON_JSON, TRITON_BINARY, **headers).json()
    output = {"name": "label", "shape": [2], "datatype": "BYTES", "data": ["positive", "negative"]}
    assert answer == {"model_name": MODEL, "id": "7", "outputs": [output]}
    json_only = TRITON_JSON.replace(b'"parameters":{"binary_data_size":22}', b'"data":["I love it","awful"]')
    assert post_binary(named_client, json_only, b"", **headers).json() == answer
    assert named_client.post(INFER, content=json_only).json() == answer


@pytest.mark.parametrize(
    "change",
    [
        {"shape": [1]},
        {"shape": [1, 2]},
        {"shape": [2, 1, 1]},
        {"shape": [-2, -1]},
        {"shape": [10**30]},
        {"shape": [2.0]},
        {"shape": []},
        {"datatype": "FP32"},
        {"data": [["good", "bad"]]},
        {"data": "good"},
    ],
)
def test_tensor_that_is_no_list_of_texts_is_422(named_client: TestClient, change: dict[str, Any]) -> None:
    body = body_of(INFER, ["good", "bad"])
    body["inputs"][0] |= change
    assert named_client.post(INFER, json=body).status_code == 422


def test_second_input_or_unknown_output_is_422(named_client: TestClient) -> None:
    body = body_of(INFER, ["good"])
    assert named_client.post(INFER, json={"inputs": 2 * body["inputs"]}).status_code == 422
    assert named_client.post(INFER, json=body | {"outputs": [{"name": "embedding"}]}).status_code == 422
