"""Fixtures of the web interface: clients of a fake service, and the page on a real API."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx2
import pytest

pytest.importorskip("streamlit")

import streamlit as st
from streamlit.testing.v1 import AppTest

from twitter_sentiment.client import SentimentClient
from twitter_sentiment.dashboard.service_client import open_client

from ..conftest import REPOSITORY
from ..running import Running, free_port
from ..waiting import wait_until

FAKE_URL = "http://service.test"

Connect = Callable[..., SentimentClient]


@pytest.fixture
def connect() -> Iterator[Connect]:
    """Creates clients whose requests are handled by a function, and closes them after the test."""
    with ExitStack() as clients:

        def connect(handler: Callable[[httpx2.Request], httpx2.Response], **options: Any) -> SentimentClient:
            transport = httpx2.MockTransport(handler)
            return clients.enter_context(open_client(FAKE_URL, transport=transport, **options))

        yield connect


@pytest.fixture(scope="session")
def api_url(shared_api: Running) -> str:
    """A real API. Tests that use it are marked e2e."""
    return shared_api.url


@pytest.fixture
def client(api_url: str) -> Iterator[SentimentClient]:
    """A client of the real API."""
    with open_client(api_url) as client:
        yield client


@pytest.fixture
def page(api_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    """The page on the real API, not drawn yet; its history is a file in the folder of the test."""
    monkeypatch.setenv("API_URL", api_url)
    yield new_page()
    clear_caches()


@pytest.fixture
def offline_page(monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    """The page without a service, not drawn yet."""
    monkeypatch.setenv("API_URL", "http://127.0.0.1:1")
    yield new_page()
    clear_caches()


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """A PostgreSQL server of the tests; they are skipped if it is not installed."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not programs:
        pytest.skip("the PostgreSQL server is not installed")
    binaries = programs[-1].parent
    # Not in the folder of pytest, which only its owner may enter: the server refuses to run as root.
    folder = Path(tempfile.mkdtemp(prefix="postgresql_"))
    user: list[str] = []
    if os.geteuid() == 0:
        user = ["runuser", "-u", "postgres", "--"]
        shutil.chown(folder, "postgres")
    port = free_port()

    def run(program: str, *arguments: str) -> None:
        subprocess.run([*user, str(binaries / program), *arguments], cwd=folder, check=True, stdout=subprocess.DEVNULL)

    try:
        run("initdb", "-D", str(folder / "data"), "-U", "tests", "--auth", "trust", "-E", "UTF8", "--no-sync")
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        run("pg_ctl", "-D", str(folder / "data"), "-w", "-o", options, "-l", str(folder / "log"), "start")
        try:
            yield f"postgresql+psycopg://tests@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "-D", str(folder / "data"), "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


def new_page(history: str = "") -> AppTest:
    """Open the page as another browser would, or as the one that has this history."""
    page = AppTest.from_file(
        str(REPOSITORY / "src" / "twitter_sentiment" / "dashboard" / "page_script.py"), default_timeout=30
    )
    if history:
        page.session_state["history"] = history
    return page


def clear_caches() -> None:
    """Make the page forget its settings, its client and its data, as a restart does."""
    st.cache_data.clear()
    st.cache_resource.clear()


def open_tab(page: AppTest, name: str) -> AppTest:
    """Draw the page with this tab in front."""
    page.session_state["tab"] = name
    return page.run()


def press(page: AppTest, label: str) -> AppTest:
    """Press the button with this label."""
    (button,) = (button for button in page.button if button.label == label)
    return button.click().run()


def unescaped(markdown: str) -> str:
    """Return what a person reads of escaped Markdown."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", markdown).replace("\u2060", "")


def history_of(page: AppTest) -> str:
    """Return the id of the page's history, which has no cookie here."""
    name: str = page.session_state["history"]
    return name


def html_of(page: AppTest) -> str:
    """Return all HTML that the page draws itself."""
    return "\n".join(element.proto.body for element in page.get("html"))


def words_on(page: AppTest) -> str:
    """Return the texts, captions and headings of the page."""
    return "\n".join(element.value for element in [*page.markdown, *page.caption, *page.header, *page.subheader])


def run_until_done(page: AppTest) -> AppTest:
    """Rerun the page until the job of its file has ended."""

    def done() -> bool:
        running = any(button.label == "Cancel" for button in page.button)
        if running:
            page.run()
        return not running

    wait_until(done, "the job did not end")
    return page
