"""Make docs/images/review.png: the tab Review in Chromium, with the service and the page of this clone behind it."""

import os
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(REPOSITORY), str(REPOSITORY / "src")]

from tests.e2e.actions import analyze
from tests.running import free_port, running_api, running_page

TEXTS = (
    "Great, another Monday without hot water",
    "The new update is out, let's see how long it lasts",
    "Not the worst concert I have been to",
    "My flight leaves at nine, wish me luck",
    "I wanted to love this phone",
    "He finally apologized, three years late",
    "The queue was long but the coffee made up for it",
    "What a wonderful morning 😍",
)
WIDTH = 940


def review(page: Page) -> None:
    """Draw the tab with some labels given."""
    for text in TEXTS:
        analyze(page, text)
        page.get_by_test_id("words").filter(has_text=text).wait_for()
    page.get_by_role("tab", name="Review").click()
    for button, headline in (("neutral", "You corrected 1 of 1 text"), ("right", "You corrected 1 of 2 texts")):
        page.locator(f"[class*=st-key-review_{button}_] button:visible").first.click()
        page.get_by_text(headline).filter(visible=True).wait_for()
        page.mouse.move(0, 0)
        expect(page.get_by_role("tooltip")).to_have_count(0)
        expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
        expect(page.locator("[data-stale=true]")).to_have_count(0)


def main() -> None:
    """Start the service and the page, and take the picture."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running_api(free_port(), MODEL_PATH="accurate") as api,
        running_page(free_port(), api.url, NEUTRAL="true", HISTORY_URL=f"sqlite:///{folder}/history") as interface,
        sync_playwright() as driver,
    ):
        # Chromium's sandbox does not work for root.
        options = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=options)
        page = browser.new_page(viewport={"width": WIDTH, "height": 900})
        page.goto(interface.url)
        page.get_by_role("tab", name="Predict").wait_for()
        page.get_by_test_id("example-words").wait_for()
        review(page)
        page.screenshot(path=REPOSITORY / "docs" / "images" / "review.png")
        browser.close()


if __name__ == "__main__":
    main()
