"""What a person does in the browser: each test is one visit."""

import csv
import re
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

pytest.importorskip("playwright.sync_api")

from playwright.sync_api import Page, expect

from ..examples import labelled
from ..running import Running

Visit = Callable[..., Page]
TABS = ["Predict", "Bulk", "History & Charts", "Model Performance"]

expect.set_options(timeout=20_000)


def text_box(page: Page):  # type: ignore[no-untyped-def]
    return page.get_by_label("A tweet or a review, in English")


def analyse(page: Page, text: str) -> None:
    text_box(page).fill(text)
    page.get_by_role("button", name="Analyse").click()


def words(page: Page):  # type: ignore[no-untyped-def]
    return page.get_by_test_id("words")


def test_a_text_is_answered_explained_and_found_again_after_a_refresh(page: Page) -> None:
    analyse(page, "My parcel arrived broken on Monday")
    expect(page.get_by_test_id("answer")).to_have_text("▼ Negative")
    expect(words(page)).to_have_text("My parcel arrived broken on Monday")
    expect(words(page).locator(".for", has_text="broken")).to_have_attribute("title", re.compile("points less sure"))
    expect(page.get_by_text("Counts most: “broken”")).to_be_visible()
    page.reload()
    page.get_by_role("tab", name="History & Charts").click()
    expect(page.get_by_text("My parcel arrived broken on Monday")).to_be_visible()


def test_the_history_outlasts_a_restart_of_the_interface(page: Page, interface: Running) -> None:
    analyse(page, "Kept for tomorrow, what a joy")
    expect(page.get_by_test_id("answer")).to_be_visible()
    bookmark = page.url
    interface.stop()
    interface.start()
    page.goto(bookmark)
    page.get_by_role("tab", name="History & Charts").click()
    expect(page.get_by_text("Kept for tomorrow, what a joy")).to_be_visible()


def test_two_browsers_have_separate_histories(visit: Visit) -> None:
    mine, yours = visit(), visit()
    assert mine.url != yours.url
    analyse(mine, "This is my own secret")
    expect(mine.get_by_test_id("answer")).to_be_visible()
    for page in (mine, yours):
        page.get_by_role("tab", name="History & Charts").click()
    expect(mine.locator(".clamped")).to_have_text("This is my own secret")
    expect(yours.get_by_text("Nothing yet")).to_be_visible()
    yours.goto(mine.url)  # whoever has the address sees it
    expect(yours.locator(".clamped")).to_have_text("This is my own secret")


def test_history_entries_are_searched_and_deleted(page: Page) -> None:
    for text in ("First I was happy", "Then I was sad"):
        analyse(page, text)
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


def test_a_file_of_2000_rows_is_predicted_and_downloaded_with_the_same_rows(page: Page, tmp_path: Path) -> None:
    rows = [[str(number), row.text] for number, row in enumerate(labelled(1999))]
    rows.append(["1999", "=HYPERLINK(1) is my favourite formula"])
    with Path("tweets.csv").open("w", newline="") as file:
        csv.writer(file).writerows([["id", "text"], *rows])
    page.get_by_role("tab", name="Bulk").click()
    page.locator("input[type=file]").set_input_files("tweets.csv")
    page.get_by_role("button", name="Predict all rows").click()
    expect(page.get_by_text("2,000 rows in")).to_be_visible(timeout=60_000)
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    download.value.save_as("out.csv")
    assert download.value.suggested_filename == "tweets_sentiment.csv"
    with Path("out.csv").open(newline="", encoding="utf-8-sig") as file:
        answers = list(csv.DictReader(file))
    assert list(answers[0]) == ["text", "sentiment", "confidence", "id"]
    assert [[answer["id"], answer["text"].removeprefix("'")] for answer in answers] == rows
    assert answers[-1]["text"].startswith("'=")
    assert all(answer["sentiment"] in {"positive", "negative"} for answer in answers)
    with page.expect_download() as download:
        page.get_by_role("button", name="Parquet").click()
    download.value.save_as("out.parquet")
    assert list(pd.read_parquet("out.parquet")["text"]) == [text for _, text in rows]


def test_a_running_file_shows_its_progress_outlasts_a_refresh_and_can_be_cancelled(page: Page) -> None:
    with Path("many.csv").open("w") as file:
        file.write("text\n" + "a text of some length, to keep the model busy for a while\n" * 40_000)
    page.get_by_role("tab", name="Bulk").click()
    page.locator("input[type=file]").set_input_files("many.csv")
    page.get_by_role("button", name="Predict all rows").click()
    expect(page.get_by_text(re.compile(r"[1-9][\d,]* of 40,000 rows · [\d,]+ rows/s · .+ left"))).to_be_visible()
    page.reload()
    expect(page.get_by_text(re.compile(r"of 40,000 rows"))).to_be_visible()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text(re.compile(r"Cancelled: [\d,]+ rows were not predicted"))).to_be_visible()


def test_the_api_may_go_and_come_back_while_the_page_is_open(page: Page, api: Running) -> None:
    page.get_by_role("button", name="Happy tweet").click()
    expect(page.get_by_test_id("answer")).to_have_text("▲ Positive")
    text_box(page).fill("typed while it was away, and I hate waiting")
    api.process.kill()
    api.stop()
    try:
        expect(page.get_by_text("does not answer").first).to_be_visible()
        expect(text_box(page)).to_have_value("typed while it was away, and I hate waiting")
        page.get_by_role("button", name="Analyse").click()
        time.sleep(3)  # a poll or two go by
        expect(text_box(page)).to_have_value("typed while it was away, and I hate waiting")
        expect(page.get_by_text("nothing you typed is lost").first).to_be_visible()
    finally:
        api.start()
    expect(page.get_by_test_id("answer")).to_have_text("▼ Negative")
    expect(words(page)).to_have_text("typed while it was away, and I hate waiting")
    expect(page.get_by_text("does not answer")).to_have_count(0)


@pytest.mark.parametrize(
    "text",
    [
        "<script>document.title='broken'</script> nice",
        '<img src="http://127.0.0.1:1/x.png" onerror="document.title=\'broken\'"> nice',
        "![x](http://127.0.0.1:1/x.png) [link](javascript:alert(1)) nice",
        "**bold** _it_ `code` $x^2$ :smile: :red[no] # head nice",
        "\u202eright to left\u202c and zero\u200bwidth nice",
        "مرحبا بالعالم nice",
        "</div></div><style>body{display:none}</style> nice",
    ],
)
def test_a_hostile_text_is_shown_as_it_is(page: Page, text: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    analyse(page, text)
    expect(page.get_by_test_id("answer")).to_be_visible()
    expect(words(page)).to_have_text(text)
    page.get_by_role("tab", name="History & Charts").click()
    expect(page.locator(".plain", has_text="nice").first).to_have_text(text)
    assert page.title() == "Twitter sentiment"
    assert not any("127.0.0.1:1/" in url for url in asked)
    assert page.locator(".plain :is(script, img, a, strong, em, code, style)").count() == 0


def test_the_length_is_counted_live_and_a_longer_text_is_told_not_swallowed(page: Page) -> None:
    count = page.locator("output")
    expect(count).to_have_text("0 of 10,000 characters")
    text_box(page).press_sequentially("hi 😀")
    expect(count).to_have_text("4 of 10,000 characters")  # as the service counts, not as JavaScript does
    text_box(page).fill("a" * 10_412)
    expect(count).to_have_text("10,412 of 10,000 characters: 412 too many")
    page.get_by_role("button", name="Analyse").click()
    expect(page.get_by_text("shorten it by 412")).to_be_visible()
    expect(text_box(page)).to_have_value("a" * 10_412)


def test_the_keyboard_is_enough(page: Page) -> None:
    text_box(page).focus()
    page.keyboard.type("What a wonderful morning")
    expect(page.locator("output")).to_have_text("24 of 10,000 characters")  # the script that listens is there
    page.keyboard.press("Control+Enter")
    expect(page.get_by_test_id("answer")).to_have_text("▲ Positive")
    page.get_by_role("tab", name="Predict").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Upload a table")).to_be_visible()


@pytest.mark.parametrize("tab", TABS)
def test_a_phone_shows_every_tab_without_scrolling_sideways(visit: Visit, tab: str) -> None:
    page = visit(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    page.get_by_role("button", name="Sarcasm").click()
    expect(page.get_by_test_id("answer")).to_be_visible()
    page.get_by_role("tab", name=tab).click()
    expect(page.get_by_role("tab", name=tab)).to_have_attribute("aria-selected", "true")
    page.wait_for_timeout(1000)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate("document.querySelector('.stMainBlockContainer').scrollWidth") <= 390


def test_the_page_asks_nothing_of_the_internet(visit: Visit, interface: Running) -> None:
    page, asked = visit(), []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    page.get_by_role("button", name="Happy tweet").click()
    for tab in TABS:
        page.get_by_role("tab", name=tab).click()
        page.wait_for_timeout(300)
    assert asked
    assert [url for url in asked if not url.startswith((interface.url, "data:", "blob:"))] == []


def test_a_labelled_file_is_measured(page: Page) -> None:
    with Path("known.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("text", "label"), *labelled(300)])
    page.get_by_role("tab", name="Model Performance").click()
    expect(page.get_by_text("Nothing was trained here yet")).to_be_visible()
    page.locator("input[type=file]").set_input_files("known.csv")
    page.get_by_role("button", name="Measure on 300 rows").click()
    expect(page.get_by_text("300 texts,")).to_be_visible()
    expect(page.get_by_text("Calibration error", exact=True)).to_be_visible()
