"""A file with a planted crisis in a real browser: from the upload to its cause, and to whoever gets the address."""

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

pytest.importorskip("playwright.sync_api")

from playwright.sync_api import Page, expect

from ..insight.crisis import CELL_TEXTS, CRISIS_PRODUCT, CRISIS_WEEK, PRODUCTS, WEEKS, crisis_rows, write_crisis
from .actions import wait_until_idle
from .test_accessibility import violations

pytestmark = pytest.mark.e2e

Visit = Callable[..., Page]
SLOW_MS = 90_000
"""Predicting the file and drawing its first view, on busy cores."""
TEXTS = CELL_TEXTS * len(PRODUCTS) * WEEKS


def words(page: Page) -> list[str]:
    """Return the drivers of what is picked."""
    group = page.get_by_role("radiogroup", name="More often in the texts you picked than in the rest")
    return [text.split(" · ")[0] for text in group.get_by_role("radio").all_inner_texts()]


def test_planted_crisis_from_upload_to_shared_address(visit: Visit, tmp_path: Path) -> None:
    page = visit("?tab=Analyze+a+file")
    page.locator("input[type=file]").set_input_files(write_crisis(tmp_path / "phones.csv"))
    expect(page.get_by_role("combobox", name="Date column")).to_have_value("created_at")
    expect(page.get_by_role("combobox", name="Group by")).to_have_value("product")
    page.get_by_role("button", name="Predict all rows").click()

    # The crisis is the only marked cell; a click on it picks its texts, whose drivers name the cause.
    crisis = page.get_by_role("button", name=f"{CRISIS_WEEK}, {CRISIS_PRODUCT}")
    expect(crisis).to_be_visible(timeout=SLOW_MS)
    expect(page.get_by_text("more negative (negative")).to_have_count(1)
    crisis.click()
    expect(page.get_by_text(f"{CELL_TEXTS} of {TEXTS:,} texts")).to_be_visible()
    expect(page.get_by_role("radio", name="swollen ·")).to_be_visible(timeout=SLOW_MS)
    assert {"battery", "swollen"} <= set(words(page))
    picked = [
        row
        for row in crisis_rows()
        if row["product"] == CRISIS_PRODUCT and 0 <= (_day(row["created_at"]) - CRISIS_WEEK.toordinal()) < 7
    ]
    assert _downloaded(page) == [row["text"] for row in picked]

    # So does a click on a word, on top of it.
    page.get_by_role("radio", name="swollen ·").click()
    with_word = [row["text"] for row in picked if "swollen" in row["text"]]
    expect(page.get_by_text(f"{len(with_word)} of {TEXTS:,} texts")).to_be_visible()
    assert _downloaded(page) == with_word

    # The address shows the same to somebody else, and survives another tab.
    page.get_by_role("tab", name="History & Charts").click()
    page.get_by_role("tab", name="Analyze a file").click()
    expect(page.get_by_text(f"{len(with_word)} of {TEXTS:,} texts")).to_be_visible()
    other = visit(f"?{page.url.partition('?')[2]}")
    expect(other.get_by_text(f"{len(with_word)} of {TEXTS:,} texts")).to_be_visible(timeout=SLOW_MS)
    expect(other.get_by_text("A shared analysis")).to_be_visible()
    assert _downloaded(other) == with_word
    expect(other.get_by_role("button", name="Another file")).to_have_count(0)

    # Bars can be clicked too, and whoever reads changes nothing for the owner.
    other.get_by_role("button", name="Show all texts").click()
    expect(other.get_by_text(f"{TEXTS:,} of {TEXTS:,} texts")).to_be_visible()
    expect(other.get_by_test_id("stVegaLiteChart")).to_have_count(3)  # shares, trend, groups
    other.get_by_test_id("stVegaLiteChart").nth(2).click(position={"x": 120, "y": 20})
    expect(other.get_by_text(f"{CELL_TEXTS * WEEKS} of {TEXTS:,} texts")).to_be_visible()
    expect(other.get_by_role("combobox", name="Group", exact=True)).to_have_value(PRODUCTS[0])
    expect(page.get_by_text(f"{len(with_word)} of {TEXTS:,} texts")).to_be_visible()

    # A new file ends the address.
    page.get_by_role("button", name="Another file").click()
    expect(page.get_by_role("button", name="Try it with a sample")).to_be_visible()
    other.reload()
    expect(other.get_by_text("This address opens no analysis")).to_be_visible()
    other.get_by_role("button", name="Analyze my own file").click()
    expect(other.get_by_role("button", name="Try it with a sample")).to_be_visible()


def test_second_file_beside_the_first(visit: Visit, tmp_path: Path) -> None:
    """The crisis beside the other weeks: the difference, its words, a reader of the address, and its end."""
    crisis = [row for row in crisis_rows() if row["product"] == CRISIS_PRODUCT]
    weeks: dict[str, list[dict[str, str]]] = {"May": [], "crisis": []}
    for row in crisis:
        during = 0 <= _day(row["created_at"]) - CRISIS_WEEK.toordinal() < 7
        weeks["crisis" if during else "May"].append(row)
    files = {name: _write(tmp_path / f"{name}.csv", rows) for name, rows in weeks.items()}
    page = visit("?tab=Analyze+a+file")
    page.locator("input[type=file]").set_input_files(files["crisis"])
    page.get_by_role("button", name="Predict all rows").click()
    page.get_by_text("Compare with another file").click(timeout=SLOW_MS)
    page.locator("input[type=file]").set_input_files(files["May"])
    expect(page.get_by_role("combobox", name="Column with the texts")).to_have_value("text")
    page.get_by_role("button", name="Predict and compare").click()
    expect(page.get_by_role("heading", name="Compared with May.csv")).to_be_visible(timeout=SLOW_MS)
    table = page.get_by_role("table", name="Classes of both files")
    expect(table.get_by_role("row", name="Negative")).to_contain_text("beyond chance", timeout=SLOW_MS)

    more = page.get_by_role("radiogroup", name="More often in this file")
    more.get_by_role("radio", name="swollen ·").click()
    expect(page.get_by_text("distinct texts of crisis.csv")).to_be_visible()
    assert violations(page) == []

    other = visit(f"?{page.url.partition('?')[2]}")
    expect(other.get_by_role("heading", name="Compared with May.csv")).to_be_visible(timeout=SLOW_MS)
    expect(other.get_by_role("button", name="Remove")).to_have_count(0)
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("Compare with another file")).to_be_visible()
    expect(page.get_by_role("heading", name="Compared with May.csv")).to_have_count(0)


def _write(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def _day(moment: str) -> int:
    return date.fromisoformat(moment[:10]).toordinal()


def _downloaded(page: Page) -> list[str]:
    """Return the texts of the CSV download."""
    wait_until_idle(page)  # a run that is under way replaces the file behind the button
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    with Path(download.value.path()).open(newline="", encoding="utf-8-sig") as file:
        return [row["text"] for row in csv.DictReader(file)]
