"""Accessibility in a real browser: axe-core on every tab in both themes, and a name for every tab stop."""

import re
from collections.abc import Callable

import pytest

pytest.importorskip("playwright.sync_api")
pytest.importorskip("axe_playwright_python")

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from twitter_sentiment.dashboard.markup import percent
from twitter_sentiment.dashboard.tabs.predict import EXAMPLES
from twitter_sentiment.inference import SentimentClassifier

from .actions import open_tab, wait_until_idle

pytestmark = pytest.mark.e2e

Visit = Callable[..., Page]

OF_STREAMLIT = {
    # The area to drop a file is a <section role="presentation"> with an aria-label; no option of the widget changes it.
    "presentation-role-conflict": 'data-testid="stFileUploaderDropzone"',
}
"""Violations in markup that Streamlit draws and no page can change: the rule of axe-core and the element."""

NAMELESS_OF_STREAMLIT = {
    # A table of st.dataframe is a canvas, with its rows as an ARIA grid inside and a tab stop without a name.
    'data-testid="data-grid-canvas"',
    'class="dvn-scroller',
}
"""Tab stops without a name that Streamlit draws and no page can change."""

NAME_OF_TAB_STOP = """() => {
  const element = document.activeElement;
  if (element === document.body) return null;
  const named = (element.getAttribute("aria-labelledby") ?? "").split(" ").map((id) => document.getElementById(id));
  const names = [element.getAttribute("aria-label"), ...named.map((label) => label?.textContent),
    ...[...(element.labels ?? [])].map((label) => label.textContent), element.textContent, element.title];
  return [names.find((name) => name?.trim())?.trim() ?? "", element.outerHTML.slice(0, 300)];
}"""

expect.set_options(timeout=20_000)


def violations(page: Page) -> list[str]:
    """Run all rules of axe-core; return the rule, the message and the element of each violation of ours."""
    wait_until_idle(page)
    return [
        f"{violation['id']}: {violation['help']}: {node['html']}"
        for violation in Axe().run(page).response["violations"]
        for node in violation["nodes"]
        if OF_STREAMLIT.get(violation["id"], "nothing of Streamlit") not in node["html"]
    ]


def tabs(page: Page) -> list[str]:
    return page.get_by_role("tab").all_inner_texts()


def show_answer(page: Page) -> None:
    """Have an answer on the page, with its details open, and a text in the history."""
    page.get_by_role("button", name="Sarcasm").click()
    expect(page.get_by_test_id("words")).to_be_visible()
    page.get_by_text("Details").click()
    expect(page.get_by_role("table", name="Weight of each word")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_on_any_tab(visit: Visit, theme: str) -> None:
    page = visit(color_scheme=theme)
    expect(page.get_by_test_id("example-words")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Analyze").click()
    expect(page.get_by_text("There is no text yet")).to_be_visible()
    assert violations(page) == []
    show_answer(page)
    for name in tabs(page):
        open_tab(page, name)
        assert violations(page) == [], name


def test_axe_finds_nothing_on_a_shared_history(visit: Visit) -> None:
    page = visit()
    show_answer(page)
    open_tab(page, "History & Charts")
    page.get_by_role("button", name="Share").click()
    page.get_by_role("button", name="Make a link").click()
    link = page.get_by_test_id("stCode").inner_text().strip()
    assert violations(page) == []
    page.goto(link)
    expect(page.get_by_role("heading", name="A shared history", level=2)).to_be_visible()
    assert violations(page) == []


def test_every_tab_stop_has_a_name(visit: Visit) -> None:
    page = visit()
    show_answer(page)
    for name in tabs(page):
        open_tab(page, name)
        page.evaluate("document.activeElement.blur()")
        stops = 0
        while True:
            page.keyboard.press("Tab")
            stop = page.evaluate(NAME_OF_TAB_STOP)
            if stop is None:
                break
            label, html = stop
            assert label or any(part in html for part in NAMELESS_OF_STREAMLIT), f"{name}: {html}"
            stops += 1
            assert stops < 300, "the focus does not leave the page"
        assert stops


def test_charts_have_names(visit: Visit, classifier: SentimentClassifier) -> None:
    sure = percent(classifier.predict(EXAMPLES["Sarcasm"]).confidence)
    page = visit()
    show_answer(page)
    charts = page.get_by_test_id("stVegaLiteChart")
    expect(charts).to_have_attribute("aria-label", f"Negative, confidence {sure}")
    open_tab(page, "History & Charts")
    expect(charts).to_have_count(3)
    expect(charts.nth(0)).to_have_attribute("aria-label", "Ring of the classes: Negative 100 %")
    confidence = f"Confidence of the predictions: from {sure} to {sure}, mean {sure}"
    expect(charts.nth(1)).to_have_attribute("aria-label", confidence)
    expect(charts.nth(2)).to_have_attribute("aria-label", re.compile("^Texts of each class over time, from "))
