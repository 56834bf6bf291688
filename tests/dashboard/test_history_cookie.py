"""The signed cookie of the history, and the secret that signs it."""

import stat
from pathlib import Path

import pytest

pytest.importorskip("streamlit")

from twitter_sentiment.dashboard.history_cookie import HistoryCookie, session_secret
from twitter_sentiment.errors import InputError
from twitter_sentiment.settings import DashboardSettings

COOKIE = HistoryCookie("one secret of this test")
URL = "sqlite:///data/history.sqlite3"
SECRET_FILE = Path("data/session_secret")


def cookies_of(header: str) -> dict[str, str]:
    name, _, value = header.partition(";")[0].partition("=")
    return {name: value}


@pytest.mark.parametrize("secure", [False, True])
def test_cookie_comes_back(secure: bool) -> None:
    header = COOKIE.header("an-id", secure=secure)
    assert COOKIE.verify(cookies_of(header), secure=secure) == "an-id"
    assert COOKIE.verify(cookies_of(header)) == "an-id"
    assert "; HttpOnly; SameSite=Lax" in header
    assert header.endswith("; Secure") == header.startswith("__Host-") == secure


def test_cookie_of_http_is_not_trusted_over_https() -> None:
    assert COOKIE.verify(cookies_of(COOKIE.header("an-id", secure=False)), secure=True) is None


def test_cookies_of_two_secrets_do_not_meet() -> None:
    other = HistoryCookie("another secret of this test")
    (value,) = cookies_of(other.header("an-id", secure=False)).values()
    assert other.name != COOKIE.name
    assert COOKIE.verify({COOKIE.name: value}) is None
    assert COOKIE.verify({}) is None


@pytest.mark.parametrize("url", [URL, "postgresql+psycopg://u:p@127.0.0.1/x"])
def test_secret_is_made_once(url: str) -> None:
    settings = DashboardSettings(history_url=url)
    secret = session_secret(settings)
    assert session_secret(settings) == secret == SECRET_FILE.read_text()
    assert len(secret) >= 32
    assert stat.S_IMODE(SECRET_FILE.stat().st_mode) == 0o600


def test_secret_in_memory_leaves_no_file() -> None:
    settings = DashboardSettings(history_url="")
    assert session_secret(settings) != session_secret(settings)
    assert list(Path().iterdir()) == []


def test_secret_that_can_not_be_kept_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    Path("data").write_text("a file, no folder")
    assert session_secret(DashboardSettings(history_url=URL))
    assert "Set SESSION_SECRET" in caplog.text


def test_secret_of_the_settings_wins(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from a file, by a mount\n")
    assert session_secret(DashboardSettings(session_secret_file=tmp_path / "secret")) == "from a file, by a mount"
    assert session_secret(DashboardSettings(session_secret="from a variable, of 30")) == "from a variable, of 30"
    with pytest.raises(InputError, match="SESSION_SECRET has fewer"):
        session_secret(DashboardSettings(session_secret="short"))
