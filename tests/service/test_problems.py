"""Whatever is wrong with a request, the answer has one shape and names the fault."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient

from twitter_sentiment.inference.shared import SharedClassifier
from twitter_sentiment.service.app import create_app
from twitter_sentiment.service.limits import LimitBody
from twitter_sentiment.settings import Settings

from ..waiting import wait_until_loaded


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    settings = Settings(model_path="no_such_folder", max_body_bytes=100_000)
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield wait_until_loaded(client)


def problem_of(client: TestClient, body: bytes, kind: str = "application/json", path: str = "/predict") -> Any:
    response = client.post(path, content=body, headers={"Content-Type": kind})
    problem = response.json()
    assert set(problem) == {"type", "title", "status", "detail", "request_id"}
    assert problem["status"] == response.status_code
    assert problem["request_id"] == response.headers["X-Request-ID"]
    plain = response.status_code in (422, 503)  # as clients of the documented statuses know them
    assert response.headers["Content-Type"] == ("application/json" if plain else "application/problem+json")
    return problem


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"text": "\xff"}', 400),  # no UTF-8
        (b"[" * 5000, 400),  # nested too deeply
        (b'{"text": "\\ud800"}', 422),  # half a character
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
        (b'{"text": "good", "colour": "red"}', 422),
        (b'{"text": "good", "neutral": "yes"}', 422),
        (b'{"text": "%s"}' % (b"x" * 10_001), 422),
        (b'{"text": "%s"}' % (b"x" * 100_000), 413),
    ],
)
def test_an_unusable_body_is_a_4xx_in_one_shape(client: TestClient, body: bytes, status: int) -> None:
    assert problem_of(client, body)["status"] == status


def test_the_422_of_a_text_keeps_the_list_its_clients_know(client: TestClient) -> None:
    (detail,) = problem_of(client, b'{"text": " "}')["detail"]
    assert detail == {"type": "text_empty", "loc": ["body", "text"], "msg": "The text is empty"}


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/xml"])
def test_another_content_type_is_415_and_names_the_header(client: TestClient, kind: str) -> None:
    problem = problem_of(client, b'{"text": "good"}', kind)
    assert problem["status"] == 415
    assert "Content-Type: application/json" in problem["detail"]


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "APPLICATION/JSON", "application/ld+json"])
def test_each_way_to_write_the_json_type_is_taken(client: TestClient, kind: str) -> None:
    assert client.post("/predict", content=b'{"text": "good"}', headers={"Content-Type": kind}).status_code == 200


def test_unknown_paths_and_methods_are_told_in_the_same_shape(client: TestClient) -> None:
    assert problem_of(client, b"", path="/nowhere")["status"] == 404
    assert problem_of(client, b"", path="/health")["status"] == 405
    assert client.post("/health").headers["Allow"] == "GET"


def test_a_body_of_unknown_fields_gets_a_short_answer(client: TestClient) -> None:
    many = {f"field {number}" * 9: 1 for number in range(800)}
    for path in ("/predict", "/predict/batch", "/"):
        response = client.post(path, json=many)
        assert (response.status_code, response.json()["detail"][0]["type"]) == (422, "too_many_fields")
        assert len(response.content) < 1000
    (detail, *_) = client.post("/predict", json={"x" * 5000: 1}).json()["detail"][-1:]
    assert len(detail["loc"][-1]) == 64


def test_too_many_large_bodies_together_are_refused() -> None:
    limit = LimitBody(None, largest=10)  # type: ignore[arg-type]
    limit._held = 41
    app = FastAPI()

    @app.post("/")
    async def read(request: Request) -> int:
        return len(await request.body())

    limit._app = app
    with TestClient(limit) as client:
        assert client.post("/", content=b"x" * 9).status_code == 503
        limit._held = 0
        assert client.post("/", content=b"x" * 9).json() == 9
        assert limit._held == 0


def test_a_body_without_a_declared_length_is_limited_too(client: TestClient) -> None:
    response = client.post(
        "/predict", content=iter([b'{"text": "', b"x" * 200_000]), headers={"Content-Type": "application/json"}
    )
    assert response.status_code == 413


def test_an_unforeseen_error_is_500_and_its_message_stays_out_of_log_and_answer(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    message = "pri" + "vate"  # not as it would stand in the line of the stack

    async def fail(*_: object, **__: object) -> None:
        raise RuntimeError(f"the text was: {message}")

    monkeypatch.setattr(SharedClassifier, "predict_rows", fail)
    with caplog.at_level(logging.DEBUG):
        problem = problem_of(client, b'{"text": "private"}')
    assert problem["status"] == 500
    assert "private" not in str(problem)
    assert message not in caplog.text
    assert "Unforeseen RuntimeError" in caplog.text
    assert "routes.py" in caplog.text
