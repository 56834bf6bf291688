"""Bodies of other formats that lie about themselves or are costly to parse."""

import time
from typing import Any

import httpx2
import pytest

from ..running import Running
from .test_bodies import MAX_BODY_BYTES

pytestmark = pytest.mark.e2e

INFER = "/v2/models/default/infer"
CSV = {"Content-Type": "text/csv"}
JSON_LINES = {"Content-Type": "application/jsonlines"}
JSON = {"Content-Type": "application/json"}
LENGTH = "Inference-Header-Content-Length"


def post(api: Running, path: str, content: bytes, headers: dict[str, str]) -> httpx2.Response:
    """Post a body; the answer must come soon, and the service must be healthy."""
    started = time.perf_counter()
    response = httpx2.post(f"{api.url}{path}", content=content, headers=headers, timeout=30)
    assert time.perf_counter() - started < 10
    assert httpx2.get(f"{api.url}/health", timeout=30).status_code == 200
    assert len(response.content) < 20_000
    return response


def repeat(piece: bytes, start: bytes = b"") -> bytes:
    return start + piece * ((MAX_BODY_BYTES - 200) // len(piece))


@pytest.mark.parametrize(
    ("content", "headers"),
    [
        (repeat(b","), CSV),
        (repeat(b"\n"), CSV),
        (repeat(b'"'), CSV),
        (repeat(b'"a\n",'), CSV),
        (repeat(b"a\n", b'"'), CSV),
        (repeat(b'""', b'"'), CSV),
        (repeat(b"\x00"), CSV),
        (repeat(b"good\n"), CSV),
        (repeat(b"\n"), JSON_LINES),
        (repeat(b"[]\n"), JSON_LINES),
        (repeat(b'"good"\n'), JSON_LINES),
        (b"[" * 60_000, JSON_LINES),
        (b"9" * 60_000, JSON_LINES),
        (b'{"instances": [' + b"[]," * 20_000 + b"[]]}", JSON),
    ],
)
def test_costly_rows_are_422(target_api: Running, content: bytes, headers: dict[str, str]) -> None:
    assert post(target_api, "/invocations", content, headers).status_code == 422


def infer_body(size: Any = None, **tensor: Any) -> bytes:
    """JSON of a request, with a size of binary data if there is one."""
    tensor = {"name": "text", "shape": [1], "datatype": "BYTES"} | tensor
    if size is not None:
        tensor["parameters"] = {"binary_data_size": size}
    return httpx2.Request("POST", "http://x", json={"inputs": [tensor]}).content


@pytest.mark.parametrize(
    "shape", ["[]", "[-1]", "[0]", "[2]", "[1e999]", "[%s]" % ("9" * 4_000), "[%s]" % ("1," * 20_000 + "1"), "null"]
)
def test_shape_that_lies_is_422(target_api: Running, shape: str) -> None:
    body = infer_body(data=["good"]).replace(b"[1]", shape.encode())
    assert post(target_api, INFER, body, JSON).status_code == 422


@pytest.mark.parametrize("length", ["", "-1", "+3", "1_0", "0x10", "²", "9" * 5_000, "8388608", "5, 5"])
def test_length_of_json_that_lies_is_400(target_api: Running, length: str) -> None:
    headers = {LENGTH: length.encode("latin-1")}
    response = post(target_api, INFER, infer_body(8) + b"\x04\x00\x00\x00good", headers)  # type: ignore[arg-type]
    assert (response.status_code, LENGTH in response.json()["detail"]) == (400, True)


@pytest.mark.parametrize(
    ("size", "tensors"),
    [
        (8, b"\xff\xff\xff\xffgood"),
        (8, b"\x05\x00\x00\x00good"),
        (7, b"\x04\x00\x00\x00goo"),
        (3, b"\x04\x00\x00"),
        (8, b"\x04\x00\x00\x00g\xffod"),
        (9, b"\x04\x00\x00\x00good"),
        (True, b"\x04\x00\x00\x00good"),
        ("8", b"\x04\x00\x00\x00good"),
        (-8, b"\x04\x00\x00\x00good"),
        (10**30, b"\x04\x00\x00\x00good"),
        (None, b"\x04\x00\x00\x00good"),
        (8_000_000, b"\x00\x00\x00\x00" * 2_000_000),
        (8_000_000, b"\x3c\x12\x7a\x00" + b"[" * 7_999_996),
    ],
)
def test_tensor_that_lies_is_422(target_api: Running, size: Any, tensors: bytes) -> None:
    head = infer_body(size)
    assert post(target_api, INFER, head + tensors, {LENGTH: str(len(head))}).status_code == 422


@pytest.mark.parametrize(
    "head", [b"[]", b"null", b'"inputs"', b'{"inputs": null}', b'{"inputs": [[]]}', b'{"inputs": [{}, {}]}']
)
def test_json_of_another_shape_before_a_tensor_is_422(target_api: Running, head: bytes) -> None:
    response = post(target_api, INFER, head + b"\x04\x00\x00\x00good", {LENGTH: str(len(head))})
    assert (response.status_code, "binary_data=False" in response.json()["detail"][0]["msg"]) == (422, True)


@pytest.mark.parametrize("path", ["/predict/batch", INFER])
@pytest.mark.parametrize("headers", [{}, {"Content-Type": "application/octet-stream"}, JSON])
def test_tensor_header_opens_no_way_around_the_limits(target_api: Running, path: str, headers: dict[str, str]) -> None:
    content = repeat(b"[],", b'{"texts": [')
    response = post(target_api, path, content, headers | {LENGTH: str(len(content))})
    assert response.status_code == 415 or response.json()["detail"][0]["type"] == "too_complex"


def test_name_of_a_model_is_neither_logged_nor_repeated(target_api: Running) -> None:
    for name in ("private", "private%0a%0d/x", "..%2f..%2fprivate", "private" * 5_000):
        response = httpx2.get(f"{target_api.url}/v2/models/{name}", timeout=30)
        assert (response.status_code, "private" in response.text) == (404, False)
    assert "private" not in target_api.log
