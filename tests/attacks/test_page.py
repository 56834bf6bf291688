"""Attacks on the page: what it shows of texts, files and models, and what its server lets in and out."""

import json
import shutil
import socket
from collections.abc import Iterator

import httpx2
import pytest

pytest.importorskip("streamlit")
pytest.importorskip("playwright.sync_api")

from playwright.sync_api import Browser, FilePayload, Page, expect

from twitter_sentiment.model.manifest import Manifest

from ..e2e.actions import analyze, open_tab
from ..models import FAST
from ..running import Running, free_port, running_api, running_page
from .watching import FOREIGN, watching

pytestmark = pytest.mark.e2e

MARKUP = (
    f"![x]({FOREIGN}x.png) <img src={FOREIGN}y.png onerror=alert(1)> "
    "[go](javascript:alert(1)) $x^2$ {{7*7}} :red[no]"
)

SHOWN = MARKUP.replace("://", "://\u2060")
"""As it is read on the page: an invisible character keeps a browser from making links of addresses."""


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """An API whose model card holds markup."""
    folder = tmp_path_factory.mktemp("hostile") / "model <b>"
    shutil.copytree(FAST, folder)
    Manifest.read(folder).model_copy(update={"base_model": MARKUP}).write(folder)
    with running_api(free_port(), MODEL_PATH=str(folder)) as running:
        yield running


@pytest.fixture(scope="module")
def interface(api: Running, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A page whose last training holds markup."""
    folder = tmp_path_factory.mktemp("interface")
    results = folder / "results **bold**"
    results.mkdir()
    (results / "metrics.json").write_text(json.dumps({"accuracy": 0.9}))
    summary = {"hyperparameters": {"model_name": MARKUP, MARKUP: MARKUP}, "history": []}
    (results / "run_summary.json").write_text(json.dumps(summary))
    history = f"sqlite:///{folder}/history.sqlite3"
    with running_page(free_port(), api.url, HISTORY_URL=history, RESULTS_DIR=str(results)) as running:
        yield running
        assert "Traceback" not in running.log, running.log


@pytest.fixture
def watched(page: Page) -> Iterator[Page]:
    """A page on which no script, no dialog and no foreign request may appear."""
    with watching(page) as watched_page:
        yield watched_page


def test_model_card_is_shown_literally(watched: Page) -> None:
    expect(watched.get_by_text(SHOWN).first).to_be_visible()
    watched.get_by_role("tab", name="Model Performance").click()
    expect(watched.get_by_text(f"your last training, of {SHOWN}")).to_be_visible()
    expect(watched.get_by_text("results **bold**")).to_be_visible()


@pytest.mark.parametrize(("tab", "action"), [("Analyze a file", "Predict all rows"), ("Model Performance", "“")])
def test_names_and_cells_of_a_file_are_shown_literally(watched: Page, tab: str, action: str) -> None:
    cell = MARKUP.replace('"', "'")
    rows = "".join(f'"{cell} {number}","{cell} {number % 2}"\n' for number in range(6))
    text_column = cell if tab == "Analyze a file" else "text"  # else both columns would be guessed to hold the texts
    content = f'"{text_column}","{cell} label"\n{rows}'
    name = MARKUP.replace("/", "_") + ".csv"
    watched.get_by_role("tab", name=tab).click()
    file: FilePayload = {"name": name, "mimeType": "text/csv", "buffer": content.encode()}
    watched.locator("input[type=file]").set_input_files(file)
    if tab == "Analyze a file":
        watched.get_by_role("button", name=action).click()
        expect(watched.get_by_role("heading", name=f"Results for {name}")).to_be_visible()
        expect(watched.locator(".plain").first).to_contain_text(cell)
    else:
        expect(watched.get_by_text(action).first).to_be_visible()


@pytest.mark.parametrize(
    "text",
    [
        "<script>document.title='broken'</script> nice",
        '<img src="http://127.0.0.1:1/x.png" onerror="document.title=\'broken\'"> nice',
        "![x](http://127.0.0.1:1/x.png) [link](javascript:alert(1)) nice",
        "{{7*7}} ${7*7} \\(x\\) $\\href{javascript:alert(1)}{x}$ nice",
        "**bold** _it_ `code` $x^2$ :smile: :red[no] # head nice",
        "\u202eright to left\u202c and zero\u200bwidth nice",
        "مرحبا بالعالم nice",
        "</div></div><style>body{display:none}</style> nice",
    ],
)
def test_hostile_text_is_shown_literally(long_visit: Page, text: str) -> None:
    with watching(long_visit) as watched:
        open_tab(watched, "Predict")
        analyze(watched, text)
        expect(watched.get_by_test_id("words")).to_have_text(text)
        expect(watched.get_by_test_id("prediction")).to_be_visible()
        open_tab(watched, "History & Charts")
        expect(watched.locator(".plain", has_text="nice").first).to_have_text(text)
        assert watched.locator(".plain :is(script, img, a, strong, em, code, style)").count() == 0


@pytest.mark.parametrize("path", ["/", "/_stcore/health", "/?embed=true", "/no/such/page"])
def test_every_response_confines_the_page(interface: Running, path: str) -> None:
    headers = httpx2.get(interface.url + path, headers={"Accept": "text/html"}).headers
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"


def test_page_can_not_be_framed(browser: Browser, interface: Running) -> None:
    context = browser.new_context()
    page = context.new_page()
    with page.expect_event("framenavigated", lambda frame: frame.url.startswith("chrome-error:")):
        page.set_content(f"<iframe src='{interface.url}'></iframe>")
    context.close()


def test_cookie_is_not_cached(interface: Running) -> None:
    response = httpx2.get(interface.url, headers={"Accept": "text/html"})
    assert "history_" in response.headers["set-cookie"]
    assert response.headers["cache-control"] == "no-store"


def test_metrics_of_streamlit_are_hidden(interface: Running) -> None:
    assert httpx2.get(f"{interface.url}/_stcore/metrics").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/../../etc/passwd",
        "/static/../../../etc/passwd",
        "/static/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "/static/..%2f..%2f..%2fetc%2fpasswd",
        "/media/../../etc/passwd",
        "/component/..%5c..%5cetc%5cpasswd",
        "/_stcore/bidi-components/x/../../../../etc/passwd",
        "//etc/passwd",
    ],
)
def test_paths_do_not_leave_the_page(interface: Running, path: str) -> None:
    host, port = interface.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        response = b"".join(iter(lambda: connection.recv(65536), b""))
    assert response.startswith(b"HTTP/1.1 ")
    assert b"root:" not in response


def test_upload_without_token_is_refused(interface: Running) -> None:
    url = f"{interface.url}/_stcore/upload_file/some-session/some-file"
    assert httpx2.put(url, files={"file": ("x.csv", b"text\nx\n")}).status_code == 403
