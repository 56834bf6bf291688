"""Attacks on settings: a value that would open the service or stop it is refused in one sentence, before it starts."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from twitter_sentiment.errors import InputError
from twitter_sentiment.service.app import create_app
from twitter_sentiment.settings import DashboardSettings, ServingSettings

from ..cli.commands import command
from ..running import Running, free_port, running_api
from .wire import connect

KEY = "key-that-nobody-may-see"


@pytest.mark.parametrize("keys", [" , ", "a", "short", f"{KEY} seven77", "none"])
def test_keys_that_protect_nothing_are_refused(keys: str) -> None:
    with pytest.raises(InputError, match="API_KEYS") as refused:
        create_app(ServingSettings(api_keys=keys))
    assert KEY not in str(refused.value)


@pytest.mark.parametrize("content", ["", "\n", ",", "a\n", f"{KEY}\nshort\n", "none none", b"\xff\xfe"])
def test_key_files_that_protect_nothing_are_refused(content: str | bytes, tmp_path: Path) -> None:
    (tmp_path / "keys").write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(InputError, match="API_KEYS_FILE") as refused:
        create_app(ServingSettings(api_keys_file=tmp_path / "keys"))
    assert KEY not in str(refused.value)


def test_key_file_that_says_none_stands_for_no_key(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("none\n")
    assert ServingSettings(api_keys_file=tmp_path / "keys").accepted_keys == []
    assert ServingSettings(api_keys=KEY, api_keys_file=tmp_path / "keys").accepted_keys == [KEY]
    assert DashboardSettings(api_key_file=tmp_path / "keys").own_key is None


@pytest.mark.parametrize("limit", ["0/minute", "-5", "1000", "-1/second", "1/never", "1e3/minute"])
def test_rate_limits_that_limit_nothing_or_all_are_refused(limit: str) -> None:
    with pytest.raises(InputError, match=f"RATE_LIMIT='{limit}' is no limit"):
        create_app(ServingSettings(rate_limit=limit))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "value"),
    [("WORKERS", "0"), ("MAX_LEN", "1000000000000"), ("STOP_TIMEOUT", "nan"), ("RATE_LIMIT", "0/day")],
)
def test_serve_refuses_a_setting_without_telling_the_key(name: str, value: str) -> None:
    done = command("serve", "--port", str(free_port()), **{"API_KEYS": KEY, name: value})
    assert done.returncode == 2
    assert name in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert KEY not in done.stderr


@pytest.fixture(scope="module")
def closed_api() -> Iterator[Running]:
    with running_api(free_port(), API_KEYS=KEY) as api:
        yield api


@pytest.mark.slow
@pytest.mark.e2e
@pytest.mark.parametrize("header", [f"X-API-Key: {KEY} ", f"X-API-Key:\t{KEY}\t ", f"Authorization: Bearer  {KEY} "])
def test_blanks_around_a_sent_key_are_ignored(closed_api: Running, header: str) -> None:
    with connect(closed_api) as connection:
        connection.sendall(f"GET /model HTTP/1.1\r\nHost: test\r\n{header}\r\nConnection: close\r\n\r\n".encode())
        assert connection.recv(64).startswith(b"HTTP/1.1 200")
