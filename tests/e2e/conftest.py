"""A browser, and the web interface with a real API behind it."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

pytest.importorskip("streamlit")
pytest.importorskip("playwright.sync_api")

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from ..running import Running

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
CHROMIUM_OPTIONS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
TIMEOUT_MS = 20_000


@pytest.fixture(scope="module")  # no longer: while Playwright is active, no other test can have an event loop
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail("REQUIRE_BROWSER is set, but there is no chromium")
        pytest.skip("there is no chromium: install it (Debian: apt install chromium) for the browser tests")
    options = list(CHROMIUM_OPTIONS)
    if os.geteuid() == 0:  # as in many CI machines: Chromium's sandbox does not work for root
        options.append("--no-sandbox")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=options)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def api(shared_api: Running) -> Running:
    """The API of all browser tests; a test that stops it must start it again."""
    return shared_api


@pytest.fixture(scope="module")
def interface(shared_interface: Running) -> Iterator[Running]:
    """The web interface; none of its scripts may fail in the tests of a module."""
    before = len(shared_interface.log)
    yield shared_interface
    assert "Traceback" not in shared_interface.log[before:], shared_interface.log[before:]


@contextmanager
def visits(browser: Browser, interface: Running) -> Iterator[Callable[..., Page]]:
    """Yield a function that opens a page in its own browser profile, as another person would; all are closed."""
    contexts: list[BrowserContext] = []

    def open_page(path: str = "", **context: object) -> Page:
        contexts.append(browser.new_context(**context))  # type: ignore[arg-type]
        page = contexts[-1].new_page()
        page.set_default_timeout(TIMEOUT_MS)
        page.goto(f"{interface.url}/{path}")
        page.get_by_role("tab", name="Predict").wait_for()
        return page

    try:
        yield open_page
    finally:
        for context in contexts:
            context.close()


@pytest.fixture
def visit(browser: Browser, interface: Running) -> Iterator[Callable[..., Page]]:
    """Opens pages for a test."""
    with visits(browser, interface) as open_page:
        yield open_page


@pytest.fixture(scope="module")
def long_visit(browser: Browser, interface: Running) -> Iterator[Page]:
    """One page for the tests of a module that do not need a new visitor each: to open one costs two seconds."""
    with visits(browser, interface) as open_page:
        yield open_page()


@pytest.fixture
def page(visit: Callable[..., Page]) -> Page:
    return visit()
