"""Keys and the rate limit."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from twitter_sentiment.errors import InputError
from twitter_sentiment.service.access import GUARDED_PATHS, OPEN_PATHS
from twitter_sentiment.service.app import create_app
from twitter_sentiment.settings import Settings

from ..waiting import wait_until_loaded

PATHS = [("POST", "/predict"), ("POST", "/predict/batch"), ("POST", "/"), ("GET", "/model"), ("GET", "/metrics")]
GOOD = {"text": "good"}


def client_of(**settings: Any) -> TestClient:
    return TestClient(create_app(Settings(model_path="no_such_folder", **settings)))


@pytest.fixture(scope="module")
def guarded() -> Iterator[TestClient]:
    with client_of(api_keys="first-key, second-key") as client:
        yield wait_until_loaded(client)


@pytest.mark.parametrize(("method", "path"), [*PATHS, ("GET", "/nowhere")])
@pytest.mark.parametrize(
    "headers",
    [{}, {"X-API-Key": "wrong"}, {"X-API-Key": "first-key,"}, {"Authorization": "Basic first-key"},
     {"Authorization": "Bearer"}, {"X-API-Key": "", "Authorization": "Bearer first"}],
)  # fmt: skip
def test_without_a_known_key_all_but_probes_and_documentation_is_401(
    guarded: TestClient, method: str, path: str, headers: dict[str, str]
) -> None:
    response = guarded.request(method, path, headers=headers)
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Bearer")
    assert response.json()["title"] == "Unauthorized"


@pytest.mark.parametrize("path", ["/health", "/ready", "/docs", "/redoc", "/openapi.json"])
def test_probes_and_documentation_need_no_key(guarded: TestClient, path: str) -> None:
    assert guarded.get(path).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [{"X-API-Key": "first-key"}, {"X-API-Key": "second-key"}, {"Authorization": "Bearer first-key"},
     {"Authorization": "bearer second-key"}],
)  # fmt: skip
def test_a_known_key_opens_in_both_ways_to_send_it(guarded: TestClient, headers: dict[str, str]) -> None:
    assert guarded.post("/predict", json=GOOD, headers=headers).status_code == 200
    assert guarded.get("/metrics", headers=headers).status_code == 200


def test_the_documentation_tells_how_a_key_is_sent(guarded: TestClient) -> None:
    schema = guarded.get("/openapi.json").json()
    assert {scheme["type"] for scheme in schema["components"]["securitySchemes"].values()} == {"apiKey", "http"}
    assert len(schema["paths"]["/predict"]["post"]["security"]) == 2
    assert "security" not in schema["paths"]["/health"]["get"]


def test_keys_come_from_a_file_too(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("from-file\nanother\n")
    with client_of(api_keys="written", api_keys_file=tmp_path / "keys") as client:
        wait_until_loaded(client)
        for key in ("from-file", "another", "written"):
            assert client.post("/predict", json=GOOD, headers={"X-API-Key": key}).status_code == 200


@pytest.mark.parametrize("content", [None, "", "\n , \n"])
def test_a_key_file_without_keys_never_opens_the_service_to_all(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "keys").write_text(content)
    with pytest.raises(InputError, match="API_KEYS_FILE"):
        create_app(Settings(api_keys_file=tmp_path / "keys"))
    with pytest.raises(InputError, match="API_KEYS is set, but holds no key"):
        create_app(Settings(api_keys=" , "))


def test_a_key_may_hold_any_letters() -> None:
    with client_of(api_keys="schlüssel") as client:
        wait_until_loaded(client)
        assert client.get("/model", headers=[(b"X-API-Key", "schlüssel".encode())]).status_code == 200


def test_every_path_is_either_open_or_guarded() -> None:
    paths = set(create_app(Settings()).openapi()["paths"])
    assert paths <= OPEN_PATHS | GUARDED_PATHS
    assert paths >= GUARDED_PATHS


def test_no_key_is_shown_where_settings_are_printed() -> None:
    assert "secret" not in repr(Settings(api_keys="secret-key", api_key="secret-key"))


def test_a_client_that_asks_too_often_gets_429_and_when_to_come_back() -> None:
    with client_of(rate_limit="3/hour") as client:
        wait_until_loaded(client)  # probes do not count
        assert [client.post("/predict", json=GOOD).status_code for _ in range(4)] == [200, 200, 200, 429]
        response = client.get("/model")
        assert response.status_code == 429
        assert 1 <= int(response.headers["Retry-After"]) <= 3600
        assert client.get("/health").status_code == 200


def test_each_key_has_a_limit_of_its_own() -> None:
    with client_of(rate_limit="1/hour", api_keys="one two") as client:
        wait_until_loaded(client)
        statuses = [client.get("/model", headers={"X-API-Key": key}).status_code for key in ("one", "one", "two")]
    assert statuses == [200, 429, 200]


def test_a_rate_limit_that_is_none_is_told() -> None:
    with pytest.raises(InputError, match="RATE_LIMIT='often' is no limit: write for example 100/minute"):
        create_app(Settings(rate_limit="often"))


def test_other_web_pages_are_let_in_only_by_name() -> None:
    preflight = {"Origin": "https://shop.example", "Access-Control-Request-Method": "POST"}
    with client_of() as closed:
        assert "Access-Control-Allow-Origin" not in closed.get("/health", headers=preflight).headers
    with client_of(cors_origins="https://shop.example, https://news.example", api_keys="key") as client:
        allowed = client.options("/predict", headers=preflight)
        assert (allowed.status_code, allowed.headers["Access-Control-Allow-Origin"]) == (200, "https://shop.example")
        other = client.options("/predict", headers=preflight | {"Origin": "https://evil.example"})
        assert "Access-Control-Allow-Origin" not in other.headers
