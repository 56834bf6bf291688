"""A really running API for the web interface, and a page that uses it."""

import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

pytest.importorskip("streamlit")

import streamlit as st
from streamlit.testing.v1 import AppTest

from twitter_sentiment.dashboard.api_client import ApiClient

from ..conftest import REPOSITORY
from ..running import free_port, running_api


@pytest.fixture(scope="session")
def api_url() -> Iterator[str]:
    port = free_port()
    with running_api(port):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def connect() -> Iterator[Callable[[str], ApiClient]]:
    """Makes clients, and closes them after the test."""
    with ExitStack() as clients:
        yield lambda url: clients.enter_context(closing(ApiClient(url)))


@pytest.fixture
def client(api_url: str, connect: Callable[[str], ApiClient]) -> ApiClient:
    return connect(api_url)


@pytest.fixture
def page(api_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    """The whole page, not drawn yet; its history is kept in the test's own folder."""
    monkeypatch.setenv("API_URL", api_url)
    yield AppTest.from_file(str(REPOSITORY / "src" / "ui.py"), default_timeout=30)
    st.cache_data.clear()
    st.cache_resource.clear()


@pytest.fixture(scope="session")
def postgresql_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL of our own, where its server is installed."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not programs:
        pytest.skip("the PostgreSQL server is not installed")
    folder = tmp_path_factory.mktemp("postgresql")
    # The server refuses to run as root.
    user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if user:
        for above in (folder, *folder.parents[:3]):
            above.chmod(0o755)
        shutil.chown(folder, "postgres")
    port, binaries = free_port(), programs[-1].parent

    def run(program: str, *arguments: str) -> None:
        subprocess.run([*user, str(binaries / program), *arguments], cwd=folder, check=True, stdout=subprocess.DEVNULL)

    run("initdb", "-D", str(folder / "data"), "-U", "tests", "--auth", "trust", "-E", "UTF8", "--no-sync")
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    run("pg_ctl", "-D", str(folder / "data"), "-w", "-o", options, "-l", str(folder / "log"), "start")
    try:
        yield f"postgresql+psycopg://tests@127.0.0.1:{port}/postgres"
    finally:
        run("pg_ctl", "-D", str(folder / "data"), "-m", "immediate", "stop")


def open_tab(page: AppTest, name: str) -> AppTest:
    """Draws the page with this tab in front."""
    page.session_state["tab"] = name
    return page.run()


def press(page: AppTest, label: str) -> AppTest:
    """Presses the button with this label."""
    (button,) = (button for button in page.button if button.label == label)
    return button.click().run()


def told(markdown: str) -> str:
    """What a person reads of a sentence whose marks are escaped."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", markdown)


def address_of(page: AppTest) -> str:
    """The history that the page's address names."""
    name = page.query_params["history"]
    return name if isinstance(name, str) else name[0]


def html_of(page: AppTest) -> str:
    """All HTML of our own on the page."""
    return "\n".join(element.proto.body for element in page.get("html"))


def run_until_done(page: AppTest) -> AppTest:
    """Draws the page again and again while its file is in work."""
    deadline = time.monotonic() + 60
    while any(button.label == "Cancel" for button in page.button):
        assert time.monotonic() < deadline, "the file was not done within a minute"
        time.sleep(0.1)
        page.run()
    return page
