"""The web interface in a real browser, with the API really running behind it."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest

pytest.importorskip("streamlit")
pytest.importorskip("playwright.sync_api")

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from ..running import Running, free_port, running_api, running_page

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
WAIT_MS = 20_000


@pytest.fixture(scope="module")  # no longer: while Playwright runs, no other test could have an event loop
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail("REQUIRE_BROWSER is set, but no chromium was found")
        pytest.skip("no chromium was found: install it (Debian: apt install chromium) to run the browser tests")
    quiet = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    quiet += ["--disable-component-update", "--disable-sync"]
    with sync_playwright() as driver:
        # A browser that runs as root, as in many CI machines, has to do without its sandbox.
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=[*quiet, *sandbox])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def api() -> Iterator[Running]:
    """The API of all browser tests; a test that stops it must start it again."""
    with running_api(free_port()) as running:
        yield running


@pytest.fixture(scope="module")
def interface(api: Running, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    history = f"sqlite:///{tmp_path_factory.mktemp('interface')}/history.sqlite3"
    with running_page(free_port(), api.url, HISTORY_URL=history) as running:
        yield running
        assert "Traceback" not in running.log, running.log


@pytest.fixture
def visit(browser: Browser, interface: Running) -> Iterator[Callable[..., Page]]:
    """Opens a page in a browser profile of its own, as another person would."""
    contexts: list[BrowserContext] = []

    def open_page(path: str = "", **context: object) -> Page:
        contexts.append(browser.new_context(**context))  # type: ignore[arg-type]
        page = contexts[-1].new_page()
        page.set_default_timeout(WAIT_MS)
        page.goto(f"{interface.url}/{path}")
        page.get_by_role("tab", name="Predict").wait_for()
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def page(visit: Callable[..., Page]) -> Page:
    return visit()
