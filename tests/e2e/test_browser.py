"""The web interface in a real browser: each test is one visit."""

import csv
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pandas as pd
import pytest

pytest.importorskip("playwright.sync_api")

from playwright.sync_api import Locator, Page, expect

from ..examples import labeled
from ..running import Running
from ..waiting import wait_until
from .actions import analyze, open_tab, text_box, wait_until_idle

pytestmark = pytest.mark.e2e

Visit = Callable[..., Page]
TABS = ["Predict", "Analyze a file", "History & Charts", "Review", "Model Performance"]

expect.set_options(timeout=20_000)


def words(page: Page) -> Locator:
    return page.get_by_test_id("words")


@contextmanager
def starting_service(port: int) -> Iterator[list[str]]:
    """Answer every request with 503 and yield the paths of the requests so far."""
    paths: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_response(503)
            self.end_headers()
            self.wfile.write(b'{"detail": "The model is not loaded yet."}')

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", port), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield paths
        finally:
            server.shutdown()
            thread.join()


def test_prediction_survives_a_reload(page: Page) -> None:
    analyze(page, "My parcel arrived broken on Monday")
    expect(page.get_by_test_id("prediction")).to_have_text("▼ Negative")
    expect(words(page)).to_have_text("My parcel arrived broken on Monday")
    expect(words(page).locator(".for", has_text="broken")).to_have_attribute("title", re.compile("points lower"))
    expect(page.get_by_text("Counts most: “broken”")).to_be_visible()
    page.reload()
    page.get_by_role("tab", name="History & Charts").click()
    expect(page.get_by_text("My parcel arrived broken on Monday")).to_be_visible()


@pytest.mark.stress
def test_history_survives_a_restart(page: Page, interface: Running) -> None:
    analyze(page, "Kept for tomorrow, what a joy")
    expect(words(page)).to_be_visible()  # drawn after the prediction was kept
    interface.stop()
    interface.start()
    page.goto(interface.url)
    page.get_by_role("tab", name="History & Charts").click()
    expect(page.get_by_text("Kept for tomorrow, what a joy")).to_be_visible()


def test_history_is_shared_by_a_link(visit: Visit) -> None:
    mine, yours = visit(), visit()
    analyze(mine, "This is for you to read")
    expect(mine.get_by_test_id("prediction")).to_be_visible()
    mine.get_by_role("tab", name="History & Charts").click()
    mine.get_by_role("button", name="Share").click()
    mine.get_by_role("button", name="Make a link").click()
    link = mine.get_by_test_id("stCode").inner_text().strip()
    yours.goto(link)
    expect(yours.locator(".clamped")).to_have_text("This is for you to read")
    expect(yours.get_by_role("button", name="Clear all")).to_have_count(0)
    expect(yours.get_by_role("tab")).to_have_count(0)


def test_history_searches_and_deletes(page: Page) -> None:
    for text in ("First I was happy", "Then I was sad"):
        analyze(page, text)
        expect(words(page)).to_have_text(text)
    page.get_by_role("tab", name="History & Charts").click()
    page.get_by_label("Search the texts").fill("happy")
    page.get_by_label("Search the texts").press("Enter")
    expect(page.get_by_text("1 text", exact=True)).to_be_visible()
    expect(page.locator(".clamped")).to_have_count(1)
    expect(page.locator(".clamped")).to_have_text("First I was happy")
    page.locator("[class*=st-key-delete_] button:visible").click()
    expect(page.get_by_text("0 texts")).to_be_visible()
    page.get_by_label("Search the texts").fill("")
    page.get_by_label("Search the texts").press("Enter")
    expect(page.get_by_text("Then I was sad")).to_be_visible()
    page.get_by_role("button", name="Clear all").click()
    page.get_by_role("button", name="Delete everything").click()
    expect(page.get_by_text("Nothing yet")).to_be_visible()


def test_analyze_downloads_the_same_rows(page: Page, tmp_path: Path) -> None:
    rows = [[str(number), row.text] for number, row in enumerate(labeled(1999))]
    rows.append(["1999", "=HYPERLINK(1) is my favorite formula"])
    with Path("tweets.csv").open("w", newline="") as file:
        csv.writer(file).writerows([["id", "text"], *rows])
    page.get_by_role("tab", name="Analyze a file").click()
    page.locator("input[type=file]").set_input_files("tweets.csv")
    page.get_by_role("button", name="Predict all rows").click()
    expect(page.get_by_text("2,000 rows in")).to_be_visible(timeout=60_000)
    wait_until_idle(page)  # a run that is under way replaces the file behind the button
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    download.value.save_as("out.csv")
    assert download.value.suggested_filename == "tweets_sentiment.csv"
    with Path("out.csv").open(newline="", encoding="utf-8-sig") as file:
        results = list(csv.DictReader(file))
    assert list(results[0]) == ["text", "sentiment", "confidence", "id"]
    assert [[row["id"], row["text"].removeprefix("'")] for row in results] == rows
    assert results[-1]["text"].startswith("'=")
    assert {row["sentiment"] for row in results} == {"positive", "neutral", "negative"}
    wait_until_idle(page)  # a run that is under way replaces the file behind the button
    with page.expect_download() as download:
        page.get_by_role("button", name="Parquet").click()
    download.value.save_as("out.parquet")
    assert list(pd.read_parquet("out.parquet")["text"]) == [text for _, text in rows]


def test_analyze_progress_survives_a_reload(page: Page) -> None:
    with Path("many.csv").open("w") as file:
        file.write("text\n")
        file.writelines(f"text {number} of some length, to keep the model busy\n" for number in range(100_000))
    page.get_by_role("tab", name="Analyze a file").click()
    page.locator("input[type=file]").set_input_files("many.csv")
    page.get_by_role("button", name="Predict all rows").click()
    expect(page.get_by_text(re.compile(r"[1-9][\d,]* of 100,000 rows · [\d,]+ rows/s · .+ left"))).to_be_visible()
    page.reload()
    # The model keeps all cores busy, so that the page gets its turn late.
    expect(page.get_by_text(re.compile(r"of 100,000 rows"))).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text(re.compile(r"Canceled: [\d,]+ rows were not predicted"))).to_be_visible(timeout=60_000)


@pytest.mark.stress
def test_outage_keeps_what_was_typed(page: Page, api: Running) -> None:
    page.get_by_role("button", name="Happy tweet").click()
    expect(page.get_by_test_id("prediction")).to_have_text("▲ Positive")
    text = "typed during the outage, and I hate waiting"
    text_box(page).fill(text)
    api.process.kill()
    api.stop()
    try:
        expect(page.get_by_text("does not answer").first).to_be_visible()
        expect(text_box(page)).to_have_value(text)
        page.get_by_role("button", name="Analyze").click()
        expect(page.get_by_text("appears here as soon as the service is back")).to_be_visible()
        expect(page.get_by_test_id("prediction")).to_have_count(0)
        expect(words(page)).to_have_count(0)
        with starting_service(int(api.url.rpartition(":")[2])) as paths:
            wait_until(lambda: paths.count("/ready") >= 2, "the page did not poll twice")
            expect(text_box(page)).to_have_value(text)
            expect(page.get_by_text("nothing you typed is lost").first).to_be_visible()
    finally:
        api.start()
    expect(page.get_by_test_id("prediction")).to_have_text("▼ Negative")
    expect(words(page)).to_have_text(text)
    expect(page.get_by_text("nothing you typed is lost")).to_have_count(0)


def test_text_length_is_counted_live(page: Page) -> None:
    count = page.locator("output")
    expect(count).to_have_text("0 of 10,000 characters")
    text_box(page).press_sequentially("hi 😀")
    expect(count).to_have_text("4 of 10,000 characters")  # as the service counts, not as JavaScript does
    text_box(page).fill("a" * 10_412)
    expect(count).to_have_text("10,412 of 10,000 characters: 412 too many")
    page.get_by_role("button", name="Analyze").click()
    expect(page.get_by_text("shorten it by 412")).to_be_visible()
    expect(text_box(page)).to_have_value("a" * 10_412)


def test_keyboard_is_enough(page: Page) -> None:
    text_box(page).focus()
    page.keyboard.type("What a wonderful morning")
    expect(page.locator("output")).to_have_text("24 of 10,000 characters")  # the script that listens is loaded
    page.keyboard.press("Control+Enter")
    expect(page.get_by_test_id("prediction")).to_have_text("▲ Positive")
    page.get_by_role("tab", name="Predict").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Bring a table")).to_be_visible()


def test_phone_needs_no_horizontal_scrolling(visit: Visit) -> None:
    page = visit(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    page.get_by_role("button", name="Sarcasm").click()
    expect(page.get_by_test_id("prediction")).to_be_visible()
    for tab in TABS:
        open_tab(page, tab)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, tab
        assert page.evaluate("document.querySelector('.stMainBlockContainer').scrollWidth") <= 390, tab


def test_page_requests_its_own_server_only(visit: Visit, interface: Running) -> None:
    page = visit()
    urls: list[str] = []
    page.on("request", lambda request: urls.append(request.url))
    page.reload()
    page.get_by_role("button", name="Happy tweet").click()
    for tab in TABS:
        open_tab(page, tab)
    assert urls
    assert [url for url in urls if not url.startswith((interface.url, "data:", "blob:"))] == []


def test_measurement_of_a_labeled_file(page: Page) -> None:
    with Path("labeled.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("text", "label"), *labeled(300)])
    page.get_by_role("tab", name="Model Performance").click()
    expect(page.get_by_role("heading", name="The model that serves")).to_be_visible()
    page.locator("input[type=file]").set_input_files("labeled.csv")
    page.get_by_role("button", name="Measure on 300 rows").click()
    expect(page.get_by_text("300 texts in three classes,")).to_be_visible()
    expect(page.get_by_text("Calibration error", exact=True)).to_be_visible()


def test_theme_of_the_config_is_applied(page: Page) -> None:
    expect(page.get_by_role("button", name="Analyze")).to_have_css("background-color", "rgb(29, 99, 176)")
