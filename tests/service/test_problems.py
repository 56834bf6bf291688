"""Every error has one shape and names what is wrong."""

import logging
import threading
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from .clients import FailingModel, load_wrapped


def post_invalid(
    client: TestClient, body: bytes, content_type: str = "application/json", path: str = "/predict"
) -> Any:
    """Post a body and return the problem, after checking its members and headers."""
    response = client.post(path, content=body, headers={"Content-Type": content_type})
    problem = response.json()
    assert set(problem) == {"type", "title", "status", "detail", "request_id"}
    assert problem["status"] == response.status_code
    assert problem["request_id"] == response.headers["X-Request-ID"]
    is_documented = response.status_code in (422, 503)  # their clients expect plain JSON
    assert response.headers["Content-Type"] == ("application/json" if is_documented else "application/problem+json")
    return problem


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"text": "\xff"}', 400),  # not UTF-8
        (b"[" * 5000, 400),  # nested too deeply
        (b'{"text": "\\ud800"}', 422),  # half a surrogate pair
        (b"{", 422),
        (b"", 422),
        (b"null", 422),
        (b'"good"', 422),
        (b'{"text": NaN}', 422),
        (b'{"text": 7}', 422),
        (b'{"text": ["good"]}', 422),
        (b'{"text": null}', 422),
        (b'{"text": " "}', 422),
        (b'{"text": ""}', 422),
        (b'{"text": "good", "color": "red"}', 422),
        (b'{"text": "good", "neutral": "yes"}', 422),
        (b'{"text": "%s"}' % (b"x" * 10_001), 422),
        (b'{"text": "%s"}' % (b"x" * 100_000), 413),
    ],
)
def test_invalid_body_is_a_4xx_problem(client: TestClient, body: bytes, status: int) -> None:
    assert post_invalid(client, body)["status"] == status


def test_422_lists_validation_errors(client: TestClient) -> None:
    (detail,) = post_invalid(client, b'{"text": " "}')["detail"]
    assert detail == {"type": "text_empty", "loc": ["body", "text"], "msg": "The text is empty"}


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "application/xml"])
def test_other_content_type_is_415(client: TestClient, content_type: str) -> None:
    problem = post_invalid(client, b'{"text": "good"}', content_type)
    assert problem["status"] == 415
    assert "Content-Type: application/json" in problem["detail"]


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", "APPLICATION/JSON", "application/ld+json"])
def test_json_content_types_are_accepted(client: TestClient, content_type: str) -> None:
    response = client.post("/predict", content=b'{"text": "good"}', headers={"Content-Type": content_type})
    assert response.status_code == 200


def test_unknown_path_or_method_is_a_problem(client: TestClient) -> None:
    assert post_invalid(client, b"", path="/nowhere")["status"] == 404
    assert post_invalid(client, b"", path="/health")["status"] == 405
    assert client.post("/health").headers["Allow"] == "GET"


@pytest.mark.parametrize("path", ["/predict", "/predict/batch"])
def test_too_many_fields_get_a_short_error(client: TestClient, path: str) -> None:
    response = client.post(path, json={f"field {number}" * 9: 1 for number in range(800)})
    assert (response.status_code, response.json()["detail"][0]["type"]) == (422, "too_many_fields")
    assert len(response.content) < 1000


def test_long_field_name_is_shortened(client: TestClient) -> None:
    detail = client.post("/predict", json={"x" * 5000: 1}).json()["detail"][-1]
    assert len(detail["loc"][-1]) == 64


def test_body_without_length_is_limited_too(client: TestClient) -> None:
    response = client.post(
        "/predict", content=iter([b'{"text": "', b"x" * 200_000]), headers={"Content-Type": "application/json"}
    )
    assert response.status_code == 413


def test_unexpected_error_is_500_without_message(
    start_client: Callable[..., TestClient], caplog: pytest.LogCaptureFixture
) -> None:
    failing = threading.Event()
    message = "the text was: private"
    client = start_client(load=load_wrapped(lambda model: FailingModel(model, failing, message)))
    failing.set()
    with caplog.at_level(logging.DEBUG):
        problem = post_invalid(client, b'{"text": "private"}')
    assert problem["status"] == 500
    assert "private" not in str(problem)
    assert "private" not in caplog.text
    assert "Unexpected RuntimeError" in caplog.text
    assert "routes.py" in caplog.text
