"""API keys, the rate limit, and cross-origin requests."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from twitter_sentiment.errors import InputError
from twitter_sentiment.service.app import create_app
from twitter_sentiment.service.middleware.auth import OPEN_PATHS
from twitter_sentiment.settings import ServingSettings

from .clients import open_client

StartClient = Callable[..., TestClient]

GOOD = {"text": "good"}
OPERATIONS = [
    (method.upper(), path)
    for path, operations in create_app(ServingSettings()).openapi()["paths"].items()
    for method in operations
    if path not in OPEN_PATHS
]


@pytest.fixture(scope="module")
def protected() -> Iterator[TestClient]:
    with open_client(api_keys="first-key, second-key") as client:
        yield client


@pytest.mark.parametrize(("method", "path"), [*OPERATIONS, ("GET", "/nowhere")])
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-API-Key": "wrong"},
        {"X-API-Key": "first-key,"},
        {"Authorization": "Basic first-key"},
        {"Authorization": "Bearer"},
        {"X-API-Key": "", "Authorization": "Bearer first"},
    ],
)
def test_invalid_key_is_401(protected: TestClient, method: str, path: str, headers: dict[str, str]) -> None:
    response = protected.request(method, path, headers=headers)
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Bearer")
    assert response.json()["title"] == "Unauthorized"


def test_operations_that_need_a_key_are_counted() -> None:
    assert len(OPERATIONS) == 22


@pytest.mark.parametrize("path", sorted(OPEN_PATHS))
def test_open_paths_need_no_key(protected: TestClient, path: str) -> None:
    assert protected.get(path).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"X-API-Key": "first-key"},
        {"X-API-Key": "second-key"},
        {"Authorization": "Bearer first-key"},
        {"Authorization": "bearer second-key"},
    ],
)
def test_valid_key_is_accepted_in_both_headers(protected: TestClient, headers: dict[str, str]) -> None:
    assert protected.post("/predict", json=GOOD, headers=headers).status_code == 200
    assert protected.get("/metrics", headers=headers).status_code == 200


def test_openapi_describes_both_headers(protected: TestClient) -> None:
    schema = protected.get("/openapi.json").json()
    assert {scheme["type"] for scheme in schema["components"]["securitySchemes"].values()} == {"apiKey", "http"}
    assert len(schema["paths"]["/predict"]["post"]["security"]) == 2
    assert "security" not in schema["paths"]["/health"]["get"]


def test_keys_are_read_from_a_file_too(tmp_path: Path, start_client: StartClient) -> None:
    (tmp_path / "keys").write_text("from-a-file\nanother-key\n")
    client = start_client(api_keys="written-key", api_keys_file=tmp_path / "keys")
    for key in ("from-a-file", "another-key", "written-key"):
        assert client.post("/predict", json=GOOD, headers={"X-API-Key": key}).status_code == 200


@pytest.mark.parametrize("content", [None, "", "\n , \n"])
def test_key_file_without_keys_is_refused(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "keys").write_text(content)
    with pytest.raises(InputError, match="API_KEYS_FILE"):
        create_app(ServingSettings(api_keys_file=tmp_path / "keys"))


def test_api_keys_without_keys_is_refused() -> None:
    with pytest.raises(InputError, match="API_KEYS is set, but holds no key"):
        create_app(ServingSettings(api_keys=" , "))


def test_key_may_contain_any_letters(start_client: StartClient) -> None:
    client = start_client(api_keys="schlüssel")
    assert client.get("/model", headers=[(b"X-API-Key", "schlüssel".encode())]).status_code == 200


def test_settings_repr_hides_keys() -> None:
    assert "secret" not in repr(ServingSettings(api_keys="secret-key", api_key="secret-key"))


def test_rate_limit_is_429_with_retry_after(start_client: StartClient) -> None:
    client = start_client(rate_limit="3/hour")  # the probes until it is loaded do not count
    assert [client.post("/predict", json=GOOD).status_code for _ in range(4)] == [200, 200, 200, 429]
    response = client.get("/model")
    assert response.status_code == 429
    assert 1 <= int(response.headers["Retry-After"]) <= 3600
    assert client.get("/health").status_code == 200


def test_rate_limit_counts_texts(start_client: StartClient) -> None:
    client = start_client(rate_limit="10/hour")
    assert client.post("/predict/batch", json={"texts": ["good"] * 6}).status_code == 200
    assert client.post("/", json={"inputs": ["good"] * 6}).status_code == 429
    assert client.post("/predict", json={"text": "one two three four five", "explain": True}).status_code == 429
    assert client.post("/predict", json={"text": "one", "explain": True}).status_code == 200
    assert client.post("/predict", json=GOOD).status_code == 429


@pytest.mark.parametrize("texts", [11, 12])
def test_rate_limit_below_a_batch_says_so(start_client: StartClient, texts: int) -> None:
    response = start_client(rate_limit="10/hour").post("/predict/batch", json={"texts": ["good"] * texts})
    assert (response.status_code, "send fewer at once" in response.json()["detail"]) == (429, True)


def test_rate_limit_counts_each_key_apart(start_client: StartClient) -> None:
    client = start_client(rate_limit="1/hour", api_keys="first-key second-key")
    keys = ("first-key", "first-key", "second-key")
    statuses = [client.get("/model", headers={"X-API-Key": key}).status_code for key in keys]
    assert statuses == [200, 429, 200]


def test_invalid_rate_limit_is_refused() -> None:
    with pytest.raises(InputError, match="RATE_LIMIT='often' is no limit: write for example 100/minute"):
        create_app(ServingSettings(rate_limit="often"))


def test_cors_allows_listed_origins_only(start_client: StartClient) -> None:
    preflight = {"Origin": "https://shop.example", "Access-Control-Request-Method": "POST"}
    without_cors = start_client()
    assert "Access-Control-Allow-Origin" not in without_cors.get("/health", headers=preflight).headers
    client = start_client(cors_origins="https://shop.example, https://news.example", api_keys="first-key")
    allowed = client.options("/predict", headers=preflight)
    assert (allowed.status_code, allowed.headers["Access-Control-Allow-Origin"]) == (200, "https://shop.example")
    other = client.options("/predict", headers=preflight | {"Origin": "https://evil.example"})
    assert "Access-Control-Allow-Origin" not in other.headers
