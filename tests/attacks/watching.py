"""A browser's page that is watched for what hostile texts and names try to make it do."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page

FOREIGN = "http://127.0.0.1:1/"


@contextmanager
def watching(page: Page) -> Iterator[Page]:
    """Check that no script, no dialog and no foreign request or link appears on the page."""
    alarms: list[str] = []
    page.on("request", lambda request: alarms.append(request.url) if request.url.startswith(FOREIGN) else None)
    page.on("dialog", lambda dialog: alarms.append(dialog.message))
    yield page
    assert page.locator("[href^='javascript:']").count() == 0
    assert page.locator(f"img[src^='{FOREIGN}'], a[href^='{FOREIGN}']").count() == 0
    assert page.title() == "Twitter sentiment"
    assert alarms == []
