"""What a visitor does on the page, for the browser tests."""

from playwright.sync_api import Locator, Page


def text_box(page: Page) -> Locator:
    return page.get_by_label("A tweet or a review, in English")


def analyze(page: Page, text: str) -> None:
    text_box(page).fill(text)
    page.get_by_role("button", name="Analyze").click()
