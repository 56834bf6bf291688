"""Attacks on the analysis of a file: shared ids, addresses, pasted texts, and names of columns and groups."""

import csv
import io
from collections.abc import Callable, Iterator

import pytest

pytest.importorskip("streamlit")
pytest.importorskip("playwright.sync_api")

from playwright.sync_api import Page, expect

from twitter_sentiment.dashboard.job_registry import BulkJobFile

from ..e2e.actions import wait_until_idle
from ..running import Running
from .watching import FOREIGN, watching

pytestmark = pytest.mark.e2e

MARKUP = (
    f"![x]({FOREIGN}x.png) <img src={FOREIGN}y.png onerror=alert(1)> **bold** [go](javascript:alert(1)) $x^2$ :red[no]"
)
GROUPS = (f"![x]({FOREIGN}z) **b**", "<img src=x onerror=alert(1)>", "[go](javascript:alert(1)) $x^2$")
TAB = "tab=Analyze+a+file"
SLOW_MS = 60_000


@pytest.fixture
def watched(visit: Callable[..., Page]) -> Iterator[Page]:
    """A page on which no script, no dialog and no foreign request may appear."""
    with watching(visit(f"?{TAB}")) as page:
        yield page


def as_csv(rows: list[list[str]]) -> bytes:
    file = io.StringIO()
    csv.writer(file).writerows(rows)
    return file.getvalue().encode()


def analyze(page: Page, rows: list[list[str]]) -> None:
    name = f"{MARKUP.replace('/', '_')}.csv"
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "text/csv", "buffer": as_csv(rows)})
    page.get_by_role("button", name="Predict all rows").click()
    expect(page.get_by_text("Least confident")).to_be_visible(timeout=SLOW_MS)


def test_names_of_columns_groups_and_words_are_literal(watched: Page) -> None:
    words = ("**bold**", "<b>bold</b>", "#red", "@javascript", "`code`")
    rows = [["text", "date", MARKUP]]
    for number in range(160):
        bad = number % 2
        text = f"{words[number % 5]} I hate it {number}" if bad else f"I love it {number}"
        rows.append([text, f"2024-01-{number % 28 + 1:02}", GROUPS[number % 3]])
    analyze(watched, rows)
    expect(watched.get_by_role("heading", name="By ![x]")).to_be_visible()
    expect(watched.get_by_role("radiogroup", name="What negative texts say")).to_be_visible()
    wait_until_idle(watched)
    for name in watched.locator("[data-testid=stExpander]").all()[1:]:
        name.click()
    expect(watched.locator(".plain").first).to_be_visible()
    assert watched.locator(".plain :is(script, img, a, strong, em, code, style)").count() == 0
    watched.get_by_role("radiogroup", name="What negative texts say").get_by_role("radio").first.click()
    expect(watched.get_by_role("button", name="Word:")).to_be_visible()


def test_name_and_columns_of_a_second_file_are_literal(watched: Page) -> None:
    analyze(watched, [["text"], *[[f"I love it {number}"] for number in range(40)]])
    watched.get_by_text("Compare with another file").click()
    words = ("**bold**", "<b>bold</b>", "#red", "@javascript", "`code`")
    rows = [[MARKUP], *[[f"{words[number % 5]} I hate it {number}"] for number in range(80)]]
    name = f"second {MARKUP.replace('/', '_')}.csv"
    watched.locator("input[type=file]").set_input_files({"name": name, "mimeType": "text/csv", "buffer": as_csv(rows)})
    expect(watched.get_by_role("combobox", name="Column with the texts")).to_have_value(MARKUP)
    watched.get_by_role("button", name="Predict and compare").click()
    expect(watched.get_by_role("table", name="Classes of both files")).to_be_visible(timeout=SLOW_MS)
    expect(watched.get_by_role("heading", name="Compared with second ![x]")).to_be_visible()
    watched.get_by_role("radiogroup", name="More often in the other file").get_by_role("radio").first.click()
    expect(watched.get_by_text("distinct texts of second ![x]")).to_be_visible()
    assert watched.locator(".plain :is(script, img, a, strong, em, code, style)").count() == 0
    assert watched.locator(".numbers :is(script, img, a, em, code, style)").count() == 0


@pytest.mark.parametrize(
    "address",
    [
        "analysis=x",
        "analysis=",
        "analysis=../../etc/passwd",
        "analysis=%00%F0%9F%98%80",
        f"analysis={'a' * 5000}",
        "analysis=<script>alert(1)</script>",
        "analysis=a&analysis=b",
    ],
)
def test_unknown_ids_open_nothing(long_visit: Page, interface: Running, address: str) -> None:
    with watching(long_visit) as watched:
        watched.goto(f"{interface.url}/?{TAB}&{address}")
        expect(
            watched.get_by_text("This address opens no analysis").or_(watched.get_by_text("Try it with a sample"))
        ).to_be_visible()
        expect(watched.get_by_text("Results for")).to_have_count(0)


def test_hostile_parameters_of_an_address_are_ignored(watched: Page, interface: Running) -> None:
    rows = [["text", "date", "brand"]]
    rows += [[f"I {'love' if n % 2 else 'hate'} it {n}", f"2024-01-{n % 28 + 1:02}", "ab"[n % 2]] for n in range(90)]
    analyze(watched, rows)
    share_id = watched.evaluate("new URL(location).searchParams.get('analysis')")
    for view in (
        f"class=<b>&class={MARKUP}&confidence=-5-900&since=yesterday&until=99999-01-01&group={MARKUP}",
        "confidence=90-10&since=0000-00-00&until=2024-13-45T99:99:99&date=nothing&by=nothing",
        f"by=text&date=brand&period=century&order=x&classes=9&word={MARKUP}&search={'x' * 5000}",
        "by=&date=&since=2024-01-05&until=2024-01-01&classes=2&class=neutral",
        f"search={MARKUP}&group=&since=9999-12-31&until=0001-01-01",
    ):
        watched.goto(f"{interface.url}/?{TAB}&analysis={share_id}&{view.replace('#', '%23')}")
        expect(watched.get_by_text("of 90 texts")).to_be_visible(timeout=SLOW_MS)
        expect(watched.get_by_text("Least confident")).to_be_visible(timeout=SLOW_MS)
        expect(watched.get_by_test_id("stException")).to_have_count(0)


def test_a_shared_analysis_shows_no_history(visit: Callable[..., Page], watched: Page) -> None:
    watched.get_by_role("tab", name="Predict").click()
    watched.get_by_label("A tweet or a review, in English").fill("my own secret, I love it")
    watched.get_by_role("button", name="Analyze", exact=True).click()
    expect(watched.get_by_test_id("words")).to_be_visible()
    watched.get_by_role("tab", name="Analyze a file").click()
    analyze(watched, [["text"], *[[f"I love it {number}"] for number in range(5)]])
    other = visit(f"?{watched.url.partition('?')[2]}")
    expect(other.get_by_text("A shared analysis")).to_be_visible(timeout=SLOW_MS)
    other.get_by_role("tab", name="History & Charts").click()
    expect(other.get_by_text("Nothing yet")).to_be_visible()


@pytest.mark.parametrize(
    "texts",
    [
        f"{MARKUP}\n\n<script>document.title='broken'</script> I love it",
        "a,b;c\t\"d\n'e\n=1+1\n@SUM(1)",
        "\u202eright to left\u202c\n\u200b\nzero\x00width \ud83d",
        "text\n" + "a" * 20_000,
    ],
    ids=range(4),
)
def test_pasted_texts_are_texts(long_visit: Page, interface: Running, texts: str) -> None:
    with watching(long_visit) as watched:
        watched.goto(f"{interface.url}/?{TAB}")
        watched.get_by_role("button", name="Paste texts").click()
        watched.get_by_label("One text a line").fill(texts)
        watched.get_by_role("button", name="Use these texts").click()
        expect(watched.get_by_text("pasted texts.txt")).to_be_visible()
        watched.get_by_role("button", name="Predict all rows").click()
        expect(watched.get_by_text("Least confident")).to_be_visible(timeout=SLOW_MS)
        assert watched.locator(".plain :is(script, img, a, strong, em, code, style)").count() == 0
        watched.get_by_role("button", name="Another file").click()
        expect(watched.get_by_role("button", name="Paste texts")).to_be_visible()


def test_share_ids_can_not_be_guessed() -> None:
    ids = {BulkJobFile("x.csv", None, "text", None).share_id for _ in range(1000)}  # type: ignore[arg-type]
    assert len(ids) == 1000
    assert min(map(len, ids)) >= 22  # 128 bits in base 64
