"""SageMaker can run the service as a container."""

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

JSON = "application/json"
JSON_LINES = "application/jsonlines"
CSV = "text/csv"


def invoke(client: TestClient, content: str | bytes, content_type: str, **headers: str) -> Any:
    """Return the response to a body of a type."""
    return client.post("/invocations", content=content, headers={"Content-Type": content_type, **headers})


def labels_of(client: TestClient, content: str | bytes, content_type: str) -> list[str]:
    """Return the predicted classes, whatever the format of the response."""
    response = invoke(client, content, content_type, Accept=JSON)
    assert response.status_code == 200, response.text
    return [score["label"] for score in response.json()]


def test_ping_has_no_body(client: TestClient) -> None:
    response = client.get("/ping")
    assert (response.status_code, response.content) == (200, b"")


@pytest.mark.parametrize(
    "body",
    [
        {"inputs": ["good", "bad"], "parameters": {"top_k": 1}},
        {"instances": ["good", "bad"]},
        {"instances": [{"features": ["good"]}, {"text": "bad"}]},
    ],
)
def test_json_of_containers_and_algorithms_is_read(client: TestClient, body: dict[str, Any]) -> None:
    assert labels_of(client, json.dumps(body), JSON) == ["positive", "negative"]


def test_one_text_gets_a_list_of_one(client: TestClient) -> None:
    (score,) = invoke(client, '{"inputs": "good"}', JSON).json()
    assert score == client.post("/", json={"inputs": "good"}).json()[0][0]


def test_each_line_of_json_lines_gets_a_line(client: TestClient) -> None:
    lines = '{"inputs": "good"}\n{"text": "bad\\n"}\r\n{"source": "good"}\n{"features": ["bad"]}\n"good\u2028"'
    response = invoke(client, lines.encode(), JSON_LINES)
    assert response.headers["Content-Type"] == JSON_LINES
    labels = [json.loads(line)["label"] for line in response.text.splitlines()]
    assert labels == ["positive", "negative", "positive", "negative", "positive"]


def test_each_row_of_csv_gets_a_row(client: TestClient) -> None:
    response = invoke(client, '\ufeffgood\r\n"bad, very ""bad""\nbad"\n', CSV)
    assert response.headers["Content-Type"].startswith(CSV)
    assert [row.partition(",")[0] for row in response.text.splitlines()] == ["positive", "negative"]
    assert all(0.5 < float(row.partition(",")[2]) < 1 for row in response.text.splitlines())


@pytest.mark.parametrize(
    ("content", "content_type"), [("inputs\ngood\n", CSV), ("x\ngood\n", f"{CSV}; header=present")]
)
def test_csv_with_header_gets_a_header(client: TestClient, content: str, content_type: str) -> None:
    header, row = invoke(client, content, content_type).text.splitlines()
    assert (header, row.partition(",")[0]) == ("label,score", "positive")


@pytest.mark.parametrize(
    ("accept", "answered"),
    [("*/*", CSV), (f"text/html, {JSON_LINES};q=0.9, {JSON}", JSON_LINES), (JSON, JSON), ("image/png", CSV)],
)
def test_accept_chooses_the_format(client: TestClient, accept: str, answered: str) -> None:
    response = invoke(client, "good", CSV, Accept=accept)
    assert response.headers["Content-Type"].partition(";")[0] == answered


@pytest.mark.parametrize(
    ("content", "content_type", "location"),
    [
        ("good\n\nbad\n", CSV, ["body", "inputs", 1]),
        ("good\n\u200b\n", CSV, ["body", "inputs", 1]),
        ('{"text": "good"}\n{"text": " "}', JSON_LINES, ["body", "inputs", 1]),
        ('{"text": "good"}\n{"review": "good"}', JSON_LINES, ["body", "inputs", 1]),
        ('{"instances": ["good", {"features": ["a", "b"]}]}', JSON, ["body", "inputs", 1]),
        ("good\n" * 257, CSV, ["body", "inputs"]),
        ('"good"\n' * 257, JSON_LINES, ["body", "inputs"]),
        ("", CSV, ["body"]),
        ("text\n", f"{CSV}; header=present", ["body", "inputs"]),
    ],
)
def test_error_names_faulty_row(client: TestClient, content: str, content_type: str, location: list[Any]) -> None:
    response = invoke(client, content, content_type)
    assert response.status_code == 422
    assert [error["loc"] for error in response.json()["detail"]] == [location]


@pytest.mark.parametrize(
    ("content", "content_type", "message"),
    [
        ("good\nbad, really\n", CSV, "Row 2 has 2 fields"),
        ('good\n"bad"!\n', CSV, "Row 2 is not CSV"),
        ('good\n"bad\n', CSV, "Row 2 is not CSV"),
        ("good\n" + "x" * 30_000, CSV, "more than 10,000 characters"),
        ('{"text": "good"}\n\n{"text": "bad"}', JSON_LINES, "Line 2 is not JSON"),
        ('{"text": "good"}\ngood', JSON_LINES, "Line 2 is not JSON"),
    ],
)
def test_unreadable_row_is_numbered(client: TestClient, content: str, content_type: str, message: str) -> None:
    response = invoke(client, content, content_type)
    assert response.status_code == 422
    assert message in response.json()["detail"][0]["msg"]


def test_largest_texts_and_most_rows_are_read(client: TestClient) -> None:
    assert labels_of(client, "good\n" * 256, CSV) == ["positive"] * 256
    assert labels_of(client, '"' + 9_990 * '""' + ' "" good"\r\n', CSV) == ["positive"]


@pytest.mark.parametrize(("content", "content_type"), [(b"good\n\xff\n", CSV), (b'"good\xff"', JSON_LINES)])
def test_text_that_is_not_utf8_is_refused(client: TestClient, content: bytes, content_type: str) -> None:
    assert invoke(client, content, content_type).status_code in (400, 422)


@pytest.mark.parametrize("content_type", ["application/xml", "application/x-recordio-protobuf", ""])
def test_other_format_is_415_and_says_which(client: TestClient, content_type: str) -> None:
    response = invoke(client, "good", content_type)
    assert response.status_code == 415
    assert f"{JSON}, {JSON_LINES} or {CSV}" in response.json()["detail"]
