"""What a visitor does on the page, for the browser tests."""

from playwright.sync_api import Locator, Page, expect


def text_box(page: Page) -> Locator:
    return page.get_by_label("A tweet or a review, in English")


def analyze(page: Page, text: str) -> None:
    text_box(page).fill(text)
    page.get_by_role("button", name="Analyze").click()


def open_tab(page: Page, name: str) -> None:
    """Open a tab, and wait until all of it is drawn.

    The browser selects the tab at once, and reports a running script only when the server has answered. The heading of
    the tab is what the new run draws first.
    """
    page.get_by_role("tab", name=name).click()
    panel = page.get_by_role("tabpanel", name=name)
    expect(panel.get_by_role("heading", name=name, exact=True, level=2)).to_be_attached()
    wait_until_idle(page)


def wait_until_idle(page: Page) -> None:
    """Wait until Streamlit has drawn the whole page, once something on it shows that the last click has arrived."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
