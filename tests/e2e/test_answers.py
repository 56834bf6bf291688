"""Answers in a real browser: whose text they are of, what they rest on, and where they are found again."""

import signal
import time
from collections.abc import Callable

import pytest

pytest.importorskip("playwright.sync_api")

from playwright.sync_api import Browser, Page, Request, expect

from ..running import Running
from .actions import analyze, text_box

pytestmark = pytest.mark.e2e

Visit = Callable[..., Page]
DAYS = 24 * 60 * 60

expect.set_options(timeout=20_000)


def test_first_screen_answers_an_example(page: Page) -> None:
    answer = page.locator(".st-key-answer")
    expect(page.get_by_test_id("example")).to_be_in_viewport()
    expect(page.get_by_test_id("example-words")).to_have_text(text_box(page).get_attribute("placeholder") or "none")
    expect(text_box(page)).to_have_value("")
    expect(answer).to_have_css("opacity", "1")
    text_box(page).press_sequentially("m")
    expect(answer).to_have_css("opacity", "0.3")
    analyze(page, "my own text, and I love it")
    expect(page.get_by_test_id("words")).to_have_text("my own text, and I love it")
    expect(page.get_by_test_id("example")).to_have_count(0)


def test_phone_has_the_answer_above_the_examples(visit: Visit) -> None:
    page = visit(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    answer = page.get_by_test_id("example")
    expect(answer).to_be_in_viewport()
    example = page.get_by_role("button", name="Happy tweet")
    above, below = answer.bounding_box(), example.bounding_box()
    assert above
    assert below
    assert above["y"] < below["y"]


def test_answer_dims_while_another_text_is_typed(page: Page) -> None:
    analyze(page, "I love <b>this</b>")
    parts = [page.locator(".st-key-answer"), page.locator(".st-key-explanation")]
    count = page.locator("output")
    expect(page.get_by_test_id("words")).to_have_text("I love <b>this</b>")
    for part in parts:
        expect(part).to_have_css("opacity", "1")
    text_box(page).press_sequentially("!")
    assert [part.evaluate("part => getComputedStyle(part).opacity") for part in parts] == ["0.3", "0.3"]
    expect(count).to_have_text("19 of 10,000 characters · not analyzed yet")
    text_box(page).press("Backspace")
    expect(count).to_have_text("18 of 10,000 characters")
    for part in parts:
        expect(part).to_have_css("opacity", "1")


def test_sending_shows_a_spinner_for_the_old_answer(page: Page, api: Running) -> None:
    analyze(page, "I love it")
    expect(page.get_by_test_id("words")).to_have_text("I love it")
    api.process.send_signal(signal.SIGSTOP)
    try:
        analyze(page, "They hang up")
        expect(page.get_by_text("Analyzing …")).to_be_visible()
        expect(page.get_by_test_id("prediction")).to_have_count(0)
        expect(page.get_by_test_id("words")).to_have_count(0)
    finally:
        api.process.send_signal(signal.SIGCONT)
    expect(page.get_by_test_id("prediction")).to_be_visible()
    expect(page.get_by_test_id("words")).to_have_text("They hang up")
    expect(page.get_by_text("Analyzing …")).to_have_count(0)


def test_error_takes_the_old_answer_away(page: Page) -> None:
    analyze(page, "I love it")
    expect(page.get_by_test_id("words")).to_have_text("I love it")
    analyze(page, "   ")
    expect(page.get_by_text("There is no text yet")).to_be_visible()
    expect(page.get_by_test_id("prediction")).to_have_count(0)
    expect(page.get_by_test_id("words")).to_have_count(0)


def test_weights_are_read_by_keyboard(page: Page) -> None:
    analyze(page, "My parcel arrived broken on Monday")
    expect(page.get_by_test_id("words")).to_be_visible()
    page.locator("summary", has_text="Details").focus()
    page.keyboard.press("Enter")
    rows = page.get_by_role("table", name="Weight of each word").get_by_role("row")
    expect(rows).to_have_count(7)
    expect(rows.nth(1).get_by_role("rowheader")).to_have_text("broken")
    expect(page.get_by_role("table", name="Probability of each class").get_by_role("row")).to_have_count(3)


@pytest.mark.parametrize(("path", "drawn"), [("docs", ".opblock"), ("redoc", "[data-section-id]")])
def test_documentation_of_the_api_works_offline(browser: Browser, api: Running, path: str, drawn: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    requests: list[Request] = []
    page.on("request", lambda request: requests.append(request))
    page.goto(f"{api.url}/{path}")
    expect(page.locator(drawn).first).to_be_visible()
    page.wait_for_load_state("networkidle")
    # The logo of ReDoc is at another host: the browser does not load it, by the policy of the page.
    sent = [request.url for request in requests if request.failure != "csp"]
    context.close()
    assert len(sent) > 2
    assert [url for url in sent if not url.startswith((f"{api.url}/", "data:", "blob:"))] == []


def test_history_is_found_again_by_the_browser(page: Page, visit: Visit, interface: Running) -> None:
    analyze(page, "Found again next week, lovely")
    expect(page.get_by_test_id("words")).to_have_text("Found again next week, lovely")
    cookies = page.context.cookies()
    kept = [cookie for cookie in cookies if cookie["expires"] > time.time() + 300 * DAYS]
    assert [cookie["name"].startswith("history_") for cookie in kept] == [True]
    # A browser that was closed has kept the cookies with a lifetime, and knows the address alone.
    later = visit(storage_state={"cookies": kept, "origins": []})
    assert later.url.rstrip("/") == interface.url
    later.get_by_role("tab", name="History & Charts").click()
    expect(later.get_by_text("Found again next week, lovely")).to_be_visible()
    stranger = visit()
    stranger.get_by_role("tab", name="History & Charts").click()
    expect(stranger.get_by_text("Nothing yet")).to_be_visible()
