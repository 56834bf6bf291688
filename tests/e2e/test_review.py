"""Reviewing in a real browser: labels corrected, downloaded, and counted."""

import json
from pathlib import Path

import pandas as pd
import pytest

pytest.importorskip("playwright.sync_api")

from playwright.sync_api import Page, expect

from .actions import analyze, wait_until_idle

pytestmark = pytest.mark.e2e

TIMEOUT_MS = 40_000

expect.set_options(timeout=TIMEOUT_MS)

TEXTS = [
    "@mia the talk starts at nine in room two",
    "What a wonderful morning 😍",
    "The talk starts at NINE in room two!",
]


def download(page: Page, button: str, path: Path) -> Path:
    wait_until_idle(page)  # a run that is under way replaces the file behind the button
    with page.expect_download() as file:
        page.get_by_role("button", name=button).click()
    file.value.save_as(path)
    return path


def test_review_corrects_and_counts(page: Page, tmp_path: Path) -> None:
    page.set_default_timeout(TIMEOUT_MS)
    for text in TEXTS:
        analyze(page, text)
        expect(page.get_by_test_id("words")).to_have_text(text)
    page.get_by_role("tab", name="Review").click()
    expect(page.locator(".clamped:visible")).to_have_count(2)
    expect(page.get_by_text("stands for 2 texts that say the same")).to_be_visible()
    page.locator("[class*=st-key-review_neutral_] button:visible").first.click()
    expect(page.get_by_text("You corrected 1 of 1 text")).to_be_visible()
    right = page.locator("[class*=st-key-review_right_] button:visible")
    expect(right).to_have_count(1)
    right.click()
    expect(page.get_by_text("All texts are reviewed")).to_be_visible()
    expect(page.get_by_text("You corrected 1 of 2 texts")).to_be_visible()

    rows = pd.read_csv(download(page, "CSV for training", tmp_path / "corrections.csv"), encoding="utf-8-sig")
    assert list(rows.columns) == ["text", "label"]
    labels = dict(rows.itertuples(index=False, name=None))
    assert labels[TEXTS[1]] == "positive"
    assert list(labels.values()).count("neutral") == 1
    tasks = json.loads(download(page, "JSON for Label Studio", tmp_path / "tasks.json").read_text())
    assert {task["annotations"][0]["result"][0]["value"]["choices"][0] for task in tasks} == {"Neutral", "Positive"}

    page.get_by_role("tab", name="Model Performance").click()
    expect(page.get_by_role("heading", name="Your reviews")).to_be_visible()
    expect(page.get_by_text("You corrected 1 of 2 texts").filter(visible=True)).to_be_visible()
    page.reload()
    page.get_by_role("tab", name="Review").click()
    expect(page.get_by_text("You corrected 1 of 2 texts").filter(visible=True)).to_be_visible()
    page.get_by_role("tab", name="History & Charts").click()
    page.get_by_role("button", name="Clear all").click()
    page.get_by_role("button", name="Delete everything").click()
    page.get_by_role("tab", name="Review").click()
    expect(page.get_by_text("Nothing to review yet")).to_be_visible()
